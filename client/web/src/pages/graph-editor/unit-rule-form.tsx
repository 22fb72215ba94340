import { CheckField, NumberField, SelectField, TextField } from "../../shell/fields.tsx";
import { offsetWords } from "../../wording/unit-words.ts";
import styles from "./stage-form.module.css";

interface Offset {
	readonly x: number;
	readonly y: number;
	readonly z: number;
}

interface Rule {
	readonly kind?: string;
	readonly offsets?: readonly Offset[];
	readonly by?: readonly string[];
	readonly completion?: { readonly kind?: string } & Readonly<Record<string, unknown>>;
	readonly partial?: object | null;
}

const kinds = [
	{ value: "each", words: "each tile (or each unit of its parents)" },
	{ value: "neighbours", words: "pairs of neighbours" },
	{ value: "group", words: "groups that share something" },
	{ value: "all", words: "everything together" },
] as const;

const completions = [
	{ value: "endOfAcquisition", words: "at the end of the acquisition" },
	{ value: "count", words: "with a number of members" },
	{ value: "quiet", words: "when nothing came for a while" },
	{ value: "seal", words: "when a file appears" },
] as const;

const usualOffsets: readonly Offset[] = [
	{ x: 1, y: 0, z: 0 },
	{ x: 0, y: 1, z: 0 },
	{ x: 0, y: 0, z: 1 },
	{ x: -1, y: 0, z: 0 },
	{ x: 0, y: -1, z: 0 },
	{ x: 0, y: 0, z: -1 },
];

const isSame = (one: Offset, other: Offset) => one.x === other.x && one.y === other.y && one.z === other.z;

/** What one run of the stage works on. */
export function UnitRuleForm({ unitRule, onChange }: { unitRule: unknown; onChange: (unitRule: unknown) => void }) {
	const rule = (unitRule ?? {}) as Rule;
	const kind = kinds.find((choice) => choice.value === rule.kind)?.value ?? "each";
	const offsets = rule.offsets ?? [];
	const begin = (next: (typeof kinds)[number]["value"]) => {
		const completion = rule.completion ?? { kind: "endOfAcquisition" };
		switch (next) {
			case "each":
				return onChange({ kind: "each" });
			case "neighbours":
				return onChange({ kind: "neighbours", offsets: offsets.length > 0 ? offsets : [usualOffsets[0]] });
			case "group":
				return onChange({ kind: "group", by: rule.by ?? ["z"], completion, partial: rule.partial ?? null });
			case "all":
				return onChange({ kind: "all", completion, partial: rule.partial ?? null });
		}
	};
	return (
		<div className={styles.form}>
			<SelectField label="Works on" value={kind} choices={kinds} onChange={begin} />
			{kind !== "neighbours" ? null : (
				<fieldset className={styles.choices}>
					<legend>Neighbours at</legend>
					{[...usualOffsets, ...offsets.filter((offset) => !usualOffsets.some((usual) => isSame(usual, offset)))].map(
						(offset) => {
							const isOn = offsets.some((other) => isSame(other, offset));
							return (
								<CheckField
									key={offsetWords(offset)}
									label={offsetWords(offset)}
									value={isOn}
									// One offset is the least there can be.
									isDisabled={isOn && offsets.length === 1}
									onChange={(on) =>
										onChange({
											kind: "neighbours",
											offsets: on ? [...offsets, offset] : offsets.filter((other) => !isSame(other, offset)),
										})
									}
								/>
							);
						},
					)}
				</fieldset>
			)}
			{kind !== "group" ? null : (
				<TextField
					label="Units share"
					hint="Attributes, separated by commas: z, plate, well, site, channel …"
					value={(rule.by ?? []).join(", ")}
					onChange={(text) =>
						onChange({
							...rule,
							by: text
								.split(",")
								.map((name) => name.trim())
								.filter((name, index, all) => name !== "" || index === all.length - 1),
						})
					}
				/>
			)}
			{kind !== "group" && kind !== "all" ? null : (
				<>
					<SelectField
						label="Complete"
						value={completions.find((choice) => choice.value === rule.completion?.kind)?.value ?? "endOfAcquisition"}
						choices={completions}
						onChange={(completion) => onChange({ ...rule, completion: beginCompletion(completion) })}
					/>
					<CompletionFields rule={rule} onChange={onChange} />
					<CheckField
						label="Run also while it is partial"
						hint="And again as it grows."
						value={rule.partial != null}
						onChange={(on) => onChange({ ...rule, partial: on ? { minimumMembers: 1, intervalSeconds: 5 } : null })}
					/>
				</>
			)}
		</div>
	);
}

function beginCompletion(kind: (typeof completions)[number]["value"]) {
	switch (kind) {
		case "endOfAcquisition":
			return { kind };
		case "count":
			return { kind, expected: 1 };
		case "quiet":
			return { kind, seconds: 60 };
		case "seal":
			return { kind, path: "complete" };
	}
}

function CompletionFields({ rule, onChange }: { rule: Rule; onChange: (rule: Rule) => void }) {
	const completion = rule.completion ?? { kind: "endOfAcquisition" };
	const change = (part: object) => onChange({ ...rule, completion: { ...completion, ...part } });
	switch (completion.kind) {
		case "count":
			return (
				<NumberField
					label="Members"
					value={Number(completion.expected ?? 1)}
					minimum={1}
					step={1}
					onChange={(expected) => change({ expected: expected ?? 1 })}
				/>
			);
		case "quiet":
			return (
				<NumberField
					label="Seconds without a new member"
					value={Number(completion.seconds ?? 60)}
					minimum={1}
					onChange={(seconds) => change({ seconds: seconds ?? 60 })}
				/>
			);
		case "seal":
			return (
				<TextField
					label="File below the project's root"
					hint="{name} stands for a group's attribute."
					isCode
					value={String(completion.path ?? "")}
					onChange={(path) => change({ path })}
				/>
			);
		default:
			return null;
	}
}

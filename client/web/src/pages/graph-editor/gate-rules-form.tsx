// biome-ignore-all lint/suspicious/noThenProperty: what people write in a rule; its value is a word, nothing that could be awaited.
import { CheckField, SelectField, TextField } from "../../shell/fields.tsx";
import styles from "./stage-form.module.css";

export interface Gate {
	readonly rules: readonly GateRule[];
	readonly review: boolean;
	readonly feedback: { readonly webhook?: string | null; readonly subject?: string | null } | null;
}

interface GateRule {
	readonly when: string;
	readonly then: "reject" | "hold" | "flag" | "pass";
	readonly feedback?: Feedback | null;
}

type Feedback = "good" | "stopAtEnd" | "stopNow" | "reImage";

const actions = [
	{ value: "hold", words: "hold for a person" },
	{ value: "flag", words: "let through, flagged" },
	{ value: "reject", words: "reject" },
	{ value: "pass", words: "let through" },
] as const;

const verdicts = [
	{ value: "", words: "say nothing" },
	{ value: "good", words: "say: good" },
	{ value: "reImage", words: "ask to re-image" },
	{ value: "stopAtEnd", words: "ask to stop at the end" },
	{ value: "stopNow", words: "ask to stop now" },
] as const;

/** From operations, which are any JSON. */
export function gateFrom(value: unknown): Gate {
	const gate = (typeof value === "object" && value !== null ? value : {}) as Partial<Gate>;
	return {
		rules: Array.isArray(gate.rules) ? gate.rules : [],
		review: gate.review === true,
		feedback: gate.feedback ?? null,
	};
}

/** As it is kept: nothing where it does nothing. */
export function storedGate(gate: Gate): Gate | null {
	return gate.rules.length === 0 && !gate.review && gate.feedback === null ? null : gate;
}

/** Rules over what was measured. Whether an expression can be used is the coordinator's word (`problem`). */
export function GateRulesForm({
	gate,
	metricNames,
	problem,
	onChange,
}: {
	gate: Gate;
	metricNames: readonly string[];
	problem: string | null;
	onChange: (gate: Gate) => void;
}) {
	const change = (index: number, part: Partial<GateRule>) =>
		onChange({ ...gate, rules: gate.rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)) });
	const asksForFeedback = gate.rules.some((rule) => rule.feedback != null) || gate.feedback !== null;
	return (
		<div className={styles.form}>
			{gate.rules.map((rule, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: rules have no identity but their place
				<div key={index} className={styles.rule}>
					<TextField
						label={`Rule ${index + 1}: when`}
						isCode
						value={rule.when}
						placeholder="focus < 0.4 && cells > 10"
						onChange={(when) => change(index, { when })}
					/>
					<SelectField label="then" value={rule.then} choices={actions} onChange={(then) => change(index, { then })} />
					<SelectField
						label="and to the microscope"
						value={rule.feedback ?? ""}
						choices={verdicts}
						onChange={(feedback) => change(index, { feedback: feedback === "" ? null : feedback })}
					/>
					<button
						type="button"
						className={styles.link}
						onClick={() => onChange({ ...gate, rules: gate.rules.filter((_, at) => at !== index) })}
					>
						remove rule {index + 1}
					</button>
				</div>
			))}
			{problem === null ? null : (
				<p className={styles.problem} role="alert">
					{problem}
				</p>
			)}
			<button
				type="button"
				className={styles.button}
				onClick={() => onChange({ ...gate, rules: [...gate.rules, { when: "", then: "hold" }] })}
			>
				Add a rule
			</button>
			<p className={styles.hint}>
				Rules are CEL expressions over a result's numbers
				{metricNames.length === 0 ? "" : `; this stage has measured ${metricNames.join(", ")}`}. A missing number holds
				the result.
			</p>
			<CheckField
				label="A person looks at every result"
				value={gate.review}
				onChange={(review) => onChange({ ...gate, review })}
			/>
			{asksForFeedback ? (
				<>
					<TextField
						label="Webhook of the microscope"
						isCode
						value={gate.feedback?.webhook ?? ""}
						onChange={(webhook) => onChange({ ...gate, feedback: feedbackOf(webhook, gate.feedback?.subject ?? "") })}
					/>
					<TextField
						label="or subject on the message bus"
						isCode
						value={gate.feedback?.subject ?? ""}
						onChange={(subject) => onChange({ ...gate, feedback: feedbackOf(gate.feedback?.webhook ?? "", subject) })}
					/>
				</>
			) : null}
		</div>
	);
}

function feedbackOf(webhook: string, subject: string): Gate["feedback"] {
	return webhook === "" && subject === ""
		? null
		: { webhook: webhook === "" ? null : webhook, subject: subject === "" ? null : subject };
}

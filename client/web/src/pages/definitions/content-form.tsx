import { builtInArgumentNames, neighbourArgumentNames } from "@tilewright/contract/command-line";
import { useState } from "react";
import { CheckField, NumberField, SelectField, TextField } from "../../shell/fields.tsx";
import { JsonField } from "../graph-editor/parameter-form.tsx";
import { fieldsOfSchema } from "../graph-editor/parameter-schema-model.ts";
import { type DefinitionContent, moved } from "./definition-model.ts";
import type { DefinitionField } from "./definition-problems-model.ts";
import styles from "./definitions.module.css";
import { ParameterRows } from "./parameter-rows.tsx";
import { ProgramHelp } from "./program-help.tsx";
import type { ShownProblems } from "./use-shown-problems.ts";

const kinds = [
	{ value: "script", words: "a script or program" },
	{ value: "builtIn", words: "a program that comes with Tilewright" },
	{ value: "none", words: "nothing (a join, a marker)" },
] as const;

const schemaExample = `{
  "type": "object",
  "properties": {
    "scale": { "type": "number", "default": 1, "minimum": 0 }
  }
}`;

/** Which program, with which arguments, and what it must leave behind. */
export function ContentForm({
	content,
	shown,
	onChange,
}: {
	content: DefinitionContent;
	shown: ShownProblems<DefinitionField>;
	onChange: (content: DefinitionContent) => void;
}) {
	const checked = (field: DefinitionField) => ({
		problem: shown.of(field),
		onLeave: () => shown.leave(field),
	});
	const set = (change: Partial<DefinitionContent>) => onChange({ ...content, ...change });
	const { program } = content;
	/** The schema was written by the rows: its text begins anew. */
	const [rewritten, setRewritten] = useState(0);
	return (
		<>
			<div className={styles.fields}>
				<SelectField
					label="Runs"
					value={program.kind}
					choices={kinds}
					onChange={(kind) =>
						set({
							program:
								kind === "script"
									? { kind, path: "", interpreter: null }
									: kind === "builtIn"
										? { kind, name: "" }
										: { kind },
						})
					}
				/>
				{program.kind === "script" ? (
					<>
						<TextField
							label="Program"
							hint="Relative to the repository, or absolute."
							isCode
							value={program.path}
							{...checked("program")}
							onChange={(path) => set({ program: { ...program, path } })}
						/>
						<TextField
							label="Interpreter"
							hint="Such as python3; empty where the file is run by itself."
							isCode
							value={program.interpreter ?? ""}
							onChange={(text) => set({ program: { ...program, interpreter: text === "" ? null : text } })}
						/>
					</>
				) : null}
				{program.kind === "builtIn" ? (
					<TextField
						label="Built-in program"
						isCode
						value={program.name}
						{...checked("program")}
						onChange={(name) => set({ program: { ...program, name } })}
					/>
				) : null}
				<NumberField
					label="Expected exit code"
					minimum={0}
					maximum={255}
					step={1}
					value={content.expectedExitCode}
					{...checked("expectedExitCode")}
					onChange={(code) => set({ expectedExitCode: code ?? 0 })}
				/>
			</div>
			{program.kind === "script" ? <ProgramHelp /> : null}
			<ParameterRows
				schema={content.parameterSchema}
				onChange={(parameterSchema) => {
					set({ parameterSchema });
					setRewritten((count) => count + 1);
				}}
			/>
			<CheckField
				label="Standard arguments first"
				hint="Input root, output root, the tile's relative path and its name."
				value={content.standardArguments}
				onChange={(standardArguments) => set({ standardArguments })}
			/>
			<ArgumentBuilder
				list={content.arguments}
				parameters={(fieldsOfSchema(content.parameterSchema) ?? []).map(({ name }) => name)}
				onChange={(list) => set({ arguments: list })}
			/>
			<details>
				<summary>More: environment, declared outputs, schema of the parameters</summary>
				<div className={styles.form}>
					<JsonField
						label="Environment (JSON)"
						value={content.environment}
						{...checked("environment")}
						rows={3}
						onChange={(environment) => set({ environment: environment as Readonly<Record<string, string>> })}
					/>
					<JsonField
						label="Declared outputs (JSON)"
						hint='Such as [{ "path": "*.tif", "format": "tiff" }]: each must be there and not empty.'
						value={content.outputs}
						{...checked("outputs")}
						onChange={(outputs) => set({ outputs: outputs as readonly unknown[] })}
					/>
					<JsonField
						key={rewritten}
						label="Schema of the parameters (JSON Schema)"
						hint="The same as the parameters above, for limits, choices and anything else. Empty where there are none."
						rows={8}
						example={schemaExample}
						value={content.parameterSchema}
						{...checked("parameterSchema")}
						onChange={(parameterSchema) => set({ parameterSchema })}
					/>
					<TextField
						label="Prefix of log files"
						isCode
						value={content.logPrefix}
						onChange={(logPrefix) => set({ logPrefix })}
					/>
				</div>
			</details>
		</>
	);
}

/** Arguments one by one: never a line for a shell. */
function ArgumentBuilder({
	list,
	parameters,
	onChange,
}: {
	list: readonly string[];
	/** Names that the schema of the parameters knows. */
	parameters: readonly string[];
	onChange: (list: readonly string[]) => void;
}) {
	const change = (index: number, value: string) => onChange(list.map((old, at) => (at === index ? value : old)));
	return (
		<fieldset className={styles.arguments}>
			<legend>Arguments, in this order</legend>
			{list.map((argument, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: arguments have no identity but their place
				<div key={index} className={styles.argument}>
					<input
						type="text"
						aria-label={`Argument ${index + 1}`}
						value={argument}
						spellCheck={false}
						onChange={(event) => change(index, event.target.value)}
					/>
					<select
						aria-label={`Put a name into argument ${index + 1}`}
						value=""
						onChange={(event) => change(index, `${argument}\${${event.target.value}}`)}
					>
						<option value="">insert …</option>
						<Names label="parameters" names={parameters} />
						{/* What can stand in arguments, to choose from before a project tells its own. */}
						<Names label="of every task" names={[...builtInArgumentNames, ...neighbourArgumentNames]} />
					</select>
					<button
						type="button"
						aria-label={`Argument ${index + 1} one up`}
						onClick={() => onChange(moved(list, index, -1))}
					>
						↑
					</button>
					<button
						type="button"
						aria-label={`Argument ${index + 1} one down`}
						onClick={() => onChange(moved(list, index, 1))}
					>
						↓
					</button>
					<button
						type="button"
						aria-label={`Remove argument ${index + 1}`}
						onClick={() => onChange(list.filter((_, at) => at !== index))}
					>
						✕
					</button>
				</div>
			))}
			<button type="button" className={styles.button} onClick={() => onChange([...list, ""])}>
				Add an argument
			</button>
		</fieldset>
	);
}

function Names({ label, names }: { label: string; names: readonly string[] }) {
	if (names.length === 0) return null;
	return (
		<optgroup label={label}>
			{names.map((name) => (
				<option key={name} value={name}>
					{name}
				</option>
			))}
		</optgroup>
	);
}

import { useState } from "react";
import { AreaField, CheckField, NumberField, SelectField, TextField } from "../../shell/fields.tsx";
import {
	fieldsOfSchema,
	otherParameters,
	type ParameterField,
	parameterProblem,
	withParameter,
} from "./parameter-schema-model.ts";
import styles from "./stage-form.module.css";

type Parameters = Readonly<Record<string, unknown>>;

/** One field for each parameter the definition's schema knows, and JSON for the rest. */
export function ParameterForm({
	schema,
	parameters,
	problem,
	onChange,
}: {
	schema: unknown;
	parameters: Parameters;
	/** What the coordinator says of them, beyond what can be seen of each here. */
	problem: string | null;
	onChange: (parameters: Parameters) => void;
}) {
	const fields = fieldsOfSchema(schema);
	const others = otherParameters(parameters, fields);
	return (
		<div className={styles.form} data-place="parameters">
			{(fields ?? []).map((field) => (
				<div key={field.name} data-place={`parameter ${field.name}`}>
					<ParameterInput
						field={field}
						value={parameters[field.name]}
						onChange={(value) => onChange(withParameter(parameters, field.name, value))}
					/>
				</div>
			))}
			{problem === null ? null : (
				<p className={styles.problem} role="alert">
					{problem}
				</p>
			)}
			{fields !== null && others.length === 0 ? null : (
				<JsonField
					label={fields === null ? "Parameters (JSON)" : "Other parameters (JSON)"}
					value={Object.fromEntries(others.map((name) => [name, parameters[name]]))}
					onChange={(value) => {
						const kept = Object.fromEntries(Object.entries(parameters).filter(([name]) => !others.includes(name)));
						onChange({ ...kept, ...(value as Parameters) });
					}}
				/>
			)}
		</div>
	);
}

function ParameterInput({
	field,
	value,
	onChange,
}: {
	field: ParameterField;
	value: unknown;
	onChange: (value: unknown) => void;
}) {
	const shared = { label: field.name, hint: field.description };
	// One that is not set yet is only missed when the draft is to be applied.
	const wrong = value === undefined ? null : parameterProblem(field, value);
	const problem = wrong === null ? null : `It ${wrong}.`;
	const standard = field.standard === undefined ? undefined : String(field.standard);
	switch (field.kind) {
		case "number":
			return (
				<NumberField
					{...shared}
					problem={problem}
					value={typeof value === "number" ? value : null}
					minimum={field.minimum}
					maximum={field.maximum}
					step={field.isWhole ? 1 : "any"}
					placeholder={standard}
					onChange={(number) => onChange(number ?? undefined)}
				/>
			);
		case "choice":
			return (
				<SelectField
					{...shared}
					value={typeof value === "string" ? value : ""}
					choices={[
						{ value: "", words: standard === undefined ? "(not set)" : `(${standard})` },
						...field.choices.map((choice) => ({ value: choice, words: choice })),
					]}
					onChange={(choice) => onChange(choice === "" ? undefined : choice)}
				/>
			);
		case "flag":
			return <CheckField {...shared} value={(value ?? field.standard) === true} onChange={onChange} />;
		case "text":
			return (
				<TextField
					{...shared}
					problem={problem}
					value={typeof value === "string" ? value : ""}
					placeholder={standard}
					onChange={(text) => onChange(text === "" ? undefined : text)}
				/>
			);
		case "json":
			return <JsonField label={field.name} hint={field.description} value={value ?? null} onChange={onChange} />;
	}
}

/** Text that is taken over whenever it is JSON; while it is not, it says so and nothing changes. */
export function JsonField({
	label,
	hint = "",
	value,
	onChange,
	onLeave,
	problem = null,
	rows = 4,
	example,
}: {
	label: string;
	hint?: string;
	value: unknown;
	onChange: (value: unknown) => void;
	onLeave?: () => void;
	/** Why what it says cannot be used. */
	problem?: string | null;
	rows?: number;
	/** Shown while the field is empty, which it may be then: empty is null. */
	example?: string;
}) {
	const isOptional = example !== undefined;
	const [text, setText] = useState(() => (isOptional && value === null ? "" : JSON.stringify(value, null, 2)));
	const [unread, setUnread] = useState<string | null>(null);
	return (
		<AreaField
			label={label}
			hint={hint}
			isCode
			rows={rows}
			placeholder={example}
			value={text}
			problem={unread ?? problem}
			onLeave={onLeave}
			onChange={(typed) => {
				setText(typed);
				try {
					onChange(isOptional && typed.trim() === "" ? null : JSON.parse(typed));
					setUnread(null);
				} catch (error) {
					setUnread(`Not JSON yet, and not taken over: ${error instanceof Error ? error.message : String(error)}.`);
				}
			}}
		/>
	);
}

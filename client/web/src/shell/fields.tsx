import { type ReactNode, useId } from "react";
import styles from "./fields.module.css";

/** Labelled inputs of forms. All of them are controlled and know nothing of what they are for. */

interface FieldProps {
	readonly label: string;
	/** A line below, for what a name does not say. */
	readonly hint?: ReactNode;
	readonly isChanged?: boolean | undefined;
}

function Field({
	label,
	hint,
	isChanged = false,
	id,
	children,
}: FieldProps & { readonly id: string; readonly children: ReactNode }) {
	return (
		<div className={styles.field}>
			<label htmlFor={id}>
				{label}
				{isChanged ? <span className={styles.changed}> changed</span> : null}
			</label>
			{children}
			{hint === undefined || hint === "" ? null : <p className={styles.hint}>{hint}</p>}
		</div>
	);
}

export function TextField({
	value,
	onChange,
	placeholder,
	isCode = false,
	list,
	problem,
	...field
}: FieldProps & {
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly placeholder?: string | undefined;
	readonly isCode?: boolean;
	/** Id of a datalist. */
	readonly list?: string;
	readonly problem?: string | null;
}) {
	const id = useId();
	return (
		<Field {...field} id={id}>
			<input
				id={id}
				type="text"
				className={isCode ? styles.code : ""}
				value={value}
				placeholder={placeholder}
				list={list}
				spellCheck={!isCode}
				autoComplete="off"
				aria-invalid={problem != null}
				onChange={(event) => onChange(event.target.value)}
			/>
			{problem == null ? null : <p className="tone-bad">{problem}</p>}
		</Field>
	);
}

export function AreaField({
	value,
	onChange,
	rows = 3,
	isCode = false,
	problem,
	...field
}: FieldProps & {
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly rows?: number;
	readonly isCode?: boolean;
	readonly problem?: string | null;
}) {
	const id = useId();
	return (
		<Field {...field} id={id}>
			<textarea
				id={id}
				rows={rows}
				className={isCode ? styles.code : ""}
				value={value}
				spellCheck={!isCode}
				aria-invalid={problem != null}
				onChange={(event) => onChange(event.target.value)}
			/>
			{problem == null ? null : <p className="tone-bad">{problem}</p>}
		</Field>
	);
}

/** Empty is null: nothing is set. */
export function NumberField({
	value,
	onChange,
	minimum,
	maximum,
	step = "any",
	placeholder,
	...field
}: FieldProps & {
	readonly value: number | null;
	readonly onChange: (value: number | null) => void;
	readonly minimum?: number | undefined;
	readonly maximum?: number | undefined;
	readonly step?: number | "any";
	readonly placeholder?: string | undefined;
}) {
	const id = useId();
	return (
		<Field {...field} id={id}>
			<input
				id={id}
				type="number"
				value={value ?? ""}
				min={minimum}
				max={maximum}
				step={step}
				placeholder={placeholder}
				onChange={(event) => {
					const number = event.target.valueAsNumber;
					onChange(Number.isFinite(number) ? number : null);
				}}
			/>
		</Field>
	);
}

export function SelectField<Value extends string>({
	value,
	onChange,
	choices,
	...field
}: FieldProps & {
	readonly value: Value;
	readonly onChange: (value: Value) => void;
	readonly choices: readonly { readonly value: Value; readonly words: string }[];
}) {
	const id = useId();
	return (
		<Field {...field} id={id}>
			<select
				id={id}
				value={value}
				onChange={(event) => {
					const chosen = choices.find((choice) => choice.value === event.target.value);
					if (chosen !== undefined) onChange(chosen.value);
				}}
			>
				{choices.map((choice) => (
					<option key={choice.value} value={choice.value}>
						{choice.words}
					</option>
				))}
			</select>
		</Field>
	);
}

export function CheckField({
	label,
	hint,
	value,
	onChange,
	isDisabled = false,
}: FieldProps & {
	readonly value: boolean;
	readonly onChange: (value: boolean) => void;
	readonly isDisabled?: boolean;
}) {
	const id = useId();
	return (
		<div className={styles.check}>
			<input
				id={id}
				type="checkbox"
				checked={value}
				disabled={isDisabled}
				onChange={(event) => onChange(event.target.checked)}
			/>
			<label htmlFor={id}>{label}</label>
			{hint === undefined || hint === "" ? null : <p className={styles.hint}>{hint}</p>}
		</div>
	);
}

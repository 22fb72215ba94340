import { type ReactNode, useId } from "react";
import styles from "./fields.module.css";

/** Labelled inputs of forms. All of them are controlled and know nothing of what they are for. */

interface FieldProps {
	readonly label: string;
	/** A line below, for what a name does not say. */
	readonly hint?: ReactNode;
	readonly isChanged?: boolean | undefined;
}

interface CheckedProps {
	/** Why the value cannot be used. */
	readonly problem?: string | null | undefined;
	/** Somebody has been in the field and is not any more. */
	readonly onLeave?: (() => void) | undefined;
}

function Field({
	label,
	hint,
	isChanged = false,
	id,
	problem = null,
	children,
}: FieldProps & Pick<CheckedProps, "problem"> & { readonly id: string; readonly children: ReactNode }) {
	return (
		<div className={styles.field}>
			<label htmlFor={id}>
				{label}
				{isChanged ? <span className={styles.changed}> changed</span> : null}
			</label>
			{children}
			{problem === null ? null : (
				<p id={problemId(id)} className="tone-bad">
					{problem}
				</p>
			)}
			{hint === undefined || hint === "" ? null : <p className={styles.hint}>{hint}</p>}
		</div>
	);
}

const problemId = (id: string) => `${id}-problem`;

/** What tells those who hear the page that, and why, a value cannot be used. */
function problemAttributes(id: string, problem: string | null | undefined) {
	return { "aria-invalid": problem != null, "aria-describedby": problem == null ? undefined : problemId(id) };
}

export function TextField({
	value,
	onChange,
	placeholder,
	isCode = false,
	list,
	problem,
	onLeave,
	...field
}: FieldProps &
	CheckedProps & {
		readonly value: string;
		readonly onChange: (value: string) => void;
		readonly placeholder?: string | undefined;
		readonly isCode?: boolean;
		/** Id of a datalist. */
		readonly list?: string;
	}) {
	const id = useId();
	return (
		<Field {...field} problem={problem} id={id}>
			<input
				id={id}
				type="text"
				className={isCode ? styles.code : ""}
				value={value}
				placeholder={placeholder}
				list={list}
				spellCheck={!isCode}
				autoComplete="off"
				{...problemAttributes(id, problem)}
				onBlur={onLeave}
				onChange={(event) => onChange(event.target.value)}
			/>
		</Field>
	);
}

export function AreaField({
	value,
	onChange,
	rows = 3,
	placeholder,
	isCode = false,
	problem,
	onLeave,
	...field
}: FieldProps &
	CheckedProps & {
		readonly value: string;
		readonly onChange: (value: string) => void;
		readonly rows?: number;
		readonly placeholder?: string | undefined;
		readonly isCode?: boolean;
	}) {
	const id = useId();
	return (
		<Field {...field} problem={problem} id={id}>
			<textarea
				id={id}
				rows={rows}
				className={isCode ? styles.code : ""}
				value={value}
				placeholder={placeholder}
				spellCheck={!isCode}
				{...problemAttributes(id, problem)}
				onBlur={onLeave}
				onChange={(event) => onChange(event.target.value)}
			/>
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
	problem,
	onLeave,
	...field
}: FieldProps &
	CheckedProps & {
		readonly value: number | null;
		readonly onChange: (value: number | null) => void;
		readonly minimum?: number | undefined;
		readonly maximum?: number | undefined;
		readonly step?: number | "any";
		readonly placeholder?: string | undefined;
	}) {
	const id = useId();
	return (
		<Field {...field} problem={problem} id={id}>
			<input
				id={id}
				type="number"
				value={value ?? ""}
				min={minimum}
				max={maximum}
				step={step}
				placeholder={placeholder}
				{...problemAttributes(id, problem)}
				onBlur={onLeave}
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

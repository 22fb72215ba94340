import { useState } from "react";
import styles from "./definitions.module.css";
import {
	type ParameterKind,
	type ParameterRow,
	parameterKinds,
	rowsOfSchema,
	withChangedRow,
	withoutRow,
	withRow,
} from "./parameter-rows-model.ts";

/** What stages can set, one by one; the schema below says the same, and more where that is needed. */
export function ParameterRows({ schema, onChange }: { schema: unknown; onChange: (schema: unknown) => void }) {
	const rows = rowsOfSchema(schema);
	if (rows === null) return null;
	return (
		<fieldset className={styles.arguments}>
			<legend>Parameters that stages set</legend>
			<p className={styles.hint}>
				The form of a stage asks for them; the program finds them in <code>TILEWRIGHT_TASK</code>, and as arguments
				where their names are inserted below.
			</p>
			{rows.map((row, index) => (
				<Row
					// biome-ignore lint/suspicious/noArrayIndexKey: the name is what is being typed; a row is known by its place
					key={index}
					row={row}
					number={index + 1}
					onChange={(change) => onChange(withChangedRow(schema, row.name, change))}
					onRemove={() => onChange(withoutRow(schema, row.name))}
				/>
			))}
			<button type="button" className={styles.button} onClick={() => onChange(withRow(schema))}>
				Add a parameter
			</button>
		</fieldset>
	);
}

function Row({
	row,
	number,
	onChange,
	onRemove,
}: {
	row: ParameterRow;
	number: number;
	onChange: (change: Partial<ParameterRow>) => void;
	onRemove: () => void;
}) {
	const { kind } = row;
	return (
		<div className={styles.argument}>
			<Typed
				label={`Name of parameter ${number}`}
				placeholder="name"
				value={row.name}
				onChange={(name) => onChange({ name })}
			/>
			{kind === null ? (
				<span className={styles.hint}>as the schema says</span>
			) : (
				<select
					aria-label={`Kind of parameter ${number}`}
					value={kind}
					onChange={(event) => {
						const chosen = parameterKinds.find(({ value }) => value === event.target.value);
						if (chosen !== undefined) onChange({ kind: chosen.value });
					}}
				>
					{parameterKinds.map(({ value, words }) => (
						<option key={value} value={value}>
							{words}
						</option>
					))}
				</select>
			)}
			<Standard kind={kind} number={number} value={row.standard} onChange={(standard) => onChange({ standard })} />
			<Typed
				label={`What parameter ${number} is for`}
				placeholder="what it is for"
				value={row.description}
				onChange={(description) => onChange({ description })}
			/>
			<button type="button" aria-label={`Remove parameter ${number}`} onClick={onRemove}>
				✕
			</button>
		</div>
	);
}

function Standard({
	kind,
	number,
	value,
	onChange,
}: {
	kind: ParameterKind | null;
	number: number;
	value: string;
	onChange: (value: string) => void;
}) {
	const label = `Default of parameter ${number}`;
	if (kind === "boolean") {
		return (
			<select aria-label={label} value={value} onChange={(event) => onChange(event.target.value)}>
				<option value="">no default</option>
				<option value="true">yes</option>
				<option value="false">no</option>
			</select>
		);
	}
	return kind === null ? null : <Typed label={label} placeholder="default" value={value} onChange={onChange} />;
}

/** Text that stays as it is typed (`0.` on the way to `0.5`), and is what was taken over once it is left. */
function Typed({
	label,
	placeholder,
	value,
	onChange,
}: {
	label: string;
	placeholder: string;
	value: string;
	onChange: (value: string) => void;
}) {
	const [typed, setTyped] = useState<string | null>(null);
	return (
		<input
			type="text"
			aria-label={label}
			placeholder={placeholder}
			spellCheck={false}
			value={typed ?? value}
			onChange={(event) => {
				setTyped(event.target.value);
				onChange(event.target.value);
			}}
			onBlur={() => setTyped(null)}
		/>
	);
}

import styles from "./shell.module.css";

/** One of a few, side by side. */
export function Segments<Value extends string>({
	label,
	value,
	choices,
	onChange,
}: {
	label: string;
	value: Value;
	choices: readonly { readonly value: Value; readonly words: string }[];
	onChange: (value: Value) => void;
}) {
	return (
		<fieldset className={styles.segments}>
			<legend className={styles.spoken}>{label}</legend>
			{choices.map((choice) => (
				<button
					key={choice.value}
					type="button"
					aria-pressed={choice.value === value}
					onClick={() => onChange(choice.value)}
				>
					{choice.words}
				</button>
			))}
		</fieldset>
	);
}

import { type Ref, useState } from "react";
import { type Domain, stepOf } from "./metric-plot-model.ts";
import { unitOfMetric } from "./metric-unit-model.ts";
import styles from "./quality.module.css";

/** The threshold as a number: typed, or stepped with the arrow keys. The line in the plot follows every key. */
export function ThresholdField({
	metric,
	value,
	domain,
	onChange,
	inputRef,
}: {
	metric: string;
	value: number;
	/** The scale of the plot, which says how much a step is. */
	domain: Domain;
	onChange: (value: number) => void;
	inputRef: Ref<HTMLInputElement>;
}) {
	/** What stands in the field while somebody types: half a number (`-`, `0.`) is no threshold yet. */
	const [text, setText] = useState<string | null>(null);
	const unit = unitOfMetric(metric);
	return (
		<>
			<input
				ref={inputRef}
				type="number"
				className={styles.typed}
				aria-label={`Threshold of ${metric}${unit === null ? "" : ` in ${unit}`}`}
				value={text ?? value}
				step={stepOf(domain)}
				onChange={(event) => {
					setText(event.target.value);
					if (Number.isFinite(event.target.valueAsNumber)) onChange(event.target.valueAsNumber);
				}}
				onBlur={() => setText(null)}
				onKeyDown={(event) => {
					if (event.key === "Enter") setText(null);
				}}
			/>
			{unit === null ? null : <span>{unit}</span>}
		</>
	);
}

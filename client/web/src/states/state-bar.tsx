import { type StateCounts, sumOfCounts } from "../live/live-store-model.ts";
import { countWords } from "../wording/number-words.ts";
import { barParts } from "./state-bar-model.ts";
import { StateMark } from "./state-mark.tsx";
import { taskStatesInBarOrder, taskStateTable } from "./state-table.ts";
import styles from "./states.module.css";

/** Shares of the states as one bar. `total` is more than the sum where more is still to come. */
export function StateBar({ counts, total, height = 6 }: { counts: StateCounts; total?: number; height?: number }) {
	const parts = barParts(counts, total ?? sumOfCounts(counts));
	const words = parts.map(({ state, count }) => `${countWords(count)} ${taskStateTable[state].word}`).join(", ");
	return (
		<div className={styles.bar} style={{ height }} role="img" aria-label={words === "" ? "no tasks" : words}>
			{parts.map(({ state, percent }) => (
				<span key={state} style={{ width: `${percent}%`, background: taskStateTable[state].colour }} />
			))}
		</div>
	);
}

/** The numbers behind a bar, each with its mark; states without tasks are left out. */
export function StateNumbers({ counts, words = false }: { counts: StateCounts; words?: boolean }) {
	const present = taskStatesInBarOrder.filter((state) => counts[state] > 0);
	return (
		<span className={styles.numbers}>
			{present.map((state) => (
				<span
					key={state}
					className={styles.number}
					title={`${countWords(counts[state])} ${taskStateTable[state].word}`}
				>
					<StateMark state={state} size={10} label={!words} />
					<span style={{ color: taskStateTable[state].textColour }}>
						{countWords(counts[state])}
						{words ? <span className={styles.numberWord}> {taskStateTable[state].word}</span> : null}
					</span>
				</span>
			))}
		</span>
	);
}

import { StateMark } from "../../../states/state-mark.tsx";
import { taskStatesInBarOrder, taskStateTable } from "../../../states/state-table.ts";
import { countWords } from "../../../wording/number-words.ts";
import { mostNotes } from "./notes-model.ts";
import styles from "./tile-map.module.css";
import { noTask } from "./tile-map-model.ts";

/** What the colours mean and how many cells have each; a click goes to the next cell of a state. */
export function MapLegend({
	counts,
	onNext,
	notedCells,
	isTooMany,
	onNextNoted,
}: {
	counts: readonly number[];
	onNext: (code: number) => void;
	/** Cells of this plane with a task of note in any stage. */
	notedCells: number;
	/** Of tasks of note in all planes: none is marked. */
	isTooMany: boolean;
	onNextNoted: () => void;
}) {
	const withoutTask = counts[noTask] ?? 0;
	return (
		<span className={styles.legend}>
			{taskStatesInBarOrder.map((state) => {
				const look = taskStateTable[state];
				const count = counts[look.code] ?? 0;
				if (count === 0) return null;
				return (
					<button
						key={state}
						type="button"
						onClick={() => onNext(look.code)}
						title={`${look.meaning}. Click: go to the next one.`}
					>
						<span className={styles.swatch} style={{ background: look.colour }} />
						<StateMark state={state} size={10} label={false} />
						{countWords(count)} {look.word}
					</button>
				);
			})}
			{withoutTask > 0 ? (
				<span className={styles.legendText} title="The tile is there; this stage has no task for it (yet)">
					<span className={styles.swatch} style={{ background: "#232a34" }} />
					{countWords(withoutTask)} without task
				</span>
			) : null}
			{notedCells > 0 ? (
				<button
					type="button"
					onClick={onNextNoted}
					title="A task of the tile failed, is held or was rejected, in this stage or in another. Click: go to the next one."
				>
					<span className={styles.note} aria-hidden="true" />
					{countWords(notedCells)} {notedCells === 1 ? "needs" : "need"} a person in some stage
				</button>
			) : null}
			{isTooMany ? (
				<span
					className={styles.legendText}
					title="Choose a stage in the graph to see where its tasks failed, are held or were rejected"
				>
					more than {countWords(mostNotes)} tasks need a person: too many to mark
				</span>
			) : null}
		</span>
	);
}

import { StateMark } from "../../../states/state-mark.tsx";
import { taskStatesInBarOrder, taskStateTable } from "../../../states/state-table.ts";
import { countWords } from "../../../wording/number-words.ts";
import { mostNotes } from "./notes-model.ts";
import styles from "./tile-map.module.css";
import { noTask } from "./tile-map-model.ts";

/**
 * What the colours mean and how many cells have each; a click goes to the next cell of a state. Every line has its place,
 * also that of a state no cell has: nothing moves while one aims at the map.
 */
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
		<ul className={styles.legend} aria-label="What the colours mean" data-testid="map-legend">
			<li className={styles.noteLine}>
				{notedCells > 0 ? (
					<button
						type="button"
						onClick={onNextNoted}
						title="A task of the tile failed, is held for review or was rejected, in this stage or in another. Click: go to the next one."
					>
						<span className={styles.note} aria-hidden="true" />
						<span>{countWords(notedCells)} failed, held or rejected in some stage</span>
					</button>
				) : isTooMany ? (
					<span
						className={styles.legendText}
						title={`More than ${countWords(mostNotes)}: choose a stage in the graph to see where its tasks failed, are held or were rejected`}
					>
						<span className={styles.note} aria-hidden="true" />
						<span>more than {countWords(mostNotes)} tasks failed, held or rejected: too many to mark</span>
					</span>
				) : (
					<span className={`${styles.legendText} ${styles.absent}`}>
						<span className={styles.note} aria-hidden="true" />
						<span>failed, held or rejected in some stage</span>
					</span>
				)}
			</li>
			{taskStatesInBarOrder.map((state) => {
				const look = taskStateTable[state];
				const count = counts[look.code] ?? 0;
				return (
					<li key={state}>
						{count === 0 ? (
							<span className={`${styles.legendText} ${styles.absent}`} title={look.meaning}>
								<span className={styles.swatch} style={{ background: look.colour }} />
								<StateMark state={state} size={10} label={false} />
								{look.word}
							</span>
						) : (
							<button
								type="button"
								onClick={() => onNext(look.code)}
								title={`${look.meaning}. Click: go to the next one.`}
							>
								<span className={styles.swatch} style={{ background: look.colour }} />
								<StateMark state={state} size={10} label={false} />
								{countWords(count)} {look.word}
							</button>
						)}
					</li>
				);
			})}
			<li>
				<span
					className={`${styles.legendText} ${withoutTask === 0 ? styles.absent : ""}`}
					title="The tile is there; this stage has no task for it (yet)"
				>
					<span className={styles.swatch} style={{ background: "#232a34" }} />
					{withoutTask === 0 ? "" : `${countWords(withoutTask)} `}without task
				</span>
			</li>
		</ul>
	);
}

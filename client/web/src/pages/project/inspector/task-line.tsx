import type { TaskRowFragment } from "../../../api/generated/documents.ts";
import { Sentence } from "../../../shell/time-text.tsx";
import { StateWord } from "../../../states/state-mark.tsx";
import { plural } from "../../../wording/number-words.ts";
import { unitWords } from "../../../wording/unit-words.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./task-line.module.css";

/** One task with its sentence: in lists of tasks of different tiles, and in a tile's own list. */
export function TaskLine({
	task,
	names,
	partner = null,
	isOpen = false,
}: {
	task: TaskRowFragment;
	/** What tells the tasks of this list apart. */
	names: "stage" | "tile" | "both";
	/** Of a pair, in the list of a tile: the name of the other tile. */
	partner?: string | null;
	isOpen?: boolean;
}) {
	const { select } = useSelection();
	const unit = unitWords(task.unit);
	const tileName = task.tile?.name ?? "";
	const title =
		names === "stage"
			? task.stage.name
			: names === "tile"
				? tileName || unit
				: `${task.stage.name} · ${tileName || unit}`;
	return (
		<button
			type="button"
			className={`${styles.taskLine} ${isOpen ? styles.taskOpen : ""}`}
			aria-expanded={isOpen}
			onClick={() =>
				select({
					kind: "task",
					task: isOpen ? null : task.id,
					tile: task.tile?.id ?? null,
					...(names === "stage" ? {} : { stage: task.stage.id }),
				})
			}
		>
			<span className={styles.taskHead}>
				<strong>{title}</strong>
				{unit === "" || title === unit ? null : <span className={styles.unit}>{unit}</span>}
				{partner === null ? null : <span className={styles.unit}>with {partner}</span>}
				{task.isStale ? (
					<span className={styles.stale} title="The recipe or an input changed after this result was made">
						stale
					</span>
				) : null}
				<span className={styles.taskState}>
					{task.attemptCount > 1 ? <span className="dim">{plural(task.attemptCount, "attempt")}</span> : null}
					<StateWord state={task.state} />
				</span>
			</span>
			{/* Of what went well the sentence says nothing new. */}
			{task.state === "SUCCEEDED" && !task.isStale && !isOpen ? null : (
				<span className={styles.reason}>
					<Sentence text={task.reason} />
				</span>
			)}
		</button>
	);
}

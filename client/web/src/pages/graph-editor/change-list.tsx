import type { PreviewFragment } from "../../api/generated/documents.ts";
import type { ChangedStageWords } from "./change-words.ts";
import styles from "./changes-panel.module.css";
import { FigureList } from "./figure-list.tsx";

const followWords = { ADDED: "new", CHANGED: "changed", FOLLOWS: "follows", REMOVED: "goes" } as const;

/** Stage by stage what is another than before, and what that would do; then the stages that follow from it. */
export function ChangeList({
	changes,
	preview,
}: {
	changes: readonly ChangedStageWords[];
	preview: PreviewFragment | null;
}) {
	const counted = preview?.stages ?? [];
	const isOf = (change: ChangedStageWords, { stage, name }: (typeof counted)[number]) =>
		stage === null
			? change.change === "new" && change.name.toLowerCase() === name.toLowerCase()
			: stage.id === change.key;
	const others = counted.filter((row) => !changes.some((change) => isOf(change, row)));
	return (
		<ul className={styles.stages} aria-label="What changes">
			{changes.map((change) => {
				const figures = counted.find((row) => isOf(change, row))?.figures ?? null;
				return (
					<li key={change.key}>
						<h4>{change.name}</h4> <small className="dim">{change.change}</small>
						<ul className={styles.lines}>
							{change.lines.map((line) => (
								<li key={line}>{line}</li>
							))}
						</ul>
						{figures === null ? null : <FigureList figures={figures} />}
					</li>
				);
			})}
			{others.map((row) => (
				<li key={`${row.stage?.id ?? ""} ${row.name}`}>
					<h4>{row.name}</h4> <small className="dim">{followWords[row.change]}</small>
					<FigureList figures={row.figures} />
				</li>
			))}
		</ul>
	);
}

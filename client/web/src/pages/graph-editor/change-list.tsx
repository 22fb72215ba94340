import type { PreviewFragment } from "../../api/generated/documents.ts";
import type { ChangedStageWords } from "./change-words.ts";
import styles from "./changes-panel.module.css";
import { FigureList } from "./figure-list.tsx";
import { trialRunWords } from "./figures-words.ts";

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
		stage === null ? isNewOf(change, name.toLowerCase()) : stage.id === change.key;
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
						{figures === null ? null : (
							<FigureList figures={figures}>
								{change.trial === null ? null : <li>{trialRunWords(change.trial, figures)}</li>}
							</FigureList>
						)}
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

/** What is tried out beside a stage is a new one, named after it. */
function isNewOf({ change, name }: ChangedStageWords, newName: string): boolean {
	if (change === "new") return newName === name.toLowerCase();
	return change === "tried out" && newName.startsWith(`${name.toLowerCase()} (canary)`);
}

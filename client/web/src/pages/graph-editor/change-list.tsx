import type { FiguresFragment, PreviewFragment } from "../../api/generated/documents.ts";
import type { ChangedStageWords } from "./change-words.ts";
import styles from "./changes-panel.module.css";
import type { Trial } from "./draft.ts";
import { FigureList } from "./figure-list.tsx";
import { trialRunWords } from "./figures-words.ts";
import { promotionWords, trialCostWords } from "./trial-cost-model.ts";

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
						{figures === null ? null : change.trial === null ? (
							<FigureList figures={figures} />
						) : (
							<TrialLines kind={change.change === "new" ? "new" : "changed"} trial={change.trial} figures={figures} />
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

/** What the trial itself runs and costs; then what promoting it would. */
function TrialLines({ kind, trial, figures }: { kind: "new" | "changed"; trial: Trial; figures: FiguresFragment }) {
	const cost = trialCostWords(trial, figures);
	const later = promotionWords(kind, trial, figures);
	return (
		<ul className={styles.lines} data-testid="trial-cost">
			<li>
				{trialRunWords(trial, figures)}
				{cost === null ? "" : ` (${cost})`}
			</li>
			{later === "" ? null : <li className="dim">{later}</li>}
		</ul>
	);
}

/** A trial beside a stage is a new one, named after it. */
function isNewOf({ change, name }: ChangedStageWords, newName: string): boolean {
	if (change === "new") return newName === name.toLowerCase();
	return change === "trial" && newName.startsWith(`${name.toLowerCase()} (trial)`);
}

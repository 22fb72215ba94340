import { useState } from "react";
import { ReadGraphVersionsDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { plural } from "../../wording/number-words.ts";
import type { EditorStage } from "./draft.ts";
import styles from "./draft-bar.module.css";
import type { DraftProblem } from "./draft-problems-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { figureWords } from "./figures-words.ts";
import { RestoreGraph } from "./restore-graph.tsx";
import { stageToTry, totalsAtOnce, trialOf } from "./trial-cost-model.ts";
import type { EditPreview } from "./use-edit-preview.ts";

/** What was applied here last. */
export interface Applied {
	readonly version: number;
	readonly summary: string;
}

/**
 * Below the graph: of a draft what it would do, or why it cannot be applied and where that is mended; without one the
 * version there is, with what it changed and an undo.
 */
export function DraftBar({
	projectId,
	stages,
	graphVersion,
	edited,
	changes,
	state,
	problems,
	applied,
	canStepBack,
	onStepBack,
	onDiscard,
	onShow,
	onReview,
	onTry,
	onRestored,
}: {
	projectId: string;
	/** As they are. */
	stages: readonly EditorStage[];
	graphVersion: number;
	/** As they would be. */
	edited: readonly EditedStage[];
	/** Stages in the draft. */
	changes: number;
	state: EditPreview;
	problems: readonly DraftProblem[];
	applied: Applied | null;
	canStepBack: boolean;
	onStepBack: () => void;
	onDiscard: () => void;
	/** To where a problem is mended. */
	onShow: (problem: DraftProblem) => void;
	onReview: () => void;
	/** Of the only stage of the draft: on a few tiles first. */
	onTry: (stage: EditedStage) => void;
	onRestored: (version: number, summary: string) => void;
}) {
	const toTry = stageToTry(edited);
	const isTrial = edited.some((stage) => trialOf(stage) !== null);
	return (
		<footer className={styles.bar}>
			<span className={styles.said} aria-live="polite" data-testid="draft-summary">
				{changes === 0 ? (
					<LatestVersion
						key={graphVersion}
						projectId={projectId}
						stages={stages}
						graphVersion={graphVersion}
						applied={applied}
						onRestored={onRestored}
					/>
				) : (
					<>
						{plural(changes, "stage")} in this draft{isTrial ? ", as a trial" : ""}
						{problems.length > 0 ? (
							<FirstProblem problems={problems} onShow={onShow} />
						) : state.preview === null ? null : (
							` · ${totalWords(state, edited)}`
						)}
					</>
				)}
			</span>
			<span className={styles.buttons}>
				<button type="button" className={styles.button} disabled={!canStepBack} onClick={onStepBack}>
					Step back
				</button>
				<button type="button" className={styles.button} disabled={changes === 0} onClick={onDiscard}>
					Discard the draft
				</button>
				{toTry === null || trialOf(toTry) !== null ? null : (
					<button type="button" className={styles.button} onClick={() => onTry(toTry)}>
						Try on a few tiles first
					</button>
				)}
				<button type="button" className={styles.apply} disabled={changes === 0} onClick={onReview}>
					Review and apply
				</button>
			</span>
		</footer>
	);
}

function totalWords({ preview }: EditPreview, edited: readonly EditedStage[]): string {
	const words = preview === null ? [] : figureWords(totalsAtOnce(preview, edited)).map((figure) => figure.words);
	return words.length === 0 ? "no task changes" : words.join(", ");
}

function FirstProblem({
	problems,
	onShow,
}: {
	problems: readonly DraftProblem[];
	onShow: (problem: DraftProblem) => void;
}) {
	const [first, ...others] = problems;
	if (first === undefined) return null;
	return (
		<>
			<span className="tone-bad">
				{" "}
				· cannot be applied yet: {first.words}
				{others.length === 0 ? "" : ` And ${others.length} more.`}
			</span>{" "}
			<button type="button" className={styles.link} onClick={() => onShow(first)}>
				{first.at === null ? "Look at the changes" : "Show me where"}
			</button>
		</>
	);
}

function LatestVersion({
	projectId,
	stages,
	graphVersion,
	applied,
	onRestored,
}: {
	projectId: string;
	stages: readonly EditorStage[];
	graphVersion: number;
	applied: Applied | null;
	onRestored: (version: number, summary: string) => void;
}) {
	const versions = useLive().detail(projectId, ReadGraphVersionsDocument, { projectId, first: 2 });
	const reading = useReading(versions);
	const [isUndoing, setIsUndoing] = useState(false);
	const list =
		reading.kind === "ready" ? (reading.value.project?.graphVersions.edges.map(({ node }) => node) ?? []) : [];
	const latest = list.find(({ version }) => version === graphVersion);
	const own = applied?.version === graphVersion ? applied : null;
	const summary = own?.summary ?? latest?.summary ?? null;
	// Without an older version there is nothing to go back to.
	const canUndo = own !== null || (latest !== undefined && list.length > 1);
	if (summary === null || !canUndo) return <>Version {graphVersion} of the graph</>;
	return (
		<>
			{own === null ? (
				<>
					Version {graphVersion} by {latest?.actor}
					{latest === undefined ? null : (
						<span className="dim">
							, <Ago at={latest.at} />
						</span>
					)}
					: {summary}
				</>
			) : (
				<span className="tone-good">
					Version {graphVersion} is applied: {summary}
				</span>
			)}{" "}
			<button
				type="button"
				className={styles.link}
				aria-expanded={isUndoing}
				title={`Back to version ${graphVersion - 1}, after you have seen what that does`}
				onClick={() => setIsUndoing(!isUndoing)}
			>
				Undo version {graphVersion}
			</button>
			{isUndoing ? (
				<span className={styles.undo}>
					<RestoreGraph
						projectId={projectId}
						stages={stages}
						graphVersion={graphVersion}
						version={graphVersion - 1}
						label="Undo it"
						onClose={() => setIsUndoing(false)}
						onRestored={onRestored}
					/>
				</span>
			) : null}
		</>
	);
}

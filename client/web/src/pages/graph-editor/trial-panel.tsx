import { useState } from "react";
import {
	type ComparedNumberRowFragment,
	CompareTrialDocument,
	ReadTrialTasksDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { stateCounts } from "../../live/live-store-model.ts";
import { LoadingLines, ProblemNotice } from "../../shell/notice.tsx";
import { StateNumbers } from "../../states/state-bar.tsx";
import { measureWords, plural } from "../../wording/number-words.ts";
import { durationWords } from "../../wording/time-words.ts";
import { useStagePace } from "../project/pace/pace-context.ts";
import { trialProgress, trialWords } from "../project/stage-graph/trial-model.ts";
import type { EditorStage } from "./draft.ts";
import type { DraftEvent } from "./draft-model.ts";
import { trialReadyWords } from "./figures-words.ts";
import styles from "./trial-panel.module.css";

/** A trial: what came of it, beside the stage as it is, and what a person does about it. */
export function TrialPanel({
	projectId,
	stage,
	isPromoted,
	apply,
	onDecided,
}: {
	projectId: string;
	stage: EditorStage;
	isPromoted: boolean;
	apply: (event: DraftEvent) => void;
	/** What is decided is looked at before it is applied. */
	onDecided: () => void;
}) {
	const [isOpen, setIsOpen] = useState(true);
	const trial = trialProgress(stage, useStagePace(stage.id)?.pace.held ?? 0);
	return (
		<section className={styles.trial} aria-label="Trial">
			<p>
				{trial === null ? null : trialWords(trial)}
				{stage.canaryOf === null ? "" : `, beside ${stage.canaryOf.name}`}.{" "}
				<StateNumbers counts={trial?.counts ?? stateCounts(stage.counts)} words />
			</p>
			<TrialWait projectId={projectId} stage={stage} />
			<div className={styles.buttons}>
				<button
					type="button"
					className={styles.button}
					aria-pressed={isPromoted}
					onClick={() => {
						if (isPromoted) return apply({ kind: "dropped", key: stage.id });
						apply({ kind: "promoted", key: stage.id });
						onDecided();
					}}
				>
					{isPromoted ? "Do not promote" : "Promote"}
				</button>
				<button
					type="button"
					className={styles.button}
					onClick={() => {
						apply({ kind: "removed", key: stage.id, children: "REATTACH" });
						onDecided();
					}}
				>
					Drop it
				</button>
				{stage.canaryOf === null ? null : (
					<button type="button" className={styles.link} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
						{isOpen ? "hide the comparison" : "compare"}
					</button>
				)}
			</div>
			{isOpen && stage.canaryOf !== null ? <Comparison projectId={projectId} stage={stage} /> : null}
		</section>
	);
}

/** Says so where some of its tasks cannot run yet, and why: a trial that only waits looks like one that is broken. */
function TrialWait({ projectId, stage }: { projectId: string; stage: EditorStage }) {
	const selection = { projectId, stageIds: [stage.id], isCanary: true };
	const reading = useReading(
		useLive().detail(
			projectId,
			ReadTrialTasksDocument,
			{ id: stage.id, all: selection, waiting: { ...selection, states: ["WAITING" as const] } },
			{ stageId: stage.id },
		),
	);
	if (reading.kind !== "ready") return null;
	const { all, waiting } = reading.value;
	if (waiting.selectedCount === 0) return null;
	const first = reading.value.stage?.tasks.edges[0]?.node;
	return (
		<p className={styles.wait} data-testid="trial-wait">
			{trialReadyWords(all.selectedCount - waiting.selectedCount, all.selectedCount)}
			{first === undefined ? "." : `, such as ${first.tile?.name ?? "one"}: ${first.reason}.`}
		</p>
	);
}

function Comparison({ projectId, stage }: { projectId: string; stage: EditorStage }) {
	const live = useLive();
	const comparison = live.detail(projectId, CompareTrialDocument, { candidateId: stage.id }, { stageId: stage.id });
	const reading = useReading(comparison);
	if (reading.kind === "loading") return <LoadingLines label="Comparing" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The comparison" onRetry={() => comparison.rereadWithin(0)} />;
	}
	const { compareStages: compared } = reading.value;
	const rows = [...compared.metrics, ...(compared.runTime === null ? [] : [compared.runTime])];
	if (compared.unitCount === 0) return <p className="dim">Nothing has finished in both yet.</p>;
	return (
		<>
			<table className={styles.comparison}>
				<caption>{plural(compared.unitCount, "unit")} finished in both; means</caption>
				<thead>
					<tr>
						<th scope="col" />
						<th scope="col">now</th>
						<th scope="col">trial</th>
						<th scope="col">difference</th>
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<ComparedRow key={row.name} row={row} />
					))}
				</tbody>
			</table>
			<ul className={styles.sideBySide} aria-label="Side by side">
				{compared.units.edges.map(({ node }) =>
					node.baselineTask.previewUrl === null && node.candidateTask.previewUrl === null ? null : (
						<li key={node.unitKey}>
							<strong className={styles.unitName}>{node.tile?.name ?? node.unitKey}</strong>
							<Picture side="now" url={node.baselineTask.previewUrl} unit={node.tile?.name ?? node.unitKey} />
							<Picture side="trial" url={node.candidateTask.previewUrl} unit={node.tile?.name ?? node.unitKey} />
						</li>
					),
				)}
			</ul>
		</>
	);
}

/** Which of both it is stands with every picture: side by side nothing else tells them apart. */
function Picture({ side, url, unit }: { side: "now" | "trial"; url: string | null; unit: string }) {
	return (
		<figure>
			{url === null ? <span className={styles.noPicture} /> : <img src={url} alt={`${unit}, ${side}`} loading="lazy" />}
			<figcaption>{side}</figcaption>
		</figure>
	);
}

function ComparedRow({ row }: { row: ComparedNumberRowFragment }) {
	const isTime = row.name === "runSeconds";
	const words = (value: number) => (isTime ? durationWords(Math.max(0, value) * 1000) : measureWords(value));
	const sign = row.meanDifference > 0 ? "+" : row.meanDifference < 0 ? "−" : "±";
	const difference = isTime
		? durationWords(Math.abs(row.meanDifference) * 1000)
		: measureWords(Math.abs(row.meanDifference));
	return (
		<tr>
			<th scope="row">{isTime ? "run time" : row.name}</th>
			<td>{words(row.baseline.mean)}</td>
			<td>{words(row.candidate.mean)}</td>
			<td>
				{sign}
				{difference}
			</td>
		</tr>
	);
}

import { useState } from "react";
import { ReadStageTasksDocument, SetStagePausedDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { type LiveProject, type LiveStage, stateCounts } from "../../../live/live-store-model.ts";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { CheckField } from "../../../shell/fields.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { StateBar, StateNumbers } from "../../../states/state-bar.tsx";
import { troubledTaskStates } from "../../../states/state-table.ts";
import { plural } from "../../../wording/number-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { StagePaceFacts } from "../pace/stage-pace-facts.tsx";
import { countOfNote } from "../tile-map/notes-model.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./inspector.module.css";
import { MadeBy } from "./made-by.tsx";
import { pauseWords } from "./pause-words.ts";
import { RetryFailed } from "./retry-failed.tsx";
import { RetryStale } from "./retry-stale.tsx";
import { TaskLine } from "./task-line.tsx";

const shownTasks = 50;

export function StagePanel({ project, stage }: { project: LiveProject; stage: LiveStage }) {
	const { selection, select } = useSelection();
	const counts = stateCounts(stage.counts);
	const parents = stage.parents.map((parent) => project.stages.find((candidate) => candidate.id === parent.id));
	return (
		<Panel
			title="Stage"
			className={styles.panel}
			aside={
				<>
					{stage.kind === "ROOT" ? null : <PauseStage stage={stage} running={counts.RUNNING} />}
					<CloseButton onClick={() => select({ kind: "stage", stage: null })} />
				</>
			}
		>
			<h3 className={styles.name}>{stage.name}</h3>
			<div className={styles.head}>
				<p>
					{stage.kind === "ROOT" ? null : (
						<button
							type="button"
							className={styles.link}
							title="Parameters, unit rule, gate: in the Graph view"
							onClick={() => select({ kind: "view", view: "graph" })}
						>
							Edit this stage
						</button>
					)}
					{selection.tile === null ? null : (
						<button
							type="button"
							className={styles.link}
							onClick={() => select({ kind: "tile", tile: selection.tile })}
						>
							Back to the tile
						</button>
					)}
				</p>
				{stage.description === "" ? null : <p className="dim">{stage.description}</p>}
				{stage.isPaused ? <p className="tone-caution">{pauseWords(stage)}</p> : null}
				<StateBar counts={counts} height={8} />
				<StateNumbers counts={counts} words />
			</div>
			<dl className={styles.facts}>
				{stage.kind === "ROOT" ? null : (
					<>
						<dt>works on</dt>
						<dd>{viewUnitRule(stage.unitRule).words}</dd>
						<dt>after</dt>
						<dd>
							{parents.map((parent) =>
								parent === undefined ? null : (
									<button
										key={parent.id}
										type="button"
										className={styles.link}
										onClick={() => select({ kind: "stage", stage: parent.id, isLookedAt: true })}
									>
										{parent.name}
									</button>
								),
							)}
						</dd>
						<dt>runs</dt>
						<dd>{stage.definition === null ? "–" : `${stage.definition.name}, version ${stage.definition.version}`}</dd>
					</>
				)}
				<StagePaceFacts stage={stage} />
				<MadeBy projectId={project.id} stageId={stage.id} />
				{stage.outputPath === null ? null : (
					<>
						<dt>results</dt>
						<dd className="mono">{stage.outputPath}</dd>
					</>
				)}
			</dl>
			{stage.kind === "ROOT" ? null : <TroubledTasks project={project} stage={stage} />}
		</Panel>
	);
}

function TroubledTasks({ project, stage }: { project: LiveProject; stage: LiveStage }) {
	const live = useLive();
	const filter = { states: troubledTaskStates, isDecided: false };
	const tasks = live.detail(
		project.id,
		ReadStageTasksDocument,
		{ stageId: stage.id, filter, first: shownTasks },
		{ stageId: stage.id },
	);
	const reading = useReading(tasks);
	if (reading.kind === "loading") return <LoadingLines label="Reading the stage's failed tasks" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The failed tasks" onRetry={() => tasks.rereadWithin(0)} />;
	}
	const list = reading.value.stage?.tasks.edges ?? [];
	// Nobody counts those that are decided: of more than are shown all are told.
	const total = list.length < shownTasks ? list.length : countOfNote(stage.counts);
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<h4 className={styles.sub}>
				{list.length === 0 ? "Nothing failed here" : `${plural(total, "task")} to look at`}
			</h4>
			<RetryFailed projectId={project.id} stage={stage} />
			<RetryStale projectId={project.id} stage={stage} />
			<ul className={styles.tasks}>
				{list.map(({ node }) => (
					<li key={node.id}>
						<TaskLine task={node} names="tile" />
					</li>
				))}
			</ul>
			{total > list.length && list.length > 0 ? (
				<p className={styles.hint}>The first {list.length} are shown.</p>
			) : null}
		</>
	);
}

/** Pauses or resumes, after saying what that does. */
export function PauseStage({ stage, running }: { stage: LiveStage; running: number }) {
	const { api } = useLive();
	const [stopRunning, setStopRunning] = useState(false);
	const setPaused = (isPaused: boolean) =>
		api.mutate(SetStagePausedDocument, { input: { id: stage.id, isPaused, ...(isPaused ? { stopRunning } : {}) } });
	if (stage.isPaused) {
		return (
			<ConfirmButton
				label="Resume stage"
				title={`Resume ${stage.name}?`}
				confirmLabel="Resume"
				onConfirm={() => setPaused(false)}
			>
				Its ready tasks are dispatched again.
			</ConfirmButton>
		);
	}
	return (
		<ConfirmButton
			label="Pause stage"
			title={`Pause ${stage.name}?`}
			confirmLabel="Pause"
			onConfirm={() => setPaused(true)}
		>
			<p>
				Nothing new is started in this stage; {plural(running, "running task")}{" "}
				{stopRunning ? "are stopped now, which costs no retry." : "will finish and be recorded."} What depends on it
				waits, everything else goes on.
			</p>
			<CheckField label="Stop what runs now" value={stopRunning} onChange={setStopRunning} />
		</ConfirmButton>
	);
}

export function CloseButton({ onClick }: { onClick: () => void }) {
	return (
		<button type="button" className={styles.close} aria-label="Close" title="Close" onClick={onClick}>
			✕
		</button>
	);
}

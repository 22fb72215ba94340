import { ReadTaskDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { measureWords, sizeWords } from "../../../wording/number-words.ts";
import { useSelection } from "../use-selection.ts";
import { ViewButton } from "../viewer/view-button.tsx";
import { AttemptDetail } from "./attempt-detail.tsx";
import { AttemptList } from "./attempt-list.tsx";
import styles from "./inspector.module.css";
import { openAttemptOf } from "./open-task-model.ts";
import { RetryStoryLine } from "./retry-story.tsx";
import { TaskActions } from "./task-actions.tsx";
import type { TaskFacts } from "./task-facts.ts";
import { Upstream } from "./upstream.tsx";
import { WhatFailed } from "./what-failed.tsx";

/** What belongs to one task: what can be done, why it waits, what it made, and its attempts. */
export function TaskDetail({ projectId, taskId }: { projectId: string; taskId: string }) {
	const live = useLive();
	const { selection } = useSelection();
	const task = live.detail(projectId, ReadTaskDocument, { id: taskId }, { taskId });
	const reading = useReading(task);
	if (reading.kind === "loading") return <LoadingLines lines={4} label="Reading the task" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The task" onRetry={() => task.rereadWithin(0)} />;
	}
	const facts = reading.value.task;
	if (facts === null) return <Notice tone="caution" title="This task does not exist any more" />;
	const attempt = openAttemptOf(facts.attempts, selection.attempt);
	return (
		<div className={styles.detail}>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<RetryStoryLine task={facts} />
			<WhatFailed task={facts} />
			<TaskActions projectId={projectId} task={facts} onDone={() => task.rereadWithin(0)} />
			<Upstream task={facts} />
			<Results task={facts} />
			{facts.attempts.length === 0 ? (
				<p className={styles.hint}>No attempt has been made yet.</p>
			) : (
				<AttemptList task={facts} openId={attempt?.id ?? null} />
			)}
			{attempt === null ? null : <AttemptDetail key={attempt.id} attempt={attempt} />}
		</div>
	);
}

function Results({ task }: { task: TaskFacts }) {
	const metrics = Object.entries((task.metrics ?? {}) as Readonly<Record<string, unknown>>);
	const version = task.resultAttempt?.id ?? task.latestAttempt?.id ?? "";
	if (task.previewUrl === null && metrics.length === 0 && task.artifacts.length === 0) return null;
	return (
		<div className={styles.results}>
			{task.previewUrl === null ? null : (
				<a href={task.previewUrl} className={styles.preview} title="Open the preview">
					{/* A new result has the same address; the attempt tells them apart. */}
					<img src={`${task.previewUrl}?attempt=${version}`} alt={`Preview of ${task.stage.name}`} />
				</a>
			)}
			<div>
				{metrics.length === 0 ? null : (
					<dl className={styles.facts}>
						{metrics.map(([name, value]) => (
							<Metric key={name} name={name} value={value} />
						))}
					</dl>
				)}
				{task.artifacts.map((artifact) => (
					<span key={artifact.path} className={styles.fileLine}>
						<a href={artifact.url} className={styles.file} title={artifactWords(artifact)}>
							{artifact.path} <span className="dim">{sizeWords(artifact.sizeBytes)}</span>
						</a>
						<ViewButton address={{ kind: "task", id: task.id, path: artifact.path }} />
					</span>
				))}
			</div>
		</div>
	);
}

function Metric({ name, value }: { name: string; value: unknown }) {
	return (
		<>
			<dt>{name}</dt>
			<dd>{typeof value === "number" ? measureWords(value) : String(value)}</dd>
		</>
	);
}

function artifactWords({ kind, format, shape }: TaskFacts["artifacts"][number]): string {
	return [kind, format, shape?.join(" × ")].filter((part) => part !== null && part !== undefined).join(", ");
}

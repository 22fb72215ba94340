import { useState } from "react";
import { Link } from "wouter";
import type { WorkerFragment } from "../../../api/generated/documents.ts";
import { useLive, useReading, useServerNow } from "../../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Ago } from "../../../shell/time-text.tsx";
import { plural, sizeWords, unitsWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { useSilence } from "../../workers/use-silence.ts";
import { endedWords, workerLook } from "../../workers/worker-words-model.ts";
import { taskChosen } from "../selection-model.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./workers.module.css";

const shownAttempts = 12;
/** Of one attempt in the list, in pixels. */
const lineHeight = 22;
/** Between these and what stands above them. */
const aboveLines = 6;

export function WorkersPanel({ projectId }: { projectId: string }) {
	const { workers } = useLive();
	const reading = useReading(workers);
	const list = reading.kind === "ready" ? reading.value : [];
	const present = list.filter((worker) => worker.state !== "UNAVAILABLE");
	return (
		<Panel
			title="Workers"
			isScrolled
			aside={
				reading.kind === "ready" ? (
					<Link href="/workers" title="Load, capacity and cluster jobs of every worker">
						{present.length} of {plural(list.length, "worker")} here
					</Link>
				) : undefined
			}
		>
			{reading.kind === "loading" ? <LoadingLines label="Reading the workers" /> : null}
			{reading.kind === "failed" ? <ProblemNotice problem={reading.problem} what="The workers" /> : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			{reading.kind === "ready" && list.length === 0 ? (
				<p className={styles.none}>No worker has ever said hello. Tasks wait until one does.</p>
			) : null}
			{list.map((worker) => (
				<WorkerCard key={worker.id} worker={worker} projectId={projectId} />
			))}
		</Panel>
	);
}

function WorkerCard({ worker, projectId }: { worker: WorkerFragment; projectId: string }) {
	const look = workerLook(worker, useSilence(worker));
	const ended = endedWords(worker);
	const most = useMostLines(Math.min(worker.runningAttempts.length, shownAttempts) + (ended === null ? 0 : 1));
	const isHere = worker.state !== "UNAVAILABLE";
	const more = worker.runningAttempts.length - shownAttempts;
	return (
		<article className={styles.card} data-testid={`worker-${worker.name}`}>
			<p className={styles.headline}>
				<strong title={worker.host}>{worker.name}</strong>
				<span className={`tone-${look.tone}`} title={worker.pauseReason ?? look.meaning}>
					{look.word}
				</span>
			</p>
			{isHere ? <Load label="load" load={worker.localLoad} capacity={worker.localCapacity} /> : null}
			{isHere && worker.clusterCapacity > 0 ? (
				<Load label="cluster" load={worker.clusterLoad} capacity={worker.clusterCapacity} />
			) : null}
			<p className={styles.facts}>
				{!isHere || worker.cpuPercent === null ? null : <span>CPU {Math.round(worker.cpuPercent)} %</span>}
				{!isHere || worker.freeMemoryMb === null ? null : (
					<span>{sizeWords(worker.freeMemoryMb * 1_048_576)} free</span>
				)}
				<span>
					heard <Ago at={worker.lastSeenAt} />
				</span>
			</p>
			<div className={styles.lines} style={{ minHeight: most === 0 ? 0 : aboveLines + most * lineHeight }}>
				{worker.runningAttempts.length === 0 ? null : (
					<ul className={styles.attempts} aria-label={`Running on ${worker.name}`}>
						{worker.runningAttempts.slice(0, shownAttempts).map((attempt) => (
							<RunningAttempt key={attempt.id} attempt={attempt} projectId={projectId} />
						))}
						{more > 0 ? <li className="dim">and {more} more</li> : null}
					</ul>
				)}
				{ended === null ? null : <p className={`dim ${styles.ended}`}>{ended}</p>}
			</div>
		</article>
	);
}

/** As many lines as were ever needed: what lies below is not moved twice a second by tasks that come and go. */
function useMostLines(count: number): number {
	const [most, setMost] = useState(0);
	if (count > most) setMost(count);
	return Math.max(most, count);
}

function Load({ label, load, capacity }: { label: string; load: number; capacity: number }) {
	const percent = capacity <= 0 ? 0 : Math.min(100, (100 * load) / capacity);
	return (
		<div className={styles.load}>
			<span className="dim">{label}</span>
			<span className={styles.loadBar} aria-hidden="true">
				<span style={{ width: `${percent}%` }} />
			</span>
			<span title="Work units in use, of those the worker offers">
				{unitsWords(load)} / {unitsWords(capacity)}
			</span>
		</div>
	);
}

type Attempt = WorkerFragment["runningAttempts"][number];

function RunningAttempt({ attempt, projectId }: { attempt: Attempt; projectId: string }) {
	const now = useServerNow();
	const { select } = useSelection();
	const { task } = attempt;
	const what = `${task.stage.name} · ${task.tile?.name ?? task.unitKey}`;
	const since = attempt.startedAt ?? attempt.dispatchedAt;
	const age = <span className={styles.age}>{durationWords(Math.max(0, now - Date.parse(since)))}</span>;
	if (task.project.id !== projectId) {
		return (
			<li>
				<span className={styles.attempt}>
					<span className={styles.what}>
						{what} <span className="dim">({task.project.name})</span>
					</span>
					{age}
				</span>
			</li>
		);
	}
	return (
		<li>
			<button type="button" className={styles.attempt} onClick={() => select(taskChosen(task))}>
				<span className={styles.what}>{what}</span>
				{age}
			</button>
		</li>
	);
}

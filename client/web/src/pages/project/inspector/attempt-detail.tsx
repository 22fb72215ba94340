import { LocalTime } from "../../../shell/time-text.tsx";
import { sizeWords } from "../../../wording/number-words.ts";
import { durationWords } from "../../../wording/time-words.ts";
import styles from "./attempt.module.css";
import { LogView } from "./log-view.tsx";
import type { Attempt } from "./task-facts.ts";

export function AttemptDetail({ attempt }: { attempt: Attempt }) {
	return (
		<div className={styles.attempt}>
			{attempt.problem === null ? null : <p className={styles.problem}>{attempt.problem}</p>}
			<dl className={styles.resources}>
				<Fact
					name="pending"
					value={seconds(attempt.pendingSeconds)}
					hint="From being given to the worker to the start; how long the task was ready before does not count"
				/>
				<Fact name="ran" value={seconds(attempt.runSeconds)} />
				<Fact name="CPU" value={seconds(attempt.cpuSeconds)} hint="Processor time of the program and its children" />
				<Fact name="peak CPU" value={attempt.maxCpuPercent === null ? "–" : `${Math.round(attempt.maxCpuPercent)} %`} />
				<Fact
					name="memory"
					value={attempt.maxMemoryMb === null ? "–" : sizeWords(attempt.maxMemoryMb * 1_048_576)}
					hint="Largest"
				/>
			</dl>
			<p className={styles.when}>
				{placeWords(attempt)} · started <LocalTime at={attempt.startedAt} /> · stage version{" "}
				{attempt.stageVersion.version}
			</p>
			{attempt.command === null ? null : <CommandLine command={attempt.command} />}
			<LogView attempt={attempt} />
		</div>
	);
}

/** A batch's programs run where its job does, not where its worker is; a pilot is a worker of its own. */
function placeWords({ clusterJob, worker, workerId }: Attempt): string {
	const name = worker?.host ?? workerId;
	if (!clusterJob) return `on ${name}`;
	const job =
		clusterJob.jobId === null
			? `a ${clusterJob.scheduler} job not submitted yet`
			: `${clusterJob.scheduler} job ${clusterJob.jobId}`;
	const node = clusterJob.node === null ? (clusterJob.words ?? "waiting") : `on node ${clusterJob.node}`;
	return `${job}, ${node}, submitted by ${worker?.name ?? workerId}`;
}

function seconds(value: number | null): string {
	return value === null ? "–" : durationWords(value * 1000);
}

function Fact({ name, value, hint }: { name: string; value: string; hint?: string }) {
	return (
		<div title={hint}>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}

/** As it was handed to the system: one argument each, quoted only where the eye needs it. */
function CommandLine({ command }: { command: readonly string[] }) {
	return (
		<p className={`mono ${styles.command}`} title="The program and its arguments, as they were handed to the system">
			{command.map((argument) => (/[\s"'\\]|^$/.test(argument) ? JSON.stringify(argument) : argument)).join(" ")}
		</p>
	);
}

import { useState } from "react";
import {
	type ClusterJobRowFragment,
	ReadPastClusterJobsDocument,
	type WorkerDetailFragment,
} from "../../api/generated/documents.ts";
import { useLive, useReading, useServerNow } from "../../live/live-context.tsx";
import { Listing } from "../../shell/listing.tsx";
import { LoadingLines, ProblemNotice } from "../../shell/notice.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { plural, sizeWords } from "../../wording/number-words.ts";
import { durationWords } from "../../wording/time-words.ts";
import styles from "./workers.module.css";
import { jobsInOrder, wallTimeWords } from "./workers-model.ts";

/** Pilots and batches a worker has on its cluster, live or with those that are over. */
export function ClusterJobs({ worker }: { worker: WorkerDetailFragment }) {
	const [showsPast, setShowsPast] = useState(false);
	return (
		<section aria-label={`Cluster jobs of ${worker.name}`}>
			<h3 className={styles.sub}>
				{plural(worker.clusterJobs.length, "cluster job")}{" "}
				<button type="button" className={styles.link} aria-pressed={showsPast} onClick={() => setShowsPast(!showsPast)}>
					{showsPast ? "only those that live" : "show those that are over"}
				</button>
			</h3>
			{showsPast ? <PastJobs workerId={worker.id} /> : <JobTable jobs={worker.clusterJobs} />}
		</section>
	);
}

function PastJobs({ workerId }: { workerId: string }) {
	const past = useLive().watched(ReadPastClusterJobsDocument, { id: workerId }, ["CLUSTER_JOB"]);
	const reading = useReading(past);
	if (reading.kind === "loading") return <LoadingLines label="Reading the cluster jobs" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The cluster jobs" onRetry={() => past.rereadWithin(0)} />;
	}
	return <JobTable jobs={reading.value.worker?.clusterJobs ?? []} />;
}

function JobTable({ jobs }: { jobs: readonly ClusterJobRowFragment[] }) {
	const [open, setOpen] = useState<string | null>(null);
	const nowMs = useServerNow();
	if (jobs.length === 0) return <p className="dim">None on the cluster now.</p>;
	return (
		<table className={styles.jobs}>
			<thead>
				<tr>
					<th scope="col">job</th>
					<th scope="col">for</th>
					<th scope="col">state</th>
					<th scope="col">node</th>
					<th scope="col">waited</th>
					<th scope="col">walltime</th>
					<th scope="col">needs</th>
					<th scope="col">told</th>
					<th scope="col">script</th>
				</tr>
			</thead>
			<tbody>
				{jobsInOrder(jobs).flatMap((job) => [
					<tr key={job.id}>
						<th scope="row">
							{job.jobId ?? "not known yet"}
							<small>{job.name}</small>
						</th>
						<td>{job.kind === "PILOT" ? "pilot" : job.attempts.length === 0 ? "batch" : attemptWords(job)}</td>
						<td>
							{job.state}
							{job.words === null || job.words === job.state ? null : <small>{job.words}</small>}
							{job.reason === null || job.words?.includes(job.reason) ? null : <small>{job.reason}</small>}
							{job.problem === null ? null : <small className="tone-bad">{job.problem}</small>}
						</td>
						<td>{job.node ?? "–"}</td>
						<td>{job.waitSeconds === null ? "–" : durationWords(job.waitSeconds * 1000)}</td>
						<td>{wallTimeWords(job, nowMs) ?? "no limit"}</td>
						<td>
							{job.cpus} CPU{job.memoryMb === null ? "" : `, ${sizeWords(job.memoryMb * 1_048_576)}`}
						</td>
						<td>
							<Ago at={job.lastToldAt} />
						</td>
						<td>
							{job.submission === null ? (
								"–"
							) : (
								<button
									type="button"
									className={styles.link}
									aria-expanded={open === job.id}
									onClick={() => setOpen(open === job.id ? null : job.id)}
								>
									{open === job.id ? "hide" : "show"}
								</button>
							)}
						</td>
					</tr>,
					open === job.id && job.submission !== null ? (
						<tr key={`${job.id} script`}>
							<td colSpan={9}>
								<p className="mono">{job.submission.command.join(" ")}</p>
								<Listing text={job.submission.script} />
							</td>
						</tr>
					) : null,
				])}
			</tbody>
		</table>
	);
}

function attemptWords(job: ClusterJobRowFragment): string {
	const [first, ...others] = job.attempts;
	if (first === undefined) return "batch";
	const name = `${first.task.stage.name} · ${first.task.tile?.name ?? first.task.unitKey}`;
	return others.length === 0 ? name : `${name} and ${plural(others.length, "more")}`;
}

import { ReadWorkerDetailsDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { SitePage } from "../../shell/site-page.tsx";
import { plural, unitsWords } from "../../wording/number-words.ts";
import { WorkerCard } from "./worker-card.tsx";
import styles from "./workers.module.css";
import { worthSeeing } from "./workers-model.ts";

/** Who works: every worker with its load, its capacity, what runs there and its cluster jobs. */
export function WorkersPage() {
	const live = useLive();
	const workers = live.watched(ReadWorkerDetailsDocument, {}, ["WORKER", "CLUSTER_JOB"]);
	const reading = useReading(workers);
	const list = reading.kind === "ready" ? worthSeeing(reading.value.workers) : [];
	const here = list.filter((worker) => worker.state !== "UNAVAILABLE");
	const away = list.filter((worker) => worker.state === "UNAVAILABLE");
	const load = here.reduce((sum, worker) => sum + worker.localLoad, 0);
	const capacity = here.reduce((sum, worker) => sum + worker.localCapacity, 0);
	const jobs = list.flatMap((worker) => worker.clusterJobs);
	const again = () => workers.rereadWithin(0);
	return (
		<SitePage title="Workers" outOfSyncSinceMs={() => workers.outOfSyncSinceMs}>
			{reading.kind === "loading" ? <LoadingLines lines={6} label="Reading the workers" /> : null}
			{reading.kind === "failed" ? (
				<ProblemNotice problem={reading.problem} what="The workers" onRetry={again} />
			) : null}
			{reading.kind === "ready" && reading.problem !== null ? (
				<StaleStrip problem={reading.problem} isWholePage />
			) : null}
			{reading.kind === "ready" && list.length === 0 ? (
				<Notice title="No worker has ever been here">
					<p>
						Start one with <code className="mono">npm run worker</code> on any machine that sees the same folders; it
						appears here by itself.
					</p>
				</Notice>
			) : null}
			{list.length === 0 ? null : (
				<p className={styles.summary} data-testid="workers-summary">
					<b>
						{here.length} of {plural(list.length, "worker")}
					</b>{" "}
					here · {unitsWords(load)} of {unitsWords(capacity)} work units in use
					{jobs.length === 0 ? "" : ` · ${plural(jobs.length, "cluster job")}`}
				</p>
			)}
			<ul className={styles.cards} aria-label="Workers">
				{here.map((worker) => (
					<WorkerCard key={worker.id} worker={worker} onChanged={again} />
				))}
			</ul>
			{away.length === 0 ? null : (
				<details className={styles.away}>
					<summary>{plural(away.length, "worker")} not here</summary>
					<ul className={styles.cards} aria-label="Workers that are not here">
						{away.map((worker) => (
							<WorkerCard key={worker.id} worker={worker} onChanged={again} />
						))}
					</ul>
				</details>
			)}
		</SitePage>
	);
}

import type { MessageBus } from "@tilewright/contract/message-bus";
import { clusterJobsSchema, encodeMessage, subjects } from "@tilewright/contract/messages";
import type { z } from "zod";
import type { ClusterAccess } from "../execution/cluster/cluster-access.ts";
import type { KnownJob } from "../execution/cluster/job-keeper.ts";

type Message = z.input<typeof clusterJobsSchema>;

const flushMs = 500;
const repeatMs = 60_000;
const jobsPerMessage = 200;

/** Tells the coordinator, for people, what has become of cluster jobs: what is new, and now and then everything that lives. */
export class ClusterJobReports {
	readonly #bus: MessageBus;
	readonly #workerId: string;
	readonly #access: () => ClusterAccess;
	readonly #changed = new Map<string, KnownJob>();
	/** Of submissions whose command and script were told: what was said last of each element, but for passing times. */
	readonly #told = new Map<string, Map<number, string>>();
	#repeatAtMs = 0;
	readonly #timer: NodeJS.Timeout;

	constructor(bus: MessageBus, workerId: string, access: () => ClusterAccess) {
		this.#bus = bus;
		this.#workerId = workerId;
		this.#access = access;
		this.#timer = setInterval(() => this.#flush(), flushMs);
	}

	add(job: KnownJob): void {
		this.#changed.set(job.submission.key, job);
	}

	stop(): void {
		clearInterval(this.#timer);
		this.#flush();
	}

	#flush(): void {
		if (!this.#bus.isConnected) return;
		const nowMs = performance.now();
		if (nowMs >= this.#repeatAtMs) {
			this.#repeatAtMs = nowMs + repeatMs;
			this.#told.clear();
			for (const job of this.#access().keeper.jobs) this.#changed.set(job.submission.key, job);
		}
		const changed = [...this.#changed.values()];
		this.#changed.clear();
		for (const job of changed) this.#tell(job);
	}

	#tell(job: KnownJob): void {
		const { key } = job.submission;
		const access = this.#access();
		const told = this.#told.get(key);
		const submissions: Message["submissions"] = told === undefined ? [{ key, ...access.describe(job.submission) }] : [];
		const saidBefore = told ?? new Map<number, string>();
		this.#told.set(key, saidBefore);
		const jobs = access.factsOf(job).filter((fact) => {
			const said = JSON.stringify({ ...fact, waitSeconds: 0, runSeconds: 0 });
			const isNews = saidBefore.get(fact.element) !== said;
			saidBefore.set(fact.element, said);
			return isNews;
		});
		if (jobs.length === 0 && submissions.length === 0) return;
		for (let first = 0; first < jobs.length || first === 0; first += jobsPerMessage) {
			const message: Message = {
				workerId: this.#workerId,
				jobs: jobs.slice(first, first + jobsPerMessage),
				submissions: first === 0 ? submissions : [],
			};
			this.#bus.publish(subjects.clusterJobs, encodeMessage(clusterJobsSchema, message));
		}
	}
}

import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { JobReply, JobRequest, Jobs } from "./job-protocol.ts";
import type { LeaseSignal } from "./lease-signal.ts";

const closePatienceMs = 2_000;
const deathsBeforeGivingUp = 5;

interface PendingJob {
	readonly request: JobRequest;
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: Error) => void;
}

interface FileThread {
	readonly worker: Worker;
	current: PendingJob | undefined;
}

export interface FileThreadsOptions {
	/** The bundled thread program. */
	readonly program: string;
	readonly lease: LeaseSignal;
	/** The worker. */
	readonly owner: string;
	/** One life of the worker's process. */
	readonly run: string;
	readonly count: number;
}

/** What a thread is given at its start. */
export interface FileThreadData {
	readonly lease: SharedArrayBuffer;
	readonly owner: string;
	/** One life of the worker's process. */
	readonly run: string;
}

/**
 * Threads that touch the project's file systems, so that the worker's own thread never does: a network share
 * that hangs blocks them and nothing else, and hashing large results takes other cores. Synchronous calls in
 * a thread also cost half of what the same calls cost as promises (0.55 to 0.85 ms of CPU for the files of one
 * attempt, 1.0 to 1.95 ms as promises), which shows where programs are short.
 */
export class FileThreads<Known extends Jobs> {
	readonly #threads: FileThread[] = [];
	readonly #waiting: PendingJob[] = [];
	readonly #unfinished = new Set<Promise<unknown>>();
	readonly #options: FileThreadsOptions;
	#nextId = 1;
	#isClosed = false;
	#deathsInARow = 0;

	constructor(options: FileThreadsOptions) {
		this.#options = options;
		for (let index = 0; index < options.count; index += 1) this.#threads.push(this.#startThread());
	}

	/** Rejects with what the file system threw. */
	run<Job extends keyof Known & string>(job: Job, order: Parameters<Known[Job]>[0]): Promise<ReturnType<Known[Job]>> {
		const done = new Promise<ReturnType<Known[Job]>>((resolve, reject) => {
			const request: JobRequest = { id: this.#nextId, job, order };
			this.#nextId += 1;
			// Cast: the thread answers each job with that job's result.
			this.#waiting.push({ request, resolve: resolve as (result: unknown) => void, reject });
			this.#assign();
		});
		this.#unfinished.add(done);
		const forget = () => this.#unfinished.delete(done);
		done.then(forget, forget);
		return done;
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		// A job cut off is made good at the next start, but one that is nearly done may as well be.
		await Promise.race([Promise.allSettled(this.#unfinished), sleep(closePatienceMs, undefined, { ref: false })]);
		await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
	}

	#startThread(): FileThread {
		const workerData: FileThreadData = {
			lease: this.#options.lease.memory,
			owner: this.#options.owner,
			run: this.#options.run,
		};
		const worker = new Worker(this.#options.program, { workerData });
		const thread: FileThread = { worker, current: undefined };
		worker.on("message", (reply: JobReply) => this.#finish(thread, reply));
		worker.on("error", (error) => this.#replace(thread, error));
		return thread;
	}

	#assign(): void {
		for (const thread of this.#threads) {
			if (thread.current !== undefined) continue;
			const next = this.#waiting.shift();
			if (next === undefined) return;
			thread.current = next;
			thread.worker.postMessage(next.request);
		}
	}

	#finish(thread: FileThread, reply: JobReply): void {
		const job = thread.current;
		this.#deathsInARow = 0;
		thread.current = undefined;
		this.#assign();
		if ("problem" in reply) job?.reject(new Error(reply.problem));
		else job?.resolve(reply.result);
	}

	/** A thread that dies (out of memory, say) takes only its job with it; threads that cannot even start end the worker. */
	#replace(thread: FileThread, error: Error): void {
		if (this.#isClosed) return;
		this.#deathsInARow += 1;
		if (this.#deathsInARow > deathsBeforeGivingUp) throw error;
		this.#threads.splice(this.#threads.indexOf(thread), 1, this.#startThread());
		thread.current?.reject(error);
		this.#assign();
	}
}

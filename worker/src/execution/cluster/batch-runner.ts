import { randomBytes } from "node:crypto";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import type { StopReason } from "../../attempts/stop-reason.ts";
import { machineMs } from "../../machine-clock.ts";
import { ProgramReader } from "../program-reader.ts";
import type { ClusterRequest, ProgramExit, ProgramHandle, ProgramOrder, TaskRunner } from "../task-runner.ts";
import { lostExit, TrackedProgram } from "../tracked-program.ts";
import { divideIntoElements, itemsPerElement, nextMeanRunMs, walltimeSeconds } from "./batch-rules.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { untold } from "./element-status.ts";
import { type ItemEnd, type ItemFacts, judgeItem } from "./item-rules.ts";
import { JobDirectory } from "./job-directory.ts";
import type { JobKeeper, KnownJob } from "./job-keeper.ts";
import type { Receipt } from "./receipt.ts";
import type { SchedulerDialect } from "./scheduler-dialect.ts";
import type { Submission, SubmissionLog } from "./submission-log.ts";

export interface BatchRunnerOptions {
	readonly settings: ClusterSettings;
	readonly dialect: SchedulerDialect;
	readonly keeper: JobKeeper;
	readonly log: SubmissionLog;
	readonly logger: Logger;
	readonly keyPrefix: string;
	/** Work units of the cluster that may be in use at once. */
	readonly workUnits: number;
}

interface Item {
	readonly order: ProgramOrder;
	readonly program: TrackedProgram;
	readonly receivedAtMs: number;
	/** Its submission; null while its batch fills. */
	key: string | null;
	element: number;
	startedAtMs: number | null;
	/** Of its script, when its submission was written. */
	programHash: string | null;
	receipt: Receipt | null;
	receiptSeenAtMs: number;
	stop: { readonly reason: StopReason; readonly askedAtMs: number; readonly graceMs: number } | null;
}

const lookMs = 200;
const announceAfterMs = 300;
/** How long a job's script may take to see that an item is to be stopped, beside the program's own grace. */
const scriptPatienceMs = 15_000;
const firstLookMs = 60_000;
const warnSeconds = 60;
const unasked: ClusterRequest = { template: null, cpus: 1, workUnits: 1, group: "" };

/**
 * Runs programs as items of array jobs. What comes within the fill time and asks for the same resources is submitted
 * together. Job scripts tell of starts and ends through files, the scheduler of jobs through the keeper.
 */
export class BatchRunner implements TaskRunner {
	readonly #options: BatchRunnerOptions;
	readonly #items = new Map<number, Item>();
	readonly #exits = new Map<number, ProgramExit>();
	readonly #survivors: readonly ProgramHandle[];
	readonly #directories = new Map<string, JobDirectory>();
	readonly #meanRunMs = new Map<string, number>();
	/** Elements whose cancelling has been asked for. */
	readonly #cancelled = new Set<string>();
	readonly #programs = new ProgramReader();
	#workUnits: number;
	#isStopping = false;
	readonly #running: Promise<void>;

	constructor(options: BatchRunnerOptions) {
		this.#options = options;
		this.#workUnits = options.workUnits;
		const { orders, exits, submissions } = options.log.remembered;
		const handles: ProgramHandle[] = [];
		for (const order of orders) {
			const item = this.#track(order);
			handles.push(item.program);
		}
		for (const exit of exits) {
			const item = this.#items.get(exit.attemptId);
			this.#exits.set(exit.attemptId, exit);
			this.#items.delete(exit.attemptId);
			item?.program.hasExited(exit);
		}
		for (const submission of submissions) this.#assign(submission);
		this.#survivors = handles;
		options.keeper.own("batch", {
			refused: (submission, message) => {
				for (const attemptId of submission.elements.flat()) {
					const item = this.#items.get(attemptId);
					if (item !== undefined) this.#settle(item, { kind: "notStarted", code: "ESUBMIT", message });
				}
				this.#directory(submission.key).remove();
			},
		});
		this.#running = this.#run();
	}

	get itemCount(): number {
		return this.#items.size;
	}

	setWorkUnits(workUnits: number): void {
		this.#workUnits = workUnits;
	}

	start(order: ProgramOrder): ProgramHandle {
		const known = this.#items.get(order.attemptId);
		if (known !== undefined) return known.program;
		const ended = this.#exits.get(order.attemptId);
		if (ended !== undefined) {
			const program = new TrackedProgram(order.attemptId, () => {});
			program.hasExited(ended);
			return program;
		}
		const item = this.#track(order);
		try {
			this.#options.log.write({ kind: "order", order });
		} catch (error) {
			const message = `the worker could not write it down: ${describeError(error)}`;
			queueMicrotask(() => this.#settle(item, { kind: "notStarted", code: "EIO", message }));
		}
		return item.program;
	}

	survivors(): readonly ProgramHandle[] {
		return this.#survivors;
	}

	forget(attemptIds: readonly number[]): void {
		const known = attemptIds.filter((attemptId) => this.#exits.delete(attemptId));
		if (known.length > 0) this.#options.log.write({ kind: "forgotten", attemptIds: known });
	}

	/** Jobs of a cluster go on without a lease; see TaskRunner. */
	renewLease(): void {}

	async leave(): Promise<void> {
		this.#isStopping = true;
		await this.#running;
	}

	close(): Promise<void> {
		return this.leave();
	}

	#track(order: ProgramOrder): Item {
		const { attemptId } = order;
		const item: Item = {
			order,
			program: new TrackedProgram(attemptId, (reason, graceMs) => this.#stop(attemptId, reason, graceMs)),
			receivedAtMs: machineMs(),
			key: null,
			element: 0,
			startedAtMs: null,
			programHash: null,
			receipt: null,
			receiptSeenAtMs: 0,
			stop: null,
		};
		this.#items.set(attemptId, item);
		return item;
	}

	#assign(submission: Submission): void {
		for (const [place, attemptIds] of submission.elements.entries()) {
			for (const attemptId of attemptIds) {
				const item = this.#items.get(attemptId);
				if (item === undefined) continue;
				item.key = submission.key;
				item.programHash = submission.programHash ?? null;
				item.element = place + 1;
			}
		}
	}

	#stop(attemptId: number, reason: StopReason, graceMs: number): void {
		const item = this.#items.get(attemptId);
		if (item === undefined || item.stop !== null) return;
		item.stop = { reason, askedAtMs: machineMs(), graceMs };
		const isTaken = item.key !== null && !this.#directory(item.key).claim(attemptId);
		if (isTaken && item.key !== null) this.#directory(item.key).askToCancel(attemptId, graceMs);
		else this.#settle(item, { kind: "stopped", reason, detail: null });
	}

	async #run(): Promise<void> {
		let lookedAtMs = 0;
		while (!this.#isStopping) {
			try {
				const nowMs = machineMs();
				if (nowMs - lookedAtMs >= lookMs) {
					lookedAtMs = nowMs;
					this.#look(nowMs);
				}
				this.#flush(nowMs);
			} catch (error) {
				this.#options.logger.error({ error: describeError(error) }, "Cluster jobs could not be looked after.");
			}
			await sleep(50);
		}
	}

	/** What has become of the items of each submission. */
	#look(nowMs: number): void {
		for (const job of this.#options.keeper.jobs) {
			if (job.submission.kind !== "batch") continue;
			const items = job.submission.elements.flat().flatMap((attemptId) => this.#items.get(attemptId) ?? []);
			if (items.length > 0) this.#lookAt(job, items, nowMs);
			if (!items.some((item) => this.#items.has(item.order.attemptId))) this.#endSubmission(job);
		}
	}

	#lookAt(job: KnownJob, items: readonly Item[], nowMs: number): void {
		const directory = this.#directory(job.submission.key);
		for (const attemptId of directory.started()) {
			const item = this.#items.get(attemptId);
			if (item !== undefined) item.startedAtMs ??= nowMs;
		}
		for (const attemptId of directory.receipts()) {
			const item = this.#items.get(attemptId);
			if (item === undefined || item.receipt !== null) continue;
			item.receipt = directory.receipt(attemptId);
			item.receiptSeenAtMs = nowMs;
		}
		const { graceSeconds, witnessSeconds, receiptSeconds } = this.#options.settings;
		const limits = { graceMs: graceSeconds * 1e3, witnessMs: witnessSeconds * 1e3, receiptMs: receiptSeconds * 1e3 };
		for (const item of items) {
			const { startedAtMs, receipt } = item;
			// Programs that are over sooner are not announced.
			if (startedAtMs !== null && receipt === null && nowMs - startedAtMs >= announceAfterMs) {
				item.program.hasStarted(startedAtMs);
			}
			const end = judgeItem(this.#factsOf(item, job), limits, nowMs);
			if (end !== null) this.#settle(item, end);
		}
		this.#cancelStopped(job, nowMs);
	}

	#factsOf(item: Item, job: KnownJob): ItemFacts {
		const status = job.elements.get(item.element) ?? untold;
		const siblings = job.submission.elements[item.element - 1] ?? [];
		const later = siblings.slice(siblings.indexOf(item.order.attemptId) + 1);
		return {
			receipt: item.receipt,
			receiptSeenAtMs: item.receiptSeenAtMs,
			answeredAtMs: this.#options.keeper.answeredAtMs,
			hasStarted: item.startedAtMs !== null,
			stop: item.stop,
			element: {
				state: status.state,
				words: status.words,
				finalSinceMs: status.finalSinceMs,
				absentSinceMs: status.absentSinceMs,
				hasMoreItems: later.some((attemptId) => this.#items.has(attemptId)),
				isAlone: siblings.length === 1,
			},
		};
	}

	/**
	 * Elements that would begin with nothing left to do are cancelled; of those that run, only where the job's script
	 * has not ended its items by itself: some schedulers kill at once what they cancel.
	 */
	#cancelStopped(job: KnownJob, nowMs: number): void {
		if (job.jobId === null) return;
		const idle = job.submission.elements.flatMap((attemptIds, place) => {
			const left = attemptIds.flatMap((attemptId) => this.#items.get(attemptId) ?? []);
			const state = job.elements.get(place + 1)?.state ?? "pending";
			// One whose items are all over ends by itself, unless it has not begun.
			const isWanted =
				left.length === 0
					? state !== "pending" && state !== "suspended"
					: left.some(({ stop }) => stop === null || nowMs - stop.askedAtMs < stop.graceMs + scriptPatienceMs);
			return isWanted || this.#cancelled.has(`${job.submission.key} ${place + 1}`) ? [] : [place + 1];
		});
		if (idle.length === 0) return;
		for (const element of idle) this.#cancelled.add(`${job.submission.key} ${element}`);
		this.#options.keeper.cancel(job.submission.key, idle);
	}

	/** All its items are over; what still waits in the queue would find nothing to do. */
	#endSubmission({ submission, elements, jobId }: KnownJob): void {
		const waiting = submission.elements.flatMap((_, place) => {
			const state = elements.get(place + 1)?.state ?? "pending";
			return state === "pending" || state === "suspended" ? [place + 1] : [];
		});
		if (jobId !== null && waiting.length === submission.elements.length)
			this.#options.keeper.cancel(submission.key, null);
		else if (waiting.length > 0) this.#options.keeper.cancel(submission.key, waiting);
		this.#options.keeper.end(submission.key);
		for (let place = 1; place <= submission.elements.length; place += 1)
			this.#cancelled.delete(`${submission.key} ${place}`);
		this.#directory(submission.key).remove();
		this.#directories.delete(submission.key);
	}

	#settle(item: Item, end: ItemEnd): void {
		const { attemptId } = item.order;
		if (!this.#items.delete(attemptId)) return;
		const exit = exitOf(item, end);
		this.#exits.set(attemptId, exit);
		this.#options.log.write({ kind: "exit", exit });
		if (end.kind === "exited") {
			const group = groupOf(item.order);
			this.#meanRunMs.set(group, nextMeanRunMs(this.#meanRunMs.get(group) ?? null, exit.runMs));
		}
		item.program.hasExited(exit);
	}

	/** Batches that are full, or have waited long enough. */
	#flush(nowMs: number): void {
		const waiting = new Map<string, Item[]>();
		for (const item of this.#items.values()) {
			if (item.key !== null) continue;
			const group = groupOf(item.order);
			const batch = waiting.get(group);
			if (batch === undefined) waiting.set(group, [item]);
			else batch.push(item);
		}
		const { batch: limits } = this.#options.settings;
		for (const [group, items] of waiting) {
			const oldest = items[0];
			const isDue = oldest !== undefined && nowMs - oldest.receivedAtMs >= limits.fillSeconds * 1_000;
			if (isDue || items.length >= limits.itemsAhead) this.#submit(group, items, nowMs);
		}
	}

	#submit(group: string, items: readonly Item[], nowMs: number): void {
		const { batch, targetJobMs } = {
			...this.#options.settings,
			targetJobMs: this.#options.settings.batch.targetJobSeconds * 1e3,
		};
		const [first] = items;
		if (first === undefined) return;
		const request = first.order.cluster ?? unasked;
		const meanRunMs = this.#meanRunMs.get(group) ?? null;
		const atOnce = Math.max(1, Math.floor(this.#workUnits / Math.max(request.workUnits, 1e-9)));
		const isUnknown = meanRunMs === null && nowMs - first.receivedAtMs < firstLookMs;
		// The first of a kind go alone, to see how long they take; the others wait for that.
		if (isUnknown && this.#submittedItems(group) > 0) return;
		const now = isUnknown ? items.slice(0, 2 * atOnce) : items;
		const perElement = itemsPerElement(now.length, meanRunMs, atOnce, {
			targetJobMs,
			maximumItemsPerJob: batch.maximumItemsPerJob,
		});
		const elements = divideIntoElements(now, perElement).slice(0, this.#queueRoom());
		if (elements.length === 0) return;
		this.#write(elements, request, Math.min(atOnce, elements.length));
	}

	#submittedItems(group: string): number {
		let count = 0;
		for (const item of this.#items.values()) if (item.key !== null && groupOf(item.order) === group) count += 1;
		return count;
	}

	#queueRoom(): number {
		let queued = 0;
		for (const job of this.#options.keeper.jobs) {
			queued += job.submission.elements.filter((_, place) => job.elements.get(place + 1)?.finalSinceMs == null).length;
		}
		return Math.max(0, this.#options.settings.batch.maximumQueuedJobs - queued);
	}

	#write(elements: readonly (readonly Item[])[], request: ClusterRequest, atOnce: number): void {
		const { settings, dialect, keeper, keyPrefix } = this.#options;
		const templateName = request.template ?? "default";
		const template = settings.templates[templateName];
		const items = elements.flat();
		if (template === undefined) {
			const message = `this worker's cluster file has no template "${templateName}"`;
			for (const item of items) this.#settle(item, { kind: "notStarted", code: "ESUBMIT", message });
			return;
		}
		const { limits } = items[0]?.order ?? { limits: null };
		const longest = Math.max(...elements.map(({ length }) => length));
		const submission: Submission = {
			key: `${keyPrefix}b${randomBytes(6).toString("hex")}`,
			kind: "batch",
			elements: elements.map((element) => element.map(({ order }) => order.attemptId)),
			template: templateName,
			cpus: request.cpus,
			memoryMb: limits?.memoryMb ?? null,
			timeLimitSeconds: walltimeSeconds(limits?.timeLimitMs ?? null, longest),
			warnSeconds: longest > 1 ? warnSeconds : null,
			atOnce: atOnce < elements.length ? atOnce : null,
			writtenAt: new Date().toISOString(),
			// What shares a job is of one stage version, and so runs one script.
			programHash: request.script === undefined ? null : this.#programs.hashOf(request.script),
		};
		const orders = new Map(items.map(({ order }) => [order.attemptId, order]));
		try {
			this.#directory(submission.key).write(submission, orders, template, dialect, {});
			keeper.submit(submission);
		} catch (error) {
			this.#directory(submission.key).remove();
			const message = `its job's files could not be written below "${settings.directory}": ${describeError(error)}`;
			for (const item of items) this.#settle(item, { kind: "notStarted", code: "EIO", message });
			return;
		}
		this.#assign(submission);
	}

	#directory(key: string): JobDirectory {
		let directory = this.#directories.get(key);
		if (directory === undefined) {
			directory = new JobDirectory(this.#options.settings, key);
			this.#directories.set(key, directory);
		}
		return directory;
	}
}

/** Items that may share a job: the same kind of work with the same wishes. */
function groupOf({ cluster = unasked, limits }: ProgramOrder): string {
	return [cluster.group, cluster.template, cluster.cpus, cluster.workUnits, limits.memoryMb, limits.timeLimitMs].join(
		" ",
	);
}

const signalNames = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

function exitOf(item: Item, end: ItemEnd): ProgramExit {
	const nowMs = machineMs();
	const { receipt } = item;
	const startedAtMs = item.startedAtMs ?? Math.max(item.receivedAtMs, nowMs - (receipt?.runMs ?? 0));
	const exit: ProgramExit = {
		...lostExit(item.order.attemptId, "", startedAtMs),
		programHash: item.programHash,
		stopped: null,
		runMs: receipt?.runMs ?? (item.startedAtMs === null ? 0 : nowMs - item.startedAtMs),
		cpuSeconds: receipt?.cpuSeconds ?? null,
		maxMemoryMb: receipt?.peakMb ?? null,
		stdoutBytes: receipt?.stdoutBytes ?? 0,
		stderrBytes: receipt?.stderrBytes ?? 0,
	};
	switch (end.kind) {
		case "exited": {
			// A shell tells of a signal as 128 and its number.
			const signal = end.code > 128 ? signalNames.get(end.code - 128) : undefined;
			return signal === undefined ? { ...exit, exitCode: end.code } : { ...exit, signal, shellCode: end.code };
		}
		case "stopped": {
			const signal = receipt?.code != null && receipt.code > 128 ? (signalNames.get(receipt.code - 128) ?? null) : null;
			return { ...exit, signal, stopped: { reason: end.reason, detail: end.detail } };
		}
		case "outOfMemory":
			return { ...exit, stopped: { reason: "memoryLimit", detail: "the cluster ended its job for memory" } };
		case "notStarted":
			return { ...exit, startProblem: { code: end.code, message: end.message } };
	}
}

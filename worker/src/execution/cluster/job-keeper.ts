import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import { machineMs } from "../../machine-clock.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import type { CommandHost } from "./command-host.ts";
import { type ElementStatus, untold, withAnswer, withoutEntry, withoutListing } from "./element-status.ts";
import type { CommandAnswer, JobRequest, JobStatus, SchedulerCommand, SchedulerDialect } from "./scheduler-dialect.ts";
import type { RememberedSubmission, Submission, SubmissionLog } from "./submission-log.ts";

/*
 * Everything this worker has at the scheduler. A submission:
 *
 *   written ──submit answered──► submitted ──all elements over, or ended by its owner──► (gone)
 *      │  ▲                          ▲
 *      │  └── not found, asked again │
 *      └──no (clear) answer──► looked for by its key
 *      └──refused──► (gone, its owner is told)
 *
 * One status command per interval for all of them: the queue, or the books for what the queue has forgotten.
 */

export interface SubmissionOwner {
	/** The scheduler will never take it. */
	refused(submission: Submission, problem: string): void;
}

export interface JobKeeperOptions {
	readonly settings: ClusterSettings;
	readonly dialect: SchedulerDialect;
	readonly host: CommandHost;
	readonly log: SubmissionLog;
	readonly logger: Logger;
	/** What is asked of the scheduler for a submission. */
	readonly requestOf: (submission: Submission) => JobRequest;
	/** Of the keys of all submissions of this worker. */
	readonly keyPrefix: string;
	/** Something about these jobs is news. */
	readonly changed: (job: KnownJob) => void;
}

export interface KnownJob {
	readonly submission: Submission;
	readonly jobId: string | null;
	/** Of the elements, by number from 1; those the scheduler has not spoken of are missing. */
	readonly elements: ReadonlyMap<number, ElementStatus>;
	/** Why it is not submitted yet, for people. */
	readonly problem: string | null;
	/** By the worker's monotonic clock. */
	readonly submittedAtMs: number | null;
	/** Nothing of it is wanted any more, whatever the scheduler still says. */
	readonly isEnded: boolean;
}

interface Job {
	readonly submission: Submission;
	jobId: string | null;
	readonly elements: Map<number, ElementStatus>;
	problem: string | null;
	submittedAtMs: number | null;
	isEnded: boolean;
	/** Asked for, with no clear answer, at this time. */
	askedAtMs: number | null;
	/** The queue (and the books) have been asked since, in vain. */
	isMissingInQueue: boolean;
	isMissingInBooks: boolean;
	booksAskedAtMs: number;
	failures: number;
	dueAtMs: number;
}

const tickMs = 100;
const firstBackOffMs = 2_000;
const longestBackOffMs = 300_000;
/** The scheduler may still be at work on a submission whose answer was lost. */
const unclearMs = 30_000;
const cancelsPerCommand = 200;
/** A job whose submission has ended may take this long to leave the queue. */
const leavingMs = 120_000;

export class JobKeeper {
	readonly #options: JobKeeperOptions;
	readonly #owners = new Map<Submission["kind"], SubmissionOwner>();
	readonly #jobs = new Map<string, Job>();
	/** Lately ended submissions, and when. */
	readonly #ended = new Map<string, number>();
	#cancels: { readonly jobId: string; readonly index: number | null }[] = [];
	#hasBooks = true;
	#booksNext = false;
	#pollDueMs = 0;
	#pollFailures = 0;
	#submitDueMs = 0;
	#cancelDueMs = 0;
	#isStopping = false;
	#running: Promise<void> | undefined;
	/** For the bench and for people: how often the scheduler was spoken to. */
	readonly commands = { submit: 0, status: 0, cancel: 0, failed: 0 };
	#answeredAtMs = Number.NEGATIVE_INFINITY;

	constructor(options: JobKeeperOptions) {
		this.#options = options;
		for (const { jobId, ...submission } of options.log.remembered.submissions) this.#remember({ ...submission, jobId });
	}

	#remember({ jobId, ...submission }: RememberedSubmission): void {
		const nowMs = machineMs();
		this.#jobs.set(submission.key, {
			submission,
			jobId,
			elements: new Map(),
			problem: null,
			submittedAtMs: jobId === null ? null : nowMs,
			isEnded: false,
			// An earlier process may have submitted it and died before the answer.
			askedAtMs: jobId === null ? nowMs : null,
			isMissingInQueue: false,
			isMissingInBooks: false,
			booksAskedAtMs: 0,
			failures: 0,
			dueAtMs: nowMs,
		});
	}

	own(kind: Submission["kind"], owner: SubmissionOwner): void {
		this.#owners.set(kind, owner);
	}

	start(): void {
		this.#running ??= this.#run();
	}

	get jobs(): readonly KnownJob[] {
		return [...this.#jobs.values()];
	}

	/** When the queue has last been read, by the worker's monotonic clock; -Infinity before. */
	get answeredAtMs(): number {
		return this.#answeredAtMs;
	}

	job(key: string): KnownJob | undefined {
		return this.#jobs.get(key);
	}

	/** Writes it down; it goes to the scheduler as soon as that is allowed. Throws what the file system throws. */
	submit(submission: Submission): void {
		this.#options.log.write({ kind: "submission", submission });
		this.#remember({ ...submission, jobId: null });
		const job = this.#jobs.get(submission.key);
		if (job === undefined) return;
		job.askedAtMs = null;
		const { settings, dialect, logger, requestOf } = this.#options;
		if (settings.dryRun) {
			const { program, args } = dialect.submit(requestOf(submission));
			job.problem = "dry run: nothing is submitted";
			logger.info({ key: submission.key, command: [program, ...args] }, "Dry run: this would be submitted.");
		}
		this.#options.changed(job);
	}

	/** Cancels elements (all of them without a list) that are not known to be over. */
	cancel(key: string, indexes: readonly number[] | null): void {
		const job = this.#jobs.get(key);
		if (job?.jobId == null) return;
		const { jobId } = job;
		if (indexes === null) this.#cancels.push({ jobId, index: null });
		else {
			for (const index of indexes) {
				if (job.elements.get(index)?.finalSinceMs == null) this.#cancels.push({ jobId, index });
			}
		}
	}

	/** Its owner wants nothing of it any more. One that may have been submitted is found and cancelled first. */
	end(key: string): void {
		const job = this.#jobs.get(key);
		if (job === undefined) return;
		this.#jobs.delete(key);
		this.#ended.set(key, machineMs());
		job.isEnded = true;
		this.#options.changed(job);
		this.#options.log.write({ kind: "ended", key });
	}

	async stop(): Promise<void> {
		this.#isStopping = true;
		await this.#running;
	}

	async #run(): Promise<void> {
		while (!this.#isStopping) {
			try {
				await this.#cancelSome();
				await this.#submitNext();
				await this.#poll();
			} catch (error) {
				this.#options.logger.error({ error: describeError(error) }, "The scheduler could not be spoken to.");
			}
			await sleep(tickMs);
		}
		await this.#cancelSome();
	}

	async #give(command: SchedulerCommand, kind: "submit" | "status" | "cancel"): Promise<CommandAnswer> {
		this.commands[kind] += 1;
		const startedAtMs = machineMs();
		const answer = await this.#options.host.run(command);
		if (answer.exitCode !== 0) this.commands.failed += 1;
		const fields = {
			program: command.program,
			exitCode: answer.exitCode,
			tookMs: Math.round(machineMs() - startedAtMs),
		};
		this.#options.logger.debug(fields, "Spoke to the scheduler.");
		return answer;
	}

	async #submitNext(): Promise<void> {
		const { settings, dialect, requestOf } = this.#options;
		const nowMs = machineMs();
		if (settings.dryRun || nowMs < this.#submitDueMs) return;
		const job = [...this.#jobs.values()].find(
			(candidate) => candidate.jobId === null && candidate.dueAtMs <= nowMs && this.#maySubmit(candidate, nowMs),
		);
		if (job === undefined) return;
		this.#submitDueMs = nowMs + settings.submitSeconds * 1_000;
		job.askedAtMs = nowMs;
		job.isMissingInQueue = false;
		job.isMissingInBooks = false;
		const answer = await this.#give(dialect.submit(requestOf(job.submission)), "submit");
		const jobId = answer.exitCode === 0 ? dialect.parseSubmit(answer.stdout) : null;
		if (jobId !== null) this.#submitted(job, jobId);
		else if (dialect.isRefusal(answer)) this.#refused(job, answer);
		else this.#unclear(job, answer);
	}

	/** What may have been submitted already is looked for first. */
	#maySubmit(job: Job, nowMs: number): boolean {
		if (job.askedAtMs === null) return true;
		return job.isMissingInQueue && (job.isMissingInBooks || !this.#hasBooks) && nowMs - job.askedAtMs >= unclearMs;
	}

	#submitted(job: Job, jobId: string): void {
		job.jobId = jobId;
		job.problem = null;
		job.submittedAtMs = machineMs();
		job.failures = 0;
		this.#options.log.write({ kind: "submitted", key: job.submission.key, jobId });
		const fields = { key: job.submission.key, jobId, elements: job.submission.elements.length };
		this.#options.logger.info(fields, "Submitted to the cluster.");
		this.#options.changed(job);
	}

	#refused(job: Job, answer: CommandAnswer): void {
		const { program } = this.#options.dialect.submit(this.#options.requestOf(job.submission));
		const said = lastLine(answer.stderr) || lastLine(answer.stdout);
		const problem = `${program} exited with ${answer.exitCode}: "${said}". Check template "${job.submission.template}" of this worker's cluster file`;
		this.#options.logger.error({ key: job.submission.key, problem }, "The scheduler refused a submission.");
		job.problem = problem;
		this.#options.changed(job);
		this.#owners.get(job.submission.kind)?.refused(job.submission, problem);
		this.end(job.submission.key);
	}

	#unclear(job: Job, answer: CommandAnswer): void {
		const backOffMs = Math.min(firstBackOffMs * 2 ** job.failures, longestBackOffMs);
		job.failures += 1;
		job.dueAtMs = machineMs() + backOffMs;
		job.problem = lastLine(answer.stderr) || `exit code ${answer.exitCode}`;
		const fields = { key: job.submission.key, problem: job.problem, backOffMs };
		this.#options.logger.warn(fields, "A submission got no clear answer; it is looked for by its name.");
		this.#options.changed(job);
	}

	async #cancelSome(): Promise<void> {
		const nowMs = machineMs();
		if (this.#cancels.length === 0 || (nowMs < this.#cancelDueMs && !this.#isStopping)) return;
		const some = this.#cancels.slice(0, cancelsPerCommand);
		const answer = await this.#give(this.#options.dialect.cancel(some), "cancel");
		if (answer.exitCode === 255) {
			this.#cancelDueMs = machineMs() + firstBackOffMs;
			return;
		}
		// Any other answer is one: what is over already cannot be cancelled.
		this.#cancels.splice(0, some.length);
	}

	async #poll(): Promise<void> {
		const nowMs = machineMs();
		if (nowMs < this.#pollDueMs || !this.#hasQuestions()) return;
		const wasAnswered = this.#booksNext ? await this.#askBooks() : await this.#askQueue();
		this.#pollFailures = wasAnswered ? 0 : this.#pollFailures + 1;
		const intervalMs = this.#options.settings.pollSeconds * 1_000;
		// Counted from the answer: questions are never nearer together than the interval, however busy this machine is.
		this.#pollDueMs =
			machineMs() + Math.min(intervalMs * 2 ** this.#pollFailures, Math.max(intervalMs, longestBackOffMs));
		if (wasAnswered) this.#booksNext = !this.#booksNext && this.#hasBooks && this.#forgotten().length > 0;
		else if (this.#booksNext) this.#booksNext = false;
	}

	#hasQuestions(): boolean {
		return [...this.#jobs.values()].some(
			(job) =>
				(job.jobId === null && job.askedAtMs !== null) ||
				(job.jobId !== null && elementsOf(job).some((index) => job.elements.get(index)?.finalSinceMs == null)),
		);
	}

	async #askQueue(): Promise<boolean> {
		const { dialect, logger } = this.#options;
		const askedAtMs = machineMs();
		const answer = await this.#give(dialect.queue(), "status");
		const statuses = dialect.parseQueue(answer);
		if (statuses === null) {
			logger.warn({ problem: lastLine(answer.stderr) }, "The scheduler's queue gave no answer; nothing is decided.");
			return false;
		}
		this.#answeredAtMs = askedAtMs;
		const told = this.#take(statuses);
		for (const job of this.#jobs.values()) {
			if (job.jobId === null) {
				if (job.askedAtMs !== null && job.askedAtMs < askedAtMs) job.isMissingInQueue = true;
				continue;
			}
			// Submitted while the question was on its way.
			if (job.submittedAtMs !== null && job.submittedAtMs > askedAtMs) continue;
			for (const index of elementsOf(job)) {
				const before = job.elements.get(index) ?? untold;
				if (told.has(`${job.submission.key} ${index}`) || before.finalSinceMs !== null) continue;
				const missing = withoutListing(before, askedAtMs);
				job.elements.set(index, this.#hasBooks ? missing : withoutEntry(missing, askedAtMs));
			}
		}
		return true;
	}

	/** Jobs the queue does not list (any more) and whose end is not known. */
	#forgotten(): readonly Job[] {
		return [...this.#jobs.values()].filter((job) =>
			job.jobId === null
				? job.askedAtMs !== null && job.isMissingInQueue
				: elementsOf(job).some((index) => {
						const status = job.elements.get(index);
						return status?.unlistedSinceMs != null && status.finalSinceMs === null;
					}),
		);
	}

	async #askBooks(): Promise<boolean> {
		const { dialect, logger } = this.#options;
		const all = this.#forgotten();
		const unclear = all.find(({ jobId }) => jobId === null);
		// Those first that were not asked about for longest.
		const forgotten = all
			.filter(({ jobId }) => jobId !== null)
			.sort((one, other) => one.booksAskedAtMs - other.booksAskedAtMs)
			.slice(0, dialect.booksPerQuestion);
		for (const job of forgotten) job.booksAskedAtMs = machineMs();
		const submitted = forgotten.flatMap(({ jobId, submission }) =>
			jobId === null ? [] : [{ jobId, since: new Date(submission.writtenAt) }],
		);
		const command =
			submitted.length > 0
				? dialect.accounting(submitted)
				: unclear === undefined
					? null
					: dialect.find(unclear.submission.key, new Date(unclear.submission.writtenAt));
		if (command === null) {
			this.#hasBooks = false;
			return true;
		}
		const askedAtMs = machineMs();
		const answer = await this.#give(command, "status");
		const statuses = dialect.parseAccounting(answer);
		if (statuses === null) {
			logger.warn({ problem: lastLine(answer.stderr) }, "The accounting gave no answer; nothing is decided.");
			return false;
		}
		if (statuses === "none") {
			logger.info({}, "This cluster keeps no accounts; the queue alone tells of jobs.");
			this.#hasBooks = false;
			return true;
		}
		this.#take(statuses.filter(({ state }) => state !== "pending" && state !== "running"));
		if (submitted.length === 0 && unclear !== undefined && unclear.jobId === null) unclear.isMissingInBooks = true;
		for (const job of submitted.length > 0 ? forgotten : []) {
			for (const index of elementsOf(job)) {
				const before = job.elements.get(index);
				if (before !== undefined) job.elements.set(index, withoutEntry(before, askedAtMs));
			}
		}
		return true;
	}

	/** Answers by key and element that were ours. */
	#take(statuses: readonly JobStatus[]): ReadonlySet<string> {
		const nowMs = machineMs();
		const told = new Set<string>();
		const changed = new Set<Job>();
		for (const status of statuses) {
			const job = this.#jobs.get(status.key);
			if (job === undefined) {
				this.#orphan(status, nowMs);
				continue;
			}
			if (job.jobId === null) this.#submitted(job, status.jobId);
			// The same array submitted twice; the later one finds its items claimed.
			if (job.jobId !== status.jobId) continue;
			const indexes = status.index === null ? elementsOf(job) : [status.index];
			for (const index of indexes) {
				told.add(`${status.key} ${index}`);
				const before = job.elements.get(index) ?? untold;
				const after = withAnswer(before, status, nowMs);
				job.elements.set(index, after);
				if (before.words !== after.words || before.node !== after.node || before.finalSinceMs !== after.finalSinceMs) {
					changed.add(job);
				}
			}
		}
		for (const job of changed) this.#options.changed(job);
		return told;
	}

	/** A job of ours that nothing here knows of (a lost data directory): nobody waits for it. */
	#orphan({ key, jobId, state }: JobStatus, nowMs: number): void {
		if (!key.startsWith(this.#options.keyPrefix)) return;
		const endedAtMs = this.#ended.get(key);
		if (endedAtMs !== undefined && nowMs - endedAtMs < leavingMs) return;
		if (state !== "pending" && state !== "running" && state !== "suspended") {
			this.#ended.delete(key);
			return;
		}
		if (this.#cancels.some((cancel) => cancel.jobId === jobId)) return;
		this.#options.logger.warn({ key, jobId }, "A job of this worker that it does not know of is cancelled.");
		this.#cancels.push({ jobId, index: null });
	}
}

function elementsOf({ submission }: Pick<Job, "submission">): readonly number[] {
	return submission.elements.map((_, place) => place + 1);
}

function lastLine(text: string): string {
	return text.trim().split("\n").at(-1) ?? "";
}

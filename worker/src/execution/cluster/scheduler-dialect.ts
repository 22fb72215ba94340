import type { JobTemplate } from "./cluster-settings.ts";

/** Program and arguments; what is to be said on standard input. Never read by a shell. */
export interface SchedulerCommand {
	readonly program: string;
	readonly args: readonly string[];
}

export interface CommandAnswer {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** What is asked of a scheduler for one submission. */
export interface JobRequest {
	/** Idempotency key: the job's name, by which it is found again. */
	readonly key: string;
	/** As compute nodes see it. */
	readonly script: string;
	readonly scriptArguments: readonly string[];
	/** Elements of the array, numbered from 1. */
	readonly elements: number;
	/** Of which so many may run at once; null: as many as the cluster gives. */
	readonly atOnce: number | null;
	readonly cpus: number;
	readonly memoryMb: number | null;
	readonly timeLimitSeconds: number | null;
	/** SIGUSR1 to the script so long before the end of the walltime; null: no warning. */
	readonly warnSeconds: number | null;
	/** Standard output and error of the script itself; `null` for none. */
	readonly logFile: string | null;
	readonly template: JobTemplate;
}

export type JobState =
	| "pending"
	| "running"
	| "suspended"
	| "completing"
	| "completed"
	| "failed"
	| "outOfMemory"
	| "timedOut"
	| "nodeFailed"
	| "preempted"
	| "cancelled"
	| "couldNotStart"
	/** A word this version does not know: no decision is made on it. */
	| "unknown";

export interface JobStatus {
	readonly key: string;
	readonly jobId: string;
	/** Of the array, from 1; null for elements that wait together and are listed as one. */
	readonly index: number | null;
	readonly state: JobState;
	/** The scheduler's own words, for people. */
	readonly word: string;
	readonly reason: string | null;
	readonly node: string | null;
	/** Seconds it has run. */
	readonly elapsedSeconds: number | null;
}

/** One scheduler as data: which commands to give, and how to read the answers. */
export interface SchedulerDialect {
	readonly name: string;
	/** Environment variables a job finds its id and its place in the array in. */
	readonly jobIdVariable: string;
	readonly indexVariable: string;
	submit(request: JobRequest): SchedulerCommand;
	/** The job's id, or null when the answer holds none. */
	parseSubmit(stdout: string): string | null;
	/** True when the scheduler has refused for good; anything else may have worked, or may work later. */
	isRefusal(answer: CommandAnswer): boolean;
	/** All jobs of this user, running, waiting, and ended ones as far as they are remembered. */
	queue(): SchedulerCommand;
	/** Null when this is not an answer to decide on. */
	parseQueue(answer: CommandAnswer): readonly JobStatus[] | null;
	/** Of so many jobs at once the books can be asked. */
	readonly booksPerQuestion: number;
	/** Ended jobs among these, from the scheduler's books; null for schedulers without. */
	accounting(jobs: readonly AccountedJob[]): SchedulerCommand | null;
	parseAccounting(answer: CommandAnswer): readonly JobStatus[] | "none" | null;
	/** A whole job when `index` is null. */
	cancel(jobs: readonly { readonly jobId: string; readonly index: number | null }[]): SchedulerCommand;
	/** Looks for jobs by name that began since then; null when `queue` and nothing else can tell. */
	find(key: string, since: Date): SchedulerCommand | null;
}

export interface AccountedJob {
	readonly jobId: string;
	readonly since: Date;
}

export const finalStates: ReadonlySet<JobState> = new Set([
	"completed",
	"failed",
	"outOfMemory",
	"timedOut",
	"nodeFailed",
	"preempted",
	"cancelled",
	"couldNotStart",
]);

import type { StopReason } from "../../attempts/stop-reason.ts";

/**
 * What worker and spawner say to each other: one JSON object per line over a private socket. Both come from
 * the same build; `protocolVersion` refuses a spawner that an older worker has left running.
 */
export const protocolVersion = 1;

export interface ProgramOrder {
	readonly attemptId: number;
	/** Program and arguments; never read by a shell. */
	readonly command: readonly [string, ...string[]];
	readonly workingDirectory: string;
	/** Beside the environment every program gets. */
	readonly environment: Readonly<Record<string, string>>;
	readonly stdoutPath: string;
	readonly stderrPath: string;
	readonly limits: ProgramLimits;
	/** Set for programs that run on a cluster, by a runner that can. */
	readonly cluster?: ClusterRequest;
}

/** What a program wants of a cluster. */
export interface ClusterRequest {
	/** Of the worker's cluster file; null for its default. */
	readonly template: string | null;
	readonly cpus: number;
	readonly workUnits: number;
	/** Its script, to be hashed when its job is written. */
	readonly script?: string;
	/** Programs of one kind: those that take about as long and may share a job. */
	readonly group: string;
}

export interface ProgramLimits {
	readonly timeLimitMs: number | null;
	readonly memoryMb: number | null;
	/** Of each log. */
	readonly maximumLogBytes: number;
	/** Below this directory … */
	readonly outputDirectory: string;
	/** … not more than this. */
	readonly maximumOutputBytes: number | null;
}

/** How a program ended: kept by the spawner until the worker has it in its own journal. */
export interface ProgramExit {
	readonly attemptId: number;
	/** Null when it never ran or was ended by a signal. */
	readonly exitCode: number | null;
	readonly signal: string | null;
	/**
	 * Set beside `signal` where only a shell could say how it ended: a signal, or a code of the program's own above 128.
	 * A shell tells both alike.
	 */
	readonly shellCode?: number;
	/** Set when it was stopped on purpose, whatever it then answered. */
	readonly stopped: { readonly reason: StopReason; readonly detail: string | null } | null;
	/** Set when it never ran. */
	readonly startProblem: { readonly code: string; readonly message: string } | null;
	/** By the machine's monotonic clock (`process.hrtime`), which all processes of one boot share. */
	readonly startedAtMs: number;
	readonly runMs: number;
	readonly cpuSeconds: number | null;
	readonly maxCpuPercent: number | null;
	readonly maxMemoryMb: number | null;
	readonly stdoutBytes: number;
	readonly stderrBytes: number;
	/** The kernel's out-of-memory killer was at work while the program ran. */
	readonly wasKernelOutOfMemory: boolean;
	/** Of a batch: SHA-256 of its script when its job was written. */
	readonly programHash?: string | null;
}

export type WorkerMessage =
	| { readonly kind: "hello"; readonly environment: Readonly<Record<string, string>> }
	| { readonly kind: "start"; readonly order: ProgramOrder }
	| { readonly kind: "stop"; readonly attemptId: number; readonly reason: StopReason; readonly graceMs: number }
	/** The lease holds: stop everything in `stopInMs` and kill in `killInMs` unless told again. */
	| { readonly kind: "renew"; readonly stopInMs: number; readonly killInMs: number }
	| { readonly kind: "forget"; readonly attemptIds: readonly number[] }
	/** Ends the spawner once nothing runs. */
	| { readonly kind: "finish" };

export type SpawnerMessage =
	| {
			readonly kind: "welcome";
			readonly protocolVersion: number;
			readonly spawnerId: string;
			readonly pid: number;
			readonly running: readonly { readonly attemptId: number; readonly startedAtMs: number }[];
			readonly ended: readonly ProgramExit[];
	  }
	/** Sent for programs that are not over at once. */
	| { readonly kind: "started"; readonly attemptId: number; readonly startedAtMs: number }
	| { readonly kind: "ended"; readonly exit: ProgramExit }
	/** The answer to `renew`: the spawner is awake. */
	| { readonly kind: "renewed" };

/** Who and what a spawner is; in `spawner.json` of its directory and in its environment. */
export interface SpawnerIdentity {
	readonly spawnerId: string;
	readonly pid: number;
}

/** Splits a byte stream into the JSON objects of its lines. */
export function createLineReader<Message>(handle: (message: Message) => void): (chunk: string) => void {
	let rest = "";
	return (chunk) => {
		const lines = (rest + chunk).split("\n");
		rest = lines.pop() ?? "";
		// Cast: the other side is our own program of the same build.
		for (const line of lines) if (line !== "") handle(JSON.parse(line) as Message);
	};
}

import type { StopReason } from "../attempts/stop-reason.ts";
import type { ClusterRequest, ProgramExit, ProgramLimits, ProgramOrder } from "./spawner/protocol.ts";

export type { ClusterRequest, ProgramExit, ProgramLimits, ProgramOrder };

/**
 * Runs programs somewhere: on this machine, or on a cluster through its scheduler. One conformance suite
 * (test/conformance/support/task-runner-suite.ts) says what every implementation must do.
 */
export interface TaskRunner {
	/** Never throws: what cannot be started exits with a start problem. The same attempt is started only once. */
	start(order: ProgramOrder): ProgramHandle;
	/** Programs an earlier process of this worker left behind, running or ended and not yet forgotten. */
	survivors(): readonly ProgramHandle[];
	/** The exits of these attempts are recorded elsewhere; the runner may drop them. */
	forget(attemptIds: readonly number[]): void;
	/**
	 * Without another call within `stopInMs` a runner on this machine stops every program by itself, whatever becomes of
	 * this process. Jobs of a cluster go on: a worker that comes back adopts them, and an attempt's id keeps results out
	 * that nobody waits for any more.
	 */
	renewLease(lease: LeaseTerms): void;
	/** Leaves running programs to the next process of this worker. */
	leave(): Promise<void>;
	/** To be called when nothing runs any more. */
	close(): Promise<void>;
}

export interface LeaseTerms {
	/** Until programs are asked to stop (SIGTERM). */
	readonly stopInMs: number;
	/** Until they are killed. */
	readonly killInMs: number;
}

export interface ProgramHandle {
	readonly attemptId: number;
	/** Its start by the machine's clock, as soon as it has been running for a moment; null when it ended before. */
	readonly started: Promise<number | null>;
	/** Never rejects. */
	readonly exited: Promise<ProgramExit>;
	/** Asks its process group to end (SIGTERM); after the grace, everything it has started is killed. */
	stop(reason: StopReason, graceMs?: number): void;
}

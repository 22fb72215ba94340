import type { WorkerFragment } from "../../api/generated/documents.ts";
import { type Tone, workerStateTable } from "../../states/state-table.ts";
import { plural, unitsWords } from "../../wording/number-words.ts";
import { ageWords } from "../../wording/time-words.ts";

/** What is said of a worker, on its own page and in a project's: from its last reading, and never more than is known. */

/** A worker tells how it is five times within its lease, and at least every two seconds. */
const tellsPerLease = 5;
const longestBetweenMs = 2_000;
/** So many are missed before it is worth a word: one may be late. */
const missedTells = 3;

type Heard = Pick<WorkerFragment, "state" | "lastSeenAt" | "leaseUntil">;

/** How long nothing was heard from a worker that is still counted as here, where that is longer than usual; else null. */
export function silentMs({ state, lastSeenAt, leaseUntil }: Heard, now: number): number | null {
	if (state === "UNAVAILABLE") return null;
	const heard = Date.parse(lastSeenAt);
	const leaseMs = leaseUntil === null ? Number.NaN : Date.parse(leaseUntil) - heard;
	const betweenMs = leaseMs > 0 ? Math.min(longestBetweenMs, leaseMs / tellsPerLease) : longestBetweenMs;
	const age = now - heard;
	return age > missedTells * betweenMs ? age : null;
}

/** The word for what a worker does. `silent`: as of `silentMs`. */
export function workerLook(worker: Pick<WorkerFragment, "state">, silent: number | null): Tone {
	if (silent === null) return workerStateTable[worker.state];
	return {
		word: `silent for ${ageWords(silent)}`,
		meaning: "It tells how it is every two seconds. When its lease ends, what it runs is given to others",
		tone: "caution",
	};
}

type Load = Pick<WorkerFragment, "state" | "localLoad" | "clusterLoad" | "heldAttemptCount"> & {
	readonly runningAttempts: readonly unknown[];
};

/**
 * What its load is of, where the list of what runs does not say: tasks may be over before anybody can read their names.
 * Null where the list says it all.
 */
export function endedWords(worker: Load): string | null {
	if (worker.state === "UNAVAILABLE") return null;
	const listed = worker.runningAttempts.length;
	const ended = Math.max(0, worker.heldAttemptCount - listed);
	const hasLoad = worker.localLoad + worker.clusterLoad > 0;
	if (ended > 0) {
		return `${listed === 0 ? "" : "and "}${plural(ended, "task")} that ${ended === 1 ? "has" : "have"} just ended`;
	}
	return hasLoad && listed === 0 ? "Its tasks end faster than they can be listed." : null;
}

/** `2 of 2 work units are in use`: what a pause would let finish or stop, counted as the load is. */
export function inUseWords(worker: Pick<WorkerFragment, "localLoad" | "clusterLoad" | "localCapacity">): string {
	const cluster = worker.clusterLoad > 0 ? `, ${unitsWords(worker.clusterLoad)} on the cluster` : "";
	return `${unitsWords(worker.localLoad)} of ${unitsWords(worker.localCapacity)} work units in use${cluster}`;
}

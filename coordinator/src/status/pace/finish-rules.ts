import type { StageId } from "@tilewright/contract/ids";
import type { StagePace } from "./stage-pace-rules.ts";
import type { StageVerdict } from "./verdict-rules.ts";

/** When everything will be done that nobody has to do something about first. */

/** As long as a stage is in one of these, nobody can say when it ends. */
const endless: readonly StageVerdict[] = ["stuck", "failing", "paused", "pausedItself"];

export interface Finish {
	/** Of what is not held, paused, stuck or failing; null when it cannot be said. */
	readonly secondsLeft: number | null;
	/** A rate it depends on is only a first estimate. */
	readonly isEstimate: boolean;
	/** It can be said soon: a rate it depends on is still being measured. */
	readonly isMeasuring: boolean;
}

export const unknownFinish: Finish = { secondsLeft: null, isEstimate: false, isMeasuring: false };

/**
 * The acquisition has to end first, then the slowest stage what it has left by then. Where several stages have a backlog
 * they share the workers, and one that waits its turn has no rate of its own: then it is what all that is left takes
 * together (`secondsFor`; null while nobody knows it). It cannot be said while nobody knows how many tiles there will be.
 */
export function finishOf(
	paces: readonly StagePace[],
	acquisitionSecondsLeft: number | null,
	secondsFor: (left: readonly { readonly stageId: StageId; readonly count: number }[]) => number | null = () => null,
): Finish {
	if (acquisitionSecondsLeft === null) return unknownFinish;
	const isEndless = (pace: StagePace) =>
		endless.includes(pace.verdict) || (pace.room?.kind === "none" && pace.backlog > 0);
	const going = paces.filter((pace) => !isEndless(pace));
	// A stage with time to spare follows the acquisition; only one that has all it can take sets its own end. After the
	// last tile that is every stage that still runs.
	const busy = going.filter(
		(pace) => leftOf(pace) > 0 && (pace.backlog > 0 || (acquisitionSecondsLeft === 0 && pace.running > 0)),
	);
	if (busy.length === 0) {
		const isLeft = paces.some((pace) => isEndless(pace) || pace.held > 0);
		return isLeft ? unknownFinish : { ...unknownFinish, secondsLeft: acquisitionSecondsLeft };
	}
	const isShared = busy.filter((pace) => pace.backlog > 0).length > 1;
	const areAllKnown = busy.every((pace) => pace.secondsLeft !== null);
	if (isShared || !areAllKnown) {
		const seconds = secondsFor(going.map((pace) => ({ stageId: pace.stageId, count: leftOf(pace) })));
		if (seconds !== null)
			return { secondsLeft: Math.max(acquisitionSecondsLeft, seconds), isEstimate: true, isMeasuring: false };
	}
	if (!areAllKnown) return { ...unknownFinish, isMeasuring: true };
	let finish: Finish = { ...unknownFinish, secondsLeft: acquisitionSecondsLeft };
	for (const { secondsLeft, isEstimate } of busy) {
		if ((secondsLeft ?? 0) > (finish.secondsLeft ?? 0)) finish = { secondsLeft, isEstimate, isMeasuring: false };
	}
	return finish;
}

/** While tasks are held, what waits for these or will be made of them is as good as held as well. */
function leftOf({ held, backlog, running, remaining }: StagePace): number {
	return held > 0 || remaining === null ? backlog + running : remaining;
}

/** When it was last said to end, by the clock of the samples. */
export interface SaidFinish {
	readonly endsAtMs: number;
	readonly atMs: number;
	/** Since then it has not jumped. */
	readonly sinceMs: number;
}

/** A new estimate counts for a third after 20 s, for two thirds after a minute; */
const settlingMs = 55_000;
/**
 * of an end that is far off more slowly, once it has been told for as long as that: the pace of the last minutes says less of
 * an hour than what was seen before.
 */
const settlingShare = 0.1;
/** So many times as much or as little left is no chance: a stage was added, or a worker came. */
const isOtherwise = 2.5;
/** Estimates of less differ by as much as they are long. */
const leastMs = 30_000;
/** While a rate is measured again, what was said last holds so long. */
const keptMs = 60_000;

/** What is said of the end: it does not jump with every estimate, and is not taken back while a rate is measured anew. */
export function settleFinish(
	finish: Finish,
	previous: SaidFinish | null,
	nowMs: number,
): { readonly finish: Finish; readonly said: SaidFinish | null } {
	if (finish.secondsLeft === null) {
		const isKept = finish.isMeasuring && previous !== null && nowMs - previous.atMs < keptMs;
		if (!isKept || previous.endsAtMs <= nowMs) return { finish, said: null };
		const secondsLeft = Math.round((previous.endsAtMs - nowMs) / 1000);
		return { finish: { secondsLeft, isEstimate: true, isMeasuring: false }, said: previous };
	}
	const leftMs = finish.secondsLeft * 1000;
	const saidLeftMs = previous === null ? null : Math.max(0, previous.endsAtMs - nowMs);
	if (previous === null || saidLeftMs === null || leftMs < leastMs || isFar(leftMs, saidLeftMs)) {
		return { finish, said: { endsAtMs: nowMs + leftMs, atMs: nowMs, sinceMs: nowMs } };
	}
	const slowMs = Math.max(settlingMs, Math.min(settlingShare * saidLeftMs, (nowMs - previous.sinceMs) / 2));
	const share = 1 - Math.exp(-Math.max(0, nowMs - previous.atMs) / slowMs);
	const settledMs = saidLeftMs + share * (leftMs - saidLeftMs);
	return {
		finish: { ...finish, secondsLeft: Math.max(1, Math.round(settledMs / 1000)) },
		said: { endsAtMs: nowMs + settledMs, atMs: nowMs, sinceMs: previous.sinceMs },
	};
}

function isFar(oneMs: number, otherMs: number): boolean {
	return oneMs > isOtherwise * otherMs || otherMs > isOtherwise * oneMs;
}

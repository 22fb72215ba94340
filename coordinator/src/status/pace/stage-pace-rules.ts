import type { StageId } from "@tilewright/contract/ids";

/** How fast each stage gets on, whether it keeps pace with what comes in, which one holds the others up, and until when. */

export interface StageCount {
	readonly stageId: StageId;
	/** Tasks that have come to an end, whichever. */
	readonly ended: number;
	/** Of these, those that failed and wait for a person. */
	readonly failed?: number;
	readonly ready: number;
	/** Those of the ready ones that may not be taken: the stage is paused, or tried out on others. */
	readonly held: number;
	readonly running: number;
	readonly waiting: number;
}

/** The counters of a project at one moment. */
export interface CountSample {
	readonly atMs: number;
	readonly tileCount: number;
	readonly stages: readonly StageCount[];
}

export interface StageFacts {
	readonly stageId: StageId;
	readonly name: string;
	readonly isRoot: boolean;
	readonly isPaused: boolean;
}

export type StageVerdict = "idle" | "done" | "keepingUp" | "fallingBehind" | "catchingUp" | "stuck" | "paused" | "held";

export interface StagePace {
	readonly stageId: StageId;
	readonly name: string;
	/** Tasks that ended and that became ready, per minute of the time looked at; null before there is enough of it. */
	readonly endedPerMinute: number | null;
	readonly comingPerMinute: number | null;
	/** Ready now: everything is there, only nobody has taken it. */
	readonly backlog: number;
	/** Everything is there, and a person has to resume the stage or to decide about its trial. */
	readonly held: number;
	readonly running: number;
	/** All that is still to be done, with what the expected tiles will bring; null when that is not known. */
	readonly remaining: number | null;
	/** Until what is known or expected is done at this pace; null when it cannot be said. */
	readonly secondsLeft: number | null;
	readonly verdict: StageVerdict;
}

/** Long enough for slow stages, short enough to notice a change. */
export const rateWindowMs = 5 * 60_000;
const leastWindowMs = 4_000;
/** Nothing ended for so long although something could have begun. */
const stuckAfterMs = 60_000;
/** A backlog of so many seconds of work is not worth a word. */
const calmSeconds = 20;

/** `samples` oldest first; the last one is now. `expectedTiles` null when nobody says. */
export function stagePaces(
	stages: readonly StageFacts[],
	samples: readonly CountSample[],
	expectedTiles: number | null,
	/** The last tile is there: a backlog can only shrink. */
	isAcquired = false,
): readonly StagePace[] {
	const now = samples.at(-1);
	if (!now) return [];
	return stages
		.filter((stage) => !stage.isRoot)
		.map((stage) => stagePace(stage, samples, now, expectedTiles))
		.map((pace) => (isAcquired && pace.verdict === "fallingBehind" ? { ...pace, verdict: "catchingUp" } : pace));
}

function stagePace(
	facts: StageFacts,
	samples: readonly CountSample[],
	now: CountSample,
	expectedTiles: number | null,
): StagePace {
	const count = countOf(now, facts.stageId);
	const { ready, held, running, waiting, ended } = count;
	const then = samples.find((sample) => sample.atMs >= now.atMs - rateWindowMs) ?? now;
	const minutes = (now.atMs - then.atMs) / 60_000;
	const isKnown = now.atMs - then.atMs >= leastWindowMs;
	const before = countOf(then, facts.stageId);
	const endedPerMinute = isKnown ? Math.max(0, ended - before.ended) / minutes : null;
	const coming = ended + ready + running - before.ended - before.ready - before.running;
	const comingPerMinute = isKnown ? Math.max(0, coming) / minutes : null;
	const known = ended + ready + running + waiting;
	// A stage makes as many tasks of the tiles to come as of those that are here.
	const perTile = now.tileCount === 0 ? null : known / now.tileCount;
	const total =
		expectedTiles === null || expectedTiles <= now.tileCount || perTile === null ? known : perTile * expectedTiles;
	const remaining = Math.max(0, Math.round(total - ended));
	const verdict = verdictOf(facts, samples, count, endedPerMinute, comingPerMinute, remaining);
	const isHeldUp = verdict === "stuck" || held > 0;
	return {
		stageId: facts.stageId,
		name: facts.name,
		endedPerMinute,
		comingPerMinute,
		backlog: ready - held,
		held,
		running,
		remaining,
		secondsLeft:
			remaining === 0 ? 0 : isHeldUp || !endedPerMinute ? null : Math.round((remaining / endedPerMinute) * 60),
		verdict,
	};
}

function verdictOf(
	facts: StageFacts,
	samples: readonly CountSample[],
	count: StageCount,
	endedPerMinute: number | null,
	comingPerMinute: number | null,
	remaining: number,
): StageVerdict {
	const { held, running, ended } = count;
	const ready = count.ready - held;
	if (ready + held === 0 && running === 0) return remaining === 0 && ended > 0 ? "done" : "idle";
	if (facts.isPaused) return "paused";
	if (ready === 0 && running === 0) return "held";
	if (endedPerMinute === null || comingPerMinute === null) return "keepingUp";
	if (isStuck(facts.stageId, samples, count)) return "stuck";
	const isSmall = ready <= Math.max(2 * running, 2) || ready <= (endedPerMinute / 60) * calmSeconds;
	if (isSmall) return "keepingUp";
	return endedPerMinute >= comingPerMinute ? "catchingUp" : "fallingBehind";
}

/** Something has been ready and nothing has run or ended for a while. */
function isStuck(
	stageId: StageId,
	samples: readonly CountSample[],
	{ running, ready, held, ended }: StageCount,
): boolean {
	if (running > 0 || ready === held) return false;
	const since = (samples.at(-1)?.atMs ?? 0) - stuckAfterMs;
	const from = samples.findLastIndex((sample) => sample.atMs <= since);
	return (
		from >= 0 &&
		samples.slice(from).every((sample) => {
			const then = countOf(sample, stageId);
			return then.ended === ended && then.ready > then.held && then.running === 0;
		})
	);
}

function countOf(sample: CountSample, stageId: StageId): StageCount {
	return (
		sample.stages.find((stage) => stage.stageId === stageId) ?? {
			stageId,
			ended: 0,
			ready: 0,
			held: 0,
			running: 0,
			waiting: 0,
		}
	);
}

/** The stage the others would wait for: the one whose work takes longest, of those that have more than they can take. */
export function bottleneckOf(paces: readonly StagePace[]): StagePace | null {
	let worst: StagePace | null = null;
	for (const pace of paces) {
		if (!["stuck", "fallingBehind", "catchingUp"].includes(pace.verdict)) continue;
		if (worst === null || drainSeconds(pace) > drainSeconds(worst)) worst = pace;
	}
	return worst;
}

function drainSeconds({ backlog, running, endedPerMinute }: StagePace): number {
	return endedPerMinute ? ((backlog + running) / endedPerMinute) * 60 : Number.POSITIVE_INFINITY;
}

/**
 * Seconds until everything is done: the acquisition has to end first, then the slowest stage what it has left by then.
 * Null when that cannot be said: a stage is stuck, paused or tried out, or nobody knows how many tiles there will be.
 */
export function secondsToFinish(paces: readonly StagePace[], acquisitionSecondsLeft: number | null): number | null {
	if (acquisitionSecondsLeft === null) return null;
	let longest = acquisitionSecondsLeft;
	for (const pace of paces) {
		if (pace.verdict === "stuck" || pace.verdict === "paused" || pace.held > 0) return null;
		const isBusy = pace.backlog > 0;
		// A stage with time to spare follows the acquisition; only one that has all it can take sets its own end.
		if (!isBusy || pace.remaining === 0) continue;
		if (pace.secondsLeft === null) return null;
		longest = Math.max(longest, pace.secondsLeft);
	}
	return longest;
}

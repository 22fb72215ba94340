import type { StageId } from "@tilewright/contract/ids";
import type { Room } from "./room-rules.ts";
import {
	type CountSample,
	countOf,
	isBacklog,
	type RateBasis,
	type StageCount,
	type StageRate,
	stageRate,
	takeable,
} from "./stage-rate-rules.ts";
import { steadyGrowth } from "./trend-rules.ts";
import { type SaidVerdict, type StageVerdict, settleVerdict } from "./verdict-rules.ts";

/** Whether each stage keeps pace with what comes in, which one holds the others up, and until when. */

export interface StageFacts {
	readonly stageId: StageId;
	readonly name: string;
	readonly isRoot: boolean;
	readonly isPaused: boolean;
	/** What one of its tasks takes of a worker; 1 where that is not known. */
	readonly workUnits?: number;
	/** It paused itself after so many failures in a row; null when it did not. */
	readonly pausedItselfAfter?: number | null;
	/** Of the stage as it is now, since the last try that succeeded. */
	readonly failuresInARow?: number;
	/** Whether any of its newest tries did. */
	readonly hasSucceeded?: boolean;
	/** Tasks whose last try failed and that are ready for another one. */
	readonly retrying?: number;
	/** How long one of its tasks takes, in milliseconds, as far as any of it or of its definition is known. */
	readonly meanRunMs?: number | null;
	/** Results that were made with another recipe or from other inputs; null while nobody has counted them. */
	readonly staleResults?: number | null;
}

export interface StagePace {
	readonly stageId: StageId;
	readonly name: string;
	/** Tasks that ended per minute (stage-rate-rules.ts); null before there is enough to tell. */
	readonly endedPerMinute: number | null;
	readonly rateBasis: RateBasis | null;
	/** The time the rate is over, in seconds: that in which the stage could work. */
	readonly rateSeconds: number;
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
	/** That is only a first estimate: little has been seen yet. */
	readonly isEstimate: boolean;
	/** Results that were made with another recipe or from other inputs; null while nobody has counted them. */
	readonly staleResults: number | null;
	/** Of the newest tries, those since one succeeded. */
	readonly failuresInARow: number;
	/** Tasks whose last try failed and that are ready for another one. */
	readonly retrying: number;
	readonly pausedItselfAfter: number | null;
	/** Whether a worker has room for one of its tasks; null where that was not looked at. */
	readonly room?: Room | null;
	/** So many more tasks are ready than a minute ago, and it has grown all the time; 0 when it has not. */
	readonly growth?: number;
	readonly verdict: StageVerdict;
}

/** Nothing ended for so long although something could have begun. */
const stuckAfterMs = 60_000;
/** Nobody was there to run anything for so long. */
const nobodyAfterMs = 10_000;
/** Of slow tasks few end in five minutes: after so long an estimate will do. */
const seenAfterMs = 60_000;
/** So many tries in a row that failed are no chance; fewer will do where none ever succeeded. */
const failingAfter = 5;
const failingFromTheFirst = 3;
/** A backlog of so many seconds of work is not worth a word. */
const calmSeconds = 20;

/** `samples` oldest first; the last one is now. `expectedTiles` null when nobody says. */
export function stagePaces(
	stages: readonly StageFacts[],
	samples: readonly CountSample[],
	expectedTiles: number | null,
	/** The last tile is there: a backlog can only shrink. */
	isAcquired = false,
	/** What was said at the last look. */
	said: ReadonlyMap<StageId, SaidVerdict> = new Map(),
): readonly (StagePace & { readonly said: SaidVerdict })[] {
	const now = samples.at(-1);
	if (!now) return [];
	return stages
		.filter((stage) => !stage.isRoot)
		.map((stage) => stagePace(stage, samples, now, expectedTiles))
		.map((pace) => {
			const settled = settleVerdict(pace.verdict, said.get(pace.stageId) ?? null, now.atMs, (pace.growth ?? 0) > 0);
			const verdict = isAcquired && settled.said === "fallingBehind" ? "catchingUp" : settled.said;
			return { ...pace, verdict, said: settled };
		});
}

function stagePace(
	facts: StageFacts,
	samples: readonly CountSample[],
	now: CountSample,
	expectedTiles: number | null,
): StagePace {
	const count = countOf(now, facts.stageId) ?? { ...nothing, stageId: facts.stageId };
	const { ready, held, running, waiting, ended } = count;
	const meanRunMs = facts.meanRunMs ?? null;
	const rate = stageRate(facts.stageId, samples, meanRunMs);
	const known = ended + ready + running + waiting;
	// A stage makes as many tasks of the tiles to come as of those that are here.
	const perTile = now.tileCount === 0 ? null : known / now.tileCount;
	const total =
		expectedTiles === null || expectedTiles <= now.tileCount || perTile === null ? known : perTile * expectedTiles;
	const remaining = Math.max(0, Math.round(total - ended));
	const growth = growthOf(facts.stageId, samples);
	const verdict = verdictOf(facts, samples, count, rate, remaining, growth);
	const isHeldUp = verdict === "stuck" || verdict === "failing" || held > 0;
	const left = isHeldUp ? noEnd : timeLeft(remaining, running, rate, meanRunMs);
	return {
		stageId: facts.stageId,
		name: facts.name,
		endedPerMinute: rate.endedPerMinute,
		rateBasis: rate.basis,
		rateSeconds: Math.round(rate.overMs / 1000),
		comingPerMinute: rate.comingPerMinute,
		backlog: ready - held,
		held,
		running,
		remaining,
		secondsLeft: remaining === 0 ? 0 : left.seconds,
		isEstimate: remaining > 0 && left.isEstimate,
		growth,
		room: count.room ?? null,
		staleResults: facts.staleResults ?? null,
		failuresInARow: facts.failuresInARow ?? 0,
		retrying: facts.retrying ?? 0,
		pausedItselfAfter: facts.pausedItselfAfter ?? null,
		verdict,
	};
}

function growthOf(stageId: StageId, samples: readonly CountSample[]): number {
	return steadyGrowth(samples, (sample) => {
		const count = countOf(sample, stageId);
		return count === null ? null : takeable(count);
	});
}

const nothing = { ended: 0, finished: 0, ready: 0, held: 0, running: 0, waiting: 0 } as const;

interface TimeLeft {
	readonly seconds: number | null;
	readonly isEstimate: boolean;
}

const noEnd: TimeLeft = { seconds: null, isEstimate: false };

function timeLeft(
	remaining: number,
	running: number,
	{ endedPerMinute, basis }: StageRate,
	meanRunMs: number | null,
): TimeLeft {
	// The last ones all run side by side: however few end in a minute, it takes as long as one of them does.
	if (remaining <= running && meanRunMs !== null)
		return { seconds: Math.max(1, Math.round(meanRunMs / 1000)), isEstimate: true };
	if (!endedPerMinute) return noEnd;
	return { seconds: Math.round((remaining / endedPerMinute) * 60), isEstimate: basis === "estimated" };
}

function verdictOf(
	facts: StageFacts,
	samples: readonly CountSample[],
	count: StageCount,
	{ endedPerMinute, comingPerMinute, basis, overMs }: StageRate,
	remaining: number,
	growth: number,
): StageVerdict {
	const { held, running, ended } = count;
	const ready = count.ready - held;
	// Also where nothing is ready any more: what comes next would wait as well.
	if (facts.pausedItselfAfter != null) return "pausedItself";
	if (ready + held === 0 && running === 0) return remaining === 0 && ended > 0 ? "done" : "idle";
	if (facts.isPaused) return "paused";
	if (ready === 0 && running === 0) return "held";
	if (ready > 0 && count.room?.kind === "none") {
		if (count.room.paused.length > 0) return "paused";
		if (hasLongHadNobody(facts.stageId, samples)) return "stuck";
	}
	if (isFailing(facts)) return "failing";
	if (isStuck(facts.stageId, samples, count)) return "stuck";
	const isSmall = !isBacklog(count) || ready <= ((endedPerMinute ?? 0) / 60) * calmSeconds;
	// Whatever the rates say: what has grown all the time is not kept up with.
	if (growth > 0 && isBacklog(count)) return "fallingBehind";
	if (isSmall) return "keepingUp";
	// Nobody is told that a stage falls behind before that has been seen.
	const isSeen = basis === "measured" || (basis === "estimated" && overMs >= seenAfterMs);
	const isBehind = isSeen && (endedPerMinute ?? 0) < (comingPerMinute ?? 0);
	return isBehind ? "fallingBehind" : "catchingUp";
}

/** Its tries end, and none of them gets anybody further. */
function isFailing({ failuresInARow = 0, hasSucceeded = false }: StageFacts): boolean {
	return failuresInARow >= (hasSucceeded ? failingAfter : failingFromTheFirst);
}

/** For longer than a worker takes to come back. */
function hasLongHadNobody(stageId: StageId, samples: readonly CountSample[]): boolean {
	const since = (samples.at(-1)?.atMs ?? 0) - nobodyAfterMs;
	const from = samples.findLastIndex((sample) => sample.atMs <= since);
	return from >= 0 && samples.slice(from).every((sample) => countOf(sample, stageId)?.room?.kind === "none");
}

/** Something has been ready, somebody could have begun it, and nothing has run or ended for a while. */
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
			return then !== null && isLeftLying(then) && then.ended === ended;
		})
	);
}

function isLeftLying({ ready, held, running, room }: StageCount): boolean {
	return ready > held && running === 0 && room?.kind !== "busy";
}

/** Another stage has to be so much slower to be called the bottleneck instead: between equals the word would jump. */
const clearlyWorse = 1.3;

/**
 * The stage the others would wait for: the one whose work takes longest, of those that have more than they can take.
 * `previousId`: the one that was named last, which stays it until another one is clearly worse.
 */
export function bottleneckOf(paces: readonly StagePace[], previousId: StageId | null = null): StagePace | null {
	let worst: StagePace | null = null;
	let previous: StagePace | null = null;
	for (const pace of paces) {
		if (!["stuck", "fallingBehind", "catchingUp"].includes(pace.verdict)) continue;
		if (worst === null || drainSeconds(pace) > drainSeconds(worst)) worst = pace;
		if (pace.stageId === previousId) previous = pace;
	}
	if (worst === null || previous === null) return worst;
	return drainSeconds(worst) > clearlyWorse * drainSeconds(previous) ? worst : previous;
}

/** Of a stage whose rate is still being measured nothing is said: it would be called the bottleneck for having been added. */
function drainSeconds({ verdict, backlog, running, endedPerMinute }: StagePace): number {
	if (verdict === "stuck" || endedPerMinute === 0) return Number.POSITIVE_INFINITY;
	return endedPerMinute === null ? 0 : ((backlog + running) / endedPerMinute) * 60;
}

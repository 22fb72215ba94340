import type { StageId } from "@tilewright/contract/ids";
import type { Room } from "./room-rules.ts";

/*
 * How fast a stage gets on. There is one rate, and everybody is told the same: tasks that ended per minute of the time in
 * which the stage could really work.
 *
 *   ──── nothing to do for a minute, paused, held, not there ────┤begins                                  now
 *                                                                ├──────────── at most five minutes ───────┤
 *
 * While there is a backlog, moments within it in which there was nothing to do do not count either: how fast a stage
 * was fed says nothing of how fast it works off what has piled up.
 */

export interface StageCount {
	readonly stageId: StageId;
	/** Tasks that have come to an end, whichever. */
	readonly ended: number;
	/** Of these, those that ended by having run: excluding or cancelling a thousand tasks is no work. */
	readonly finished: number;
	/** Of these, those that failed and wait for a person. */
	readonly failed?: number;
	/** Of these, those whose result a person has to look at. */
	readonly inReview?: number;
	readonly ready: number;
	/** Those of the ready ones that may not be taken: the stage is paused, or tried out on others. */
	readonly held: number;
	readonly running: number;
	readonly waiting: number;
	/** Whether a worker had room for one of its tasks; absent where that was not looked at. */
	readonly room?: Room;
	/** What one of its tasks takes of a worker; absent where that was not looked at. */
	readonly workUnits?: number;
}

/** The counters of a project at one moment. */
export interface CountSample {
	readonly atMs: number;
	readonly tileCount: number;
	/** Work units of the workers that are given work, for all projects; absent where that was not looked at. */
	readonly workers?: { readonly offered: number; readonly inUse: number };
	/** Stages that were not there yet are left out. */
	readonly stages: readonly StageCount[];
}

/** Counted; or guessed from how long a task takes, or from very few: then it is only about right. */
export type RateBasis = "measured" | "estimated";

export interface StageRate {
	/** Tasks that ended per minute; null until there is enough to tell. */
	readonly endedPerMinute: number | null;
	readonly basis: RateBasis | null;
	/** The time it is over, in milliseconds: that in which the stage could work. */
	readonly overMs: number;
	/** Tasks that became ready per minute; null until there is enough to tell. */
	readonly comingPerMinute: number | null;
}

/** Long enough for slow stages, short enough to notice a change. */
export const rateWindowMs = 5 * 60_000;
/** So long without anything to do, and what comes then is a new beginning. */
const breakMs = 60_000;
const leastMs = 4_000;
/** From so many ends on chance does not matter much; after a minute fewer will do. */
const enoughEnds = 10;
const enoughMs = 60_000;
/** Of tasks that run side by side: they often end together, and before that it looks as if none did. */
const enoughRounds = 3;
const leastEnds = 3;
const leastRounds = 2;

interface Span {
	readonly from: CountSample;
	readonly to: CountSample;
	readonly before: StageCount;
	readonly after: StageCount;
}

/** `samples` oldest first; the last one is now. `meanRunMs`: of one task, as far as any is known. */
export function stageRate(stageId: StageId, samples: readonly CountSample[], meanRunMs: number | null): StageRate {
	const now = samples.at(-1);
	const count = now && countOf(now, stageId);
	const spans = workingSpans(stageId, samples);
	const wholeMs = sum(spans, lengthOf);
	const comingPerMinute = wholeMs < leastMs ? null : comingIn(spans) / (wholeMs / 60_000);
	const hasBacklog = count !== null && count !== undefined && isBacklog(count);
	const counted = hasBacklog ? spans.filter((span) => !isIdle(span)) : spans;
	const overMs = sum(counted, lengthOf);
	const ends = sum(counted, ({ before, after }) => Math.max(0, after.finished - before.finished));
	const running = count?.running ?? 0;
	const byCount = overMs < leastMs ? null : ends / (overMs / 60_000);
	const isEnough = hasBacklog
		? ends >= (overMs >= enoughMs ? leastEnds : enoughEnds) && ends >= enoughRounds * running
		: ends >= enoughEnds || overMs >= enoughMs;
	if (byCount !== null && isEnough) return { endedPerMinute: byCount, basis: "measured", overMs, comingPerMinute };
	// With more ready than can be taken, as many run as ever will.
	if (hasBacklog && meanRunMs && running > 0)
		return { endedPerMinute: running / (meanRunMs / 60_000), basis: "estimated", overMs, comingPerMinute };
	if (byCount !== null && ends >= leastEnds && (!hasBacklog || ends >= leastRounds * running))
		return { endedPerMinute: byCount, basis: "estimated", overMs, comingPerMinute };
	return { endedPerMinute: null, basis: null, overMs, comingPerMinute };
}

const leastOverallMs = 20_000;

/**
 * Tasks of these stages together that ended per minute of the last five in which there was something to do; null before
 * a few have. It stays known while stages take turns, when that of a single one does not.
 */
export function overallRate(stageIds: readonly StageId[], samples: readonly CountSample[]): number | null {
	const since = (samples.at(-1)?.atMs ?? 0) - rateWindowMs;
	const ids = new Set(stageIds);
	let ends = 0;
	let workedMs = 0;
	let before: CountSample | null = null;
	for (const sample of samples) {
		if (before !== null && before.atMs >= since) {
			const begun = before;
			const pairs = sample.stages
				.filter((stage) => ids.has(stage.stageId))
				.map((after) => ({ before: countOf(begun, after.stageId), after }));
			const ended = sum(pairs, ({ before: then, after }) => (then ? Math.max(0, after.finished - then.finished) : 0));
			const couldWork = pairs.some(({ before: then }) => then !== null && then.ready - then.held + then.running > 0);
			if (couldWork || ended > 0) workedMs += sample.atMs - begun.atMs;
			ends += ended;
		}
		before = sample;
	}
	return workedMs < leastOverallMs || ends < leastEnds ? null : ends / (workedMs / 60_000);
}

/** What may be taken now. */
export function takeable({ ready, held }: StageCount): number {
	return ready - held;
}

/** More than a moment's work lies there. */
export function isBacklog(count: StageCount): boolean {
	return takeable(count) > Math.max(2 * count.running, 2);
}

/** The stretches between samples since the stage could last begin, oldest first. */
function workingSpans(stageId: StageId, samples: readonly CountSample[]): readonly Span[] {
	const spans: Span[] = [];
	const since = (samples.at(-1)?.atMs ?? 0) - rateWindowMs;
	/** Of the newest stretches seen, how long there has been nothing to do at their beginning; and how many these are. */
	let idleMs = 0;
	let idleSpans = 0;
	for (let index = samples.length - 1; index > 0; index--) {
		const from = samples[index - 1];
		const to = samples[index];
		if (!from || !to || from.atMs < since) break;
		const before = countOf(from, stageId);
		const after = countOf(to, stageId);
		if (before === null || after === null || isBlocked(before)) break;
		const span = { from, to, before, after };
		spans.push(span);
		if (isIdle(span)) {
			idleMs += lengthOf(span);
			idleSpans++;
		} else {
			idleMs = 0;
			idleSpans = 0;
		}
		if (idleMs >= breakMs) {
			spans.splice(spans.length - idleSpans);
			break;
		}
	}
	return spans.reverse();
}

/** Something is ready, and a person keeps it from being taken. */
function isBlocked({ ready, held, running }: StageCount): boolean {
	return held > 0 && ready <= held && running === 0;
}

function isIdle({ before, after }: Span): boolean {
	return before.ready + before.running === 0 && before.finished === after.finished;
}

/** What came in one go (a stage is added and gets all that is there) says nothing of what comes every minute. */
function comingIn(spans: readonly Span[]): number {
	const came = spans.map(({ before, after }) => Math.max(0, begun(after) - begun(before)));
	const total = sum(came, (count) => count);
	const most = Math.max(0, ...came);
	return came.length >= 3 && most > total / 2 ? total - most : total;
}

function begun({ ended, ready, running }: StageCount): number {
	return ended + ready + running;
}

export function countOf(sample: CountSample, stageId: StageId): StageCount | null {
	return sample.stages.find((stage) => stage.stageId === stageId) ?? null;
}

function lengthOf({ from, to }: Span): number {
	return to.atMs - from.atMs;
}

function sum<Item>(items: readonly Item[], read: (item: Item) => number): number {
	return items.reduce((total, item) => total + read(item), 0);
}

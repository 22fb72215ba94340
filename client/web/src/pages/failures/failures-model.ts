import type { FailureGroupRowFragment } from "../../api/generated/documents.ts";
import { type LiveStage, totalCounts } from "../../live/live-store-model.ts";
import { plural } from "../../wording/number-words.ts";

/** Counts over time as bars of equal width, from plain data. */

export interface TimeBar {
	readonly atMs: number;
	readonly attempts: number;
	/** 0 to 1 of the highest bar. */
	readonly height: number;
}

export const spans = [
	{ value: "hour", words: "last hour", ms: 3_600_000 },
	{ value: "night", words: "12 hours", ms: 12 * 3_600_000 },
	{ value: "all", words: "ever", ms: null },
] as const;
export type Span = (typeof spans)[number]["value"];

const stepMs = 600_000;
const mostBars = 72;

/** From the first step to now; of long times neighbouring steps are put together. */
export function timeBars(
	overTime: readonly { readonly at: string; readonly attempts: number }[],
	fromMs: number,
	nowMs: number,
): readonly TimeBar[] {
	const first = Math.floor(fromMs / stepMs);
	const last = Math.max(first, Math.floor(nowMs / stepMs));
	const perBar = Math.ceil((last - first + 1) / mostBars);
	const counts = new Array<number>(Math.ceil((last - first + 1) / perBar)).fill(0);
	for (const { at, attempts } of overTime) {
		const bar = Math.floor((Math.floor(Date.parse(at) / stepMs) - first) / perBar);
		if (bar >= 0 && bar < counts.length) counts[bar] = (counts[bar] ?? 0) + attempts;
	}
	const most = Math.max(1, ...counts);
	return counts.map((attempts, index) => ({
		atMs: (first + index * perBar) * stepMs,
		attempts,
		height: attempts / most,
	}));
}

/** When the times of a list of groups begin: all are drawn over the same time. */
export function beginOfTimes(groups: readonly FailureGroupRowFragment[], nowMs: number, spanMs: number | null): number {
	if (spanMs !== null) return nowMs - spanMs;
	// A first failure must not look like a wall.
	const shortest = nowMs - 2 * 3_600_000;
	const firsts = groups.flatMap((group) => group.overTime.map(({ at }) => Date.parse(at)));
	return Math.min(shortest, ...firsts);
}

/** How many tasks are failed, and how many failed and are to be tried again, in one line. */
export function failingWords(failed: number, retrying: number): string {
	const again =
		retrying === 0
			? null
			: `${plural(retrying, "task")} failed and ${retrying === 1 ? "waits" : "wait"} for another try`;
	if (failed > 0) return [`${plural(failed, "task")} failed now`, again].filter((part) => part !== null).join(", ");
	return again ?? "no task is failed now";
}

/** `6 failed tasks of other stages are left out.`, as the badge counts those as well. */
export function leftOutWords(stages: readonly Pick<LiveStage, "id" | "kind" | "counts">[], shownId: string): string {
	const failed = totalCounts(stages.filter(({ id }) => id !== shownId)).FAILED;
	if (failed === 0) return "Failures of other stages are left out; none has any now.";
	return `${plural(failed, "failed task")} of other stages ${failed === 1 ? "is" : "are"} left out.`;
}

/** A reason may be a sentence of ours, or two words of somebody. */
export function pausedWords(reason: string | null): string {
	if (reason === null) return "The stage is paused.";
	return /[.!?]$/.test(reason) ? reason : `The stage is paused: ${reason}.`;
}

/** What can be done about a cause of which no task is failed for good. */
export function retryingWords(retrying: number, isPaused: boolean): string {
	if (retrying === 0) return "No task is failed because of this now.";
	const tasks = `${plural(retrying, "task")} failed like this and ${retrying === 1 ? "waits" : "wait"} for another try`;
	return isPaused ? `${tasks}: as soon as the stage is resumed.` : `${tasks}, which comes by itself.`;
}

/** Where a cause was seen. */
export function placeWords(group: Pick<FailureGroupRowFragment, "workers" | "hosts">): string {
	const { workers, hosts } = group;
	const [onlyWorker] = workers;
	const [onlyHost] = hosts;
	if (workers.length === 1 && onlyWorker !== undefined) return `on worker ${onlyWorker.name}`;
	if (hosts.length === 1 && onlyHost !== undefined) return `on ${onlyHost.host}, ${workers.length} workers`;
	return `on ${workers.length} workers, ${hosts.length} machines`;
}

/** Attempts in the given order, but one of each task before a second one of any. */
export function distinctFirst<Attempt extends { readonly task: { readonly id: string } }>(
	attempts: readonly Attempt[],
): readonly Attempt[] {
	const seen = new Set<string>();
	const again: Attempt[] = [];
	const first = attempts.filter((attempt) => {
		const isFirst = !seen.has(attempt.task.id);
		seen.add(attempt.task.id);
		if (!isFirst) again.push(attempt);
		return isFirst;
	});
	return [...first, ...again];
}

/** `attempt 2 of tile 00012`; a group is named as it is. `unit`: in words, empty for a tile. */
export function exampleWords(number: number, tile: string | null, unit: string): string {
	const of = tile === null ? unit : `tile ${[tile, unit].filter((part) => part !== "").join(" ")}`;
	return `attempt ${number} of ${of}`;
}

/**
 * When a place failed last. Of places only the begin of the ten minutes is known (`lastAt`), of a cause the second: it is
 * taken where the newest cause of these minutes that was seen here was seen nowhere else.
 */
export function lastAtPlace(
	place: { readonly name: string; readonly host: string; readonly lastAt: string },
	groups: readonly Pick<FailureGroupRowFragment, "lastAt" | "workers">[],
): { readonly at: string; readonly isExact: boolean } {
	const begin = Date.parse(place.lastAt);
	const [newest] = groups
		.filter(({ lastAt, workers }) => {
			const at = Date.parse(lastAt);
			const isHere = workers.some(({ name, host }) => name === place.name && host === place.host);
			return isHere && at >= begin && at < begin + stepMs;
		})
		.sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
	if (newest?.workers.length === 1) return { at: newest.lastAt, isExact: true };
	return { at: place.lastAt, isExact: false };
}

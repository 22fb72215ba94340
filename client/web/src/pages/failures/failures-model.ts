import type { FailureGroupRowFragment } from "../../api/generated/documents.ts";
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

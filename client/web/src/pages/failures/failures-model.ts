import type { FailureGroupRowFragment } from "../../api/generated/documents.ts";

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

/** Where a cause was seen. */
export function placeWords(group: Pick<FailureGroupRowFragment, "workers" | "hosts">): string {
	const { workers, hosts } = group;
	const [onlyWorker] = workers;
	const [onlyHost] = hosts;
	if (workers.length === 1 && onlyWorker !== undefined) return `on worker ${onlyWorker.name}`;
	if (hosts.length === 1 && onlyHost !== undefined) return `on ${onlyHost.host}, ${workers.length} workers`;
	return `on ${workers.length} workers, ${hosts.length} machines`;
}

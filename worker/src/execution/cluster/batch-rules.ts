/** How items are put together into the elements of one array. */
export interface BatchLimits {
	readonly targetJobMs: number;
	readonly maximumItemsPerJob: number;
}

/**
 * As many items in one element as run for the target time, by what such items took lately; one each while nothing is
 * known, because a first look at how long they take is worth more than the jobs it saves. Never so many that fewer
 * elements remain than may run at once.
 */
export function itemsPerElement(
	itemCount: number,
	meanRunMs: number | null,
	atOnce: number | null,
	{ targetJobMs, maximumItemsPerJob }: BatchLimits,
): number {
	const byDuration = meanRunMs === null ? 1 : Math.floor(targetJobMs / Math.max(meanRunMs, 1));
	const byWidth = atOnce === null ? 1 : Math.ceil(itemCount / Math.max(1, atOnce));
	return Math.max(1, Math.min(byDuration, byWidth, maximumItemsPerJob));
}

/** Neighbours in the list stay neighbours in the element; sizes differ by at most one. */
export function divideIntoElements<Item>(items: readonly Item[], perElement: number): readonly (readonly Item[])[] {
	const count = Math.ceil(items.length / perElement);
	return Array.from({ length: count }, (_, index) =>
		items.slice(Math.floor((index * items.length) / count), Math.floor(((index + 1) * items.length) / count)),
	);
}

/** The walltime to ask for: what the items may take, one after the other, and a little for the job itself. */
export function walltimeSeconds(itemLimitMs: number | null, items: number): number | null {
	return itemLimitMs === null ? null : Math.ceil((itemLimitMs / 1000) * items * 1.05) + 60;
}

const weightOfNewest = 0.2;

export function nextMeanRunMs(meanRunMs: number | null, runMs: number): number {
	return meanRunMs === null ? runMs : meanRunMs + (runMs - meanRunMs) * weightOfNewest;
}

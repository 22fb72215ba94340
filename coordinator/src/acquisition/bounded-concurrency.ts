import { EventLoopBreaks } from "./event-loop-breaks.ts";

/**
 * Runs `work` for every item, at most `limit` at a time, in order of start. After the first error nothing more is
 * begun, what runs is waited for, and the error is thrown. Work that waits for nothing does not hold up the event
 * loop for long: there is a break now and then.
 */
export async function forEachBounded<Item>(
	items: Iterable<Item>,
	limit: number,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const iterator = items[Symbol.iterator]();
	const failures: unknown[] = [];
	const breaks = new EventLoopBreaks();
	const runOne = async (): Promise<void> => {
		while (failures.length === 0) {
			// Before an item is taken, or others would overtake it by all that is done in one stretch.
			if (breaks.isDue()) await breaks.take();
			const next = iterator.next();
			if (next.done) return;
			try {
				await work(next.value);
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: limit }, runOne));
	if (failures.length > 0) throw failures[0];
}

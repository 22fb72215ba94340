/** When a message is sent again, and when nobody tries any more: plain data in, plain data out. */

const firstBackOffMs = 1_000;
const longestBackOffMs = 300_000;
/** After a day whoever should have had it has gone on without it. */
const givesUpAfterMs = 24 * 3_600_000;

export type NextTry = { readonly kind: "again"; readonly afterMs: number } | { readonly kind: "giveUp" };

/** `tries` counts the one that has just failed. */
export function nextTry(tries: number, failingForMs: number): NextTry {
	if (failingForMs >= givesUpAfterMs) return { kind: "giveUp" };
	// 2 ** 20 seconds are beyond every limit, and larger powers beyond every number.
	return { kind: "again", afterMs: Math.min(firstBackOffMs * 2 ** Math.min(tries - 1, 20), longestBackOffMs) };
}

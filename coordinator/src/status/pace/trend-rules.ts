import type { CountSample } from "./stage-rate-rules.ts";

/** Whether something that is counted at every look grows or shrinks, over minutes: from one look to the next it does both. */

/** What is read of a sample; null where it does not tell. */
type Read = (sample: CountSample) => number | null;

/** Compared are the thirds of so long: a heap of tiles that came at once grows between two of them only. */
const growthMs = 90_000;
const leastGrowth = 5;
/** Less than a tenth of what there was at first is no growth, and no other change either. */
const leastChangeShare = 0.1;

/**
 * By how much something has grown from the first third of the last minute and a half to the last; 0 when it has not
 * grown steadily, or hardly.
 */
export function steadyGrowth(samples: readonly CountSample[], read: Read): number {
	const thirds = meansOfThirds(lately(samples, growthMs), growthMs, read);
	if (thirds === null) return 0;
	const [first, second, third] = thirds;
	const growth = third - first;
	const isSteady = first < second && second < third;
	return isSteady && growth >= Math.max(leastGrowth, leastChangeShare * first) ? Math.round(growth) : 0;
}

export type Trend = "tooEarly" | "grows" | "shrinks" | "level";

/** A trend is judged by the thirds of so long, */
const trendMs = 180_000;
/** and not before so much of it was seen. */
const leastSeenMs = 45_000;

/** `least`: a smaller change is none. */
export function trendOf(samples: readonly CountSample[], read: Read, least: number): Trend {
	const seen = lately(samples, trendMs);
	const seenMs = (seen.at(-1)?.atMs ?? 0) - (seen[0]?.atMs ?? 0);
	const thirds = seenMs < leastSeenMs ? null : meansOfThirds(seen, seenMs, read);
	if (thirds === null) return "tooEarly";
	if (isMelting(seen, read, least)) return "shrinks";
	const [first, second, third] = thirds;
	const change = third - first;
	if (Math.abs(change) < Math.max(least, leastChangeShare * first)) return "level";
	if (change > 0) return second > first && third > second ? "grows" : "level";
	return second < first && third < second ? "shrinks" : "level";
}

const meltingMs = 20_000;
const meltedTo = 0.8;

/** However it has grown before: it has been less for a while than shortly before. */
function isMelting(seen: readonly CountSample[], read: Read, least: number): boolean {
	const nowMs = seen.at(-1)?.atMs ?? 0;
	const meanAt = (agoMs: number) =>
		meanOf(
			seen.filter(({ atMs }) => nowMs - atMs >= agoMs && nowMs - atMs < agoMs + meltingMs),
			read,
		);
	const [now, before, first] = [meanAt(0), meanAt(meltingMs), meanAt(2 * meltingMs)];
	if (now === null || before === null) return false;
	const peak = Math.max(before, first ?? before);
	return now <= meltedTo * peak && now < before && peak - now >= least;
}

function lately(samples: readonly CountSample[], overMs: number): readonly CountSample[] {
	const nowMs = samples.at(-1)?.atMs ?? 0;
	return samples.filter(({ atMs }) => nowMs - atMs < overMs);
}

/** Of so long before the last sample, the oldest first; null where one of them has no sample that tells. */
function meansOfThirds(
	samples: readonly CountSample[],
	overMs: number,
	read: Read,
): readonly [number, number, number] | null {
	const nowMs = samples.at(-1)?.atMs ?? 0;
	const thirdOf = ({ atMs }: CountSample) => 2 - Math.min(2, Math.floor((3 * (nowMs - atMs)) / overMs));
	const meanOfThird = (third: number) =>
		meanOf(
			samples.filter((sample) => thirdOf(sample) === third),
			read,
		);
	const [first, second, third] = [meanOfThird(0), meanOfThird(1), meanOfThird(2)];
	return first === null || second === null || third === null ? null : [first, second, third];
}

function meanOf(samples: readonly CountSample[], read: Read): number | null {
	const values = samples.map(read).filter((value) => value !== null);
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

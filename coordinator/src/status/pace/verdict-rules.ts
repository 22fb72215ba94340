import type { CountSample, StageCount } from "./stage-rate-rules.ts";

/** When a verdict is said: what is judged from rates comes and goes, and people look away from a word that flaps. */

export type StageVerdict =
	| "idle"
	| "done"
	| "keepingUp"
	| "fallingBehind"
	| "catchingUp"
	| "stuck"
	| "failing"
	| "paused"
	| "pausedItself"
	| "held";

/** Of all stages together there may be too little to judge by. */
export type ProcessingVerdict = StageVerdict | "measuring";

/** What was said last, and what has been seen instead since when, by the clock of the samples. */
export interface SaidVerdict<Verdict extends ProcessingVerdict = StageVerdict> {
	readonly said: Verdict;
	/** The same as `said` while nothing else is seen. */
	readonly seen: Verdict;
	readonly sinceMs: number;
}

/** Worse after this, better or another word for the same not before that. */
const worseAfterMs = 12_000;
const betterAfterMs = 60_000;
/** Judged from rates, better first. The other words are facts, such as that somebody paused a stage: said at once, and of these only failing lasts. */
const judged: readonly ProcessingVerdict[] = ["keepingUp", "catchingUp", "fallingBehind"];

export function isJudged(verdict: ProcessingVerdict): verdict is "keepingUp" | "catchingUp" | "fallingBehind" {
	return judged.includes(verdict);
}

/** A stage that fails may have nothing to try for a moment, and then fails again. */
const failingForMs = 20_000;

/**
 * `isGrowing`: what is ready has been seen to grow for long enough to say so at once. `isGone`: it has been seen to shrink, or
 * hardly any is left, and what is said of it need not outlast it for long.
 */
export function settleVerdict<Verdict extends ProcessingVerdict>(
	seen: Verdict,
	previous: SaidVerdict<Verdict> | null,
	nowMs: number,
	isGrowing: boolean,
	isGone = false,
): SaidVerdict<Verdict> {
	const at: SaidVerdict<Verdict> = { said: seen, seen, sinceMs: nowMs };
	if (previous === null || previous.said === seen) return at;
	const sinceMs = previous.seen === seen ? previous.sinceMs : nowMs;
	if (previous.said === "failing" && (judged.includes(seen) || seen === "idle")) {
		// Whatever of these is seen meanwhile: it has not failed since.
		const notSinceMs = previous.seen === "failing" ? nowMs : previous.sinceMs;
		return nowMs - notSinceMs >= failingForMs ? at : { said: previous.said, seen, sinceMs: notSinceMs };
	}
	if (!judged.includes(seen) || !judged.includes(previous.said)) return at;
	const isWorse = judged.indexOf(seen) > judged.indexOf(previous.said);
	if (isWorse && isGrowing) return at;
	return nowMs - sinceMs >= (isWorse || isGone ? worseAfterMs : betterAfterMs)
		? at
		: { said: previous.said, seen, sinceMs };
}

/** Compared are the thirds of so long: a heap of tiles that came at once grows between two of them only. */
const growthMs = 90_000;
const leastGrowth = 5;

/**
 * By how much what is ready has grown from the first third of the last minute and a half to the last; 0 when it has not
 * grown steadily, or hardly. `readyIn`: null where a sample does not tell.
 */
export function steadyGrowth(samples: readonly CountSample[], readyIn: (sample: CountSample) => number | null): number {
	const nowMs = samples.at(-1)?.atMs ?? 0;
	const thirds: number[][] = [[], [], []];
	for (const sample of samples) {
		const ageMs = nowMs - sample.atMs;
		const ready = readyIn(sample);
		if (ready !== null && ageMs < growthMs) thirds[2 - Math.floor((3 * ageMs) / growthMs)]?.push(ready);
	}
	const [first, second, third] = thirds.map(meanOf);
	if (first == null || second == null || third == null) return 0;
	const growth = third - first;
	return first < second && second < third && growth >= Math.max(leastGrowth, first / 10) ? Math.round(growth) : 0;
}

/** What may be taken now. */
export function takeable({ ready, held }: StageCount): number {
	return ready - held;
}

function meanOf(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

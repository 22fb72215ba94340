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

/** Judged from rates, better first. The other words are facts, such as that somebody paused a stage. */
const judgedVerdicts = ["keepingUp", "catchingUp", "fallingBehind"] as const;
export type JudgedVerdict = (typeof judgedVerdicts)[number];

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
/** Facts are said at once, and of these only failing lasts. */
const judged: readonly ProcessingVerdict[] = judgedVerdicts;

export function isJudged(verdict: ProcessingVerdict): verdict is JudgedVerdict {
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

/*
 * When looking at a source has stopped. Sources are looked at every few seconds, but a look that finds nothing new is
 * written only now and then, so that an idle acquisition writes nothing: the age of what was written says little until it
 * is much older than that.
 */

/** A look that finds nothing new is written this often. */
export const unchangedToldEveryMs = 60_000;
/** By then a written look may be this much older: looks are gathered, and one after an error waits. */
const slackMs = 60_000;

/** From how old a last look on something is wrong, in seconds. */
export function lateAfterSeconds(lookEverySeconds: number): number {
	return Math.ceil((unchangedToldEveryMs + slackMs) / 1000 + 2 * lookEverySeconds);
}

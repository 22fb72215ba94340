/** Why a stage that paused itself is paused: written once, and read by whoever says so. */

const beginning = "Paused by itself after ";

export function selfPauseReason(failures: number): string {
	return `${beginning}${failures} failures in a row. Look at the last attempts, then resume the stage and retry what failed.`;
}

/** How many failures it paused itself after; null when somebody else paused it. */
export function failuresOfSelfPause(pauseReason: string | null): number | null {
	if (pauseReason === null || !pauseReason.startsWith(beginning)) return null;
	const failures = Number.parseInt(pauseReason.slice(beginning.length), 10);
	return Number.isNaN(failures) ? null : failures;
}

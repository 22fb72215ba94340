/** When failures are blamed on the worker they happened on: plain data in, plain data out. */

/** Tasks that failed one after the other in one place, and what became of the same stages elsewhere meanwhile. */
export interface FailureRun {
	/** Different tasks: one that fails twice says no more than once. */
	readonly tasks: number;
	/** Attempts of the same stages that ended elsewhere since the run began. */
	readonly elsewhere: { readonly succeeded: number; readonly failed: number };
	/** Such attempts are running elsewhere now. */
	readonly isTriedElsewhere: boolean;
}

export type Suspicion = "none" | "suspected" | "guilty";

const suspiciousTasks = 3;
const guiltyTasks = 5;
/** How likely the run may be by chance, if failing were as common here as elsewhere. */
const suspiciousChance = 0.05;
const guiltyChance = 0.001;

/**
 * A place is guilty when so many tasks in a row would hardly fail by chance. Without a word from elsewhere it is
 * suspected while others try: whoever fails quickest ends first.
 */
export function judgeRun({ tasks, elsewhere, isTriedElsewhere }: FailureRun): Suspicion {
	if (tasks < suspiciousTasks) return "none";
	const ended = elsewhere.succeeded + elsewhere.failed;
	if (elsewhere.succeeded === 0) return ended === 0 && isTriedElsewhere ? "suspected" : "none";
	// As if one more had failed and one more succeeded: of one success nobody knows that all succeed.
	const chance = ((elsewhere.failed + 1) / (ended + 2)) ** tasks;
	if (tasks >= guiltyTasks && chance <= guiltyChance) return "guilty";
	return chance <= suspiciousChance ? "suspected" : "none";
}

/** A suspect gets one task at a time, and later each time it fails again. */
export function restMs(tasks: number): number {
	return tasks < suspiciousTasks ? 0 : Math.min(1_000 * 2 ** Math.min(tasks - suspiciousTasks, 10), 60_000);
}

export const firstProbeSeconds = 60;
export const longestProbeSeconds = 3_600;

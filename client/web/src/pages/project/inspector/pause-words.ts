/** Why a stage is paused, as one sentence: what paused itself says so, what a person paused gives the reason. */
export function pauseWords(reason: string | null): string {
	if (reason === null || reason === "") return "paused";
	return isPausedByItself(reason) ? reason : `paused: ${reason}`;
}

/** Nobody decided this; somebody has to (the sentence is the coordinator's, rounds/stage-pauser.ts). */
export function isPausedByItself(reason: string | null): boolean {
	return reason?.startsWith("Paused by itself") === true;
}

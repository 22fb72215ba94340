/** Why a stage is paused, as one sentence: what paused itself says so, what a person paused gives the reason. */
export function pauseWords(stage: {
	readonly pauseReason: string | null;
	readonly pausedItselfAfter: number | null;
}): string {
	const reason = stage.pauseReason ?? "";
	if (reason === "") return "paused";
	return stage.pausedItselfAfter === null ? `paused: ${reason}` : reason;
}

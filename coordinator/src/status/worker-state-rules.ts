/** What a worker does now, for people; the order of the questions is the order of what matters to them. */
export type WorkerState = "unavailable" | "idle" | "processing" | "paused";

export function workerStateOf(worker: {
	readonly isConnected: boolean;
	readonly isPaused: boolean;
	readonly runningAttempts: number;
}): WorkerState {
	if (!worker.isConnected) return "unavailable";
	if (worker.isPaused) return "paused";
	return worker.runningAttempts > 0 ? "processing" : "idle";
}

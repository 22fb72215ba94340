import type { Operations } from "@tilewright/contract/recipe";

/** Where a task may run: pure decisions. */

/**
 * `local`: a worker's own machine. `pilot`: a worker inside an allocation. `batch`: the scheduler behind a worker.
 * A worker with a cluster is offered as `local` and as `batch`.
 */
export type OfferedPlace = "local" | "pilot" | "batch";

/** What a worker with a cluster says of the pilots it starts. */
export interface PilotOffer {
	readonly usableMs: number;
	readonly workUnits: number;
}

export interface PlacedStage {
	/** Its programs run nothing: any worker can say so. */
	readonly runsNothing: boolean;
	readonly placement: Operations["placement"];
	readonly mode: Operations["cluster"]["mode"];
	readonly clusterWorkUnits: number;
	/** What one task may take, as far as is known. */
	readonly expectedMs: number;
}

const unknownRunMs = 60_000;
/** Durations scatter: a task is given this much more than the mean of the last ones. */
const safetyFactor = 3;
const safetyMs = 5_000;

/** By the stage's time limit and by what its tasks took lately, whichever is less. */
export function expectedMs(timeLimitSeconds: number | null, meanRunMs: number | undefined): number {
	const limitMs = timeLimitSeconds === null ? Number.POSITIVE_INFINITY : timeLimitSeconds * 1_000;
	if (meanRunMs !== undefined) return Math.min(limitMs, meanRunMs * safetyFactor + safetyMs);
	return Number.isFinite(limitMs) ? limitMs : unknownRunMs;
}

/** Whether pilots such as these can ever take the stage's tasks. */
export function fitsPilots(stage: PlacedStage, pilot: PilotOffer | null): boolean {
	if (pilot === null || stage.mode === "batch") return false;
	return stage.expectedMs <= pilot.usableMs && stage.clusterWorkUnits <= pilot.workUnits + 1e-9;
}

/** `remainingMs` is how long a pilot still takes work; `pilot` what a worker with a cluster says of its pilots. */
export function mayRunAt(
	stage: PlacedStage,
	place: OfferedPlace,
	{ remainingMs, pilot }: { readonly remainingMs: number | null; readonly pilot: PilotOffer | null },
): boolean {
	if (stage.runsNothing) return true;
	switch (place) {
		case "local":
			return stage.placement !== "cluster";
		case "pilot":
			if (stage.placement === "local" || stage.mode === "batch") return false;
			return remainingMs === null || stage.expectedMs <= remainingMs;
		case "batch":
			// What no pilot could finish, or hold, gets a job of its own.
			return stage.placement !== "local" && !fitsPilots(stage, pilot);
	}
}

import { fitsPilots, type PilotOffer, type PlacedStage } from "./place-rules.ts";

export interface WaitingStage extends PlacedStage {
	/** Tasks that are ready and have no room. */
	readonly ready: number;
	readonly workUnits: number;
	readonly meanRunMs: number | undefined;
}

export interface PilotBacklog {
	readonly tasks: number;
	readonly workUnits: number;
	readonly workUnitMs: number | null;
}

/** What workers' own machines will have done in this time is not worth a pilot. */
const soonMs = 30_000;

/**
 * What waits for pilots such as these. Of stages that may run anywhere, what the machines of workers
 * (`localCapacity` work units) do themselves in half a minute is left to them.
 */
export function pilotBacklog(
	stages: readonly WaitingStage[],
	pilot: PilotOffer,
	localCapacity: number,
	proxies: number,
): PilotBacklog {
	let localMs = localCapacity * soonMs;
	let tasks = 0;
	let workUnits = 0;
	let workUnitMs = 0;
	let isKnown = true;
	for (const stage of stages) {
		if (stage.runsNothing || stage.placement === "local" || !fitsPilots(stage, pilot)) continue;
		let { ready } = stage;
		if (
			stage.placement === "auto" &&
			stage.meanRunMs !== undefined &&
			localMs > 0 &&
			stage.workUnits <= localCapacity
		) {
			const costMs = Math.max(1, stage.meanRunMs) * Math.max(stage.workUnits, 1e-3);
			const done = Math.min(ready, Math.floor(localMs / costMs));
			localMs -= done * costMs;
			ready -= done;
		}
		tasks += ready;
		workUnits += ready * stage.clusterWorkUnits;
		if (stage.meanRunMs === undefined) isKnown &&= ready === 0;
		else workUnitMs += ready * stage.clusterWorkUnits * stage.meanRunMs;
	}
	const share = Math.max(1, proxies);
	return {
		tasks: Math.ceil(tasks / share),
		workUnits: workUnits / share,
		workUnitMs: isKnown ? workUnitMs / share : null,
	};
}

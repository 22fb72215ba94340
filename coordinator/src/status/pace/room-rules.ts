import type { StageCostRow, WorkerRoomRow } from "../../database/pace-reads.ts";

/** Whether a task of a stage could begin now, as far as the workers have room: a stage whose turn has not come is not stuck. */

export type Room =
	| { readonly kind: "free" }
	/** Whoever could run it has no room now. */
	| { readonly kind: "busy" }
	/** Nobody could run it, however little there were to do, but for these, which somebody paused. */
	| { readonly kind: "none"; readonly paused: readonly PausedWorker[] };

export interface PausedWorker {
	readonly name: string;
	readonly reason: string | null;
}

/** Sums of fractions: a tenth used ten times is a whole. */
const almostNothing = 1e-9;

/** `workers`: those that are connected. */
export function roomFor(cost: StageCostRow, workers: readonly WorkerRoomRow[]): Room {
	let isFit = false;
	const paused: PausedWorker[] = [];
	for (const worker of workers) {
		if (worker.isQuarantined) continue;
		const places = [
			...(cost.placement === "cluster"
				? []
				: [{ needed: cost.workUnits, capacity: worker.localCapacity, inUse: worker.localInUse }]),
			...(cost.placement === "local"
				? []
				: [{ needed: cost.clusterWorkUnits, capacity: worker.clusterCapacity, inUse: worker.clusterInUse }]),
		].filter(({ needed, capacity }) => capacity > 0 && needed <= capacity + almostNothing);
		if (worker.isPaused) {
			if (places.length > 0) paused.push({ name: worker.name, reason: worker.pauseReason });
			continue;
		}
		if (places.some(({ needed, capacity, inUse }) => needed <= capacity - inUse + almostNothing))
			return { kind: "free" };
		if (places.length > 0) isFit = true;
	}
	return isFit ? { kind: "busy" } : { kind: "none", paused };
}

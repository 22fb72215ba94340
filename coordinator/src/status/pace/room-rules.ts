import type { StageCostRow, WorkerRoomRow } from "../../database/pace-reads.ts";

/** Whether a task of a stage could begin now, as far as the workers have room: a stage whose turn has not come is not stuck. */

export type Room =
	| { readonly kind: "free" }
	/** Whoever could run it has no room now: so many tasks run there. */
	| { readonly kind: "busy"; readonly tasks: number }
	/** Nobody could run it, however little there were to do. */
	| { readonly kind: "none" };

/** Sums of fractions: a tenth used ten times is a whole. */
const almostNothing = 1e-9;

export function roomFor(cost: StageCostRow, workers: readonly WorkerRoomRow[]): Room {
	let tasks = 0;
	let isFit = false;
	for (const worker of workers) {
		const places = [
			...(cost.placement === "cluster"
				? []
				: [{ needed: cost.workUnits, capacity: worker.localCapacity, inUse: worker.localInUse }]),
			...(cost.placement === "local"
				? []
				: [{ needed: cost.clusterWorkUnits, capacity: worker.clusterCapacity, inUse: worker.clusterInUse }]),
		].filter(({ needed, capacity }) => capacity > 0 && needed <= capacity + almostNothing);
		if (places.some(({ needed, capacity, inUse }) => needed <= capacity - inUse + almostNothing))
			return { kind: "free" };
		if (places.length === 0) continue;
		isFit = true;
		tasks += worker.tasks;
	}
	return isFit ? { kind: "busy", tasks } : { kind: "none" };
}

import type { StageId } from "@tilewright/contract/ids";
import type { Queryable } from "../../database/database.ts";
import { readStageCosts, readWorkerRooms, type StageCostRow, type WorkerRoomRow } from "../../database/pace-reads.ts";
import { type Room, roomFor } from "./room-rules.ts";
import type { CountSample } from "./stage-rate-rules.ts";

/** Who there is to work for the stages that have something to do. */
export interface Workforce {
	readonly rooms: ReadonlyMap<StageId, StageRoom>;
	readonly workers: NonNullable<CountSample["workers"]>;
}

export interface StageRoom {
	readonly room: Room;
	/** What one task takes of a worker. */
	readonly workUnits: number;
}

/** Null while nothing is to be done anywhere. */
export async function readWorkforce(database: Queryable, busyStages: readonly StageId[]): Promise<Workforce | null> {
	if (busyStages.length === 0) return null;
	const [costs, workers] = await Promise.all([readStageCosts(database, busyStages), readWorkerRooms(database)]);
	return {
		rooms: new Map(costs.map((cost) => [cost.stageId, { room: roomFor(cost, workers), workUnits: unitsOf(cost) }])),
		workers: loadOf(workers),
	};
}

/** By its place on the worker's own machine, where it may run there. */
function unitsOf({ placement, workUnits, clusterWorkUnits }: StageCostRow): number {
	return placement === "cluster" ? clusterWorkUnits : workUnits;
}

function loadOf(workers: readonly WorkerRoomRow[]): Workforce["workers"] {
	const working = workers.filter((worker) => !worker.isPaused && !worker.isQuarantined);
	const sum = (read: (worker: WorkerRoomRow) => number) => working.reduce((total, worker) => total + read(worker), 0);
	return {
		offered: sum((worker) => worker.localCapacity + worker.clusterCapacity),
		inUse: sum((worker) => worker.localInUse + worker.clusterInUse),
	};
}

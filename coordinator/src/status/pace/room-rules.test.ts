import { asStageId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import type { StageCostRow, WorkerRoomRow } from "../../database/pace-reads.ts";
import { roomFor } from "./room-rules.ts";

const cost: StageCostRow = { stageId: asStageId(2), workUnits: 1, clusterWorkUnits: 1, placement: "auto" };
const worker = (over: Partial<WorkerRoomRow> = {}): WorkerRoomRow => ({
	name: "bench",
	isPaused: false,
	pauseReason: null,
	isQuarantined: false,
	localCapacity: 2,
	localInUse: 0,
	clusterCapacity: 0,
	clusterInUse: 0,
	...over,
});

describe("the room for a stage's task", () => {
	it("is free where one worker could begin one, and busy while all that could are full", () => {
		const full = worker({ localInUse: 2 });
		expect(roomFor(cost, [full, worker({ localInUse: 1 })])).toEqual({ kind: "free" });
		expect(roomFor(cost, [full])).toEqual({ kind: "busy" });
		expect(roomFor({ ...cost, workUnits: 2 }, [worker({ localInUse: 1 })])).toEqual({
			kind: "busy",
		});
	});

	it("is none where nobody is there, or nobody could ever take one", () => {
		expect(roomFor(cost, [])).toEqual({ kind: "none", paused: [] });
		expect(roomFor({ ...cost, workUnits: 3 }, [worker()])).toEqual({ kind: "none", paused: [] });
		expect(roomFor({ ...cost, placement: "cluster" }, [worker()])).toEqual({ kind: "none", paused: [] });
	});

	it("is none where those that could are paused, who are named, or in quarantine", () => {
		const paused = worker({ isPaused: true, pauseReason: "lunch" });
		expect(roomFor(cost, [paused, worker({ isQuarantined: true })])).toEqual({
			kind: "none",
			paused: [{ name: "bench", reason: "lunch" }],
		});
		expect(roomFor({ ...cost, workUnits: 3 }, [paused])).toEqual({ kind: "none", paused: [] });
		expect(roomFor(cost, [paused, worker()])).toEqual({ kind: "free" });
	});

	it("is that of the cluster for what runs only there", () => {
		const cluster = worker({ localInUse: 2, clusterCapacity: 10, clusterInUse: 4 });
		expect(roomFor({ ...cost, placement: "cluster" }, [cluster])).toEqual({ kind: "free" });
		expect(roomFor({ ...cost, placement: "local" }, [cluster])).toEqual({ kind: "busy" });
	});
});

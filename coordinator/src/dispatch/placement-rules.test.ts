import { asProjectId, asStageId, asTaskId, asWorkerId } from "@tilewright/contract/ids";
import { expect, it } from "vitest";
import type { ReadyTask } from "../effects/round-effects.ts";
import { choosePlacements, type OfferedStage, type OfferedWorker } from "./placement-rules.ts";

const workerId = asWorkerId("00000000-0000-4000-8000-000000000001");

function worker(capacity: number): OfferedWorker {
	return {
		workerId,
		place: "local",
		capacity,
		attemptsAhead: 0,
		remainingMs: null,
		pilot: null,
		load: 0,
		attempts: 0,
	};
}

function stage(tasks: readonly Partial<ReadyTask>[], facts: Partial<OfferedStage> = {}): OfferedStage {
	const left = tasks.map((task, index) => ({
		taskId: asTaskId(index + 1),
		stageId: asStageId(1),
		isBackfill: true,
		ordinal: index,
		rank: 0,
		isCanary: false,
		delayMs: 0,
		...task,
	}));
	return {
		stageId: asStageId(1),
		projectId: asProjectId(1),
		projectPriority: 0,
		stagePriority: 0,
		depth: 1,
		workUnits: 1,
		clusterWorkUnits: 1,
		placement: "auto",
		clusterMode: "pilot",
		meanRunMs: 60_000,
		backfillShare: 0.5,
		peek: () => left[0],
		take: () => left.shift(),
		...facts,
	} as OfferedStage;
}

const backfill = (count: number) => Array.from({ length: count }, () => ({}));

it("leaves room for live tiles while back-filling", () => {
	expect(choosePlacements([stage(backfill(20))], [worker(8)], new Map(), 100)).toHaveLength(4);
	expect(choosePlacements([stage(backfill(20))], [worker(8)], new Map(), 100, undefined, 3)).toHaveLength(1);
});

it("fills the batches of a cluster with back-fill", () => {
	const cluster: OfferedWorker = { ...worker(8), place: "batch", attemptsAhead: 1_000 };
	const batched = stage(backfill(2_000));
	expect(choosePlacements([batched], [cluster], new Map(), 2_000)).toHaveLength(504);
});

it("lets back-fill use everything once no more tiles are to come", () => {
	const finished = stage(backfill(20), { backfillShare: 1 });
	expect(choosePlacements([finished], [worker(8)], new Map(), 100)).toHaveLength(8);
});

it("starts at least one task of a back-fill, however heavy", () => {
	const heavy = stage(backfill(3), { workUnits: 6 });
	expect(choosePlacements([heavy], [worker(8)], new Map(), 100)).toHaveLength(1);
});

it("gives live tiles what back-fill leaves", () => {
	const mixed = stage([...Array.from({ length: 5 }, () => ({ isBackfill: false })), ...backfill(10)]);
	const placed = choosePlacements([mixed], [worker(8)], new Map(), 100);
	expect(placed.filter(({ task }) => !task.isBackfill)).toHaveLength(5);
	expect(placed).toHaveLength(8);
});

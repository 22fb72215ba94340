import { asProjectId, asStageId, asTaskId, asWorkerId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import type { ReadyTask } from "../effects/round-effects.ts";
import { choosePlacements, type OfferedStage, type OfferedWorker } from "./placement-rules.ts";
import { SmallShare } from "./small-share.ts";

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
		running: 0,
		peek: () => left[0],
		take: () => left.shift(),
		peekOverlooked: () => left.find(({ isBackfill }) => isBackfill),
		takeOverlooked: () => {
			const place = left.findIndex(({ isBackfill }) => isBackfill);
			return place < 0 ? undefined : left.splice(place, 1)[0];
		},
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

const live = (count: number) => Array.from({ length: count }, () => ({ isBackfill: false }));

describe("the small share of what live tiles keep waiting", () => {
	const grown = [{ isBackfill: false, ordinal: 1_000, taskId: asTaskId(999) }];
	/** A stage whose groups run while they grow: everything of it is as young as the last tile. */
	function mosaic(tasks: readonly Partial<ReadyTask>[] = grown, facts: Partial<OfferedStage> = {}): OfferedStage {
		const growing = stage(tasks, { stageId: asStageId(2), ...facts });
		return { ...growing, peekOverlooked: growing.peek, takeOverlooked: growing.take };
	}
	const place = (stages: readonly OfferedStage[], share: SmallShare | undefined) =>
		choosePlacements(stages, [worker(2)], new Map(), 100, undefined, 0, share).map(({ task }) => Number(task.taskId));

	it("lets the mosaic so far go before older tiles, once, and then when the share has grown again", () => {
		const share = new SmallShare();
		share.accrue(0, 2);
		expect(place([stage(live(9)), mosaic()], undefined)).toEqual([1, 2]);
		expect(place([stage(live(9)), mosaic()], share)).toEqual([999, 1]);
		// A minute on one of two slots is a tenth of five minutes.
		share.accrue(299_000, 2);
		expect(place([stage(live(9)), mosaic()], share)).toEqual([1, 2]);
		share.accrue(301_000, 2);
		expect(place([stage(live(9)), mosaic()], share)).toEqual([999, 1]);
	});

	it("gives it to back-fill, of other stages and behind live tiles of its own", () => {
		const own = stage([...live(5), ...backfill(5)]);
		expect(place([own], new SmallShare())).toEqual([6, 1]);
		const added = stage([{ taskId: asTaskId(77) }], { stageId: asStageId(2) });
		expect(place([stage(live(5)), added], new SmallShare())).toEqual([77, 1]);
	});

	it("takes none of it where nothing but back-fill waits", () => {
		const share = new SmallShare();
		const younger = stage([{ taskId: asTaskId(77), ordinal: 50 }], { stageId: asStageId(2), backfillShare: 1 });
		expect(place([stage(backfill(5), { backfillShare: 1 }), younger], share)).toEqual([1, 2]);
		expect(place([stage(live(5)), mosaic()], share)).toEqual([999, 1]);
	});

	it("passes nobody over whom people have put first", () => {
		const first = [{ isBackfill: false, rank: -1 }, ...live(5)];
		expect(place([stage(live(5), { stagePriority: 1 }), mosaic()], new SmallShare())).not.toContain(999);
		expect(
			place([stage(live(5), { projectId: asProjectId(2), projectPriority: 1 }), mosaic()], new SmallShare()),
		).not.toContain(999);
		expect(place([stage(first), mosaic()], new SmallShare())[0]).toBe(1);
	});

	it("gives it to live tiles while back-fill runs that began when there were none", () => {
		const placed = choosePlacements(
			[stage(live(5)), stage(backfill(5), { stageId: asStageId(2) })],
			[{ ...worker(2), load: 1 }],
			new Map(),
			1,
			undefined,
			1,
			new SmallShare(),
		);
		expect(placed.map(({ task }) => task.isBackfill)).toEqual([false]);
	});

	it("never lets back-fill have more than its greatest share", () => {
		const share = new SmallShare();
		const full = choosePlacements(
			[stage(live(5)), stage(backfill(5), { stageId: asStageId(2) })],
			[worker(8)],
			new Map(),
			2,
			undefined,
			4,
			share,
		);
		expect(full.every(({ task }) => !task.isBackfill)).toBe(true);
	});

	it("is a tenth, whatever the tasks take, and stages take turns in it", () => {
		const hours = 2;
		const share = new SmallShare();
		const used = { tiles: 0, mosaic: 0, added: 0 };
		const runMs = { tiles: 1_000, mosaic: 30_000, added: 4_000 };
		const busyUntil = [0, 0];
		for (let now = 0; now < hours * 3_600_000; now = Math.min(...busyUntil)) {
			share.accrue(now, 2);
			const slot = busyUntil.indexOf(now);
			const [task] = choosePlacements(
				[
					stage(live(3), { meanRunMs: runMs.tiles }),
					mosaic(grown, { meanRunMs: runMs.mosaic }),
					stage(
						backfill(3).map(() => ({ taskId: asTaskId(777) })),
						{ stageId: asStageId(3), meanRunMs: runMs.added },
					),
				],
				[{ ...worker(2), load: 1 }],
				new Map(),
				1,
				undefined,
				0,
				share,
			);
			const kind = task?.task.taskId === 999 ? "mosaic" : task?.task.taskId === 777 ? "added" : "tiles";
			used[kind] += runMs[kind];
			busyUntil[slot] = now + runMs[kind];
		}
		const all = used.tiles + used.mosaic + used.added;
		expect((used.mosaic + used.added) / all).toBeGreaterThan(0.09);
		expect((used.mosaic + used.added) / all).toBeLessThan(0.11);
		// As many turns each.
		expect(used.added / runMs.added / (used.mosaic / runMs.mosaic)).toBeCloseTo(1, 1);
	});

	it("is spent on one task at a time while nobody knows how long they take", () => {
		const share = new SmallShare();
		const unknown = mosaic(grown, { meanRunMs: undefined, running: 1 });
		expect(place([stage(live(5)), unknown], share)).toEqual([1, 2]);
		expect(place([stage(live(5)), mosaic(grown, { meanRunMs: undefined })], share)).toContain(999);
	});
});

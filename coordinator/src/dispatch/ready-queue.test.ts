import { asStageId, asTaskId } from "@tilewright/contract/ids";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadyTask } from "../effects/round-effects.ts";
import { capacityPerStage, ReadyQueue } from "./ready-queue.ts";

const stageId = asStageId(1);
const task = (id: number, ordinal: number, isBackfill: boolean): ReadyTask => ({
	taskId: asTaskId(id),
	stageId,
	ordinal,
	isBackfill,
	rank: 0,
	isCanary: false,
	delayMs: 0,
});

function takeAll(queue: ReadyQueue): ReadyTask[] {
	const taken: ReadyTask[] = [];
	for (let next = queue.take(stageId); next; next = queue.take(stageId)) taken.push(next);
	return taken;
}

describe("the ready queue", () => {
	it("gives live tiles before back-fill, then the oldest tile first, whatever the order of arrival", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(20), fc.boolean()), { maxLength: 200 }), (entries) => {
				const queue = new ReadyQueue();
				const tasks = entries.map(([ordinal, isBackfill], index) => task(index + 1, ordinal, isBackfill));
				for (const entry of tasks) queue.add(entry);
				const expected = [...tasks].sort(
					(a, b) => Number(a.isBackfill) - Number(b.isBackfill) || a.ordinal - b.ordinal || a.taskId - b.taskId,
				);
				expect(takeAll(queue)).toEqual(expected);
			}),
		);
	});

	it("holds a task once, however often it is told", () => {
		const queue = new ReadyQueue();
		queue.add(task(1, 1, false));
		queue.add(task(1, 1, false));
		expect(takeAll(queue)).toHaveLength(1);
		queue.add(task(1, 1, false));
		expect(takeAll(queue)).toHaveLength(1);
	});

	it("gives back-fill by itself when asked for it, in its order and only once", () => {
		const queue = new ReadyQueue();
		for (const entry of [task(1, 1, false), task(2, 5, true), task(3, 2, true)]) queue.add(entry);
		expect(queue.peekBackfill(stageId)?.taskId).toBe(3);
		expect(queue.takeBackfill(stageId)?.taskId).toBe(3);
		expect(takeAll(queue).map(({ taskId }) => taskId)).toEqual([1, 2]);
		expect(queue.peekBackfill(stageId)).toBeUndefined();
		queue.add(task(3, 2, true));
		expect(takeAll(queue)).toHaveLength(1);
	});

	it("has room for live tiles however long the back-fill is", () => {
		const queue = new ReadyQueue();
		for (let id = 1; id <= capacityPerStage + 1; id += 1) queue.add(task(id, id, true));
		expect(queue.size(stageId)).toBe(capacityPerStage);
		queue.add(task(capacityPerStage + 2, 1, false));
		expect(queue.take(stageId)?.isBackfill).toBe(false);
	});
});

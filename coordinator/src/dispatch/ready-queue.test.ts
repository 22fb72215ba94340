import { asStageId, asTaskId } from "@tilewright/contract/ids";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReadyTask } from "../effects/round-effects.ts";
import { ReadyQueue } from "./ready-queue.ts";

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
});

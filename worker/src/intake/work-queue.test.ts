import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import { attempt, recipe } from "../testing/attempt-builder.ts";
import { WorkQueue } from "./work-queue.ts";

let started: number[];
let refused: [number, string][];
let queue: WorkQueue;
beforeEach(() => open(2));

function open(capacity: number): void {
	started = [];
	refused = [];
	queue = new WorkQueue({
		capacity,
		start: ({ id }) => started.push(id),
		refuse: ({ id }, outcome) => refused.push([id, outcome]),
	});
	queue.setOpen(true);
}

function weighing(id: number, workUnits: number): LiveAttempt {
	return attempt(id, recipe({ operations: { workUnits } }));
}

test("starts what fits and lets the rest wait in their order", () => {
	for (const id of [1, 2, 3, 4]) queue.enqueue(weighing(id, 1));
	expect(started).toEqual([1, 2]);
	queue.programEnded(weighing(2, 1));
	expect(started).toEqual([1, 2, 3]);
	expect(queue.usedWorkUnits).toBe(2);
});

test("nobody overtakes a heavy attempt", () => {
	queue.enqueue(weighing(1, 1));
	queue.enqueue(weighing(2, 2));
	queue.enqueue(weighing(3, 1));
	expect(started).toEqual([1]);
	queue.programEnded(weighing(1, 1));
	expect(started).toEqual([1, 2]);
});

test("taking a heavy attempt out lets those behind it go", () => {
	queue.enqueue(weighing(1, 1));
	const heavy = weighing(2, 2);
	queue.enqueue(heavy);
	queue.enqueue(weighing(3, 1));
	expect(queue.remove(heavy)).toBe(true);
	expect(started).toEqual([1, 3]);
	expect(queue.remove(heavy)).toBe(false);
});

test("ten tenths are exactly one", () => {
	open(1);
	for (let id = 1; id <= 11; id += 1) queue.enqueue(weighing(id, 0.1));
	expect(started).toHaveLength(10);
	expect(queue.usedWorkUnits).toBe(1);
});

test("without a lease nothing starts, with a new one everything that fits", () => {
	queue.setOpen(false);
	queue.enqueue(weighing(1, 1));
	expect(started).toEqual([]);
	queue.setOpen(true);
	expect(started).toEqual([1]);
});

test("what is heavier than the whole worker is refused", () => {
	queue.enqueue(weighing(1, 2.5));
	expect(refused).toEqual([[1, "couldNotStart"]]);
});

test("lowering the capacity gives back what waits and can never run here any more", () => {
	queue.enqueue(weighing(1, 2));
	queue.enqueue(weighing(2, 2));
	queue.enqueue(weighing(3, 1));
	queue.setCapacity(1);
	expect(refused).toEqual([[2, "preempted"]]);
	queue.programEnded(weighing(1, 2));
	expect(started).toEqual([1, 3]);
});

test("raising the capacity starts more at once", () => {
	for (const id of [1, 2, 3]) queue.enqueue(weighing(id, 1));
	queue.setCapacity(3);
	expect(started).toEqual([1, 2, 3]);
});

test("programs adopted after a restart count, even beyond the capacity", () => {
	for (const id of [1, 2, 3]) queue.occupy(weighing(id, 1));
	queue.enqueue(weighing(4, 1));
	expect(started).toEqual([]);
	queue.programEnded(weighing(1, 1));
	queue.programEnded(weighing(2, 1));
	expect(started).toEqual([4]);
});

test("when outputs pile up, nothing new is started until some are done", () => {
	open(1);
	const many = Array.from({ length: 70 }, (_, index) => weighing(index + 1, 1));
	for (const one of many) queue.enqueue(one);
	for (const one of many) if (started.includes(one.id)) queue.programEnded(one);
	expect(started).toHaveLength(64);
	const [first] = many;
	if (first !== undefined) queue.release(first);
	expect(started).toHaveLength(65);
});

test("load never exceeds capacity, and in the end everything has run", () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 30 }),
			fc.array(fc.nat(), { maxLength: 60 }),
			(weights, choices) => {
				open(2);
				const attempts = weights.map((eighths, index) => weighing(index + 1, eighths / 4));
				for (const one of attempts) queue.enqueue(one);
				const running = () => attempts.filter(({ id }) => started.includes(id) && !ended.has(id));
				const ended = new Set<number>();
				for (const choice of [...choices, ...attempts.map(() => 0)]) {
					expect(queue.usedWorkUnits).toBeLessThanOrEqual(2);
					const candidates = running();
					const one = candidates[choice % Math.max(1, candidates.length)];
					if (one === undefined) continue;
					ended.add(one.id);
					queue.programEnded(one);
					queue.release(one);
				}
				expect(started).toHaveLength(attempts.length);
				expect(queue.usedWorkUnits).toBe(0);
			},
		),
	);
});

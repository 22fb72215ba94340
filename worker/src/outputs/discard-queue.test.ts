import { expect, test } from "vitest";
import type { DiscardOrder } from "./discard-attempt.ts";
import { DiscardQueue } from "./discard-queue.ts";

const order = (attemptId: number): DiscardOrder => ({
	attemptId,
	outputPath: "/out",
	unitDirectory: "a",
	hasSucceeded: true,
});

test("what comes within a moment is handed on together, and each is told its own answer", async () => {
	const batches: number[][] = [];
	const queue = new DiscardQueue(async (orders) => {
		batches.push(orders.map(({ attemptId }) => attemptId));
		return orders.map(({ attemptId }) => (attemptId === 2 ? "not removed" : null));
	});
	expect(await Promise.all([1, 2, 3].map((id) => queue.add(order(id))))).toEqual([null, "not removed", null]);
	expect(batches).toEqual([[1, 2, 3]]);
});

test("at the end nothing is left waiting", async () => {
	const done: number[] = [];
	const queue = new DiscardQueue(async (orders) => {
		done.push(...orders.map(({ attemptId }) => attemptId));
		return [];
	});
	void queue.add(order(1));
	await queue.flush();
	expect(done).toEqual([1]);
});

test("when nobody can do it, each is told why", async () => {
	const queue = new DiscardQueue(() => Promise.reject(new Error("no thread")));
	expect(await queue.add(order(1))).toBe("no thread");
});

import { asWorkerId, asWorkerSessionId } from "@tilewright/contract/ids";
import { describe, expect, it } from "vitest";
import { lostResult } from "../completion/attempt-finisher.ts";
import { ResultQueue } from "./result-queue.ts";

const workerId = asWorkerId("00000000-0000-4000-8000-000000000001");
const sessionId = asWorkerSessionId("00000000-0000-4000-8000-000000000002");
const reported = (...ids: readonly number[]) => ({
	workerId,
	sessionId,
	results: ids.map((id) => ({ ...lostResult(id, ""), outcome: "succeeded" as const })),
});
const idsOf = (taken: ReturnType<ResultQueue["take"]>) =>
	taken.flatMap(({ results }) => results.map((result) => result.attemptId));

/** Rounds until nothing waits; those with the bad result fail. Returns what was recorded. */
function recordAll(queue: ResultQueue, bad: number): { readonly id: number; readonly outcome: string }[] {
	const recorded: { id: number; outcome: string }[] = [];
	for (let round = 0; !queue.isEmpty && round < 100; round += 1) {
		const taken = queue.take();
		const results = taken.flatMap((entry) => entry.results);
		if (results.some((result) => result.attemptId === bad && result.outcome === "succeeded")) {
			queue.putBack(taken, "unsupported Unicode escape sequence");
			continue;
		}
		queue.noteRecorded();
		recorded.push(...results.map((result) => ({ id: result.attemptId, outcome: result.outcome })));
	}
	return recorded;
}

describe("the queue of results", () => {
	it("gives a round as much as it takes, in the order of arrival", () => {
		const queue = new ResultQueue(3);
		for (const ids of [[1, 2], [3, 4], [5]]) queue.add(reported(...ids));
		expect(idsOf(queue.take())).toEqual([1, 2, 3, 4]);
		expect(idsOf(queue.take())).toEqual([5]);
		expect(queue.isEmpty).toBe(true);
	});

	it("keeps one that cannot be recorded from stopping the others, and records that it could not", () => {
		const queue = new ResultQueue(100);
		queue.add(reported(1, 2, 3));
		queue.add(reported(4, 5));
		expect(recordAll(queue, 2)).toEqual([
			{ id: 1, outcome: "succeeded" },
			{ id: 2, outcome: "invalidOutput" },
			{ id: 3, outcome: "succeeded" },
			{ id: 4, outcome: "succeeded" },
			{ id: 5, outcome: "succeeded" },
		]);
	});

	it("gives up nothing when a round fails once, for whatever reason", () => {
		const queue = new ResultQueue(100);
		queue.add(reported(1, 2));
		queue.putBack(queue.take(), "the database restarted");
		expect(queue.take()).toEqual([reported(1, 2)]);
	});
});

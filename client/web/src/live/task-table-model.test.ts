import { describe, expect, it } from "vitest";
import { applyTaskChanges, noPosition, parseTaskTable } from "./task-table-model.ts";

const answer = {
	sequence: 4,
	stageId: "2",
	taskId: ["11", "12", "13"],
	tileId: [1, 2, null],
	x: [0, 1, null],
	y: [0, 0, null],
	z: [5, 5, null],
	state: [0, 2, 4],
	attempts: [0, 1, 1],
};

describe("the table of task states", () => {
	it("reads ids given as text or as numbers, and tasks without tile or position", () => {
		const table = parseTaskTable(answer);
		expect([...table.taskIds]).toEqual([11, 12, 13]);
		expect([...table.tileIds]).toEqual([1, 2, 0]);
		expect([...table.x]).toEqual([0, 1, noPosition]);
		expect(table.superseded).toHaveLength(0);
	});

	it("refuses an answer that lacks a column or whose columns differ in length", () => {
		expect(() => parseTaskTable({ ...answer, state: undefined })).toThrow(/without the column "state"/);
		expect(() => parseTaskTable({ ...answer, x: [1] })).toThrow(/"x" .* has 1 entries; there are 3 tasks/);
		expect(() => parseTaskTable(null)).toThrow(/came without/);
	});

	it("takes the changes of its own stage only", () => {
		const table = parseTaskTable(answer);
		const applied = applyTaskChanges(table, 5, [
			{ taskId: "11", stageId: "2", state: "RUNNING" },
			{ taskId: "12", stageId: "9", state: "FAILED" },
		]);
		expect([...applied.table.states]).toEqual([2, 2, 4]);
		expect(applied.table).toMatchObject({ sequence: 5, revision: 1 });
		expect(applied.table.attempts[0]).toBe(1);
		expect(applied.hasUnknown).toBe(false);
	});

	it("stays the same object when nothing in it changes, so that nothing is drawn again", () => {
		const table = parseTaskTable(answer);
		expect(applyTaskChanges(table, 6, [{ taskId: "13", stageId: "2", state: "SUCCEEDED" }]).table).toBe(table);
	});

	it("tells of a task it does not know", () => {
		const applied = applyTaskChanges(parseTaskTable(answer), 6, [{ taskId: "99", stageId: "2", state: "READY" }]);
		expect(applied.hasUnknown).toBe(true);
	});
});

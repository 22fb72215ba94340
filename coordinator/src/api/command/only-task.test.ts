import { describe, expect, it } from "vitest";
import { onlyTaskOf } from "./only-task.ts";

describe("the one task of a command", () => {
	it("is known where one is named, by itself or in a selection", () => {
		expect(onlyTaskOf({ kind: "rejectTasks", input: { ids: ["12"], reason: "blurred" } })).toBe(12);
		expect(onlyTaskOf({ kind: "retryTasks", input: { ids: [7] } })).toBe(7);
		expect(onlyTaskOf({ kind: "changeTasks", input: { selection: { projectId: 1, ids: [3] }, action: {} } })).toBe(3);
	});

	it("is none of several, of a selection without ids, or of what is not about tasks", () => {
		expect(onlyTaskOf({ kind: "approveTasks", input: { ids: [1, 2] } })).toBeNull();
		expect(onlyTaskOf({ kind: "changeTasks", input: { selection: { projectId: 1, states: ["failed"] } } })).toBeNull();
		expect(onlyTaskOf({ kind: "acknowledgeEvents", input: { ids: [4] } })).toBeNull();
		expect(onlyTaskOf({ kind: "rejectTasks", input: null })).toBeNull();
	});
});

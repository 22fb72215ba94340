import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../api/generated/documents.ts";
import { openAttemptOf, openTaskOf } from "./open-task-model.ts";

const task = (id: string, stage: string, state: TaskState, kind: "ROOT" | "PROGRAM" = "PROGRAM") => ({
	id,
	state,
	stage: { id: stage, kind },
});
const tasks = [
	task("1", "10", "SUCCEEDED", "ROOT"),
	task("2", "20", "SUCCEEDED"),
	task("3", "30", "WAITING"),
	task("4", "30", "RUNNING"),
];

describe("the open task of a tile", () => {
	it("is the selected one", () => {
		expect(openTaskOf(tasks, "2", "30")).toBe("2");
		expect(openTaskOf(tasks, "99", "30")).toBeNull();
	});

	it("is the selected stage's, of several pairs the most urgent", () => {
		expect(openTaskOf(tasks, null, "30")).toBe("4");
		expect(openTaskOf(tasks, null, "20")).toBe("2");
	});

	it("is one that failed when no stage is selected, and none when all is well", () => {
		expect(openTaskOf(tasks, null, null)).toBeNull();
		expect(openTaskOf([...tasks, task("5", "40", "FAILED")], null, null)).toBe("5");
	});

	it("is never the root stage's, which has no attempts", () => {
		expect(openTaskOf(tasks, null, "10")).toBeNull();
	});
});

describe("the open attempt of a task", () => {
	it("is the selected one, else the last, else none", () => {
		const attempts = [{ id: "7" }, { id: "8" }];
		expect(openAttemptOf(attempts, "7")?.id).toBe("7");
		expect(openAttemptOf(attempts, "99")?.id).toBe("8");
		expect(openAttemptOf([], null)).toBeNull();
	});
});

import { describe, expect, it } from "vitest";
import type { DoneFragment, EventFragment } from "../../../api/generated/documents.ts";
import { mergeHappenings } from "./happenings-model.ts";

const at = (minute: number) => `2026-11-21T03:${String(minute).padStart(2, "0")}:00Z`;
const event = (id: string, minute: number, kind = "sourceProblem"): EventFragment => ({
	id,
	at: at(minute),
	severity: "INFO",
	kind,
	message: kind,
	fields: {},
	stage: null,
});
const done = (id: string, minute: number, over: Partial<DoneFragment> = {}): DoneFragment => ({
	id,
	kind: "editGraph",
	actor: "ana",
	message: null,
	summary: `did ${id}`,
	createdAt: at(minute),
	finishedAt: at(minute),
	problem: null,
	task: null,
	...over,
});
const nothing = { events: [], workerEvents: [], commands: [], workerCommands: [], isWhole: true };

describe("what happened in a project", () => {
	it("is what was told, what was done and what became of the workers, the newest first", () => {
		const merged = mergeHappenings({
			...nothing,
			events: [event("2", 20), event("1", 3)],
			commands: [done("edit", 10), done("create", 1)],
			workerEvents: [event("3", 15, "workerLeft"), event("0", 0, "workerJoined")],
			workerCommands: [done("pause", 12), done("long ago", 0)],
		});
		expect(merged.map(({ id }) => id)).toEqual([
			"event 2",
			"event 3",
			"command pause",
			"command edit",
			"event 1",
			"command create",
		]);
	});

	it("tells once what is an event as well, and leaves out what was refused", () => {
		const merged = mergeHappenings({
			...nothing,
			events: [event("1", 5, "projectPaused")],
			commands: [
				done("pause", 5, { kind: "setProjectPaused" }),
				done("refused", 4, { problem: { code: "GRAPH_CYCLE" } }),
				done("waits", 4, { finishedAt: null }),
			],
			workerEvents: [event("1", 5, "projectPaused")],
		});
		expect(merged.map(({ id }) => id)).toEqual(["event 1"]);
	});

	it("makes one line of the same thing done again and again by one person", () => {
		const judged = (id: string, minute: number, actor: string) =>
			done(id, minute, {
				kind: "rejectTasks",
				actor,
				summary: `rejected "Quality" of tile ${id}`,
				task: { id, stage: { id: "3" }, tile: { id } },
			});
		const merged = mergeHappenings({
			...nothing,
			commands: [
				judged("d", 9, "ana"),
				judged("c", 8, "ana"),
				judged("b", 7, "ben"),
				judged("a", 6, "ana"),
				done("two edits", 5),
				done("of the graph", 4),
			],
		});
		expect(merged.map((row) => (row.kind === "command" ? row.times : 0))).toEqual([2, 1, 1, 1, 1]);
	});

	it("keeps what happened to workers where older things of the project are not listed", () => {
		const merged = mergeHappenings({
			...nothing,
			isWhole: false,
			commands: [done("edit", 10)],
			workerEvents: [event("3", 1, "workerLeft")],
		});
		expect(merged.map(({ id }) => id)).toEqual(["command edit", "event 3"]);
	});
});

import { describe, expect, it } from "vitest";
import {
	applyProjectChange,
	expectedTiles,
	hasLostTasks,
	type LiveProject,
	mostUrgentState,
	type ProjectChange,
	pageTitle,
	stateCounts,
	sumOfCounts,
	taskCountIn,
	totalCounts,
} from "./live-store-model.ts";

const stage = (id: string, kind: "ROOT" | "PROGRAM" = "PROGRAM") => ({
	id,
	name: `stage ${id}`,
	description: "",
	kind,
	isPaused: false,
	pauseReason: null,
	pausedItselfAfter: null,
	canary: null,
	priority: 0,
	parents: [],
	unitRule: null,
	outputPath: null,
	definition: null,
	counts: [{ state: "WAITING" as const, count: 10 }],
	rate: { meanRunSeconds: null },
});

const project: LiveProject = {
	id: "1",
	name: "Cortex",
	description: "",
	rootPath: "/data",
	outputPath: "/out",
	isPaused: false,
	isRescoping: false,
	createdAt: "2026-11-21T00:00:00Z",
	graphVersion: 1,
	tileCount: 10,
	completeTileCount: 9,
	sources: [],
	stages: [stage("1", "ROOT"), stage("2")],
	planes: [],
};

const change = (over: Partial<ProjectChange> = {}): ProjectChange => ({
	sequence: 8,
	resetNeeded: false,
	graphChanged: false,
	tileCount: 10,
	completeTileCount: 9,
	stages: [],
	tasks: [],
	sources: [],
	...over,
});

describe("a pushed change of a project", () => {
	it("replaces the counts of the stages it names and leaves the others alone", () => {
		const counts = [{ state: "SUCCEEDED" as const, count: 10 }];
		const applied = applyProjectChange(
			project,
			change({ stages: [{ stageId: "2", counts, isPaused: false }], completeTileCount: 10 }),
			7,
		);
		expect(applied.project.stages[1]?.counts).toEqual(counts);
		expect(applied.project.stages[0]).toBe(project.stages[0]);
		expect(applied.project.completeTileCount).toBe(10);
	});

	it("does no harm when it comes twice", () => {
		const twice = change({
			stages: [{ stageId: "2", counts: [{ state: "RUNNING", count: 3 }], isPaused: false }],
		});
		const once = applyProjectChange(project, twice, 7).project;
		expect(applyProjectChange(once, twice, 7).project).toEqual(once);
	});

	it("asks for nothing when it says everything", () => {
		expect(applyProjectChange(project, change(), 7).rereadWithinMs).toBeNull();
		expect(applyProjectChange(project, change({ sequence: 60 }), 7).rereadWithinMs).toBeNull();
	});

	it("asks for a re-read when the subscription has only begun: what came before it was not pushed", () => {
		expect(applyProjectChange(project, change(), null).rereadWithinMs).toBeLessThanOrEqual(200);
	});

	it.each([
		["the sequence went back, as after a takeover", change({ sequence: 1 })],
		["the coordinator says so", change({ resetNeeded: true })],
		["the graph changed", change({ graphChanged: true })],
		["it names a stage nobody knows", change({ stages: [{ stageId: "77", counts: [], isPaused: false }] })],
		[
			"a stage was paused, for a reason it does not tell",
			change({ stages: [{ stageId: "2", counts: [], isPaused: true }] }),
		],
	])("asks for a re-read at once when %s", (_, lossy) => {
		expect(applyProjectChange(project, lossy, 7).rereadWithinMs).toBeLessThanOrEqual(200);
	});

	it("asks for the planes a little later when tiles arrived, and for rates later still", () => {
		const forPlanes = applyProjectChange(project, change({ tileCount: 11 }), 7).rereadWithinMs ?? 0;
		const stages = [{ stageId: "2", counts: [], isPaused: false }];
		const forRates = applyProjectChange(project, change({ stages }), 7).rereadWithinMs ?? 0;
		expect(forPlanes).toBeGreaterThan(1_000);
		expect(forRates).toBeGreaterThan(forPlanes);
	});

	it("may have lost tasks after a reset, at its beginning, or when the sequence went back", () => {
		expect(hasLostTasks(change(), 7)).toBe(false);
		expect(hasLostTasks(change(), null)).toBe(true);
		expect(hasLostTasks(change(), 9)).toBe(true);
		expect(hasLostTasks(change({ resetNeeded: true }), 7)).toBe(true);
	});
});

describe("new tasks", () => {
	it("show in the number of a stage's tasks, because a change does not name them", () => {
		const counts = [
			{ state: "SUCCEEDED" as const, count: 10 },
			{ state: "WAITING" as const, count: 2 },
		];
		const grown = change({ stages: [{ stageId: "2", counts, isPaused: false }] });
		expect(taskCountIn(grown, "2")).toBe(12);
		expect(taskCountIn(grown, "1")).toBeNull();
	});
});

describe("counts of states", () => {
	it("leave out the root stage, whose tasks are the tiles", () => {
		const counts = totalCounts(project.stages);
		expect(counts.WAITING).toBe(10);
		expect(sumOfCounts(counts)).toBe(10);
	});

	it("are spoken for by the state that most needs a person", () => {
		const counts = stateCounts([
			{ state: "SUCCEEDED", count: 900 },
			{ state: "FAILED", count: 1 },
			{ state: "RUNNING", count: 8 },
		]);
		expect(mostUrgentState(counts)).toBe("FAILED");
		expect(mostUrgentState(stateCounts([]))).toBeNull();
		expect(pageTitle("Cortex", counts)).toBe("✕1 ▶8 Cortex · Tilewright");
	});

	it("expect a number of tiles only when every source says one", () => {
		expect(expectedTiles([{ expectedTiles: 5 }, { expectedTiles: 7 }])).toBe(12);
		expect(expectedTiles([{ expectedTiles: 5 }, { expectedTiles: null }])).toBeNull();
		expect(expectedTiles([])).toBeNull();
	});
});

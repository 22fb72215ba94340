import { describe, expect, it } from "vitest";
import {
	hasFinishedTile,
	judgeProgress,
	type ObservedAcquisition,
	type ObservedProject,
	type ObservedSource,
	type ObservedStage,
} from "./idle-rules.ts";

const ended: ObservedAcquisition = { endedAt: 1_000, failure: null };

function stage(values: Partial<ObservedStage> = {}): ObservedStage {
	return {
		name: "Preview",
		isRoot: false,
		rule: "each",
		isPaused: false,
		pauseReason: null,
		counts: { succeeded: 10 },
		...values,
	};
}

function source(values: Partial<ObservedSource> = {}): ObservedSource {
	return { name: "list", problem: null, pendingFiles: 0, lastCheckedAt: 1_001, isFinished: false, ...values };
}

function project(values: Partial<ObservedProject> = {}): ObservedProject {
	return { name: "P", tileCount: 10, completeTileCount: 10, sources: [source()], stages: [stage()], ...values };
}

describe("a run without a person", () => {
	it("is over when everything succeeded or was excluded", () => {
		const stages = [stage(), stage({ name: "Shift", counts: { succeeded: 8, excluded: 2, failed: 0 } })];
		expect(judgeProgress([project({ stages })], ended)).toEqual({ kind: "idle", problems: [] });
	});

	it("is over when there is nothing at all", () => {
		expect(judgeProgress([], ended)).toEqual({ kind: "idle", problems: [] });
	});

	it.each([
		["the microscope still images", project(), { endedAt: null, failure: null }],
		["the source was last read before the end", project({ sources: [source({ lastCheckedAt: 1_000 })] }), ended],
		["the source was never read", project({ sources: [source({ lastCheckedAt: null })] }), ended],
		["a file is not yet believed", project({ sources: [source({ pendingFiles: 1 })] }), ended],
		["a task is ready", project({ stages: [stage({ counts: { succeeded: 9, ready: 1 } })] }), ended],
		["a task runs", project({ stages: [stage({ counts: { succeeded: 9, running: 1 } })] }), ended],
	] as const)("goes on while %s", (_what, observed, acquisition) => {
		expect(judgeProgress([observed], acquisition)).toMatchObject({ kind: "busy" });
	});

	it("does not wait for another look at a source that was declared finished", () => {
		const sources = [source({ isFinished: true, lastCheckedAt: 5 })];
		expect(judgeProgress([project({ sources })], ended)).toEqual({ kind: "idle", problems: [] });
	});

	it("names every state that is not as it should be, when nothing moves any more", () => {
		const stages = [
			stage({ counts: { succeeded: 8, failed: 2 } }),
			stage({ name: "Mosaic", rule: "group", counts: { waiting: 1 } }),
		];
		const observed = project({ completeTileCount: 9, stages, sources: [source({ problem: "unreadable" })] });
		expect(judgeProgress([observed], ended)).toEqual({
			kind: "idle",
			problems: [
				'project "P", source "list": unreadable',
				'project "P", 1 of 10 tiles never became complete',
				'project "P", stage "Preview": 2 failed',
				'project "P", stage "Mosaic": 1 waiting',
			],
		});
	});

	it("is stuck when a stage has paused itself with work left", () => {
		const stages = [stage({ isPaused: true, pauseReason: "20 failures in a row", counts: { failed: 20, ready: 3 } })];
		expect(judgeProgress([project({ stages })], { endedAt: null, failure: null })).toEqual({
			kind: "stuck",
			problems: ['project "P", stage "Preview" is paused with 3 tasks ready: 20 failures in a row'],
		});
	});

	it("is stuck when the microscope has failed", () => {
		expect(judgeProgress([project()], { endedAt: null, failure: "exit code 1" })).toEqual({
			kind: "stuck",
			problems: ["exit code 1"],
		});
	});
});

describe("the first finished tile", () => {
	it("has come through all stages that work tile by tile", () => {
		const group = stage({ rule: "group", counts: {} });
		expect(hasFinishedTile([project({ stages: [stage({ counts: { succeeded: 1 } }), group] })])).toBe(true);
		expect(hasFinishedTile([project({ stages: [stage(), stage({ counts: { running: 1 } })] })])).toBe(false);
		expect(hasFinishedTile([project({ stages: [group] })])).toBe(false);
	});
});

import { describe, expect, it } from "vitest";
import type { TaskState } from "../../../api/generated/documents.ts";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { attentionOf, sizeOfAttention } from "./attention-model.ts";

const stage = (id: string, counts: Partial<Record<TaskState, number>>, over: Partial<LiveStage> = {}): LiveStage => ({
	id,
	name: id,
	description: "",
	kind: "PROGRAM",
	isPaused: false,
	pauseReason: null,
	pausedItselfAfter: null,
	canary: null,
	priority: 0,
	parents: [],
	unitRule: { kind: "tile" },
	outputPath: null,
	definition: null,
	counts: Object.entries(counts).map(([state, count]) => ({ state: state as TaskState, count })),
	rate: { meanRunSeconds: null },
	...over,
});
const noneRejected = { listed: [], isAll: true };
const none = { failed: [], rejected: noneRejected };

describe("what needs a person", () => {
	it("begins with a stage that paused itself, also where no task is failed, and leaves out what a person paused", () => {
		const stages = [
			stage("weigh", { READY: 60 }, { isPaused: true, pausedItselfAfter: 20 }),
			stage("mosaic", { READY: 1 }, { isPaused: true, pauseReason: "new objective" }),
		];
		const attention = attentionOf(stages, none, []);
		expect(attention.pausedByThemselves.map(({ id }) => id)).toEqual(["weigh"]);
		expect(sizeOfAttention(attention)).toBe(1);
	});

	it("has one entry for each stage with failed or held tasks, counted as they are pushed", () => {
		const stages = [stage("Quality", { REVIEW: 16, FAILED: 1 }), stage("weigh", { FAILED: 6, SUCCEEDED: 40 })];
		const failed = [
			{ id: "1", stage: { id: "Quality" } },
			{ id: "2", stage: { id: "weigh" } },
			{ id: "3", stage: { id: "weigh" } },
		];
		const attention = attentionOf(stages, { failed, rejected: noneRejected }, []);
		expect(attention.failed.map((group) => [group.stage.id, group.count, group.tasks.map(({ id }) => id)])).toEqual([
			["weigh", 6, ["2", "3"]],
			["Quality", 1, ["1"]],
		]);
		expect(attention.held.map((group) => [group.stage.id, group.count])).toEqual([["Quality", 16]]);
	});

	it("leaves out what a person rejected: of the rejected those are listed about which nobody decided", () => {
		const stages = [stage("Quality", { REJECTED: 3 }), stage("weigh", { REJECTED: 1 })];
		const listed = [{ id: "1", stage: { id: "Quality" } }];
		const rejectedOf = (isAll: boolean) =>
			attentionOf(stages, { failed: [], rejected: { listed, isAll } }, []).rejected.map((group) => [
				group.stage.id,
				group.count,
			]);
		expect(rejectedOf(true)).toEqual([["Quality", 1]]);
		// Of a list that goes on only the counts that are pushed are known.
		expect(rejectedOf(false)).toEqual([
			["Quality", 3],
			["weigh", 1],
		]);
		expect(sizeOfAttention(attentionOf(stages, none, []))).toBe(0);
	});

	it("names a trial until it is promoted or dropped, and how far it is", () => {
		const stages = [stage("Quality", {}), stage("Quality 2", { SUCCEEDED: 3, RUNNING: 2, READY: 55 })];
		const tried = [
			{ id: "Quality", canary: null, canaryOf: null },
			{ id: "Quality 2", canary: { count: 5 }, canaryOf: { name: "Quality" } },
		];
		const { trials } = attentionOf(stages, none, tried);
		expect(trials).toMatchObject([{ insteadOf: "Quality", finished: 3, wanted: 5 }]);
	});

	it("is nothing while all is well, tiles included", () => {
		const root = stage("Tiles", { SUCCEEDED: 60 }, { kind: "ROOT" });
		expect(sizeOfAttention(attentionOf([root, stage("weigh", { SUCCEEDED: 60 })], none, []))).toBe(0);
	});
});

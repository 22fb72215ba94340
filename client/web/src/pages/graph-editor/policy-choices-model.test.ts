import { describe, expect, it } from "vitest";
import type { PreviewFragment } from "../../api/generated/documents.ts";
import { editorStage } from "./editor-stages.fixture.ts";
import { policyChoices } from "./policy-choices-model.ts";

type Row = PreviewFragment["stages"][number];

const none: Row["figures"] = {
	tasksToAdd: 0,
	tasksReady: 0,
	tasksToRetire: 0,
	becomeStale: 0,
	becomeCurrent: 0,
	runningAffected: 0,
	tasksToRerun: 0,
	coreHours: null,
	bytes: null,
};
const previewOf = (stages: readonly Row[]): PreviewFragment => ({
	graphVersion: 4,
	summary: "",
	freeBytes: null,
	totals: none,
	stages: [...stages],
});
const quality = editorStage({ id: "3", counts: [{ state: "SUCCEEDED", count: 40 }] });
const row = (change: Row["change"], figures: Partial<Row["figures"]>, id: string | null = "3"): Row => ({
	name: "Quality",
	change,
	stage: id === null ? null : { id },
	figures: { ...none, ...figures },
});

describe("what is asked about results", () => {
	it("is nothing for a stage that is only added", () => {
		const preview = previewOf([row("ADDED", { tasksToAdd: 40 }, null)]);
		expect(policyChoices(preview, [quality], {})).toEqual({ reruns: [], asksToAccept: false, asksToStop: false });
	});

	it("is everything only where that is more than what becomes stale", () => {
		const reruns = (becomeStale: number, staleCount: number) =>
			policyChoices(previewOf([row("CHANGED", { becomeStale })]), [{ ...quality, staleCount }], {}).reruns;
		expect(reruns(40, 0)).toEqual(["NOTHING", "STALE"]);
		expect(reruns(30, 10)).toEqual(["NOTHING", "STALE"]);
		expect(reruns(30, 0)).toEqual(["NOTHING", "STALE", "ALL"]);
	});

	it("is what runs again where results become stale, and what failed only where something failed", () => {
		const preview = previewOf([row("CHANGED", { becomeStale: 40 })]);
		expect(policyChoices(preview, [quality], {})).toMatchObject({
			reruns: ["NOTHING", "STALE"],
			asksToAccept: true,
		});
		const failing = { ...quality, counts: [{ state: "FAILED" as const, count: 2 }] };
		expect(policyChoices(previewOf([row("CHANGED", {})]), [failing], {}).reruns).toEqual(["NOTHING", "FAILED"]);
	});

	it("is whether programs are stopped only where some run", () => {
		const running = { ...quality, counts: [{ state: "RUNNING" as const, count: 1 }] };
		expect(policyChoices(previewOf([row("REMOVED", {})]), [running], {}).asksToStop).toBe(true);
		expect(policyChoices(previewOf([row("REMOVED", {})]), [quality], {}).asksToStop).toBe(false);
	});

	it("keeps in sight what was chosen, so that it can be taken back", () => {
		const policy = { rerun: "STALE" as const, stopRunning: true };
		expect(policyChoices(null, [quality], policy)).toMatchObject({ reruns: ["NOTHING", "STALE"], asksToStop: true });
	});
});

import { expect, test } from "vitest";
import { pilotBacklog, type WaitingStage } from "./pilot-backlog-rules.ts";

const stage: WaitingStage = {
	runsNothing: false,
	placement: "auto",
	mode: "pilot",
	clusterWorkUnits: 2,
	expectedMs: 8_000,
	ready: 100,
	workUnits: 1,
	meanRunMs: 1_000,
};
const pilot = { usableMs: 60_000, workUnits: 4 };

test("counts what is ready for pilots, and how much work it is", () => {
	expect(pilotBacklog([stage], pilot, 0, 1)).toEqual({ tasks: 100, workUnits: 200, workUnitMs: 200_000 });
	expect(pilotBacklog([{ ...stage, meanRunMs: undefined }], pilot, 0, 1).workUnitMs).toBeNull();
});

test("leaves to workers' machines what they will soon have done", () => {
	expect(pilotBacklog([stage], pilot, 2, 1).tasks).toBe(40);
	expect(pilotBacklog([stage], pilot, 4, 1).tasks).toBe(0);
	expect(pilotBacklog([{ ...stage, placement: "cluster" }], pilot, 4, 1).tasks).toBe(100);
});

test("is divided between workers with clusters", () => {
	expect(pilotBacklog([stage], pilot, 0, 3)).toMatchObject({ tasks: 34 });
});

test("holds nothing that pilots cannot take", () => {
	const others: WaitingStage[] = [
		{ ...stage, placement: "local" },
		{ ...stage, mode: "batch" },
		{ ...stage, clusterWorkUnits: 5 },
		{ ...stage, expectedMs: 60_001 },
		{ ...stage, runsNothing: true },
	];
	expect(pilotBacklog(others, pilot, 0, 1).tasks).toBe(0);
});

import { expect, test } from "vitest";
import { expectedMs, mayRunAt, type PlacedStage } from "./place-rules.ts";

const stage: PlacedStage = {
	runsNothing: false,
	placement: "auto",
	mode: "pilot",
	clusterWorkUnits: 1,
	expectedMs: 10_000,
};
const pilot = { usableMs: 60_000, workUnits: 4 };

function places(changes: Partial<PlacedStage>, remainingMs: number | null = null, offer: typeof pilot | null = pilot) {
	const changed = { ...stage, ...changes };
	return (["local", "pilot", "batch"] as const).filter((place) =>
		mayRunAt(changed, place, { remainingMs, pilot: offer }),
	);
}

test("a stage runs where it says", () => {
	expect(places({})).toEqual(["local", "pilot"]);
	expect(places({ placement: "local" })).toEqual(["local"]);
	expect(places({ placement: "cluster" })).toEqual(["pilot"]);
	expect(places({ mode: "batch" })).toEqual(["local", "batch"]);
	expect(places({ placement: "cluster", mode: "batch" })).toEqual(["batch"]);
});

test("a cluster without pilots takes all in batches", () => {
	expect(places({ placement: "cluster" }, null, null)).toEqual(["pilot", "batch"]);
});

test("what is too long or too heavy for any pilot gets a job of its own", () => {
	expect(places({ placement: "cluster", expectedMs: 61_000 })).toContain("batch");
	expect(places({ placement: "cluster", clusterWorkUnits: 5 })).toContain("batch");
});

test("a pilot takes nothing it cannot finish in time", () => {
	expect(places({}, 10_000)).toContain("pilot");
	expect(places({}, 9_999)).not.toContain("pilot");
});

test("a program that runs nothing is done anywhere", () => {
	expect(places({ runsNothing: true, placement: "cluster", mode: "batch" })).toEqual(["local", "pilot", "batch"]);
});

test("how long a task may take is what it took lately and a margin, but not more than its limit", () => {
	expect(expectedMs(null, 1_000)).toBe(8_000);
	expect(expectedMs(5, 1_000)).toBe(5_000);
	expect(expectedMs(7_200, undefined)).toBe(7_200_000);
	expect(expectedMs(null, undefined)).toBe(60_000);
});

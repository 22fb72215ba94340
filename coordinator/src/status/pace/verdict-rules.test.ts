import { describe, expect, it } from "vitest";
import { type SaidVerdict, type StageVerdict, settleVerdict, steadyGrowth } from "./verdict-rules.ts";

/** What is said second by second. */
function saidOf(seen: readonly StageVerdict[], isGrowing = false): StageVerdict[] {
	let said: SaidVerdict | null = null;
	return seen.map((verdict, second) => {
		said = settleVerdict(verdict, said, second * 1_000, isGrowing);
		return said.said;
	});
}

const times = (count: number, verdict: StageVerdict) => Array.from({ length: count }, () => verdict);

describe("what is said of a stage", () => {
	it("does not flap with what is seen", () => {
		const seen = Array.from(
			{ length: 300 },
			(_, second): StageVerdict => (second % 20 < 10 ? "fallingBehind" : "keepingUp"),
		);
		expect(new Set(saidOf(seen))).toEqual(new Set(["fallingBehind"]));
	});

	it("gets worse soon, at once where it has long been growing, and better after a minute", () => {
		const seen = [...times(5, "keepingUp"), ...times(20, "fallingBehind"), ...times(70, "catchingUp")];
		const said = saidOf(seen);
		expect(said.indexOf("fallingBehind")).toBe(17);
		expect(said.indexOf("catchingUp")).toBe(85);
		expect(saidOf(seen, true).indexOf("fallingBehind")).toBe(5);
	});

	it("is at once what is a fact, and what is seen after one", () => {
		const seen: StageVerdict[] = ["fallingBehind", "paused", "keepingUp", "failing", "done", "stuck", "catchingUp"];
		expect(saidOf(seen)).toEqual(seen);
	});

	it("is still that it fails while it has nothing to try for a moment, and not for long after it succeeds", () => {
		const idle = (["idle", "catchingUp", "idle"] as const).flatMap((verdict) => times(5, verdict));
		expect(new Set(saidOf(["failing", ...idle, "failing", ...idle]))).toEqual(new Set(["failing"]));
		expect(saidOf(["failing", ...times(30, "catchingUp")]).indexOf("catchingUp")).toBe(21);
	});
});

describe("a queue that grows", () => {
	const growth = (ready: readonly number[]) =>
		steadyGrowth(
			ready.map((_, index) => ({ atMs: index * 10_000, tileCount: 0, stages: [] })),
			(sample) => ready[sample.atMs / 10_000] ?? null,
		);

	it("is told from one that only goes up and down, or was filled at once", () => {
		expect(growth([2, 8, 14, 19, 22, 25, 28, 33, 38])).toBe(25);
		expect(growth([10, 40, 10, 40, 10, 40, 10, 40, 10])).toBe(0);
		expect(growth([0, 0, 0, 0, 0, 0, 60, 55, 50])).toBe(0);
		expect(growth([40, 38, 35, 30, 28, 25, 20, 10, 5])).toBe(0);
	});

	it("is not told from a few seconds, or a few tasks", () => {
		expect(growth([2, 30, 60])).toBe(0);
		expect(growth([1, 1, 1, 2, 2, 2, 3, 3, 3])).toBe(0);
	});
});

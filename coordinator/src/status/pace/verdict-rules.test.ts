import { describe, expect, it } from "vitest";
import { type SaidVerdict, type StageVerdict, settleVerdict } from "./verdict-rules.ts";

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

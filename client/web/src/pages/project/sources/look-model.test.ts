import { describe, expect, it } from "vitest";
import { lookOf, lookWords } from "./look-model.ts";

const now = Date.parse("2026-11-21T03:00:00Z");
const words = (lookEverySeconds: number | null, ageSeconds: number | null) =>
	lookWords(
		lookOf(
			{
				lookEverySeconds,
				lateAfterSeconds: lookEverySeconds === null ? null : 124,
				lastCheckedAt: ageSeconds === null ? null : new Date(now - ageSeconds * 1000).toISOString(),
			},
			now,
		),
	);

describe("how a source is looked at", () => {
	it("is told as what happens, not as an age, while all is well", () => {
		expect([words(2, 1), words(2, 75), words(0.5, 18), words(300, 80)]).toEqual([
			"looks every 2 s",
			"looks every 2 s",
			"looks every 0.5 s",
			"looks every 5 min",
		]);
	});

	it("is an alarm when looking has stopped", () => {
		expect(words(2, 190)).toBe("last looked at 3 min ago, should be every 2 s");
	});

	it("is nothing anybody does where tiles are announced, and may not have begun", () => {
		expect([words(null, 5_000), words(2, null)]).toEqual(["waits for announcements", "not looked at yet"]);
	});
});

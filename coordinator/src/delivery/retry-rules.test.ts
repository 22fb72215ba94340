import { describe, expect, it } from "vitest";
import { nextTry } from "./retry-rules.ts";

describe("a message that could not be delivered", () => {
	it("is tried again after a second, then twice as long each time, up to five minutes", () => {
		const waits = [1, 2, 3, 9, 10, 5_000].map((tries) => nextTry(tries, 0));
		expect(waits.map((next) => (next.kind === "again" ? next.afterMs / 1_000 : null))).toEqual([
			1, 2, 4, 256, 300, 300,
		]);
	});

	it("is given up after a day", () => {
		expect(nextTry(300, 23 * 3_600_000).kind).toBe("again");
		expect(nextTry(300, 24 * 3_600_000).kind).toBe("giveUp");
	});
});

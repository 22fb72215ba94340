import { describe, expect, it } from "vitest";
import { readTime } from "./time-text.ts";

describe("a time on the command line", () => {
	it("is a date or a time here, or how long ago", () => {
		const now = new Date("2026-11-21T12:00:00Z");
		expect(readTime("30m", undefined, now)).toBe("2026-11-21T11:30:00.000Z");
		expect(readTime("2h", undefined, now)).toBe("2026-11-21T10:00:00.000Z");
		expect(readTime("3d", undefined, now)).toBe("2026-11-18T12:00:00.000Z");
		expect(readTime("2026-11-21")).toBe(new Date(2026, 10, 21).toISOString());
		expect(readTime("2026-11-21T09:30:00Z")).toBe("2026-11-21T09:30:00.000Z");
	});

	it.each(["", "yesterday", "2x", "2026-99-99", "12"])("is refused as %j", (text) => {
		expect(() => readTime(text)).toThrow("Expected a time");
	});
});

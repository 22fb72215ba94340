import { describe, expect, it } from "vitest";
import { quietText, readQuietHours } from "./quiet-hours.ts";

describe("quiet hours", () => {
	it("are two times of the day, the second perhaps on the next one", () => {
		expect(readQuietHours("22:00-06:30")).toEqual({ quietFrom: 1_320, quietTo: 390 });
		expect(readQuietHours("7:05 - 23:59")).toEqual({ quietFrom: 425, quietTo: 1_439 });
		expect(quietText(readQuietHours("22:00-6:30"))).toBe("22:00-06:30");
		expect(quietText({ quietFrom: null, quietTo: null })).toBe("");
	});

	it.each(["22:00", "24:00-06:00", "22:61-06:00", "22-6", "22:00-22:00", "1:00-2:00-3:00", ""])(
		"are not %s",
		(text) => {
			expect(() => readQuietHours(text)).toThrow(/such as 22:00-06:30/);
		},
	);
});

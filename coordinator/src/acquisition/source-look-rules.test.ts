import { expect, it } from "vitest";
import { lateAfterSeconds, unchangedToldEveryMs } from "./source-look-rules.ts";

it("calls no look late before the next one had to be written, however seldom it is looked", () => {
	for (const everySeconds of [0.2, 2, 60, 3_600]) {
		expect(lateAfterSeconds(everySeconds)).toBeGreaterThan(unchangedToldEveryMs / 1000 + everySeconds);
	}
	expect(lateAfterSeconds(2)).toBe(124);
});

import { expect, it } from "vitest";
import { failuresOfSelfPause, selfPauseReason } from "./self-pause-rules.ts";

it("tells a stage that paused itself from one that somebody paused", () => {
	expect(failuresOfSelfPause(selfPauseReason(20))).toBe(20);
	expect(failuresOfSelfPause("the microscope is being cleaned")).toBeNull();
	expect(failuresOfSelfPause(null)).toBeNull();
});

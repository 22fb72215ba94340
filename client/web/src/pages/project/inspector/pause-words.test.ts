import { expect, it } from "vitest";
import { pauseWords } from "./pause-words.ts";

const byItself = "Paused by itself after 20 failures in a row. Look at the last attempts, then resume the stage.";

it("the words of a paused stage do not say twice that it is paused", () => {
	expect(pauseWords({ pauseReason: byItself, pausedItselfAfter: 20 })).toBe(byItself);
	expect(pauseWords({ pauseReason: "new objective", pausedItselfAfter: null })).toBe("paused: new objective");
	expect(pauseWords({ pauseReason: null, pausedItselfAfter: null })).toBe("paused");
	expect(pauseWords({ pauseReason: "", pausedItselfAfter: null })).toBe("paused");
});

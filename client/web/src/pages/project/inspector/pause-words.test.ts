import { describe, expect, it } from "vitest";
import { isPausedByItself, pauseWords } from "./pause-words.ts";

const byItself = "Paused by itself after 20 failures in a row. Look at the last attempts, then resume the stage.";

describe("the words of a paused stage", () => {
	it("do not say twice that it is paused", () => {
		expect(pauseWords(byItself)).toBe(byItself);
		expect(pauseWords("new objective")).toBe("paused: new objective");
		expect(pauseWords(null)).toBe("paused");
		expect(pauseWords("")).toBe("paused");
	});

	it("tell what nobody decided", () => {
		expect(isPausedByItself(byItself)).toBe(true);
		expect(isPausedByItself("new objective")).toBe(false);
		expect(isPausedByItself(null)).toBe(false);
	});
});

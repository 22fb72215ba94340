import { expect, it } from "vitest";
import { asSentence, plural, withoutFullStop } from "./sentence.ts";

it.each([
	["It was stopped: its unit was taken out", "It was stopped: its unit was taken out."],
	["It was stopped: Its unit was taken out.", "It was stopped: Its unit was taken out."],
	["could not be started: why?", "could not be started: why?"],
	['it said "no."', 'it said "no."'],
	["still going …", "still going …"],
])("%s is closed once", (text, sentence) => {
	expect(asSentence(text)).toBe(sentence);
});

it("half a sentence ends without a full stop, but keeps an ellipsis", () => {
	expect(["it failed.", "it failed", "and so on...", "1.5"].map(withoutFullStop)).toEqual([
		"it failed",
		"it failed",
		"and so on...",
		"1.5",
	]);
});

it("one is not many", () => {
	expect([plural(0, "tile"), plural(1, "tile"), plural(2, "match", "matches")]).toEqual([
		"0 tiles",
		"1 tile",
		"2 matches",
	]);
});

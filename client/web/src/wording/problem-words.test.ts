import { describe, expect, it } from "vitest";
import { problemWords } from "./problem-words.ts";

describe("what the coordinator says of a value it cannot use", () => {
	it("names the value and what it must be, without the terms of a schema", () => {
		expect(
			problemWords(
				"The parameters do not fit the task definition: ✖ Too big: expected number to be <=1\n  → at maximumOverlap\n✖ Invalid input: expected int, received string\n  → at size",
			),
		).toBe(
			"The parameters do not fit the task definition: maximumOverlap must be at most 1; size must be a whole number",
		);
		expect(
			problemWords(
				'"content" cannot be used: ✖ Too small: expected string to have >=1 characters\n  → at program.path',
			),
		).toBe("This cannot be used: program.path must not be empty");
	});

	it("is left as it is where it is words already", () => {
		const words =
			'Stage "Shift" already exists in this project: choose another name (upper and lower case are the same).';
		expect(problemWords(words)).toBe(words);
		expect(problemWords("The operations are not usable: ✖ a duration is needed\n  → at timeLimit")).toBe(
			"The operations are not usable: timeLimit: a duration is needed",
		);
	});
});

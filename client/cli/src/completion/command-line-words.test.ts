import { describe, expect, it } from "vitest";
import { cutLine } from "./command-line-words.ts";

describe("a command line up to the cursor", () => {
	it.each([
		["tilewright ", ["tilewright"], "", ""],
		["tilewright wat", ["tilewright"], "wat", ""],
		["tilewright show Mouse\\ br", ["tilewright", "show"], "Mouse br", ""],
		['tilewright show "Mouse br', ["tilewright", "show"], "Mouse br", '"'],
		["tilewright show 'Mouse brain' x", ["tilewright", "show", "Mouse brain"], "x", ""],
		['tilewright "a \\"b\\" c" ', ["tilewright", 'a "b" c'], "", ""],
		["tilewright '' ", ["tilewright", ""], "", ""],
		["ls | tilewright ta", ["tilewright"], "ta", ""],
	] as const)("%s", (line, words, current, openQuote) => {
		expect(cutLine(line)).toEqual({ words, current, openQuote });
	});
});

import { describe, expect, it } from "vitest";
import { tabCountWords } from "./tab-count-words.ts";

describe("the count on a tab", () => {
	it("never takes more than four letters, and never says more than there is", () => {
		const counts = [1, 999, 1_000, 1_299, 9_999, 12_999, 999_999, 1_000_000, 9_999_999, 345_000_000];
		const words = ["1", "999", "1.0k", "1.2k", "9.9k", "12k", "999k", "1.0M", "9.9M", "345M"];
		expect(counts.map(tabCountWords)).toEqual(words);
	});
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wholeCharacters } from "./log-follower.ts";

describe("the bytes that make whole characters", () => {
	it("leave out at most the last character, and only when it is cut", () => {
		fc.assert(
			fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat(), (text, at) => {
				const bytes = Buffer.from(text);
				const cut = at % (bytes.length + 1);
				const length = wholeCharacters(bytes, cut);
				expect(cut - length).toBeLessThanOrEqual(3);
				expect(bytes.toString("utf8", 0, length)).not.toContain("\ufffd");
				if (cut === bytes.length) expect(length).toBe(cut);
			}),
		);
	});

	it("are all of them when the bytes are no UTF-8", () => {
		expect(wholeCharacters(Buffer.from([0x80, 0x80, 0x80, 0x80]), 4)).toBe(4);
		expect(wholeCharacters(Buffer.from([0x41, 0xff]), 2)).toBe(1);
		expect(wholeCharacters(Buffer.alloc(0), 0)).toBe(0);
	});
});

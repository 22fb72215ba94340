import { errorCodes } from "@tilewright/contract/errors";
import { describe, expect, it } from "vitest";
import { headings, readDocument } from "./markdown.ts";

const text = readDocument("docs/errors.md");

describe("docs/errors.md", () => {
	it("has a section for every error code, and for nothing else", () => {
		expect(headings(text, 3).sort()).toEqual([...errorCodes].sort());
	});

	it("says of every code what to do", () => {
		const sections = text.split(/^### /m).slice(1);
		// Where nothing has to be explained about causes, there is still something to do.
		const silent = sections.filter((section) => !section.includes("**What to do:**"));
		expect(silent.map((section) => section.split("\n")[0])).toEqual([]);
	});
});

import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { documentPaths, headings, localLinks, readDocument, toAnchor } from "./markdown.ts";

describe("links in the documentation", () => {
	it.each(documentPaths())("of %s lead somewhere", (path) => {
		const broken = localLinks(path).filter((link) => !existsSync(resolve(link.path)) || !hasAnchor(link));
		expect(broken.map(({ written }) => written)).toEqual([]);
	});
});

function hasAnchor({ path, anchor }: { readonly path: string; readonly anchor: string }): boolean {
	if (anchor === "" || !statSync(resolve(path)).isFile()) return true;
	const text = readDocument(path);
	return [1, 2, 3, 4].some((level) => headings(text, level).some((heading) => toAnchor(heading) === anchor));
}

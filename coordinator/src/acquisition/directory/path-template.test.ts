import { expect, it } from "vitest";
import { parsePathPattern } from "./path-pattern.ts";
import { checkTemplate, fillTemplate } from "./path-template.ts";

it.each([
	["{name}.done", "a/b.ome.tif", {}, "a/b.ome.tif.done"],
	["{stem}.json", "a/b.ome.tif", {}, "a/b.ome.json"],
	["../meta/{well}_{site}.xml", "P1/x.tif", { well: "B03", site: 7 }, "meta/B03_7.xml"],
	["{stem}.json", "b.tif", {}, "b.json"],
	["../../{name}", "a/b.tif", {}, null],
	["/etc/{name}", "b.tif", {}, "etc/b.tif"],
])("%s for %s with %j is %j", (template, path, fields, expected) => {
	expect(fillTemplate(template, path, fields)).toBe(expected);
});

it("a template with an unknown name is refused, and says which are known", () => {
	const pattern = parsePathPattern("{well}.tif");
	expect(() => checkTemplate("{wel}.json", "companions", pattern)).toThrow("known are {well}, {name}, {stem}");
	expect(() => checkTemplate("{well}_{stem}.json", "companions", pattern)).not.toThrow();
});

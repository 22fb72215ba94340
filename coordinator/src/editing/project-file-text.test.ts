import { taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ProjectFile } from "./project-file.ts";
import { differenceOfFiles, isEmptyDifference } from "./project-file-difference.ts";
import { readProjectFile } from "./project-file-text.ts";
import { writeProjectFile } from "./project-file-writer.ts";

/** What YAML could take for something else. */
const tricky = fc.constantFrom(
	...[
		"yes",
		"No",
		"null",
		"~",
		"1.0",
		"0x1F",
		"1e3",
		".inf",
		"2026-11-21",
		"- a",
		"a: b",
		"a #b",
		"#",
		"*a",
		"&a",
		"!t",
		"{a}",
	],
	...[
		"[a]",
		"'",
		'"',
		"|",
		">",
		"%",
		"@",
		"`",
		"?",
		"\\",
		"a\\nb",
		"µm",
		"日本",
		"😀",
		"<<",
		"=",
		"true",
		"",
		" ",
		" \n",
		"a\n  \n",
	],
);
const word = fc.oneof(tricky, fc.string({ unit: "grapheme", maxLength: 30 }));
const name = fc
	.oneof(tricky, fc.string({ unit: "grapheme", maxLength: 20 }))
	.map((text) => text.replaceAll(/\p{Cc}/gu, "").trim())
	.filter((text) => text !== "" && text.toLowerCase() !== "acquisition");
const description = fc.oneof(
	word,
	fc.array(word, { maxLength: 4 }).map((lines) => lines.join("\n")),
);
// The database keeps neither -0 nor what is no number, and no half of a surrogate pair.
const value = fc
	.jsonValue({ maxDepth: 2, stringUnit: "grapheme" })
	.map((json) => JSON.parse(JSON.stringify(json)) as unknown);
const parameters = fc.dictionary(
	word.filter((key) => key !== "__proto__" && key !== "<<"),
	value,
	{ maxKeys: 4 },
);
const bounds = fc.record(
	{ min: fc.integer({ min: -9, max: 0 }), max: fc.integer({ min: 0, max: 9 }) },
	{ requiredKeys: [] },
);
const region = fc.record({ x: bounds, y: bounds, z: bounds }, { requiredKeys: [] });

const projectFile: fc.Arbitrary<ProjectFile> = fc
	.record({
		project: fc.record({
			name,
			description,
			rootPath: fc.constantFrom("/data/a", "/data/a b/c", "C:\\data\\a"),
			outputPath: fc.constantFrom("/data/a-results", "D:\\results"),
			parameters,
			priority: fc.integer({ min: -1000, max: 1000 }),
			region,
			skippedPlanes: fc.option(
				fc.record({ x: fc.array(fc.integer()), y: fc.array(fc.integer()), z: fc.array(fc.integer()) }),
			),
			backfillShare: fc.constantFrom(0.8, 1, 0.25),
		}),
		names: fc.uniqueArray(name, { minLength: 1, maxLength: 5, selector: (text) => text.toLowerCase() }),
		description,
		parameters,
		region,
		words: fc.array(
			word.filter((text) => text !== ""),
			{ maxLength: 4 },
		),
	})
	.map(({ project, names, description: about, parameters: own, region: where, words }): ProjectFile => {
		const content = taskDefinitionContentSchema.parse({ program: { kind: "none" }, arguments: words });
		return {
			tilewright: 1,
			project,
			sources: [{ name: names[0] ?? "", kind: "list", rootPath: ".", settings: {} }],
			repositories: [],
			definitions: [
				{ name: names[0] ?? "", edition: 1, description: about, repository: null, content, defaultOperations: {} },
			],
			stages: names.map((stageName, place) => ({
				name: stageName,
				description: about,
				definition: { name: names[0] ?? "", edition: 1 },
				parents: [names[place - 1] ?? "Acquisition"],
				unitRule: { kind: "each" },
				parameters: own,
				operations: place === 0 ? {} : { workUnits: place },
				outputPath: `stage-${place}`,
				priority: place,
				region: place === 1 ? where : null,
				startWith: "everything",
				canary: null,
				canaryOf: null,
			})),
		};
	});

describe("the text of a project file", () => {
	it("is read as what was written, whatever is in it, and written again the same", () => {
		fc.assert(
			fc.property(projectFile, (file) => {
				const text = writeProjectFile(file);
				const read = readProjectFile(text);
				expect(read).toEqual(file);
				expect(writeProjectFile(read)).toBe(text);
				expect(isEmptyDifference(differenceOfFiles(file, read))).toBe(true);
			}),
			{ numRuns: 300 },
		);
	});

	it("keeps blanks at the ends of lines that have to be quoted", () => {
		const description = " \na line that is long enough to be worth folding  \n \n\n and another one";
		const read = readProjectFile("tilewright: 1\nproject: {name: Brain, rootPath: /data/brain}");
		const file = { ...read, project: { ...read.project, description } };
		expect(readProjectFile(writeProjectFile(file)).project.description).toBe(description);
	});

	it("may be written by hand, briefly", () => {
		const file = readProjectFile(`
tilewright: 1
project: {name: Brain, rootPath: /data/brain}
stages:
  - {name: Fix, definition: fix}
  - name: Mosaic
    definition: {name: mosaic}
    parents: [fix]
    unitRule: {kind: all, completion: {kind: endOfAcquisition}}
`);
		expect(file.stages).toMatchObject([
			{ parents: ["Acquisition"], unitRule: { kind: "each" }, outputPath: null, startWith: "everything" },
			{ definition: { name: "mosaic", edition: 1 }, unitRule: { kind: "all", partial: null } },
		]);
	});

	it("follows anchors, for what is the same in many stages", () => {
		const file = readProjectFile(`
tilewright: 1
project: {name: Brain, rootPath: /data/brain}
stages:
  - {name: A, definition: d, operations: &small {workUnits: 0.5}}
  - {name: B, definition: d, operations: *small}
`);
		expect(file.stages[1]?.operations).toEqual({ workUnits: 0.5 });
	});
});

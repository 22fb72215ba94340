import { describe, expect, it } from "vitest";
import type { ProjectFile } from "./project-file.ts";
import { differenceOfFiles, type FileEdit } from "./project-file-difference.ts";
import { movedOutputPath, relativeTo, resolveAt } from "./project-file-paths.ts";
import { readProjectFile } from "./project-file-text.ts";

const header = "tilewright: 1\nproject: {name: Brain, rootPath: /data/brain, outputPath: /data/brain-results}\n";
const file = (rest: string): ProjectFile => readProjectFile(`${header}${rest}`);
const stages = (...entries: readonly string[]) =>
	file(`stages:\n${entries.map((entry) => `  - {${entry}}\n`).join("")}`);
const edits = (current: ProjectFile, wanted: ProjectFile) => differenceOfFiles(current, wanted).edits.map(inWords);

function inWords(edit: FileEdit): string {
	switch (edit.kind) {
		case "add":
		case "tryOut":
			return `${edit.kind} ${edit.stage.name}`;
		case "change":
			return `change ${edit.parts.join("+")} of ${edit.stage}`;
		case "promote":
		case "remove":
			return `${edit.kind} ${edit.stage}`;
	}
}

const a = "name: A, definition: d, outputPath: a";
const b = "name: B, definition: d, parents: [A], outputPath: b";

describe("what a file asks of a graph", () => {
	it("is nothing when names differ in capitals only where they are spoken of", () => {
		expect(edits(stages(a, b), stages(a, b.replace("[A]", "[a]")))).toEqual([]);
	});

	it("is in an order in which everything spoken of is there", () => {
		const wanted = stages(
			"name: D, definition: d, parents: [C]",
			"name: C, definition: d, parents: [A]",
			a,
			b.replace("[A]", "[D]"),
		);
		expect(edits(stages(a, b), wanted)).toEqual(["add C", "add D", "change parents of B"]);
	});

	it("names come first, and parents that were only renamed are the same", () => {
		const wanted = stages(
			"name: Alpha, renamedFrom: A, definition: d, priority: 3, outputPath: a",
			b.replace("[A]", "[Alpha]"),
		);
		expect(edits(stages(a, b), wanted)).toEqual(["change name of A", "change priority of Alpha"]);
	});

	it("is another stage under another name, unless the file says from which", () => {
		expect(edits(stages(a), stages(a.replace("A", "Z")))).toEqual(["add Z", "remove A"]);
	});

	it("ignores a name from before that is gone already", () => {
		expect(edits(stages(a), stages(`${a}, renamedFrom: Old`))).toEqual([]);
	});

	it("tries out, promotes and drops", () => {
		const trial = "name: T, definition: d, parameters: {s: 1}, canary: {count: 3}, canaryOf: A, outputPath: t";
		expect(edits(stages(a), stages(a, trial))).toEqual(["tryOut T"]);
		expect(edits(stages(a, trial), stages(a))).toEqual(["remove T"]);
		// What tries a stage out goes with it.
		expect(edits(stages(a, trial), stages("name: C, definition: d"))).toEqual(["add C", "remove A"]);
		const tried = "name: N, definition: d, canary: {count: 2}, outputPath: n";
		expect(edits(stages(tried), stages(tried.replace(", canary: {count: 2}", "")))).toEqual(["promote N"]);
		expect(differenceOfFiles(stages(a), stages(`${a}, canary: {count: 2}`)).refused).toHaveLength(1);
	});

	it("compares operations as they are run with, wherever they are written", () => {
		const definitions =
			"definitions:\n  - {name: d, content: {program: {kind: none}}, defaultOperations: {workUnits: 2}}\n";
		const own = file(`${definitions}stages:\n  - {${a}, operations: {workUnits: 2}}\n`);
		const inherited = file(`${definitions}stages:\n  - {${a}}\n`);
		expect(edits(own, inherited)).toEqual([]);
		expect(edits(own, file(`${definitions}stages:\n  - {${a}, operations: {workUnits: 1}}\n`))).toEqual([
			"change operations of A",
		]);
	});
});

describe("what a file asks of a project", () => {
	it("is told setting by setting and source by source", () => {
		const current = file("sources:\n  - {name: S, kind: list}\n  - {name: T, kind: announced}\n");
		const wanted: ProjectFile = {
			...file("sources:\n  - {name: s, kind: list, rootPath: sub}\n  - {name: T, kind: list}\n"),
			project: { ...current.project, priority: 4, outputPath: null },
		};
		const { settings, sources } = differenceOfFiles(current, wanted);
		expect(settings).toEqual({ priority: 4 });
		expect(sources).toMatchObject({
			added: [{ name: "T", kind: "list", rootPath: "/data/brain" }],
			changed: [{ name: "s", rootPath: "/data/brain/sub" }],
			removed: [{ name: "T", kind: "announced" }],
		});
	});
});

describe("paths in a file", () => {
	it("are relative inside, and as they are outside", () => {
		expect(relativeTo("/data/a", "/data/a/b/c")).toBe("b/c");
		expect(relativeTo("/data/a", "/data/a")).toBe(".");
		expect(relativeTo("/data/a", "/data/ab")).toBe("/data/ab");
		expect(relativeTo("C:\\data", "C:\\data\\b\\c")).toBe("b/c");
	});

	it("are found again where they belong", () => {
		expect(resolveAt("/data/a", "b/c")).toBe("/data/a/b/c");
		expect(resolveAt("/data/a", ".")).toBe("/data/a");
		expect(resolveAt("/data/a", "/elsewhere")).toBe("/elsewhere");
		expect(resolveAt("C:\\data", "b/c")).toBe("C:\\data\\b\\c");
	});

	it("move with the root path where they begin with it", () => {
		expect(movedOutputPath("/data/a", "/data/a-results", "/mnt/b")).toBe("/mnt/b-results");
		expect(movedOutputPath("/data/a", "/scratch/a", "/mnt/b")).toBe("/scratch/a");
	});
});

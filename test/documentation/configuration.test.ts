import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { firstColumn, readDocument } from "./markdown.ts";

const documented = firstColumn(readDocument("docs/configuration.md"), "variable").map((cell) =>
	cell.replaceAll("`", ""),
);

/** Between a worker and its own helper processes; nobody else sets or reads them. */
const internal = ["TILEWRIGHT_SPAWNER_ID"];

/** Whatever these name, in a schema, a message or a help text, is a promise. */
const programs = [
	"coordinator/src",
	"worker/src",
	"compose/src",
	"contract/src",
	"seeds/src",
	"stages/src",
	"client/cli/src",
];
/** These name variables for all kinds of reasons: what counts is what they read. */
const tools = ["test", "client/web", "bench", "scripts"];

describe("docs/configuration.md", () => {
	it("has every variable that our programs name and our tools read, and no other", () => {
		const named = sourcesOf(programs)
			.filter(([path]) => !/\.test\.tsx?$/.test(path))
			.flatMap(([, text]) => text.match(/\bTILEWRIGHT_[A-Z]+(?:_[A-Z]+)*\b/g) ?? []);
		const read = sourcesOf(tools).flatMap(([, text]) =>
			[...text.matchAll(/\benv(?:\.|\[")(TILEWRIGHT_[A-Z_]+)/g)].map(([, name = ""]) => name),
		);
		const wanted = new Set([...named, ...read].filter((name) => !internal.includes(name)));
		expect([...wanted].sort()).toEqual([...documented].sort());
	});

	it("has every variable once", () => {
		expect(documented.filter((name, index) => documented.indexOf(name) !== index)).toEqual([]);
	});
});

function sourcesOf(folders: readonly string[]): (readonly [path: string, text: string])[] {
	return folders.flatMap((folder) =>
		readdirSync(folder, { recursive: true })
			.map((name) => join(folder, String(name)))
			.filter((path) => /\.m?[jt]sx?$/.test(path) && !path.includes("node_modules"))
			.map((path) => [path, readFileSync(path, "utf8")] as const),
	);
}

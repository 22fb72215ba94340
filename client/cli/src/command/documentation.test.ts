import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import { Kind, parse, type SelectionSetNode } from "graphql";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { exitCodes } from "./command-failure.ts";
import { createProgram } from "./program.ts";

const page = readFileSync(resolve("docs/command-line.md"), "utf8");

/** First and last cells of the rows of all tables below a heading. */
function rowsBelow(heading: string): (readonly [first: string, last: string])[] {
	const [, ...parts] = page.split(`## ${heading}\n`);
	const text = parts.join("").split("\n## ")[0] ?? "";
	return text.split("\n").flatMap((line) => {
		const cells = line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim());
		const [first = "", last = ""] = [cells[0], cells.at(-1)];
		return line.startsWith("| ") && !/^(?:---|command|exit code|line)/.test(first) ? [[first, last] as const] : [];
	});
}

function leavesOf(command: Command, path: string): { readonly path: string; readonly description: string }[] {
	return command.commands.flatMap((child) => {
		const childPath = `${path} ${child.name()}`.trim();
		return child.commands.length > 0
			? leavesOf(child, childPath)
			: [{ path: childPath, description: child.description() }];
	});
}

const leaves = leavesOf(
	createProgram({
		terminal: {
			write: () => {},
			complain: () => {},
			colours: pc.createColors(false),
			isInteractive: false,
			width: () => 80,
			height: () => 24,
		},
		environment: {},
		installation: resolve("."),
		workingDirectory: resolve("."),
		signal: new AbortController().signal,
		setExitCode: () => {},
	}),
	"",
);

/** `id`, `stage { id, name }`; what a fragment holds is written out. */
function fieldsOf({ selections }: SelectionSetNode): string[] {
	return selections.flatMap((selection) => {
		if (selection.kind === Kind.FRAGMENT_SPREAD) return [`… ${selection.name.value}`];
		if (selection.kind !== Kind.FIELD) return [];
		const { name, selectionSet } = selection;
		return [selectionSet === undefined ? name.value : `${name.value} { ${fieldsOf(selectionSet).join(", ")} }`];
	});
}

const fragments = new Map(
	readdirSync(resolve("client/cli/src"), { recursive: true })
		.map(String)
		.filter((path) => path.endsWith(".graphql"))
		.flatMap((path) => parse(readFileSync(resolve("client/cli/src", path), "utf8")).definitions)
		.flatMap((definition) =>
			definition.kind === Kind.FRAGMENT_DEFINITION
				? [[definition.name.value, fieldsOf(definition.selectionSet).join(", ")] as const]
				: [],
		),
);

describe("docs/command-line.md", () => {
	it("has every command there is, and no other", () => {
		const documented = rowsBelow("Commands").map(([command]) => command.replaceAll("`", ""));
		expect(documented.toSorted()).toEqual(leaves.map(({ path }) => path).toSorted());
	});

	it("has the exit codes of the program", () => {
		const documented = rowsBelow("For scripts").map(([code]) => Number(code));
		expect(documented).toEqual(Object.values(exitCodes));
	});

	it("has the fields that --json prints", () => {
		const documented = Object.fromEntries(
			rowsBelow("Lines of --json").map(([name, fields]) => [name.replaceAll("`", ""), fields.replaceAll("`", "")]),
		);
		expect(documented).toEqual(Object.fromEntries(fragments));
	});
});

it("describes every command in a few words", () => {
	for (const { path, description } of leaves) expect(description, path).not.toBe("");
});

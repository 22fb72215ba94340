import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import pc from "picocolors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodes } from "../../client/cli/src/command/command-failure.ts";
import { createProgram } from "../../client/cli/src/command/program.ts";
import { runCommandLine } from "../../client/cli/src/command/run-command-line.ts";
import { readCommandLine } from "../../seeds/src/command/command-line.ts";
import { documentPaths, firstColumn, readDocument } from "./markdown.ts";

let folder: string;
/** An address where nobody listens: whatever is understood gets as far as asking there. */
let nobody: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), "tilewright-documentation-"));
	writeFileSync(join(folder, "my-definition.json"), JSON.stringify({ name: "My definition", content: {} }));
	writeFileSync(join(folder, "hello.json"), JSON.stringify({ name: "hello", content: {} }));
	writeFileSync(join(folder, "tiles.json"), JSON.stringify([{ relativePath: "tile-1", isComplete: true }]));
	writeFileSync(join(folder, "brain.yaml"), "tilewright: 1\nproject: { name: Brain, rootPath: /data/brain }\n");
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	const address = server.address();
	nobody = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
	await new Promise((done) => server.close(done));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let said = "";

function surroundings() {
	return {
		terminal: {
			write: (text: string) => {
				said += text;
			},
			complain: (line: string) => {
				said += `${line}\n`;
			},
			colours: pc.createColors(false),
			isInteractive: false,
			width: () => Number.POSITIVE_INFINITY,
			height: () => 24,
		},
		environment: {},
		installation: resolve("."),
		workingDirectory: folder,
		signal: new AbortController().signal,
		setExitCode: () => {},
	};
}

describe("docs/command-line.md", () => {
	const text = readDocument("docs/command-line.md");

	it("has every command, and no other", () => {
		const documented = firstColumn(text, "command").map((cell) => cell.replaceAll("`", ""));
		expect(documented.sort()).toEqual(commandNames(createProgram(surroundings())).sort());
	});

	it("has every exit code", () => {
		expect(firstColumn(text, "exit code").map(Number)).toEqual(Object.values(exitCodes));
	});
});

describe("command lines in the documentation", () => {
	it.each(examples())("%s is understood", async (line) => {
		said = "";
		const [first = "", ...rest] = toArguments(line);
		if (first === "simulate") {
			const understood = await readCommandLine(rest);
			expect(understood.options.folder).not.toBe("");
			return;
		}
		const exitCode = await runCommandLine(["--server", nobody, first, ...rest], surroundings());
		if (first === "completion") return expect(exitCode, said).toBe(exitCodes.ok);
		// The doctor tells of it, all others fail with it.
		expect(exitCode, said).toBe(exitCodes.unreachable);
	});
});

describe("npx", () => {
	// npx takes an option before the program's name for its own, and what follows --no for its value, unless "--" comes first.
	const robust = /^npx (?:--no -- )?tilewright\b/;
	const places = [...documentPaths(), ...programFiles()];

	it("is told where its own options end, wherever it is named", () => {
		const named = places.flatMap((path) => readDocument(path).match(/\bnpx\b[^\n`"']*?\btilewright\b/g) ?? []);
		expect(named.length).toBeGreaterThan(20);
		expect(named.filter((words) => !robust.test(words))).toEqual([]);
	});

	it.each(["tilewright", "--no -- tilewright"])("hands on what comes after %s", (program) => {
		const answer = spawnSync("npx", [...program.split(" "), "--help"], { encoding: "utf8" });
		expect(answer.stdout).toContain("Usage: tilewright");
	});
});

/** What may print a hint. */
function programFiles(): string[] {
	return ["client/cli", "client/web", "compose", "coordinator", "seeds", "worker"].flatMap((workspace) =>
		readdirSync(join(workspace, "src"), { recursive: true })
			.map((name) => join(workspace, "src", String(name)))
			.filter((path) => /\.tsx?$/.test(path)),
	);
}

/** `projects list`, for all that do something themselves. */
function commandNames(command: Command, path: readonly string[] = []): string[] {
	return command.commands.flatMap((child) => {
		const childPath = [...path, child.name()];
		return child.commands.length > 0 ? commandNames(child, childPath) : [childPath.join(" ")];
	});
}

/** Lines of code blocks that start our command line, without what comes before it, and what they are piped into. */
function examples(): string[] {
	const blocks = documentPaths().flatMap((path) => readDocument(path).match(/^ *```[\s\S]*?^ *```/gm) ?? []);
	const lines = blocks.flatMap((block) => block.replaceAll(/\\\n\s*/g, "").split("\n"));
	return lines.flatMap((line) => {
		const [, rest] = /^\s*(?:\$ )?(?:npx (?:--no -- )?)?tilewright (?:--server \S+ )?(.*)$/.exec(line) ?? [];
		return rest === undefined ? [] : [rest.replace(/\s+[#|].*$/, "").trim()];
	});
}

/** As a shell would split it, with the two kinds of quotation marks. */
/** What a shell does with the output is its own business. */
function toArguments(line: string): string[] {
	return [...line.replace(/ > \S+$/, "").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
		([, double, single, plain]) => double ?? single ?? plain ?? "",
	);
}

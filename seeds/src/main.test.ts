import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "./testing/temporary-folder.ts";

const built = mkdtempSync(join(tmpdir(), "tilewright-simulate-"));
const program = join(built, "simulate.mjs");

/** The program as it is shipped: one bundled file run by node. */
beforeAll(async () => {
	await build({
		entryPoints: [fileURLToPath(new URL("./main.ts", import.meta.url))],
		bundle: true,
		platform: "node",
		format: "esm",
		outfile: program,
		logLevel: "error",
		// Commander is CommonJS and asks for node's modules with require.
		banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
	});
});
afterAll(() => rmSync(built, { recursive: true }));

/** Runs it to its end; `onLine` sees its lines as they come and can send it a signal. */
async function run(
	argumentList: readonly string[],
	onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
) {
	const child = spawn(process.execPath, [program, ...argumentList], { stdio: ["ignore", "pipe", "pipe"] });
	onTestFinished(() => void child.kill("SIGKILL"));
	const lines: string[] = [];
	let complaint = "";
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		complaint += text;
	});
	createInterface({ input: child.stdout }).on("line", (line) => {
		lines.push(line);
		onLine(line, (signal) => child.kill(signal));
	});
	const [exitCode] = await once(child, "close");
	return { exitCode, lines, complaint };
}

const small = ["--columns", "3", "--rows", "2", "--tile", "48x32", "--date", "2021-04-09"];
const readList = (folder: string) => JSON.parse(readFileSync(join(folder, "pipeline-input.json"), "utf8"));

describe("the program", () => {
	test("prints one JSON line for each event and ends with 0", async () => {
		const { exitCode, lines } = await run([temporaryFolder(), ...small, "--fast", "--json"]);
		expect(exitCode).toBe(0);
		const events = lines.map((line) => JSON.parse(line));
		expect(events.map(({ event }) => event)).toEqual([
			"started",
			...new Array(6).fill(["tileStarted", "tileFinished"]).flat(),
			"finished",
		]);
		expect(events.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
		expect(events.at(-1)).toMatchObject({ completed: 6, total: 6 });
	});

	test("stops at SIGTERM with a whole list, and the next run goes on", async () => {
		const folder = temporaryFolder();
		// Slow enough that it cannot finish by itself before the signal.
		const slow = ["--seconds-per-tile", "60", "--write-fraction", "0"];
		const first = await run([folder, ...small, ...slow], (line, kill) => {
			if (line.startsWith("Tile 1 written")) kill("SIGTERM");
		});
		expect(first).toMatchObject({ exitCode: 0, complaint: "" });
		expect(first.lines.at(-1)).toBe("Stopped after 1 of 6 images; run again with the same options to go on");
		expect(readList(folder)).toMatchObject({
			acquisition: { isFinished: false },
			tiles: [{ id: 1, isComplete: true }],
		});

		const second = await run([folder, ...small, "--fast"]);
		expect(second.lines[0]).toBe(`Going on with image 2 of 6 in ${folder}`);
		expect(readList(folder).acquisition.isFinished).toBe(true);
		expect(readList(folder).tiles.length).toBe(6);
	});

	test("killed in the middle of a file, it goes on with that file", async () => {
		const folder = temporaryFolder();
		const first = await run([folder, ...small, "--half-written", "2:10m", "--fast"], (line, kill) => {
			if (line.startsWith("Tile 2 begins")) kill("SIGKILL");
		});
		expect(first.exitCode).toBeNull();
		const { lines, exitCode } = await run([folder, ...small, "--half-written", "2:10m", "--fast"], (line, kill) => {
			if (line.startsWith("Tile 2 begins")) kill("SIGTERM");
		});
		expect(exitCode).toBe(0);
		expect(lines[0]).toContain("Going on with image 2 of 6");
	});

	test.each([
		[["--columns", "none"], '"none" is not a number'],
		[["--overlap", "2"], "lattice.overlap"],
		[["--late", "99"], "tiles 1 to 6"],
		[["--replay", "/does/not/exist"], "cannot be read"],
	])("with %j it says what is wrong and ends with 2", async (argumentList, complaint) => {
		const folder = temporaryFolder();
		const { exitCode, complaint: said } = await run([folder, ...small, ...argumentList]);
		expect(said).toContain(complaint);
		expect(exitCode).toBe(2);
		expect(readdirSync(folder)).toEqual([]);
	});

	test("without a folder ends with 2, with --help with 0 and every option", async () => {
		expect((await run([])).exitCode).toBe(2);
		const { exitCode, lines } = await run(["--help"]);
		expect(exitCode).toBe(0);
		for (const option of ["--preset", "--tile", "--replay", "--half-written", "--shrink-list", "--json"]) {
			expect(lines.join("\n")).toContain(`${option}`);
		}
	});
});

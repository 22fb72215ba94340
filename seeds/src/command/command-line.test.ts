import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { parseSimulationOptions } from "../parse-simulation-options.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { readCommandLine } from "./command-line.ts";

async function optionsOf(...argumentList: string[]) {
	const { options } = await readCommandLine(["/data/out", ...argumentList]);
	return parseSimulationOptions(options);
}

/** The complaint of the argument parser, which it writes to stderr. */
async function complaintAbout(...argumentList: string[]): Promise<string> {
	const written: string[] = [];
	const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
	try {
		await expect(readCommandLine(["/data/out", ...argumentList])).rejects.toThrow();
	} finally {
		spy.mockRestore();
	}
	return written.join("");
}

describe("the command line", () => {
	test("sets options in all sections", async () => {
		const options = await optionsOf(
			...["--seed", "5", "--columns", "6", "--tile", "256x128x4", "--pixel-size", "0.8,3", "--overlap", "0.2"],
			...["--jitter", "2", "--whole-pixels", "--noise-free", "--pixel-type", "uint8", "--rate", "4", "--blur", "1"],
			...["--format", "dashboard", "--backslashes", "--rewrite-list-in-place", "--listing", "early"],
			...["--parameter", "A=1=2", "--parameter", "B=x", "--plane-markers-z", "3,4"],
		);
		expect(options).toMatchObject({
			folder: "/data/out",
			seed: 5,
			lattice: {
				columns: 6,
				rows: 3,
				overlap: 0.2,
				tile: { width: 256, height: 128, depth: 4 },
				pixelSizeUm: { lateral: 0.8, axial: 3 },
			},
			stage: { jitterUm: 2, wholePixels: true },
			optics: { hasNoise: false, pixelType: "uint8", lateralSigmaUm: 1, axialSigmaUm: 2 },
			output: {
				format: "dashboard",
				backslashes: true,
				rewriteListInPlace: true,
				listing: "early",
				projectParameters: { A: "1=2", B: "x" },
				planeMarkersZ: [3, 4],
			},
			pacing: { secondsPerTile: 0.25 },
			replay: null,
		});
	});

	test("sets misbehaviours with their details, several times", async () => {
		const { misbehaviours } = await optionsOf(
			...["--half-written", "7,8:forever", "--half-written", "9:500ms", "--pause", "12:3s", "--late", "5:2"],
			...["--re-image", "9:new:4", "--re-image", "3", "--duplicate-position", "4", "--corrupt", "11"],
			...["--truncated-list", "15", "--shrink-list", "20:2m", "--out-of-focus", "8:12.5"],
		);
		expect(misbehaviours).toEqual([
			{ kind: "halfWritten", tile: 7, forMs: 3000 },
			{ kind: "halfWritten", tile: 8, forMs: null },
			{ kind: "halfWritten", tile: 9, forMs: 500 },
			{ kind: "pause", tile: 12, forMs: 3000 },
			{ kind: "late", tile: 5, by: 2 },
			{ kind: "reImage", tile: 9, path: "new", after: 4 },
			{ kind: "reImage", tile: 3, path: "same", after: 3 },
			{ kind: "duplicatePosition", tile: 4 },
			{ kind: "corrupt", tile: 11 },
			{ kind: "truncatedList", tile: 15, forMs: 1000 },
			{ kind: "shrunkList", tile: 20, forMs: 120_000 },
			{ kind: "outOfFocus", tile: 8, defocusUm: 12.5 },
		]);
	});

	test("describes a replay", async () => {
		const { replay } = await optionsOf(
			...["--replay", "/data/in", "--replay-sort", "time", "--replay-group", "directory"],
			...["--replay-endings", ".tif,.tiff", "--replay-lattice", "5x4:columns"],
		);
		expect(replay).toEqual({
			folder: "/data/in",
			sortBy: "time",
			groupBy: "directory",
			endings: [".tif", ".tiff"],
			lattice: { columns: 5, rows: 4, order: "columns" },
		});
	});

	test("lays arguments over the demonstration, slow or fast", async () => {
		const slow = await optionsOf("--preset", "demonstration");
		const fast = await optionsOf("--preset", "demonstration", "--fast", "--columns", "2", "--corrupt", "1");
		expect(slow.lattice).toMatchObject({ columns: 6, rows: 5, planes: 2, tile: { width: 256, height: 256, depth: 4 } });
		expect(slow.misbehaviours.map(({ kind }) => kind)).toEqual(["outOfFocus"]);
		// Two planes of five rows: long enough to be looked at, short enough to be seen to its end.
		const seconds = 60 * slow.pacing.secondsPerTile + 8 * slow.pacing.secondsPerRow + slow.pacing.secondsPerPlane;
		expect(seconds).toBeGreaterThanOrEqual(180);
		expect(seconds).toBeLessThanOrEqual(240);
		expect(fast.pacing.secondsPerTile).toBeLessThan(slow.pacing.secondsPerTile / 3);
		expect(fast.lattice).toEqual({ ...slow.lattice, columns: 2 });
		expect(fast.misbehaviours.map(({ kind }) => kind)).toEqual(["outOfFocus", "corrupt"]);
		expect((await optionsOf("--fast")).pacing.secondsPerTile).toBe(0);
	});

	test("loads a preset from a file", async () => {
		const path = join(temporaryFolder(), "mine.json");
		await writeFile(path, JSON.stringify({ options: { seed: 44, pacing: { pieces: 2 } } }));
		expect(await optionsOf("--preset", path, "--rate", "2")).toMatchObject({
			seed: 44,
			pacing: { pieces: 2, secondsPerTile: 0.5 },
		});
		await expect(optionsOf("--preset", "demonstratoin")).rejects.toThrow("neither a preset (demonstration)");
		await writeFile(path, "[]");
		await expect(optionsOf("--preset", path)).rejects.toThrow("must be {");
	});

	test.each([
		[["--columns", "three"], '"three" is not a number'],
		[["--columns", "2.5"], '"2.5" is not a whole number'],
		[["--tile", "512"], "expected 512x512"],
		[["--pause", "3:soon"], '"soon" is no duration'],
		[["--rate", "0"], '"0" is not above 0'],
		[["--parameter", "x"], "not name=value"],
		[["--colums", "3"], "Did you mean --columns?"],
		[["second-folder"], "too many arguments"],
	])("%j is refused with a hint", async (argumentList, complaint) => {
		const said = await complaintAbout(...argumentList);
		expect(said).toContain(complaint);
		expect(said).toContain("Run with --help");
	});
});

test("the demonstration's parameters have no unknown keys", async () => {
	const { options, fast } = JSON.parse(readFileSync(new URL("../../demonstration.json", import.meta.url), "utf8"));
	expect(() => parseSimulationOptions({ folder: "/x", ...options, ...fast })).not.toThrow();
});

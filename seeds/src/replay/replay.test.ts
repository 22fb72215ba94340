import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { createInstantClock } from "../acquisition/simulation-clock.ts";
import { type SimulationSurroundings, simulateAcquisition } from "../simulate-acquisition.ts";
import type { SimulationOptionsInput } from "../simulation-options.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";

async function recording(files: Readonly<Record<string, string>>): Promise<string> {
	const folder = temporaryFolder();
	for (const [path, content] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), content);
	}
	return folder;
}

function replay(
	folder: string,
	replayOptions: NonNullable<SimulationOptionsInput["replay"]>,
	changes: Omit<SimulationOptionsInput, "folder" | "replay"> = {},
	surroundings: SimulationSurroundings = {},
) {
	return simulateAcquisition(
		{ folder, replay: replayOptions, ...changes },
		{ clock: createInstantClock(), ...surroundings },
	);
}

const numbered = {
	"t10.tif": "ten",
	"t2.tif": "two",
	"t1.tif": "one",
	"notes.txt": "-",
	".hidden.tif": "-",
	"ground-truth.json": "{}",
};

describe("a replay", () => {
	test("copies every file byte by byte, by number in the name, and leaves notes and hidden files out", async () => {
		const target = temporaryFolder();
		const order: string[] = [];
		await replay(
			target,
			{ folder: await recording(numbered) },
			{ output: { format: "directory" } },
			{ onTile: ({ relativePath }) => void order.push(relativePath) },
		);
		expect(order).toEqual(["t1.tif", "t2.tif", "t10.tif"]);
		expect(readFileSync(join(target, "t10.tif"), "utf8")).toBe("ten");
		expect(readdirSync(target).sort()).toEqual(
			[".simulation.json", "acquisition-finished", "ground-truth.json", "t1.tif", "t10.tif", "t2.tif"].sort(),
		);
	});

	test("goes by time of modification when asked to", async () => {
		const source = await recording(numbered);
		for (const [index, name] of ["t10.tif", "t1.tif", "t2.tif"].entries())
			utimesSync(join(source, name), 1000, 1000 + index);
		const truth = await replay(temporaryFolder(), { folder: source, sortBy: "time" });
		expect(truth.tiles.map((tile) => tile.relativePath)).toEqual(["t10.tif", "t1.tif", "t2.tif"]);
	});

	test("takes folders for tiles when asked to, with all files in them", async () => {
		const target = temporaryFolder();
		const source = await recording({
			"d/2/a.0.tif": "x",
			"d/2/a.1.tif": "y",
			"d/2/a.acquisition": "z",
			"d/1/b.tif": "w",
		});
		await replay(target, { folder: source, groupBy: "directory" });
		const list = JSON.parse(readFileSync(join(target, "pipeline-input.json"), "utf8"));
		expect(list.tiles.map((tile: { relativePath: string }) => tile.relativePath)).toEqual(["d/1", "d/2"]);
		expect(list.tiles[0]).not.toHaveProperty("position");
		expect(readdirSync(join(target, "d/2"))).toEqual(["a.0.tif", "a.1.tif", "a.acquisition"]);
	});

	test("takes positions from the recording's own list", async () => {
		const tile = (relativePath: string, x: number) => ({
			relativePath,
			position: { x, y: 0, z: 4 },
			stagePosition: { x: x * 9, y: 1, z: 2 },
		});
		const source = await recording({
			"d/1/b.tif": "w",
			"d/2/a.tif": "x",
			"pipeline-input.json": JSON.stringify({ tiles: [tile("d\\1", 5), tile("d\\2", 6)] }),
		});
		const target = temporaryFolder();
		await replay(target, { folder: source, groupBy: "directory" });
		const list = JSON.parse(readFileSync(join(target, "pipeline-input.json"), "utf8"));
		expect(list.extents).toMatchObject({ minimumX: 5, maximumX: 6, minimumZ: 4 });
		expect(list.tiles[1]).toMatchObject({
			relativePath: "d/2",
			position: { x: 6, y: 0, z: 4 },
			stagePosition: { x: 54, y: 1, z: 2 },
		});
	});

	test.each([
		["rows", ["00", "10", "01", "11"]],
		["columns", ["00", "01", "10", "11"]],
		["snakeRows", ["00", "10", "11", "01"]],
		["snakeColumns", ["00", "01", "11", "10"]],
	] as const)("counts through a lattice by %s", async (order, places) => {
		const source = await recording({ "a1.tif": "", "a2.tif": "", "a3.tif": "", "a4.tif": "", "a5.tif": "" });
		const truth = await replay(temporaryFolder(), { folder: source, lattice: { columns: 2, rows: 2, order } });
		expect(truth.tiles.slice(0, 4).map(({ lattice }) => `${lattice?.x}${lattice?.y}`)).toEqual(places);
		expect(truth.tiles[4]?.lattice).toEqual({ x: 0, y: 0, z: 1 });
	});

	test("files grow while they are copied, and misbehave when asked to", async () => {
		const target = temporaryFolder();
		const source = await recording({ "1.tif": "a".repeat(8000), "2.tif": "b".repeat(8000) });
		const sizes = new Set<number>();
		let halfSize = 0;
		const truth = await replay(
			target,
			{ folder: source },
			{
				misbehaviours: [
					{ kind: "halfWritten", tile: 1, forMs: 999_999 },
					{ kind: "corrupt", tile: 2 },
				],
			},
			{
				clock: createInstantClock((ms) => {
					const size = statSync(join(target, "1.tif"), { throwIfNoEntry: false })?.size ?? 0;
					sizes.add(size);
					if (ms === 999_999) halfSize = size;
				}),
			},
		);
		expect(sizes.size).toBeGreaterThanOrEqual(8);
		expect(halfSize).toBe(4000);
		expect(readFileSync(join(target, "1.tif"), "utf8")).toBe("a".repeat(8000));
		expect(readFileSync(join(target, "2.tif"), "utf8")).not.toContain("bbbb");
		expect(statSync(join(target, "2.tif")).size).toBe(8000);
		expect(truth.tiles.map((tile) => tile.isReadable)).toEqual([true, false]);
	});

	test("says what it cannot do", async () => {
		const source = await recording({ "a.tif": "x", "d/b.tif": "y" });
		const target = temporaryFolder();
		await expect(replay(target, { folder: join(source, "nowhere") })).rejects.toThrow("cannot be read");
		await expect(replay(target, { folder: source, endings: [".czi"] })).rejects.toThrow(
			"holds no files ending in .czi",
		);
		await expect(replay(target, { folder: source, groupBy: "directory" })).rejects.toThrow("Group by file");
		await expect(replay(join(source, "copy"), { folder: source })).rejects.toThrow("Choose a folder outside it");
		await expect(
			replay(target, { folder: source }, { misbehaviours: [{ kind: "outOfFocus", tile: 1 }] }),
		).rejects.toThrow("images nothing");
		expect(readdirSync(target)).toEqual([]);
	});
});

const mist = resolve("../shared/data/mist-phase-5x5");

test.skipIf(!existsSync(mist))("25 real tiles are replayed with their lattice positions, byte by byte", async () => {
	const target = temporaryFolder();
	const truth = await replay(target, {
		folder: mist,
		endings: [".tif"],
		lattice: { columns: 5, rows: 5, order: "columns" },
	});
	expect(truth.tiles.length).toBe(25);
	const list = JSON.parse(readFileSync(join(target, "pipeline-input.json"), "utf8"));
	for (const [index, tile] of list.tiles.entries()) {
		// The file's number is 5 * column + row + 1.
		expect(tile.position).toEqual({ x: Math.floor(index / 5), y: index % 5, z: 0 });
		expect(tile.relativePath).toBe(`ImageName_t01_p${String(index + 1).padStart(2, "0")}.tif`);
		expect(readFileSync(join(target, tile.relativePath)).equals(readFileSync(join(mist, tile.relativePath)))).toBe(
			true,
		);
	}
});

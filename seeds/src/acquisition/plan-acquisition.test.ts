import { TilewrightError } from "@tilewright/contract/errors";
import { describe, expect, test } from "vitest";
import { parseSimulationOptions } from "../parse-simulation-options.ts";
import type { SimulationOptionsInput } from "../simulation-options.ts";
import { smallAcquisition } from "../testing/small-acquisition.ts";
import { latticeOrder, latticeStepUm } from "./lattice.ts";
import { planAcquisition } from "./plan-acquisition.ts";

function plan(changes: Omit<SimulationOptionsInput, "folder"> = {}, channelNames: readonly string[] = ["Neurons"]) {
	return planAcquisition(parseSimulationOptions(smallAcquisition("/nowhere", changes)), "2021-04-09", channelNames);
}

const numbers = (tiles: readonly { readonly number: number }[]) => tiles.map((tile) => tile.number);

describe("lattice order", () => {
	test("in snake order every move is one step long, and every place is visited once", () => {
		for (const [columns, rows, planes] of [
			[3, 2, 2],
			[4, 3, 3],
			[1, 5, 2],
		] as const) {
			const visited = latticeOrder({ columns, rows, planes, order: "snake" });
			expect(new Set(visited.map(({ x, y, z }) => `${x} ${y} ${z}`)).size).toBe(columns * rows * planes);
			for (const [index, place] of visited.entries()) {
				const next = visited[index + 1];
				if (!next) continue;
				expect(Math.abs(next.x - place.x) + Math.abs(next.y - place.y) + Math.abs(next.z - place.z)).toBe(1);
			}
		}
	});

	test("in raster order every row begins at column 0", () => {
		const visited = latticeOrder({ columns: 2, rows: 2, planes: 2, order: "raster" });
		expect(visited.map(({ x, y, z }) => [x, y, z].join(""))).toEqual([
			"000",
			"100",
			"010",
			"110",
			"001",
			"101",
			"011",
			"111",
		]);
	});

	test("neighbours are whole pixels and slices apart", () => {
		const { lattice } = parseSimulationOptions(
			smallAcquisition("/nowhere", {
				lattice: {
					overlap: 0.13,
					overlapZ: 0.3,
					tile: { width: 100, height: 50, depth: 8 },
					pixelSizeUm: { lateral: 0.4, axial: 3 },
				},
			}),
		);
		const step = latticeStepUm(lattice);
		expect(step.x).toBeCloseTo(87 * 0.4, 9);
		// Half a pixel is rounded up.
		expect(step.y).toBeCloseTo(44 * 0.4, 9);
		expect(step.z).toBeCloseTo(6 * 3, 9);
	});
});

describe("planAcquisition", () => {
	test("paths are those of the predecessor: day, first two digits, series", () => {
		const [first] = plan();
		expect(first?.relativePath).toBe("2021-04-09/00/00001");
		expect(first?.files.map((file) => file.relativePath)).toEqual(["2021-04-09/00/00001/00001-tile.ome.tif"]);
		const [separate] = plan({ output: { channelFiles: "separate", prefix: "ngc" } }, ["Neurons", "Nuclei"]);
		expect(separate?.files).toEqual([
			{ relativePath: "2021-04-09/00/00001/00001-ngc.0.tif", channel: 0 },
			{ relativePath: "2021-04-09/00/00001/00001-ngc.1.tif", channel: 1 },
		]);
	});

	test("series numbers restart with a new day", () => {
		expect(plan({ output: { tilesPerDay: 4 } }).map((tile) => tile.relativePath)).toEqual([
			"2021-04-09/00/00001",
			"2021-04-09/00/00002",
			"2021-04-09/00/00003",
			"2021-04-09/00/00004",
			"2021-04-10/00/00001",
			"2021-04-10/00/00002",
		]);
	});

	test("true positions lie around the nominal ones, as far as asked for and no farther than 2.5 times that", () => {
		const tiles = plan({ lattice: { columns: 40, rows: 25 }, stage: { jitterUm: 2, jitterZUm: 0.5 } });
		for (const axis of ["x", "y", "z"] as const) {
			const jitter = axis === "z" ? 0.5 : 2;
			const errors = tiles.map((tile) => tile.truePositionUm[axis] - tile.nominalPositionUm[axis]);
			const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);
			expect(deviation / jitter).toBeGreaterThan(0.9);
			expect(deviation / jitter).toBeLessThan(1.05);
			expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(2.5 * jitter + 1e-6);
		}
	});

	test("whole-pixel positions are whole pixels", () => {
		for (const tile of plan({ stage: { jitterUm: 2, wholePixels: true } })) {
			for (const value of [tile.truePositionUm.x, tile.truePositionUm.y])
				expect(Number.isInteger(value / 0.5)).toBe(true);
		}
	});

	test("a late tile is written after those that should follow it", () => {
		expect(numbers(plan({ misbehaviours: [{ kind: "late", tile: 2, by: 3 }] }))).toEqual([1, 3, 4, 5, 2, 6]);
		expect(numbers(plan({ misbehaviours: [{ kind: "late", tile: 5, by: 9 }] }))).toEqual([1, 2, 3, 4, 6, 5]);
	});

	test("a tile imaged again keeps its path or gets a new one at the same lattice position", () => {
		const same = plan({ misbehaviours: [{ kind: "reImage", tile: 2, after: 2 }] });
		expect(numbers(same)).toEqual([1, 2, 3, 4, 2, 5, 6]);
		expect(same[4]).toMatchObject({ imaging: 2, relativePath: same[1]?.relativePath, lattice: same[1]?.lattice });
		expect(same[4]?.truePositionUm).not.toEqual(same[1]?.truePositionUm);

		const renewed = plan({ misbehaviours: [{ kind: "reImage", tile: 2, path: "new", after: 2 }] });
		expect(numbers(renewed)).toEqual([1, 2, 3, 4, 7, 5, 6]);
		expect(renewed[4]).toMatchObject({ relativePath: "2021-04-09/00/00007", lattice: renewed[1]?.lattice });
	});

	test("a duplicate follows at once as a tile of its own", () => {
		const tiles = plan({ misbehaviours: [{ kind: "duplicatePosition", tile: 4 }] });
		expect(numbers(tiles)).toEqual([1, 2, 3, 4, 7, 5, 6]);
		expect(tiles[4]?.lattice).toEqual(tiles[3]?.lattice);
	});

	test("misbehaviours at one tile add up", () => {
		const tiles = plan({
			misbehaviours: [
				{ kind: "late", tile: 1, by: 1 },
				{ kind: "pause", tile: 1, forMs: 50 },
				{ kind: "corrupt", tile: 1 },
			],
		});
		expect(tiles[1]).toMatchObject({
			number: 1,
			faults: { pauseBeforeMs: 50, isCorrupt: true },
			misbehaviours: ["late", "pause", "corrupt"],
		});
	});

	test("chance plays the same for the same seed, about as often as asked for", () => {
		const drawn = () => plan({ lattice: { columns: 50, rows: 20 }, misbehaviourProbability: 0.2 });
		const played = drawn().filter((tile) => tile.misbehaviours.length > 0);
		expect(drawn()).toEqual(drawn());
		expect(played.length).toBeGreaterThan(150);
		expect(played.length).toBeLessThan(250);
		expect(new Set(played.flatMap((tile) => tile.misbehaviours)).size).toBe(9);
		const other = plan({ seed: 8, lattice: { columns: 50, rows: 20 }, misbehaviourProbability: 0.2 });
		expect(numbers(other)).not.toEqual(numbers(drawn()));
	});

	test("names come from a pattern in a directory acquisition", () => {
		const tiles = plan(
			{
				lattice: { wells: ["B02", "B03"] },
				output: { format: "directory", namePattern: "{plate}/{well}_s{site:int}_{channel}.tif", digits: 2 },
			},
			["Neurons", "Nuclei"],
		);
		expect(tiles.length).toBe(12);
		expect(tiles[0]?.files).toEqual([
			{ relativePath: "plate-1/B02_s01_Neurons.tif", channel: 0 },
			{ relativePath: "plate-1/B02_s01_Nuclei.tif", channel: 1 },
		]);
		expect(tiles[11]?.files[1]?.relativePath).toBe("plate-1/B03_s06_Nuclei.tif");
		const [grid] = plan({
			output: { format: "directory", namePattern: "r{row:int}_c{column:int}_z{z:int}_{channel:int}.tif" },
		});
		expect(grid?.files[0]?.relativePath).toBe("r0_c0_z0_0.tif");
	});
});

describe("options that do not fit", () => {
	const reasonOf = (act: () => unknown): string => {
		try {
			act();
		} catch (error) {
			if (error instanceof TilewrightError) return `${error.code}: ${error.message}`;
			throw error;
		}
		return "accepted";
	};

	test.each([
		[{ lattice: { columns: 0 } }, "ARGUMENT_INVALID: The simulation cannot be set up: lattice.columns"],
		[{ lattice: { overlap: 1 } }, "lattice.overlap"],
		[{ lattice: { columnz: 3 } }, "columnz"],
		[{ lattice: { wells: ["A01"] } }, 'wells need the format "directory"'],
		[{ lattice: { wells: ["A01", "A01"] }, output: { format: "directory" } }, "named twice"],
		[{ optics: { pixelType: "uint8", saturation: 4095 } }, "uint8 holds no grey value above 255"],
		[{ output: { date: "9 April" } }, "output.date"],
		[{ misbehaviours: [{ kind: "late", tile: 7 }] }, "tiles 1 to 6"],
		[{ output: { format: "directory" }, misbehaviours: [{ kind: "truncatedList", tile: 1 }] }, "keeps no list"],
		[{ output: { format: "directory", namePattern: "{colour}.tif" } }, '"colour" is no field; fields are plate'],
		[{ output: { format: "directory", namePattern: "{row:float}.tif" } }, '"float" is no type'],
		[{ output: { format: "directory", namePattern: "{row.tif" } }, "has no partner"],
		[{ output: { format: "directory", namePattern: "../{tile}.tif" } }, "PATH_PATTERN_INVALID"],
		[
			{ output: { format: "directory", namePattern: "c{column}.tif" } },
			'Tiles 3 and 4 would both be written to "c2.tif"',
		],
	])("%j is refused with a reason", (changes, reason) => {
		// Some of these are no options at all, which is the point.
		expect(reasonOf(() => plan(changes as Omit<SimulationOptionsInput, "folder">))).toContain(reason);
	});
});

import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { openImage } from "../image/open-image.ts";
import { hasSharedData, sharedDataPath } from "../testing/sample-files.ts";
import { drawSpots, scatterSpots, seededNormal, seededRandom } from "../testing/synthetic-specimen.ts";
import { type FoundDisplacement, findDisplacement, type VolumeReader } from "./find-displacement.ts";
import { imageVolume } from "./image-volume.ts";
import { defaultSearchOptions, planSearch } from "./search-range.ts";
import { boxSize, countVoxels, mapAxes, type Triple } from "./volume.ts";

/** A volume in memory as a reader, so that tests need no files. */
function inMemory(size: Triple, value: (z: number, y: number, x: number) => number): VolumeReader {
	const values = new Float32Array(countVoxels(size));
	let i = 0;
	for (let z = 0; z < size.z; z++) {
		for (let y = 0; y < size.y; y++) for (let x = 0; x < size.x; x++) values[i++] = value(z, y, x);
	}
	return {
		size,
		async read(box, shrink) {
			const shrunk = mapAxes((axis) => Math.floor(boxSize(box)[axis] / shrink[axis]));
			const output = new Float32Array(countVoxels(shrunk));
			const each = 1 / countVoxels(shrink);
			for (let z = 0; z < shrunk.z * shrink.z; z++) {
				for (let y = 0; y < shrunk.y * shrink.y; y++) {
					for (let x = 0; x < shrunk.x * shrink.x; x++) {
						const at =
							(Math.floor(z / shrink.z) * shrunk.y + Math.floor(y / shrink.y)) * shrunk.x + Math.floor(x / shrink.x);
						const from = ((box.from.z + z) * size.y + box.from.y + y) * size.x + box.from.x + x;
						output[at] = (output[at] ?? 0) + (values[from] ?? 0) * each;
					}
				}
			}
			return { size: shrunk, values: output };
		},
	};
}

async function find(first: VolumeReader, second: VolumeReader, offset: Triple, expected: Triple | null = null) {
	const plan = planSearch(first.size, second.size, offset, expected, defaultSearchOptions);
	const found = plan === null ? null : await findDisplacement(first, second, plan.range, plan.isOpenEnd);
	if (found === null) throw new Error("nothing to search");
	return found;
}

describe("synthetic specimens", () => {
	const random = seededRandom(11);
	const normal = seededNormal(random);
	const [width, height] = [900, 700];
	const specimen = drawSpots(width, height, scatterSpots(400, width, height, 2.5, random));
	/** A tile of the specimen at a place, with noise of its own. */
	const tile = (left: number, top: number, noise: number) =>
		inMemory({ z: 1, y: 300, x: 400 }, (_, y, x) => (specimen[(top + y) * width + left + x] ?? 0) + noise * normal());

	for (const [dx, dy, offset] of [
		[360, 7, { x: 1, y: 0, z: 0 }],
		[-371, -12, { x: -1, y: 0, z: 0 }],
		[9, 270, { x: 0, y: 1, z: 0 }],
		[-5, -262, { x: 0, y: -1, z: 0 }],
		[350, 255, { x: 1, y: 1, z: 0 }],
	] as const) {
		test(`a neighbour at ${dx}, ${dy} is found through noise, in the direction of the lattice`, async () => {
			const [left, top] = [dx < 0 ? 480 : 60, dy < 0 ? 380 : 70];
			const found = await find(tile(left, top, 40), tile(left + dx, top + dy, 40), offset);
			expect(found.displacement).toEqual({ x: dx, y: dy, z: 0 });
			expect(found.confidence).toBeGreaterThan(0.5);
			expect(Math.abs(found.subpixel.x - dx)).toBeLessThan(0.3);
			const expectedOverlap = ((400 - Math.abs(dx)) * (300 - Math.abs(dy))) / 120_000;
			expect(found.overlapFraction).toBeCloseTo(expectedOverlap, 10);
		});
	}

	test("an expected place narrows the search and finds the same", async () => {
		const found = await find(tile(60, 70, 60), tile(420, 78, 60), { x: 1, y: 0, z: 0 }, { x: 372, y: -3, z: 0 });
		expect(found.displacement).toEqual({ x: 360, y: 8, z: 0 });
	});

	test("tiles of different places, and tiles of noise alone, give little confidence", async () => {
		const offset = { x: 1, y: 0, z: 0 };
		const mirrored = inMemory(
			{ z: 1, y: 300, x: 400 },
			(_, y, x) => (specimen[(690 - y) * width + 890 - x] ?? 0) + 40 * normal(),
		);
		expect((await find(tile(0, 0, 40), mirrored, offset)).confidence).toBeLessThan(0.3);
		const noise = () => inMemory({ z: 1, y: 300, x: 400 }, () => normal());
		expect((await find(noise(), noise(), offset)).confidence).toBeLessThan(0.3);
	});

	test("flat tiles give confidence zero and no error", async () => {
		const flat = () => inMemory({ z: 1, y: 60, x: 80 }, () => 100);
		expect((await find(flat(), flat(), { x: 1, y: 0, z: 0 })).confidence).toBe(0);
	});

	test("tiles too large to be transformed whole are searched coarsely first and end at the same voxel", async () => {
		const side = 2600;
		const large = drawSpots(side + 200, side, scatterSpots(6000, side + 200, side, 3, seededRandom(5)));
		const part = (left: number) =>
			inMemory(
				{ z: 1, y: 1300, x: 1400 },
				(_, y, x) => (large[(y + 100) * (side + 200) + left + x] ?? 0) + 50 * normal(),
			);
		const found = await find(part(10), part(1273), { x: 1, y: 0, z: 0 });
		expect(found.displacement).toEqual({ x: 1263, y: 0, z: 0 });
		expect(found.confidence).toBeGreaterThan(0.7);
	});
});

describe.skipIf(!hasSharedData)("phase-contrast tiles with certain truth", () => {
	const name = (column: number, row: number) => `ImageName_t01_p${String(5 * column + row + 1).padStart(2, "0")}.tif`;
	const readTile = async (column: number, row: number): Promise<VolumeReader> => {
		const image = await openImage(sharedDataPath(`mist-phase-5x5/${name(column, row)}`));
		const plane = await image.readPlane({});
		await image.close();
		return inMemory({ z: 1, y: 183, x: 245 }, (_, y, x) => plane[y * 245 + x] ?? 0);
	};

	test("all 40 neighbours are exactly where the truth says, and sure", async () => {
		const truth = JSON.parse(await readFile(sharedDataPath("mist-phase-5x5/ground-truth.json"), "utf8")).positions;
		const wrong: unknown[] = [];
		let pairs = 0;
		for (let column = 0; column < 5; column++) {
			for (let row = 0; row < 5; row++) {
				for (const offset of [
					{ x: 1, y: 0, z: 0 },
					{ x: 0, y: 1, z: 0 },
				]) {
					if (column + offset.x > 4 || row + offset.y > 4) continue;
					pairs += 1;
					const found = await find(
						await readTile(column, row),
						await readTile(column + offset.x, row + offset.y),
						offset,
					);
					const [from, to] = [truth[name(column, row)], truth[name(column + offset.x, row + offset.y)]];
					const expected = { x: to[0] - from[0], y: to[1] - from[1], z: 0 };
					const { displacement, subpixel, confidence } = found;
					const isRight =
						JSON.stringify([displacement, subpixel]) ===
						JSON.stringify([
							{ z: 0, y: expected.y, x: expected.x },
							{ z: 0, y: expected.y, x: expected.x },
						]);
					if (!isRight || confidence < 0.8) wrong.push({ column, row, offset, expected, found });
				}
			}
		}
		expect(pairs).toBe(40);
		expect(wrong).toEqual([]);
	});

	test("tiles that are no neighbours are never sure", async () => {
		let highest = 0;
		for (let column = 0; column < 5; column++) {
			for (let row = 0; row < 5; row++) {
				const other = [(column + 2) % 5, (row + 3) % 5] as const;
				const offset = row % 2 === 0 ? { x: 1, y: 0, z: 0 } : { x: 0, y: 1, z: 0 };
				const found = await find(await readTile(column, row), await readTile(other[0], other[1]), offset);
				highest = Math.max(highest, found.confidence);
			}
		}
		expect(highest).toBeLessThan(0.4);
	});
});

describe.skipIf(!hasSharedData)("tiles cut from a real volume", () => {
	test("are put back together in three dimensions, through noise of their own", async () => {
		const image = await openImage(sharedDataPath("cellfinder-cortex-3d/cortex-ch0-z30-y510-x667-uint16.tif"));
		const cortex = imageVolume(image, 0);
		const whole = await cortex.read({ from: { z: 0, y: 0, x: 0 }, to: cortex.size }, { z: 1, y: 1, x: 1 });
		await image.close();
		const random = seededRandom(23);
		const normal = seededNormal(random);
		// As in the data's own notes: half a photon per grey level and 8 grey levels of read noise.
		const cut = (left: number, top: number, front: number) =>
			inMemory({ z: 24, y: 300, x: 270 }, (z, y, x) => {
				const value = whole.values[((front + z) * 510 + top + y) * 667 + left + x] ?? 0;
				return value + normal() * Math.sqrt(Math.max(0, value) / 0.5 + 64);
			});
		const found: FoundDisplacement[] = [];
		type Corner = readonly [number, number, number];
		const cases: readonly { from: Corner; to: Corner; offset: Triple }[] = [
			{ from: [3, 5, 3], to: [190, 0, 5], offset: { x: 1, y: 0, z: 0 } },
			{ from: [190, 0, 5], to: [391, 7, 2], offset: { x: 1, y: 0, z: 0 } },
			{ from: [40, 2, 1], to: [33, 208, 4], offset: { x: 0, y: 1, z: 0 } },
			{ from: [380, 200, 6], to: [388, 3, 3], offset: { x: 0, y: -1, z: 0 } },
		];
		for (const { from, to, offset } of cases) {
			const result = await find(cut(...from), cut(...to), offset);
			expect(result.displacement).toEqual({ x: to[0] - from[0], y: to[1] - from[1], z: to[2] - from[2] });
			found.push(result);
		}
		expect(Math.min(...found.map((result) => result.confidence))).toBeGreaterThan(0.4);
		const error = found.map((result, i) => result.subpixel.x - ((cases[i]?.to[0] ?? 0) - (cases[i]?.from[0] ?? 0)));
		expect(Math.max(...error.map(Math.abs))).toBeLessThan(0.35);
	});

	test("unrelated parts of it are not sure", async () => {
		const image = await openImage(sharedDataPath("cellfinder-cortex-3d/cortex-ch0-z30-y510-x667-uint16.tif"));
		const cortex = imageVolume(image, 0);
		const a = await cortex.read({ from: { z: 0, y: 0, x: 0 }, to: { z: 20, y: 200, x: 200 } }, { z: 1, y: 1, x: 1 });
		const b = await cortex.read(
			{ from: { z: 5, y: 280, x: 300 }, to: { z: 25, y: 480, x: 500 } },
			{ z: 1, y: 1, x: 1 },
		);
		await image.close();
		const volume = (values: Float32Array) =>
			inMemory({ z: 20, y: 200, x: 200 }, (z, y, x) => values[(z * 200 + y) * 200 + x] ?? 0);
		expect((await find(volume(a.values), volume(b.values), { x: 1, y: 0, z: 0 })).confidence).toBeLessThan(0.3);
	});
});

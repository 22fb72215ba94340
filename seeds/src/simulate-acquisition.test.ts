import { readdirSync, readFileSync, statSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInstantClock } from "./acquisition/simulation-clock.ts";
import type { SimulationEvent } from "./acquisition/simulation-events.ts";
import { type SimulationSurroundings, simulateAcquisition } from "./simulate-acquisition.ts";
import type { SimulationOptionsInput } from "./simulation-options.ts";
import { readPlanes } from "./testing/read-planes.ts";
import { smallAcquisition } from "./testing/small-acquisition.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

type Changes = Omit<SimulationOptionsInput, "folder">;

/** Plays at once: waiting takes no time. */
function simulate(folder: string, changes: Changes = {}, surroundings: SimulationSurroundings = {}) {
	return simulateAcquisition(smallAcquisition(folder, changes), { clock: createInstantClock(), ...surroundings });
}

interface PipelineList {
	readonly acquisition: { readonly isFinished: boolean; readonly expectedTiles: number };
	readonly tiles: readonly { readonly id: number; readonly relativePath: string; readonly isComplete: boolean }[];
}

function readList(folder: string): PipelineList {
	return JSON.parse(readFileSync(join(folder, "pipeline-input.json"), "utf8"));
}

/** Content of every file below a folder, by path. */
function contentOf(folder: string): Map<string, string> {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
		statSync(join(folder, name)).isFile(),
	);
	return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), "base64")]));
}

const tilePath = (folder: string, number: number) =>
	join(folder, `2021-04-09/00/0000${number}/0000${number}-tile.ome.tif`);

describe("the list", () => {
	test("has the predecessor's shape and our additional keys", async () => {
		const folder = temporaryFolder();
		await simulate(folder, {
			lattice: { planes: 2 },
			output: { projectParameters: { CONFIGURATIONFILE: "/a/b" }, planeMarkersZ: [1] },
		});
		const list = JSON.parse(readFileSync(join(folder, "pipeline-input.json"), "utf8"));
		expect(list).toMatchObject({
			pipelineFormat: "1.0",
			extents: { minimumX: 0, maximumX: 2, minimumY: 0, maximumY: 1, minimumZ: 0, maximumZ: 1 },
			projectInfo: { customParameters: { CONFIGURATIONFILE: "/a/b" } },
			planeMarkers: { x: [], y: [], z: [1] },
			acquisition: { isFinished: true, expectedTiles: 12 },
		});
		expect(list.tiles.length).toBe(12);
		expect(list.tiles[1]).toEqual({
			id: 2,
			relativePath: "2021-04-09/00/00002",
			isComplete: true,
			position: { x: 1, y: 0, z: 0 },
			step: { x: 1, y: 1, z: 1 },
			stagePosition: { x: 21.5, y: 0, z: 0 },
		});
	});

	test("of the dashboard holds tiles by plane", async () => {
		const folder = temporaryFolder();
		await simulate(folder, { lattice: { planes: 2 }, output: { format: "dashboard", backslashes: true } });
		const list = JSON.parse(readFileSync(join(folder, "dashboard.json"), "utf8"));
		expect(list.pipelineFormat).toBeUndefined();
		expect(list.monitor.extents).toEqual({
			minimumX: 0,
			maximumX: 2,
			minimumY: 0,
			maximumY: 1,
			minimumZ: 0,
			maximumZ: 1,
		});
		expect(Object.keys(list.tileMap)).toEqual(["0", "1"]);
		expect(list.tileMap["1"].length).toBe(6);
		expect(list.tileMap["0"][1]).toMatchObject({
			id: 2,
			relativePath: "2021-04-09\\00\\00002",
			isComplete: true,
			contents: { latticePosition: { x: 1, y: 0, z: 0 }, latticeStep: { x: 1, y: 1, z: 1 } },
		});
	});

	test.each([
		["twice", [false, true]],
		["after", [undefined, true]],
		["early", [true, true]],
	] as const)("listing %s shows a tile while and after it is written", async (listing, [during, after]) => {
		const folder = temporaryFolder();
		const isListed = (number: number) => readList(folder).tiles.find((tile) => tile.id === number)?.isComplete;
		const seen: (boolean | undefined)[] = [];
		let current = 0;
		await simulate(
			folder,
			{ output: { listing } },
			{
				clock: createInstantClock(() => {
					if (current === 3) seen.push(isListed(3));
				}),
				onEvent: (event) => {
					if (event.event === "tileStarted") current = event.number;
				},
				onTile: ({ number }) => {
					if (number === 3) current = 0;
					expect(isListed(number)).toBe(after);
				},
			},
		);
		expect(seen.length).toBeGreaterThan(2);
		expect(new Set(seen)).toEqual(new Set([during]));
	});
});

describe("the pace", () => {
	test("has the rhythm of rows and planes", async () => {
		const folder = temporaryFolder();
		let clockMs = 0;
		const began: number[] = [];
		await simulate(
			folder,
			{
				lattice: { columns: 2, rows: 2, planes: 2 },
				pacing: { secondsPerTile: 1, secondsPerRow: 2, secondsPerPlane: 5, writeFraction: 0 },
			},
			{
				clock: createInstantClock((ms) => {
					clockMs += ms;
				}),
				onEvent: ({ event }) => {
					if (event === "tileStarted") began.push(clockMs / 1000);
				},
			},
		);
		expect(began).toEqual([0, 1, 4, 5, 11, 12, 15, 16]);
	});
});

describe("files", () => {
	test("grow in pieces over the time they take", async () => {
		const folder = temporaryFolder();
		const sizes: number[] = [];
		let clockMs = 0;
		await simulate(
			folder,
			{ lattice: { columns: 1, rows: 1 }, pacing: { secondsPerTile: 2, writeFraction: 0.5, pieces: 8 } },
			{
				clock: createInstantClock((ms) => {
					clockMs += ms;
					sizes.push(statSync(tilePath(folder, 1)).size);
				}),
			},
		);
		const final = statSync(tilePath(folder, 1)).size;
		expect(new Set(sizes).size).toBeGreaterThanOrEqual(8);
		expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
		expect(sizes[0]).toBeLessThan(final / 4);
		expect(clockMs).toBeCloseTo(1000, 6);
	});

	test("hold all channels together or one each, and stacks page by page", async () => {
		const together = temporaryFolder();
		const small: Changes = { lattice: { columns: 1, rows: 1, channels: 2, tile: { width: 40, height: 30, depth: 3 } } };
		await simulate(together, small);
		const planes = await readPlanes(tilePath(together, 1));
		expect(planes.map((plane) => plane.length)).toEqual(new Array(6).fill(1200));

		const separate = temporaryFolder();
		await simulate(separate, { ...small, output: { channelFiles: "separate" } });
		const base = join(separate, "2021-04-09/00/00001/00001-tile");
		expect([...(await readPlanes(`${base}.0.tif`)), ...(await readPlanes(`${base}.1.tif`))]).toEqual(planes);
	});

	test.each(["uint8", "uint16", "float32"] as const)(
		"hold %s pixels with the nominal position in their metadata",
		async (pixelType) => {
			const folder = temporaryFolder();
			const truth = await simulate(folder, { optics: { pixelType }, lattice: { rows: 1, columns: 2 } });
			const [plane] = await readPlanes(tilePath(folder, 2));
			expect(plane?.constructor.name.toLowerCase()).toBe(`${pixelType}array`);
			expect(new Set(Array.from(plane ?? [])).size).toBeGreaterThan(5);
			const text = readFileSync(tilePath(folder, 2), "latin1");
			expect(text).toContain(`PositionX="${truth.tiles[1]?.nominalPositionUm?.x}"`);
			expect(text).toContain('PhysicalSizeX="0.5"');
		},
	);

	test("are byte by byte the same for the same seed whatever the pace, and others for another", async () => {
		const [first, second, third] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
		const small: Changes = { lattice: { channels: 2 }, misbehaviourProbability: 0.5 };
		await simulate(first, small);
		await simulate(second, { ...small, pacing: { secondsPerTile: 0, pieces: 3 } });
		await simulate(third, { ...small, seed: 8 });
		const [a, b, c] = [contentOf(first), contentOf(second), contentOf(third)];
		expect([...a.keys()].filter((name) => name.endsWith(".tif")).length).toBeGreaterThanOrEqual(6);
		expect([...a.keys()].filter((name) => a.get(name) !== b.get(name))).toEqual([]);
		expect(c.get("ground-truth.json")).not.toEqual(a.get("ground-truth.json"));
	});

	test("of a directory acquisition have pattern names and an end marker", async () => {
		const folder = temporaryFolder();
		const seenMarker: boolean[] = [];
		await simulate(
			folder,
			{ output: { format: "directory", namePattern: "p/r{row:int}_c{column:int}.tif", endMarker: "done.txt" } },
			{ onTile: () => void seenMarker.push(readdirSync(folder).includes("done.txt")) },
		);
		expect(new Set(seenMarker)).toEqual(new Set([false]));
		expect(readdirSync(folder).sort()).toEqual([".simulation.json", "done.txt", "ground-truth.json", "p"]);
		expect(readdirSync(join(folder, "p")).sort()).toEqual([
			"r0_c0.tif",
			"r0_c1.tif",
			"r0_c2.tif",
			"r1_c0.tif",
			"r1_c1.tif",
			"r1_c2.tif",
		]);
	});
});

describe("the true positions", () => {
	/** Mean squared difference of two tiles where they overlap when the second is shifted by whole pixels. */
	const difference = (a: ArrayLike<number>, b: ArrayLike<number>, size: number, dx: number, dy: number): number => {
		let sum = 0;
		let count = 0;
		for (let y = Math.max(0, dy); y < Math.min(size, size + dy); y++) {
			for (let x = Math.max(0, dx); x < Math.min(size, size + dx); x++) {
				sum += ((a[y * size + x] ?? 0) - (b[(y - dy) * size + x - dx] ?? 0)) ** 2;
				count++;
			}
		}
		return sum / count;
	};

	async function pairAndTruth(changes: Changes) {
		const folder = temporaryFolder();
		const truth = await simulate(folder, {
			...changes,
			lattice: { columns: 2, rows: 2, overlap: 0.3, tile: { width: 96, height: 96 } },
			optics: { illuminationFallOff: 0, pixelType: "float32", ...changes.optics },
		});
		const pairs: { a: ArrayLike<number>; b: ArrayLike<number>; real: [number, number]; nominal: [number, number] }[] =
			[];
		for (const [first, second] of [
			[0, 1],
			[1, 2],
			[2, 3],
			[3, 0],
		] as const) {
			const [tileA, tileB] = [truth.tiles[first], truth.tiles[second]];
			const [a] = await readPlanes(join(folder, tileA?.files[0] ?? ""));
			const [b] = await readPlanes(join(folder, tileB?.files[0] ?? ""));
			if (!a || !b || !tileA?.truePositionPixels || !tileB?.truePositionPixels) throw new Error("no truth");
			if (!tileA.nominalPositionPixels || !tileB.nominalPositionPixels) throw new Error("no nominal position");
			pairs.push({
				a,
				b,
				real: [
					tileB.truePositionPixels.x - tileA.truePositionPixels.x,
					tileB.truePositionPixels.y - tileA.truePositionPixels.y,
				],
				nominal: [
					tileB.nominalPositionPixels.x - tileA.nominalPositionPixels.x,
					tileB.nominalPositionPixels.y - tileA.nominalPositionPixels.y,
				],
			});
		}
		return pairs;
	}

	test("are where neighbouring tiles agree, and the nominal ones are not", async () => {
		for (const { a, b, real, nominal } of await pairAndTruth({
			stage: { jitterUm: 2, wholePixels: true },
			optics: { hasNoise: false },
		})) {
			expect(real).not.toEqual(nominal);
			expect(difference(a, b, 96, ...real)).toBeLessThan(1e-12);
			expect(difference(a, b, 96, ...nominal)).toBeGreaterThan(1e-6);
		}
	});

	test("between pixels, are nearer to the best whole-pixel match than one pixel, noise and all", async () => {
		for (const { a, b, real, nominal } of await pairAndTruth({ stage: { jitterUm: 1.5 }, optics: { photons: 2000 } })) {
			let best = { value: Number.POSITIVE_INFINITY, dx: 0, dy: 0 };
			for (let dy = nominal[1] - 10; dy <= nominal[1] + 10; dy++) {
				for (let dx = nominal[0] - 10; dx <= nominal[0] + 10; dx++) {
					const value = difference(a, b, 96, dx, dy);
					if (value < best.value) best = { value, dx, dy };
				}
			}
			expect(Math.abs(best.dx - real[0])).toBeLessThan(1);
			expect(Math.abs(best.dy - real[1])).toBeLessThan(1);
		}
	});

	test("between slices hold too: overlapping stacks share their slices", async () => {
		const folder = temporaryFolder();
		const truth = await simulate(folder, {
			lattice: { columns: 1, rows: 1, planes: 2, overlapZ: 0.5, tile: { width: 64, height: 64, depth: 6 } },
			stage: { jitterUm: 0, jitterZUm: 3, wholePixels: true },
			optics: { hasNoise: false },
		});
		const [low, high] = truth.tiles.map((tile) => tile.truePositionPixels?.z ?? 0);
		const shift = (high ?? 0) - (low ?? 0);
		expect(shift).toBeGreaterThan(0);
		expect(shift).toBeLessThan(6);
		const [lower, upper] = [await readPlanes(tilePath(folder, 1)), await readPlanes(tilePath(folder, 2))];
		for (let z = shift; z < 6; z++) expect(upper[z - shift]).toEqual(lower[z]);
		expect(upper[0]).not.toEqual(lower[0]);
	});
});

describe("going on after a stop", () => {
	test("the rest is acquired, and in the end everything is as without the stop", async () => {
		const [stopped, whole] = [temporaryFolder(), temporaryFolder()];
		const changes: Changes = {
			misbehaviours: [
				{ kind: "late", tile: 3 },
				{ kind: "reImage", tile: 1, after: 2 },
			],
		};
		const stop = new AbortController();
		const first = await simulate(stopped, changes, {
			signal: stop.signal,
			onTile: ({ number }) => {
				if (number === 4) stop.abort();
			},
		});
		expect(first.isFinished).toBe(false);
		const listed = readList(stopped);
		expect(listed.acquisition.isFinished).toBe(false);
		expect(listed.tiles.map((tile) => [tile.id, tile.isComplete])).toEqual([
			[1, true],
			[2, true],
			[4, true],
		]);

		const again: number[] = [];
		const second = await simulate(stopped, changes, { onTile: ({ number }) => void again.push(number) });
		expect(second.isFinished).toBe(true);
		expect(again).toEqual([1, 5, 6, 3]);
		expect(await simulate(whole, changes)).toEqual(second);
		expect(contentOf(stopped).get("pipeline-input.json")).toEqual(contentOf(whole).get("pipeline-input.json"));
		for (const number of [1, 2, 3, 4, 5, 6]) {
			expect(readFileSync(tilePath(stopped, number)).equals(readFileSync(tilePath(whole, number)))).toBe(true);
		}
	});

	test("a tile stopped in the middle of its file is listed as incomplete and made again", async () => {
		const folder = temporaryFolder();
		const stop = new AbortController();
		let current = 0;
		await simulate(
			folder,
			{},
			{
				signal: stop.signal,
				onEvent: (event) => {
					if (event.event === "tileStarted") current = event.number;
				},
				clock: createInstantClock(() => {
					if (current === 3 && statSync(tilePath(folder, 3), { throwIfNoEntry: false })?.size) stop.abort();
				}),
			},
		);
		const half = statSync(tilePath(folder, 3)).size;
		expect(readList(folder).tiles.at(-1)).toMatchObject({ id: 3, isComplete: false });
		await simulate(folder);
		expect(statSync(tilePath(folder, 3)).size).toBeGreaterThan(half);
		expect(readList(folder).tiles.every((tile) => tile.isComplete)).toBe(true);
	});

	test("a finished acquisition is left as it is", async () => {
		const folder = temporaryFolder();
		await simulate(folder);
		const before = contentOf(folder);
		const events: SimulationEvent[] = [];
		const truth = await simulate(folder, {}, { onEvent: (event) => events.push(event) });
		expect(truth.isFinished).toBe(true);
		expect(events.map((event) => event.event)).toEqual(["started", "finished"]);
		expect(contentOf(folder)).toEqual(before);
	});

	test("other options in the same folder are refused, and restart removes just what was simulated", async () => {
		const folder = temporaryFolder();
		await simulate(folder);
		await writeFile(join(folder, "2021-04-09", "notes.txt"), "mine");
		await expect(simulate(folder, { seed: 9 })).rejects.toThrow("--restart");
		// A change of pace is no other acquisition.
		await simulate(folder, { pacing: { secondsPerTile: 9 } });
		const truth = await simulate(folder, { seed: 9, restart: true, lattice: { columns: 2, rows: 1 } });
		expect(truth.tiles.length).toBe(2);
		expect(readdirSync(join(folder, "2021-04-09", "00")).sort()).toEqual(["00001", "00002"]);
		expect(readFileSync(join(folder, "2021-04-09", "notes.txt"), "utf8")).toBe("mine");
	});

	test("a list that somebody else wrote is never overwritten", async () => {
		const folder = temporaryFolder();
		await writeFile(join(folder, "pipeline-input.json"), "{}");
		await expect(simulate(folder, { restart: true })).rejects.toThrow("was not simulated");
		expect(readFileSync(join(folder, "pipeline-input.json"), "utf8")).toBe("{}");
	});
});

import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Misbehaviour } from "./acquisition/misbehaviour.ts";
import { createInstantClock } from "./acquisition/simulation-clock.ts";
import type { SimulationEvent } from "./acquisition/simulation-events.ts";
import { simulateAcquisition } from "./simulate-acquisition.ts";
import type { SimulationOptionsInput } from "./simulation-options.ts";
import { readPlanes } from "./testing/read-planes.ts";
import { smallAcquisition } from "./testing/small-acquisition.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

/** Plays misbehaviours and looks at the folder during every wait of the length asked for. */
async function play(
	misbehaviours: readonly Misbehaviour[],
	look: { readonly duringMs: number; readonly see: (folder: string) => void | Promise<void> } | null = null,
	changes: Omit<SimulationOptionsInput, "folder"> = {},
) {
	const folder = temporaryFolder();
	const events: SimulationEvent[] = [];
	let looks = 0;
	const clock = createInstantClock(async (ms) => {
		if (!look || ms !== look.duringMs) return;
		looks++;
		await look.see(folder);
	});
	const truth = await simulateAcquisition(smallAcquisition(folder, { ...changes, misbehaviours: [...misbehaviours] }), {
		clock,
		onEvent: (event) => events.push(event),
	});
	return { folder, truth, events, looks, elapsedMs: clock.monotonicMs() };
}

const tilePath = (folder: string, number: number) =>
	join(folder, `2021-04-09/00/0000${number}/0000${number}-tile.ome.tif`);
const listText = (folder: string) => readFileSync(join(folder, "pipeline-input.json"), "utf8");
const listedTiles = (folder: string): { id: number; isComplete: boolean; relativePath: string; position: unknown }[] =>
	JSON.parse(listText(folder)).tiles;

// A wait of this length is none that an acquisition makes by itself.
const strangeMs = 12_345;

describe("misbehaviour", () => {
	test("halfWritten: the writer stops in the middle of the file for a while, then goes on", async () => {
		let half = 0;
		const { folder, truth, looks } = await play([{ kind: "halfWritten", tile: 3, forMs: strangeMs }], {
			duringMs: strangeMs,
			see: async (at) => {
				half = statSync(tilePath(at, 3)).size;
				await expect(readPlanes(tilePath(at, 3))).rejects.toThrow();
				expect(listedTiles(at).at(-1)).toMatchObject({ id: 3, isComplete: false });
			},
		});
		const size = statSync(tilePath(folder, 3)).size;
		expect(looks).toBe(1);
		expect(half / size).toBeGreaterThan(0.25);
		expect(half / size).toBeLessThan(0.75);
		expect((await readPlanes(tilePath(folder, 3))).length).toBe(1);
		expect(truth.tiles[2]).toMatchObject({ isReadable: true, misbehaviours: ["halfWritten"] });
	});

	test("halfWritten for ever: the file stays so, the tile stays incomplete, the acquisition goes on", async () => {
		const { folder, truth, events } = await play([{ kind: "halfWritten", tile: 3, forMs: null }]);
		await expect(readPlanes(tilePath(folder, 3))).rejects.toThrow();
		expect(statSync(tilePath(folder, 3)).size).toBeGreaterThan(1000);
		expect(listedTiles(folder).map((tile) => tile.isComplete)).toEqual([true, true, false, true, true, true]);
		expect(truth.tiles[2]?.isReadable).toBe(false);
		expect(events).toContainEqual(expect.objectContaining({ event: "tileFinished", number: 3, isWritten: false }));
	});

	test("pause: nothing is written before the tile for a while", async () => {
		const without = await play([]);
		const { looks, elapsedMs } = await play([{ kind: "pause", tile: 4, forMs: strangeMs }], {
			duringMs: strangeMs,
			see: (folder) => {
				expect(listedTiles(folder).map((tile) => tile.isComplete)).toEqual([true, true, true]);
				expect(statSync(tilePath(folder, 4), { throwIfNoEntry: false })).toBeUndefined();
			},
		});
		expect(looks).toBe(1);
		expect(elapsedMs - without.elapsedMs).toBeGreaterThan(strangeMs - 1000);
	});

	test("late: the list holds the successors before the tile", async () => {
		const { folder } = await play([{ kind: "late", tile: 2, by: 2 }]);
		expect(listedTiles(folder).map((tile) => tile.id)).toEqual([1, 3, 4, 2, 5, 6]);
	});

	test("reImage: the same path has new content of the same place, and is incomplete meanwhile", async () => {
		const folder = temporaryFolder();
		const first: Buffer[] = [];
		const states: (boolean | undefined)[] = [];
		await simulateAcquisition(smallAcquisition(folder, { misbehaviours: [{ kind: "reImage", tile: 2, after: 2 }] }), {
			clock: createInstantClock(() => {
				if (first.length > 0) states.push(listedTiles(folder).find((tile) => tile.id === 2)?.isComplete);
			}),
			onTile: ({ number, imaging }) => {
				if (number === 2 && imaging === 1) first.push(readFileSync(tilePath(folder, 2)));
			},
		});
		expect(new Set(states)).toEqual(new Set([true, false]));
		expect(listedTiles(folder).length).toBe(6);
		expect(listedTiles(folder).every((tile) => tile.isComplete)).toBe(true);
		const second = readFileSync(tilePath(folder, 2));
		expect(second.length).toBe(first[0]?.length);
		expect(second.equals(first[0] ?? second)).toBe(false);
	});

	test.each([
		{ kind: "reImage", tile: 2, path: "new", after: 3 },
		{ kind: "duplicatePosition", tile: 2 },
	] as const)("$kind: two tiles have one lattice position", async (misbehaviour) => {
		const { folder, truth } = await play([misbehaviour]);
		const listed = listedTiles(folder);
		expect(listed.length).toBe(7);
		const [original, repeated] = [listed.find((tile) => tile.id === 2), listed.find((tile) => tile.id === 7)];
		expect(repeated?.relativePath).toBe("2021-04-09/00/00007");
		expect(repeated?.position).toEqual(original?.position);
		expect((await readPlanes(tilePath(folder, 7)))[0]).not.toEqual((await readPlanes(tilePath(folder, 2)))[0]);
		expect(JSON.parse(listText(folder)).acquisition.expectedTiles).toBe(7);
		expect(truth.tiles.find((tile) => tile.number === 7)?.misbehaviours).toEqual([misbehaviour.kind]);
	});

	test("corrupt: the file has its usual size, is listed as complete, and cannot be read", async () => {
		const { folder, truth } = await play([{ kind: "corrupt", tile: 5 }]);
		expect(listedTiles(folder)[4]?.isComplete).toBe(true);
		await expect(readPlanes(tilePath(folder, 5))).rejects.toThrow();
		expect(statSync(tilePath(folder, 5)).size).toBe(48 * 32 * 2);
		expect(readFileSync(tilePath(folder, 5)).subarray(0, 4)).toEqual(Buffer.from([0x49, 0x49, 42, 0]));
		expect(truth.tiles[4]?.isReadable).toBe(false);
	});

	test("truncatedList: the list is cut in the middle for a while", async () => {
		const { folder, looks } = await play([{ kind: "truncatedList", tile: 4, forMs: strangeMs }], {
			duringMs: strangeMs,
			see: (at) => {
				expect(listText(at).length).toBeGreaterThan(100);
				expect(() => listedTiles(at)).toThrow(SyntaxError);
			},
		});
		expect(looks).toBe(1);
		expect(listedTiles(folder).length).toBe(6);
	});

	test("shrunkList: the list is well formed and has lost half of its tiles for a while", async () => {
		const { folder, looks } = await play([{ kind: "shrunkList", tile: 5, forMs: strangeMs }], {
			duringMs: strangeMs,
			see: (at) => {
				expect(listedTiles(at).map((tile) => tile.id)).toEqual([1, 2]);
			},
		});
		expect(looks).toBe(1);
		expect(listedTiles(folder).length).toBe(6);
	});

	test.each(["truncatedList", "shrunkList"] as const)("a stop during %s leaves a whole list", async (kind) => {
		const folder = temporaryFolder();
		const stop = new AbortController();
		const options = smallAcquisition(folder, { misbehaviours: [{ kind, tile: 4, forMs: strangeMs }] });
		const truth = await simulateAcquisition(options, {
			signal: stop.signal,
			clock: createInstantClock((ms) => {
				if (ms === strangeMs) stop.abort();
			}),
		});
		expect(truth.isFinished).toBe(false);
		expect(listedTiles(folder).length).toBe(4);
	});

	test("rewriteListInPlace: every update is half there for a moment", async () => {
		let broken = 0;
		const folder = temporaryFolder();
		await simulateAcquisition(smallAcquisition(folder, { output: { rewriteListInPlace: true } }), {
			clock: createInstantClock(() => {
				try {
					listedTiles(folder);
				} catch {
					broken++;
				}
			}),
		});
		// Twice for each tile, once at the beginning and once at the end.
		expect(broken).toBe(14);
		expect(listedTiles(folder).length).toBe(6);
	});

	test("outOfFocus: fine structure is gone, the truth knows by how much", async () => {
		const { folder, truth } = await play([{ kind: "outOfFocus", tile: 2, defocusUm: 8 }], null, {
			optics: { hasNoise: false, pixelType: "float32" },
		});
		const sharp = await play([], null, { optics: { hasNoise: false, pixelType: "float32" } });
		const detail = async (path: string) => {
			const [plane = []] = await readPlanes(path);
			let sum = 0;
			for (let i = 1; i < plane.length; i++) if (i % 48 !== 0) sum += ((plane[i] ?? 0) - (plane[i - 1] ?? 0)) ** 2;
			return sum;
		};
		expect(await detail(tilePath(folder, 2))).toBeLessThan(0.5 * (await detail(tilePath(sharp.folder, 2))));
		expect(await detail(tilePath(folder, 3))).toBe(await detail(tilePath(sharp.folder, 3)));
		expect(truth.tiles.map((tile) => tile.defocusUm)).toEqual([0, 8, 0, 0, 0, 0]);
	});

	test("everything at once still ends with a whole list", async () => {
		const { folder, truth } = await play([], null, {
			lattice: { columns: 5, rows: 4 },
			misbehaviourProbability: 1,
		});
		expect(truth.isFinished).toBe(true);
		expect(JSON.parse(listText(folder)).acquisition.isFinished).toBe(true);
		expect(listedTiles(folder).length).toBe(new Set(truth.tiles.map((tile) => tile.relativePath)).size);
	});
});

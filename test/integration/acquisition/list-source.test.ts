import { mkdir, open, readFile, rename, rm, stat, truncate, utimes, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./manual-clock.ts";
import { MemorySink } from "./memory-sink.ts";
import { ScratchFolder } from "./scratch-folder.ts";
import { lookFor, lookOnce, openReader } from "./watched-sources.ts";

let folder: ScratchFolder;
let clock: ManualClock;
let sink: MemorySink;

beforeEach(async () => {
	folder = await ScratchFolder.create();
	clock = new ManualClock();
	sink = new MemorySink();
});
afterEach(() => folder.remove());

const open_ = (settings: object = {}, known?: Map<string, string | null>) =>
	openReader(folder.path, "list", settings, known ? { clock, sink, known } : { clock, sink });

const entry = (relativePath: string, more: object = {}) => ({ relativePath, isComplete: true, ...more });

async function tileFolders(...paths: string[]): Promise<void> {
	for (const path of paths) await folder.write(`${path}/image.0.tif`, `pixels of ${path}`);
}

describe("a growing list", () => {
	it("delivers new and completed tiles without a restart", async () => {
		await tileFolders("d/1", "d/2");
		await folder.writeList([entry("d\\1", { position: { x: 1, y: 2, z: 3 } }), entry("d/2", { isComplete: false })]);
		const reader = open_();
		const look = await lookFor(reader, clock, 2000);
		expect(look.observation).toMatchObject({ inputState: "pipeline", problem: null, pendingFiles: [] });
		expect(sink.complete).toEqual(["d/1"]);
		expect(sink.tiles.get("d/1")).toMatchObject({
			lattice: { x: 1, y: 2, z: 3 },
			files: [{ path: "d/1/image.0.tif", sizeBytes: 13 }],
			contentSignature: expect.stringMatching(/^[0-9a-f]{32}$/),
		});
		expect(sink.tiles.get("d/2")).toMatchObject({ isComplete: false, contentSignature: null, files: [] });

		await tileFolders("d/3");
		await folder.writeList([entry("d/1"), entry("d/2"), entry("d/3")]);
		await lookFor(reader, clock, 2000);
		expect(sink.complete).toEqual(["d/1", "d/2", "d/3"]);
	});

	it("is read once, and then only looked at until it changes", async () => {
		await tileFolders("d/1", "d/2");
		await folder.writeList([entry("d/1"), entry("d/2")]);
		const reader = open_();
		await lookFor(reader, clock, 60_000);
		expect(sink.imports).toHaveLength(1);
		await folder.writeList([entry("d/1"), entry("d/2", { attributes: { note: "new" } })]);
		await lookFor(reader, clock, 2000);
		expect(sink.imports[1]?.paths).toEqual(["d/2"]);
	});

	it("of hundreds of tiles arrives in its own order, in pieces", async () => {
		const paths = Array.from({ length: 2500 }, (_, index) => `d/${(index * 7919) % 2500}`);
		await folder.write("one.tif", "pixels");
		await folder.writeList(paths.map((path) => entry(path, { files: [`${path}`], isComplete: false })));
		await lookFor(open_(), clock, 10);
		expect(sink.imports.flatMap((call) => call.paths)).toEqual(paths);
		expect(Math.max(...sink.imports.map((call) => call.paths.length))).toBeLessThanOrEqual(1000);
	});

	it("is read from dashboard.json when there is no pipeline-input.json, and the content decides the format", async () => {
		await tileFolders("d/1");
		const reader = open_();
		await folder.replace("dashboard.json", JSON.stringify({ monitor: {}, tileMap: { "0": [entry("d/1")] } }));
		expect((await lookFor(reader, clock, 2000)).observation.inputState).toBe("dashboard");
		await folder.replace("dashboard.json", JSON.stringify({ pipelineFormat: 1, tiles: [entry("d/1")] }));
		expect((await lookFor(reader, clock, 2000)).observation.inputState).toBe("pipeline");
		await folder.replace("pipeline-input.json", JSON.stringify({ monitor: {}, tileMap: {} }));
		const look = await lookFor(reader, clock, 2000);
		expect(look.observation.inputState).toBe("dashboard");
		expect(look.observation.problem).toMatchObject({ code: "INPUT_SHRUNK" });
		expect(sink.complete).toEqual(["d/1"]);
	});

	it("brings extents, parameters, markers and the end of the acquisition", async () => {
		await tileFolders("d/1");
		const more = {
			extents: { minimumX: 1, maximumX: 2 },
			projectInfo: { customParameters: { a: 1 } },
			planeMarkers: { z: [4] },
		};
		const reader = open_();
		await folder.writeList([entry("d/1")], { ...more, acquisition: { expectedTiles: 2 } });
		expect((await lookFor(reader, clock, 2000)).observation).toMatchObject({
			expectedTiles: 2,
			isFinished: false,
			project: {
				extents: { minimumX: 1, maximumX: 2 },
				customParameters: { a: 1 },
				planeMarkers: { x: [], y: [], z: [4] },
			},
		});
		await folder.writeList([entry("d/1")], { acquisition: { isFinished: true } });
		expect((await lookFor(reader, clock, 2000)).observation.isFinished).toBe(true);
	});
});

describe("a broken list", () => {
	it("changes nothing, is reported with its place, and is read again", async () => {
		await tileFolders("d/1", "d/2");
		await folder.writeList([entry("d/1")]);
		const reader = open_();
		await lookFor(reader, clock, 2000);
		const text = JSON.stringify({ pipelineFormat: 1, tiles: [entry("d/1"), entry("d/2")] });
		await writeFile(folder.at("pipeline-input.json"), text.slice(0, -20));
		const look = await lookFor(reader, clock, 3000);
		expect(look.observation).toMatchObject({ inputState: "pipeline", problem: { code: "INPUT_MALFORMED" } });
		expect(look.observation.problem?.message).toMatch(/line 1, column \d+/);
		expect(sink.complete).toEqual(["d/1"]);
		await writeFile(folder.at("pipeline-input.json"), text);
		expect((await lookFor(reader, clock, 3000)).observation.problem).toBeNull();
		expect(sink.complete).toEqual(["d/1", "d/2"]);
	});

	it("is forgiven while it is rewritten in place", async () => {
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		const reader = open_();
		await lookFor(reader, clock, 2000);
		const list = await readFile(folder.at("pipeline-input.json"));
		const file = await open(folder.at("pipeline-input.json"), "w");
		await file.writeFile(list.subarray(0, 20));
		const look = await lookOnce(reader);
		expect(look.observation.problem).toBeNull();
		expect(look.nextLookInMs).toBeLessThanOrEqual(200);
		await file.writeFile(list.subarray(20));
		await file.close();
		clock.forward(look.nextLookInMs);
		expect((await lookOnce(reader)).observation.problem).toBeNull();
	});

	it("that lost many tiles is refused with both numbers, also after a restart", async () => {
		const tiles = Array.from({ length: 30 }, (_, index) => entry(`d/${index}`, { isComplete: false }));
		await folder.writeList(tiles);
		const settings = { maximumLostTiles: 10 };
		const reader = open_(settings);
		await lookFor(reader, clock, 2000);
		await folder.writeList([...tiles.slice(0, 19), entry("new", { isComplete: false })]);
		for (const one of [reader, open_(settings, sink.known)]) {
			const { problem } = (await lookFor(one, clock, 2000)).observation;
			expect(problem).toMatchObject({ code: "INPUT_SHRUNK" });
			expect(problem?.message).toContain("lacks 11 of the 30 known ones");
			expect(sink.tiles.has("new")).toBe(false);
		}
		await folder.writeList(tiles.slice(0, 20));
		const { problem } = (await lookFor(reader, clock, 2000)).observation;
		expect(problem?.message).toContain("no longer has 10 of the tiles");
		expect(sink.tiles.size).toBe(30);
		await folder.writeList(tiles);
		expect((await lookFor(reader, clock, 2000)).observation.problem).toBeNull();
	});

	it("with wrong entries loses only those", async () => {
		await tileFolders("good");
		await folder.writeList([entry("/etc"), entry("../up"), entry("good"), entry("good"), { relative_path: "x" }]);
		const { observation } = await lookFor(open_(), clock, 2000);
		expect(sink.complete).toEqual(["good"]);
		expect(observation.problem).toMatchObject({ code: "TILE_PATH_INVALID" });
		expect(observation.problem?.message).toContain("and 3 more problems");
		expect(observation.pendingFiles.map((file) => file.path)).toEqual(["/etc", "../up", "good", "x"]);
	});
});

describe("the place of a list", () => {
	it("is missing, bad or gone without anything being lost", async () => {
		const reader = open_();
		expect((await lookOnce(reader)).observation).toMatchObject({
			inputState: "missing",
			seenAt: null,
			problem: { code: "INPUT_NOT_FOUND" },
		});
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		await lookFor(reader, clock, 2000);
		await rename(folder.path, `${folder.path}-away`);
		const away = (await lookFor(reader, clock, 2000)).observation;
		expect(away).toMatchObject({ inputState: "badLocation", problem: { code: "INPUT_LOCATION_UNREADABLE" } });
		expect(away.problem?.message).toContain("it does not exist");
		await writeFile(folder.path, "a file in its place");
		expect((await lookFor(reader, clock, 2000)).observation.problem?.message).toContain("it is not a folder");
		await rm(folder.path);
		await rename(`${folder.path}-away`, folder.path);
		expect((await lookFor(reader, clock, 2000)).observation).toMatchObject({ inputState: "pipeline", problem: null });
		expect(sink.imports).toHaveLength(1);
	});
});

describe("files of a tile", () => {
	it("that are missing or empty keep it incomplete until they are there", async () => {
		await mkdir(folder.at("d/2"), { recursive: true });
		await folder.write("d/3/notes.txt", "no image");
		await folder.write("d/4/a.tif", "");
		await folder.writeList([
			entry("d/1"),
			entry("d/2"),
			entry("d/3"),
			entry("d/4"),
			entry("d/5", { files: ["b.tif"] }),
		]);
		const reader = open_();
		const look = await lookFor(reader, clock, 2000);
		expect(sink.complete).toEqual([]);
		expect(sink.tiles.get("d/1")?.verdict).toContain('there is no "d/1"');
		expect(look.observation.pendingFiles.map((file) => file.verdict)).toEqual([
			expect.stringContaining('there is no "d/1"'),
			expect.stringContaining("its folder is empty"),
			expect.stringContaining('no image file (but for example "notes.txt")'),
			expect.stringContaining('"d/4/a.tif" is empty'),
			expect.stringContaining('"d/5/b.tif" is not there'),
		]);
		const sent = sink.imports.length;
		await lookFor(reader, clock, 20_000);
		expect(sink.imports).toHaveLength(sent);
		for (const path of ["d/1/x.tif", "d/2/x.tif", "d/3/x.tif", "d/4/a.tif", "d/5/b.tif"])
			await folder.write(path, "pixels");
		expect((await lookFor(reader, clock, 4000)).observation.pendingFiles).toEqual([]);
		expect(sink.complete.sort()).toEqual(["d/1", "d/2", "d/3", "d/4", "d/5"]);
	});

	it("may be the tile itself, or a Zarr folder", async () => {
		await folder.write("a/one.tif", "pixels");
		await folder.write("b/two.ome.zarr/0/0.0", "chunk");
		await folder.write("c/x.zarr/.zgroup", "{}");
		await folder.writeList([entry("a/one.tif"), entry("b/two.ome.zarr"), entry("c")]);
		await lookFor(open_(), clock, 2000);
		expect([...sink.tiles.values()].map((tile) => tile.files.map((file) => file.path))).toEqual([
			["a/one.tif"],
			["b/two.ome.zarr"],
			["c/x.zarr"],
		]);
	});

	it("that are overwritten count anew once they have settled", async () => {
		await tileFolders("d/1", "d/2");
		await folder.writeList([entry("d/1"), entry("d/2")]);
		const reader = open_({ settleSeconds: 30 });
		await lookFor(reader, clock, 2000);
		const before = sink.tiles.get("d/1")?.contentSignature;
		await writeFile(folder.at("d/1/image.0.tif"), "other pix");
		const look = await lookFor(reader, clock, 10_000);
		expect(look.observation.pendingFiles).toEqual([
			{ path: "d/1", verdict: expect.stringContaining("taken again when unchanged for 30 s") },
		]);
		// Still growing.
		await writeFile(folder.at("d/1/image.0.tif"), "other pixels");
		await lookFor(reader, clock, 25_000);
		expect(sink.tiles.get("d/1")?.contentSignature).toBe(before);
		await lookFor(reader, clock, 35_000);
		expect(sink.tiles.get("d/1")).toMatchObject({ isComplete: true, files: [{ sizeBytes: 12 }] });
		expect(sink.reimaged).toBe(1);
		expect((await lookOnce(reader)).observation.pendingFiles).toEqual([]);
	});

	it("count at once when the list calls the tile incomplete and complete again", async () => {
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		const reader = open_();
		await lookFor(reader, clock, 2000);
		const before = sink.tiles.get("d/1")?.contentSignature;
		await folder.writeList([entry("d/1", { isComplete: false })]);
		await lookFor(reader, clock, 2000);
		expect(sink.complete).toEqual([]);
		await writeFile(folder.at("d/1/image.0.tif"), "imaged again");
		await folder.writeList([entry("d/1")]);
		await lookFor(reader, clock, 2000);
		expect(sink.tiles.get("d/1")?.contentSignature).not.toBe(before);
		expect(sink.complete).toEqual(["d/1"]);
	});

	it("that vanish after they were taken take nothing back", async () => {
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		const reader = open_();
		await lookFor(reader, clock, 2000);
		await rm(folder.at("d"), { recursive: true });
		const { observation } = await lookFor(reader, clock, 60_000);
		expect(observation).toMatchObject({ problem: null, pendingFiles: [] });
		expect(sink.complete).toEqual(["d/1"]);
	});

	it("may carry times from the future", async () => {
		await tileFolders("d/1");
		const future = new Date(Date.now() + 400 * 24 * 3600 * 1000);
		await utimes(folder.at("d/1/image.0.tif"), future, future);
		await folder.writeList([entry("d/1")]);
		await utimes(folder.at("pipeline-input.json"), future, future);
		await lookFor(open_(), clock, 2000);
		expect(sink.complete).toEqual(["d/1"]);
	});
});

describe("after a restart", () => {
	it("what is known is told once more, and what is new comes first", async () => {
		await tileFolders("d/1", "d/2");
		await folder.writeList([entry("d/1"), entry("d/2")]);
		await lookFor(open_(), clock, 2000);
		const signatures = sink.known;
		await tileFolders("d/3");
		await folder.writeList([entry("d/1"), entry("d/2"), entry("d/3")]);
		const from = sink.imports.length;
		await lookFor(open_({}, signatures), clock, 10_000);
		expect(sink.imports.slice(from).map((call) => call.paths)).toEqual([["d/3"], ["d/1", "d/2"]]);
		expect(sink.reimaged).toBe(0);
	});

	it("a tile imaged again meanwhile has to settle first", async () => {
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		await lookFor(open_(), clock, 2000);
		const known = sink.known;
		await writeFile(folder.at("d/1/image.0.tif"), "imaged again");
		const reader = open_({}, known);
		await lookFor(reader, clock, 10_000);
		expect(sink.reimaged).toBe(0);
		await lookFor(reader, clock, 30_000);
		expect(sink.reimaged).toBe(1);
	});
});

describe("a sink that fails", () => {
	it("gets the same tiles again", async () => {
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		const reader = open_();
		sink.failure = new Error("no database");
		await expect(lookOnce(reader)).rejects.toThrow("no database");
		sink.failure = null;
		await lookFor(reader, clock, 2000);
		expect(sink.complete).toEqual(["d/1"]);
	});

	it("or refuses a tile is not asked again until the tile changes, and its sentence is shown", async () => {
		await tileFolders("d/1");
		sink.refuses.set("d/1", 'Tile "d/1" already comes from source 7.');
		await folder.writeList([entry("d/1")]);
		const reader = open_();
		const { observation } = await lookFor(reader, clock, 30_000);
		expect(observation.problem).toEqual({ code: "TILE_PATH_DUPLICATE", message: expect.stringContaining("source 7") });
		expect(observation.pendingFiles).toEqual([{ path: "d/1", verdict: expect.stringContaining("source 7") }]);
		expect(sink.imports).toHaveLength(1);
	});
});

describe("the exported tile list", () => {
	it("is flat, replaced when the list changes, and keeps the one before", async () => {
		await tileFolders("d/1");
		const place = { position: { x: 1, y: 2, z: 3 }, step: { x: 4, y: 5, z: 6 } };
		await folder.writeList([entry("d\\1", { id: 7, ...place })]);
		const reader = open_();
		await lookFor(reader, clock, 2000);
		const first = { relativePath: "d/1", id: 7, ...place, isComplete: true };
		const stored = async (name: string) => JSON.parse(await readFile(folder.at(name), "utf8"));
		expect(await stored("pipeline-storage.json")).toEqual({ tiles: [first] });
		const written = await stat(folder.at("pipeline-storage.json"));
		await lookFor(reader, clock, 60_000);
		expect((await stat(folder.at("pipeline-storage.json"))).ino).toBe(written.ino);
		await folder.writeList([entry("d\\1", { id: 7, ...place }), entry("d/2", { isComplete: false })]);
		await lookFor(reader, clock, 12_000);
		const second = { relativePath: "d/2", position: null, step: null, isComplete: false };
		expect(await stored("pipeline-storage.json")).toEqual({ tiles: [first, second] });
		expect(await stored("pipeline-storage.json.last")).toEqual({ tiles: [first] });
	});

	it("that cannot be written holds nothing up", async () => {
		await tileFolders("d/1");
		await folder.writeList([entry("d/1")]);
		await lookFor(open_({ storageFile: "pipeline-input.json/no/such/folder.json" }), clock, 2000);
		expect(sink.complete).toEqual(["d/1"]);
	});
});

it("a list cut short in place by its size alone is noticed", async () => {
	await folder.writeList([entry("a", { isComplete: false }), entry("b", { isComplete: false })]);
	const reader = open_();
	await lookFor(reader, clock, 2000);
	await truncate(folder.at("pipeline-input.json"), 30);
	expect((await lookFor(reader, clock, 3000)).observation.problem?.code).toBe("INPUT_MALFORMED");
	expect(sink.tiles.size).toBe(2);
});

import { writeFileSync } from "node:fs";
import { appendFile, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ManualClock } from "./manual-clock.ts";
import { MemorySink } from "./memory-sink.ts";
import { ScratchFolder } from "./scratch-folder.ts";
import { lookFor, lookOnce, openReader } from "./watched-sources.ts";

/* When a directory source takes a file, and where it looks for one. */

let folder: ScratchFolder;
let clock: ManualClock;
let sink: MemorySink;

beforeEach(async () => {
	folder = await ScratchFolder.create();
	clock = new ManualClock();
	sink = new MemorySink();
});
afterEach(() => folder.remove());

const watch = (settings: object, known: ReadonlyMap<string, string | null> = new Map()) =>
	openReader(folder.path, "directory", { checkFormat: false, ...settings }, { clock, sink, known });

describe("a file", () => {
	it("is taken when two of our looks, the settle time apart, saw it unchanged", async () => {
		await folder.write("P1/B03_s007_DAPI.tif", "pixels");
		const reader = watch({ pattern: "{plate}/{well}_s{site:int}_{channel}.tif", settleSeconds: 30 });
		const look = await lookFor(reader, clock, 12_000);
		expect(look.observation).toMatchObject({ inputState: "directory", problem: null });
		expect(look.observation.pendingFiles).toEqual([
			{ path: "P1/B03_s007_DAPI.tif", verdict: "first seen 12 s ago; taken when unchanged for 30 s" },
		]);
		await lookFor(reader, clock, 17_900);
		expect(sink.tiles.size).toBe(0);
		await lookFor(reader, clock, 200);
		expect(sink.tiles.get("P1/B03_s007_DAPI.tif")).toMatchObject({
			isComplete: true,
			attributes: { plate: "P1", well: "B03", site: 7, channel: "DAPI" },
			files: [{ path: "P1/B03_s007_DAPI.tif", sizeBytes: 6 }],
			verdict: "unchanged for 30 s",
		});
		expect((await lookOnce(reader)).observation.pendingFiles).toEqual([]);
	});

	it("that grows is taken within a second of its settle time after the last byte", async () => {
		const path = await folder.write("1.tif", "");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 5 });
		for (let second = 0; second < 20; second++) {
			await appendFile(path, "more pixels");
			await lookFor(reader, clock, 1000);
		}
		expect(sink.tiles.size).toBe(0);
		await lookFor(reader, clock, 5000);
		expect(sink.tiles.get("1.tif")?.files[0]?.sizeBytes).toBe(20 * 11);
	});

	it("is asked for again exactly when its settle time ends", async () => {
		await folder.write("1.tif", "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 3, pollSeconds: 60 });
		const look = await lookOnce(reader);
		expect(look.nextLookInMs).toBeLessThanOrEqual(500);
		clock.forward(2900);
		expect((await lookOnce(reader)).nextLookInMs).toBe(100);
		clock.forward(100);
		await lookOnce(reader);
		expect(sink.complete).toEqual(["1.tif"]);
	});

	it("may claim to be from the future, or from 1970", async () => {
		await utimes(await folder.write("1.tif", "pixels"), new Date("2120-01-01"), new Date("2120-01-01"));
		await utimes(await folder.write("2.tif", "pixels"), 0, 0);
		await lookFor(watch({ pattern: "{n:int}.tif", settleSeconds: 10 }), clock, 10_500);
		expect(sink.complete).toEqual(["1.tif", "2.tif"]);
	});

	it("that is renamed into place settles under its new name", async () => {
		await folder.write("1.tif.tmp", "pixels");
		const reader = watch({ pattern: "{name}.tif", settleSeconds: 4 });
		expect((await lookFor(reader, clock, 10_000)).observation.pendingFiles).toEqual([]);
		await rename(folder.at("1.tif.tmp"), folder.at("1.tif"));
		await lookFor(reader, clock, 7000);
		expect(sink.complete).toEqual(["1.tif"]);
	});

	it("that is overwritten in place is taken again, once it has settled again", async () => {
		await folder.write("1.tif", "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 5 });
		await lookFor(reader, clock, 6000);
		const before = sink.tiles.get("1.tif")?.contentSignature;
		await writeFile(folder.at("1.tif"), "PIXELS");
		const look = await lookFor(reader, clock, 4000);
		expect(look.observation.pendingFiles[0]?.verdict).toMatch(/^changed after it was taken, last .* taken again when/);
		await lookFor(reader, clock, 8000);
		expect(sink.reimaged).toBe(1);
		expect(sink.tiles.get("1.tif")?.contentSignature).not.toBe(before);
	});

	it("that disappears before or after it was taken harms nothing", async () => {
		await folder.write("1.tif", "pixels");
		await folder.write("2.tif", "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 5 });
		await lookFor(reader, clock, 2000);
		await rm(folder.at("2.tif"));
		await lookFor(reader, clock, 8000);
		await rm(folder.at("1.tif"));
		const { observation } = await lookFor(reader, clock, 70_000);
		expect(observation).toMatchObject({ problem: null, pendingFiles: [] });
		expect(sink.complete).toEqual(["1.tif"]);
		await folder.write("2.tif", "pixels");
		await lookFor(reader, clock, 9000);
		expect(sink.complete).toEqual(["1.tif", "2.tif"]);
	});

	it("that is empty is waited for", async () => {
		await folder.write("1.tif", "");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 1 });
		const look = await lookFor(reader, clock, 5000);
		expect(look.observation.pendingFiles).toEqual([{ path: "1.tif", verdict: "is empty (0 bytes)" }]);
		await folder.write("1.tif", "pixels");
		await lookFor(reader, clock, 5000);
		expect(sink.complete).toEqual(["1.tif"]);
	});
});

describe("folders", () => {
	it("are searched as deep as the pattern says, new ones too", async () => {
		await folder.write("2021-04-09/00/1.tif", "pixels");
		await folder.write("2021-04-09/1.tif", "not here");
		await folder.write("notes/00/1.tif", "nor here");
		const reader = watch({ pattern: "2021-{month:int}-{day:int}/{hour}/{n:int}.tif", settleSeconds: 0 });
		await lookFor(reader, clock, 3000);
		await folder.write("2021-04-10/01/2.tif", "pixels");
		await lookFor(reader, clock, 5000);
		expect(sink.complete).toEqual(["2021-04-09/00/1.tif", "2021-04-10/01/2.tif"]);
	});

	it("of any depth are searched for a path field, but not round in circles", async () => {
		await folder.write("a/b/c/1.tif", "pixels");
		await folder.write("x.zarr/0/1.tif", "chunk");
		await symlink(folder.path, folder.at("a/loop"));
		await symlink(folder.at("a"), folder.at("twice"));
		await lookFor(watch({ pattern: "{name:path}.tif", settleSeconds: 0 }), clock, 5000);
		expect(sink.complete.sort()).toEqual(["a/b/c/1.tif", "twice/b/c/1.tif"]);
	});

	it("that cannot be read are named, and the others go on", async () => {
		await folder.write("good/1.tif", "pixels");
		// A link to itself cannot be followed, whoever asks.
		await symlink(folder.at("bad"), folder.at("bad"));
		const reader = watch({ pattern: "{day}/{n:int}.tif", settleSeconds: 0 });
		const { observation } = await lookFor(reader, clock, 5000);
		expect(sink.complete).toEqual(["good/1.tif"]);
		expect(observation.problem).toMatchObject({ code: "INPUT_LOCATION_UNREADABLE" });
		expect(observation.problem?.message).toContain("ELOOP");
		await rm(folder.at("bad"));
		await folder.write("bad/2.tif", "pixels");
		expect((await lookFor(reader, clock, 5000)).observation.problem).toBeNull();
		expect(sink.complete).toEqual(["good/1.tif", "bad/2.tif"]);
	});

	it("whose root goes away or turns into a file keep what was taken", async () => {
		await folder.write("1.tif", "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 0 });
		await lookFor(reader, clock, 3000);
		await rename(folder.path, `${folder.path}-away`);
		await writeFile(folder.path, "a file in its place");
		const { observation } = await lookFor(reader, clock, 3000);
		expect(observation).toMatchObject({
			inputState: "badLocation",
			seenAt: null,
			problem: { code: "INPUT_LOCATION_UNREADABLE", message: expect.stringContaining("it is not a folder") },
		});
		await rm(folder.path);
		await rename(`${folder.path}-away`, folder.path);
		await folder.write("2.tif", "pixels");
		expect((await lookFor(reader, clock, 6000)).observation).toMatchObject({ inputState: "directory", problem: null });
		expect(sink.complete).toEqual(["1.tif", "2.tif"]);
		expect(sink.reimaged).toBe(0);
	});

	it("with a new file and an old time are still listed within a minute, and from then on always", async () => {
		await folder.write("d/1.tif", "pixels");
		const old = new Date("2020-01-01");
		await utimes(folder.at("d"), old, old);
		const reader = watch({ pattern: "d/{n:int}.tif", settleSeconds: 0 });
		await lookFor(reader, clock, 10_000);
		for (const [name, withinMs] of [
			["2", 70_000],
			["3", 5000],
		] as const) {
			await folder.write(`d/${name}.tif`, "pixels");
			await utimes(folder.at("d"), old, old);
			await lookFor(reader, clock, withinMs);
			expect(sink.complete).toContain(`d/${name}.tif`);
		}
	});

	it("that hold other things only are spoken of", async () => {
		await folder.write("image_1.png", "pixels");
		const { observation } = await lookFor(watch({ pattern: "{n:int}.tif" }), clock, 2000);
		expect(observation.problem).toMatchObject({ code: "INPUT_NOT_FOUND" });
		expect(observation.problem?.message).toContain('for example "image_1.png" does not');
	});

	it("of Zarr count as one file", async () => {
		await folder.write("1.zarr/.zgroup", '{"zarr_format": 2}');
		await folder.write("1.zarr/0/.zarray", '{"shape": [2, 2]}');
		await folder.write("1.zarr/0/0/0", "chunk");
		const reader = watch({ pattern: "{n:int}.zarr", settleSeconds: 5, checkFormat: true });
		await lookFor(reader, clock, 4000);
		await folder.write("1.zarr/0/0/1", "another chunk");
		await lookFor(reader, clock, 4000);
		expect(sink.tiles.size).toBe(0);
		await lookFor(reader, clock, 5000);
		expect(sink.tiles.get("1.zarr")?.files).toEqual([{ path: "1.zarr", sizeBytes: 53 }]);
	});
});

describe("what belongs to a file", () => {
	it("must be there and settled too", async () => {
		await folder.write("a/1.tif", "pixels");
		const reader = watch({
			pattern: "a/{n:int}.tif",
			settleSeconds: 5,
			companions: ["{stem}.json", "../meta/{n}.xml"],
		});
		const look = await lookFor(reader, clock, 8000);
		expect(look.observation.pendingFiles).toEqual([{ path: "a/1.tif", verdict: 'waits for "a/1.json", "meta/1.xml"' }]);
		await folder.write("a/1.json", "{}");
		await folder.write("meta/1.xml", "<x/>");
		const settling = await lookFor(reader, clock, 3000);
		expect(settling.observation.pendingFiles[0]?.verdict).toContain('"a/1.json" to stop changing');
		await lookFor(reader, clock, 6000);
		expect(sink.complete).toEqual(["a/1.tif"]);
	});

	it("may decide instead of the clock: a sentinel", async () => {
		await folder.write("1.tif", "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 3600, sentinel: "{name}.done" });
		const look = await lookFor(reader, clock, 5000);
		expect(look.observation.pendingFiles).toEqual([{ path: "1.tif", verdict: 'waits for "1.tif.done"' }]);
		await folder.write("1.tif.done", "");
		await lookFor(reader, clock, 2100);
		expect(sink.complete).toEqual(["1.tif"]);
	});

	it("may decide instead of the clock: a manifest, in each of its forms", async () => {
		for (let n = 1; n <= 4; n++) await folder.write(`${n}.tif`, "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 3600, manifest: "done.txt" });
		await folder.write("done.txt", "# complete files\n1.tif\n");
		await lookFor(reader, clock, 3000);
		expect(sink.complete).toEqual(["1.tif"]);
		await folder.replace("done.txt", "d41d8cd98f00b204e9800998ecf8427e *2.tif");
		await lookFor(reader, clock, 3000);
		expect(sink.complete).toEqual(["1.tif", "2.tif"]);
		await folder.replace("done.txt", '{"files": ["3.tif", {"path": ".\\\\4.tif", "sizeBytes": 7');
		const broken = await lookFor(reader, clock, 3000);
		expect(broken.observation.problem).toMatchObject({ code: "INPUT_MALFORMED" });
		await folder.replace("done.txt", '{"files": ["3.tif", {"path": ".\\\\4.tif", "sizeBytes": 7}]}');
		const look = await lookFor(reader, clock, 3000);
		expect(sink.complete).toEqual(["1.tif", "2.tif", "3.tif"]);
		expect(look.observation.pendingFiles).toEqual([{ path: "4.tif", verdict: 'waits for its name in "done.txt"' }]);
		await folder.write("4.tif", "pixels!");
		await lookFor(reader, clock, 3000);
		expect(sink.complete).toContain("4.tif");
	});

	it("ends the acquisition once nothing is pending", async () => {
		await folder.write("1.tif", "pixels");
		await folder.write("FINISHED", "");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 10, finishedMarker: "FINISHED" });
		expect((await lookFor(reader, clock, 5000)).observation.isFinished).toBe(false);
		expect((await lookFor(reader, clock, 6000)).observation.isFinished).toBe(true);
		expect(sink.complete).toEqual(["1.tif"]);
	});

	it("ends the acquisition despite a file that stays broken, after the settle time", async () => {
		await folder.write("1.tif", "");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 10, finishedMarker: "FINISHED" });
		await lookFor(reader, clock, 60_000);
		await folder.write("FINISHED", "");
		expect((await lookFor(reader, clock, 5000)).observation.isFinished).toBe(false);
		expect((await lookFor(reader, clock, 8000)).observation.isFinished).toBe(true);
	});
});

describe("after a restart", () => {
	it("files known to be complete settle no second time", async () => {
		await folder.write("1.tif", "pixels");
		await folder.write("2.tif", "pixels");
		await lookFor(watch({ pattern: "{n:int}.tif", settleSeconds: 30 }), clock, 31_000);
		const known = sink.known;
		await writeFile(folder.at("2.tif"), "imaged again");
		const from = sink.imports.length;
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 30 }, known);
		await lookFor(reader, clock, 1000);
		expect(sink.imports.slice(from).map((call) => call.paths)).toEqual([["1.tif"]]);
		await lookFor(reader, clock, 30_000);
		expect(sink.imports.slice(from).map((call) => call.paths)).toEqual([["1.tif"], ["2.tif"]]);
		expect(sink.reimaged).toBe(1);
	});

	it("other settings reach the tiles", async () => {
		await folder.writeImage("1.tif");
		await lookFor(watch({ pattern: "{n:int}.tif", settleSeconds: 0, position: null }), clock, 3000);
		expect(sink.tiles.get("1.tif")?.position).toBeNull();
		await lookFor(watch({ pattern: "{n:int}.tif", settleSeconds: 0 }, sink.known), clock, 3000);
		expect(sink.tiles.get("1.tif")?.position).toEqual({ x: 100, y: 200, z: 30 });
	});
});

describe("a sink that fails", () => {
	it("gets the same files again", async () => {
		await folder.write("1.tif", "pixels");
		const reader = watch({ pattern: "{n:int}.tif", settleSeconds: 0 });
		await lookOnce(reader);
		clock.forward(1000);
		sink.failure = new Error("no database");
		await expect(lookOnce(reader)).rejects.toThrow("no database");
		sink.failure = null;
		clock.forward(1000);
		await lookOnce(reader);
		expect(sink.complete).toEqual(["1.tif"]);
	});
});

it("20,000 files in one folder are all taken, and then left in peace", async () => {
	await mkdir(folder.at("d"));
	const paths = Array.from({ length: 20_000 }, (_, index) => `d/${String(index).padStart(6, "0")}.tif`);
	for (const path of paths) writeFileSync(folder.at(path), "pixels");
	const reader = watch({ pattern: "d/{n:int}.tif", settleSeconds: 5 });
	await lookFor(reader, clock, 20_000);
	expect(sink.tiles.size).toBe(20_000);
	expect(sink.imports.flatMap((call) => call.paths)).toEqual(paths);
	const calls = sink.imports.length;
	await lookFor(reader, clock, 20_000);
	expect(sink.imports).toHaveLength(calls);
});

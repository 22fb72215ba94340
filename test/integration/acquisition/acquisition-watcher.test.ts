import { appendFile, rename } from "node:fs/promises";
import { systemClock } from "@tilewright/contract/clock";
import { asSourceId, type SourceId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AcquisitionWatcher } from "../../../coordinator/src/acquisition/acquisition-watcher.ts";
import type {
	AcquisitionSink,
	ImportedTiles,
	InputObservation,
	ObservedTile,
	WatchedSource,
} from "../../../coordinator/src/acquisition/observed-tile.ts";
import { ScratchFolder } from "./scratch-folder.ts";
import { silentLogger } from "./watched-sources.ts";

let folder: ScratchFolder;
let sources: WatchedSource[];
let sink: SinkBySource;
let watcher: AcquisitionWatcher;
let isDatabaseAway: boolean;

class SinkBySource implements AcquisitionSink {
	readonly tiles = new Map<SourceId, Map<string, ObservedTile>>();
	readonly observations = new Map<SourceId, InputObservation>();
	isAway = false;

	async importTiles(sourceId: SourceId, tiles: readonly ObservedTile[]): Promise<ImportedTiles> {
		if (this.isAway) throw new Error("no database");
		const known = this.tiles.get(sourceId) ?? new Map<string, ObservedTile>();
		this.tiles.set(sourceId, known);
		for (const tile of tiles) known.set(tile.relativePath, tile);
		return { added: tiles.length, completed: 0, reimaged: 0, refused: [] };
	}

	async recordInput(sourceId: SourceId, observation: InputObservation): Promise<void> {
		if (this.isAway) throw new Error("no database");
		this.observations.set(sourceId, observation);
	}

	paths(id: number): string[] {
		return [...(this.tiles.get(asSourceId(id))?.keys() ?? [])];
	}

	seen(id: number): InputObservation | undefined {
		return this.observations.get(asSourceId(id));
	}
}

beforeEach(async () => {
	folder = await ScratchFolder.create();
	sources = [];
	sink = new SinkBySource();
	isDatabaseAway = false;
	watcher = new AcquisitionWatcher({
		listSources: async () => {
			if (isDatabaseAway) throw new Error("no database");
			return sources;
		},
		knownTiles: async () => new Map(),
		sink,
		clock: systemClock,
		logger: silentLogger,
	});
});
afterEach(async () => {
	await watcher.stop();
	await folder.remove();
});

function source(id: number, kind: WatchedSource["kind"], name: string, settings: object): WatchedSource {
	return { id: asSourceId(id), name, kind, rootPath: folder.at(name), settings, finishedAt: null };
}

/** Waits for a condition; the time is only how long a broken test may take. */
const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

describe("several sources", () => {
	it("are each watched, and what is wrong with one is no other's business", async () => {
		await folder.write("list/d/1/a.tif", "pixels");
		await folder.write(
			"list/pipeline-input.json",
			JSON.stringify({ pipelineFormat: 1, tiles: [{ relativePath: "d/1", isComplete: true }] }),
		);
		await folder.write("folders/1.tif", "pixels");
		await folder.write("told/x", "");
		sources = [
			source(1, "directory", "nowhere", { pattern: "{n:int}.tif" }),
			source(2, "directory", "folders", { pattern: "{n:int.tif" }),
			source(3, "list", "list", { polSeconds: 1 }),
			source(4, "list", "list", { storageFile: null }),
			source(5, "directory", "folders", { pattern: "{n:int}.tif", settleSeconds: 0, checkFormat: false }),
			source(6, "announced", "told", {}),
		];
		await watcher.start();
		await eventually(() => {
			expect(sink.paths(4)).toEqual(["d/1"]);
			expect(sink.paths(5)).toEqual(["1.tif"]);
			expect(sink.seen(1)).toMatchObject({ inputState: "badLocation", problem: { code: "INPUT_LOCATION_UNREADABLE" } });
			expect(sink.seen(2)).toMatchObject({ inputState: "unknown", problem: { code: "PATH_PATTERN_INVALID" } });
			expect(sink.seen(3)?.problem?.message).toContain('Unrecognized key: "polSeconds"');
			expect(sink.seen(4)).toMatchObject({ inputState: "pipeline", problem: null });
			expect(sink.seen(5)).toMatchObject({ inputState: "directory", problem: null });
			expect(sink.seen(6)).toMatchObject({ inputState: "announced", problem: null });
		});
	});

	it("come, change and go when the bell rings", async () => {
		await folder.write("a/1.tif", "pixels");
		await folder.write("a/1.png", "pixels");
		await watcher.start();
		const settings = { settleSeconds: 0, checkFormat: false };
		sources = [source(1, "directory", "a", { ...settings, pattern: "{n:int}.tif" })];
		watcher.reload();
		await eventually(() => expect(sink.paths(1)).toEqual(["1.tif"]));
		sources = [source(1, "directory", "a", { ...settings, pattern: "{n:int}.png" })];
		watcher.reload();
		await eventually(() => expect(sink.paths(1)).toEqual(["1.tif", "1.png"]));
		sources = [];
		watcher.reload();
		sources = [source(2, "directory", "a", { ...settings, pattern: "{n:int}.png" })];
		watcher.reload();
		await eventually(() => expect(sink.paths(2)).toEqual(["1.png"]));
	});

	it("go on when their list cannot be read for a while", async () => {
		await folder.write("a/1.tif", "pixels");
		sources = [source(1, "directory", "a", { settleSeconds: 0, checkFormat: false, pattern: "{n:int}.tif" })];
		await watcher.start();
		isDatabaseAway = true;
		watcher.reload();
		await folder.write("a/2.tif", "pixels");
		await eventually(() => expect(sink.paths(1)).toEqual(["1.tif", "2.tif"]));
	});
});

describe("a source", () => {
	it("is tried again while the database is away, and loses nothing", async () => {
		await folder.write("a/1.tif", "pixels");
		sources = [source(1, "directory", "a", { settleSeconds: 0, checkFormat: false, pattern: "{n:int}.tif" })];
		sink.isAway = true;
		await watcher.start();
		await folder.write("a/2.tif", "pixels");
		sink.isAway = false;
		await eventually(() => expect(sink.paths(1)).toEqual(["1.tif", "2.tif"]));
		await eventually(() => expect(sink.seen(1)?.problem).toBeNull());
	});

	it("that is polled once an hour is looked at sooner when the operating system speaks of a new list", async () => {
		await folder.write("a/d/1/a.tif", "pixels");
		sources = [source(1, "list", "a", { pollSeconds: 3600, storageFile: null })];
		await watcher.start();
		await eventually(() => expect(sink.seen(1)?.inputState).toBe("missing"));
		const list = JSON.stringify({ pipelineFormat: 1, tiles: [{ relativePath: "d/1", isComplete: true }] });
		await folder.write("a/new.json", list);
		await rename(folder.at("a/new.json"), folder.at("a/pipeline-input.json"));
		await eventually(() => expect(sink.paths(1)).toEqual(["d/1"]));
	});

	it("that is polled once an hour sees a new file in a new folder, and its last byte", async () => {
		await folder.write("a/start.txt", "");
		sources = [
			source(1, "directory", "a", {
				pollSeconds: 3600,
				settleSeconds: 0.5,
				checkFormat: false,
				pattern: "{day}/{n:int}.tif",
			}),
		];
		await watcher.start();
		await eventually(() => expect(sink.seen(1)?.inputState).toBe("directory"));
		const path = await folder.write("a/monday/1.tif", "pixels");
		await appendFile(path, ", and more");
		await eventually(() => expect(sink.tiles.get(asSourceId(1))?.get("monday/1.tif")?.files[0]?.sizeBytes).toBe(16));
	});
});

it("a watcher that is stopped tells nothing more, and may be stopped twice", async () => {
	await folder.write("a/1.tif", "pixels");
	sources = [source(1, "directory", "a", { settleSeconds: 0, checkFormat: false, pattern: "{n:int}.tif" })];
	await watcher.start();
	await watcher.stop();
	await watcher.stop();
	const told = sink.paths(1).length;
	watcher.reload();
	await folder.write("a/2.tif", "pixels");
	// What would be told, would be told by another watcher by now.
	const other = new AcquisitionWatcher({
		listSources: async () => [{ ...source(9, "directory", "a", sources[0]?.settings as object) }],
		knownTiles: async () => new Map(),
		sink,
		clock: systemClock,
		logger: silentLogger,
	});
	await other.start();
	await eventually(() => expect(sink.paths(9)).toEqual(["1.tif", "2.tif"]));
	await other.stop();
	expect(sink.paths(1)).toHaveLength(told);
});

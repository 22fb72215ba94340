import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { attemptDirectory, attemptOutputRoot } from "@tilewright/contract/attempt-paths";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidOutput } from "./invalid-output.ts";
import { type Manifest, readManifest } from "./manifest.ts";
import { type PublishOrder, publish, resumePublication } from "./publish.ts";

let outputPath: string;
beforeEach(() => {
	outputPath = mkdtempSync(join(tmpdir(), "tilewright-publish-"));
});
afterEach(() => rmSync(outputPath, { recursive: true, force: true }));

const unitDirectory = "2021/00123";
const target = () => join(outputPath, unitDirectory);

function order(attemptId: number, isLeaseValid = () => true): PublishOrder {
	return { attemptId, outputPath, unitDirectory, isLeaseValid };
}

/** The private outputs of an attempt: names with a closing slash are folders with one file in them. */
function made(attemptId: number, ...names: readonly string[]): Manifest {
	const directory = join(attemptOutputRoot(outputPath, attemptId), unitDirectory);
	mkdirSync(directory, { recursive: true });
	for (const name of names) write(join(directory, name), `made by ${attemptId}`);
	return {
		schemaVersion: 1,
		isComplete: true,
		attemptId,
		taskId: 1,
		stageVersionId: 1,
		unitKey: unitDirectory,
		publishedAt: new Date(0).toISOString(),
		entries: names.map((name) => name.replace(/\/$/, "")),
		fileCount: names.length,
		sizeBytes: 0,
		files: null,
		outputSignature: String(attemptId),
		metrics: {},
		artifacts: [],
	};
}

function write(path: string, text: string): void {
	const file = path.endsWith("/") ? join(path, "chunk") : path;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}

/** Everything below the target with its content, without the manifest. */
function content(directory = target()): Record<string, string> {
	const found: Record<string, string> = {};
	for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
		const path = join(entry.parentPath, entry.name);
		if (entry.isFile() && entry.name !== ".tilewright.json") {
			found[path.slice(directory.length + 1)] = readFileSync(path, "utf8");
		}
	}
	return found;
}

test("a first result appears as a whole, with its manifest, in one step", () => {
	expect(publish(order(5), made(5, "a.tif", "b.zarr/"))).toMatchObject({ kind: "published" });
	expect(content()).toEqual({ "a.tif": "made by 5", "b.zarr/chunk": "made by 5" });
	expect(readManifest(target())).toMatchObject({ attemptId: 5, isComplete: true, entries: ["a.tif", "b.zarr"] });
	expect(statSync(dirname(target())).mode & 0o777).toBe(0o775);
});

test("a second result replaces files and folders, and what it lacks of the first goes", () => {
	publish(order(5), made(5, "a.tif", "b.zarr/", "gone.csv", "gone/"));
	publish(order(6), made(6, "a.tif", "b.zarr/", "new.csv"));
	expect(content()).toEqual({ "a.tif": "made by 6", "b.zarr/chunk": "made by 6", "new.csv": "made by 6" });
	expect(readManifest(target())).toMatchObject({ attemptId: 6, isComplete: true });
});

test("a file may take the place of a folder and the other way round", () => {
	publish(order(5), made(5, "a", "b/"));
	publish(order(6), made(6, "a/", "b"));
	expect(content()).toEqual({ "a/chunk": "made by 6", b: "made by 6" });
});

test("files of others and folders of other units stay as they are", () => {
	write(join(target(), "notes.txt"), "mine");
	write(join(target(), "x+1/result.csv"), "another unit's");
	publish(order(5), made(5, "a.tif"));
	publish(order(6), made(6, "b.tif"));
	expect(content()).toEqual({ "notes.txt": "mine", "x+1/result.csv": "another unit's", "b.tif": "made by 6" });
});

test("a folder that is not the unit's is never replaced", () => {
	write(join(target(), "x+1/result.csv"), "another unit's");
	expect(() => publish(order(5), made(5, "x+1/"))).toThrow(InvalidOutput);
	expect(content()).toEqual({ "x+1/result.csv": "another unit's" });
});

test("a link is moved as a link", () => {
	const manifest = made(5, "a.tif", "link");
	const directory = join(attemptOutputRoot(outputPath, 5), unitDirectory);
	rmSync(join(directory, "link"));
	symlinkSync("a.tif", join(directory, "link"));
	write(join(target(), "link"), "old");
	publish(order(5), manifest);
	expect(readFileSync(join(target(), "link"), "utf8")).toBe("made by 5");
});

test("a late attempt does not overwrite the result of a later one", () => {
	publish(order(6), made(6, "a.tif"));
	expect(publish(order(5), made(5, "a.tif"))).toEqual({ kind: "superseded", byAttemptId: 6 });
	expect(content()).toEqual({ "a.tif": "made by 6" });
});

test("without a lease nothing is published", () => {
	expect(
		publish(
			order(5, () => false),
			made(5, "a.tif"),
		),
	).toEqual({ kind: "leaseEnded" });
	expect(existsSync(target())).toBe(false);
});

test("a publication that had not begun is not resumed", () => {
	made(5, "a.tif");
	expect(resumePublication(order(5))).toBeNull();
});

test("a result that is there already is found again", () => {
	publish(order(5), made(5, "a.tif"));
	expect(resumePublication(order(5))).toMatchObject({ kind: "published", manifest: { attemptId: 5 } });
});

describe("a publication that is cut off", () => {
	const before = {
		"a.tif": "made by 5",
		"b.zarr/chunk": "made by 5",
		"old.csv": "made by 5",
		"old/chunk": "made by 5",
	};
	const after = { "a.tif": "made by 6", "b.zarr/chunk": "made by 6", "new/chunk": "made by 6" };
	const oldNames = ["a.tif", "b.zarr/", "old.csv", "old/"];
	const newNames = ["a.tif", "b.zarr/", "new/"];
	const crash = new Error("killed");

	/** Publishes attempt 6 over attempt 5 and dies before the given step; false when there are fewer steps. */
	function cutOff(step: number): boolean {
		publish(order(5), made(5, ...oldNames));
		let steps = 0;
		const dies = () => {
			steps += 1;
			if (steps > step) throw crash;
			return true;
		};
		try {
			publish(order(6, dies), made(6, ...newNames));
			return false;
		} catch (error) {
			if (error !== crash) throw error;
			return true;
		}
	}

	function fresh(): void {
		rmSync(outputPath, { recursive: true });
		mkdirSync(outputPath);
	}

	test("at any step shows every entry whole, and says that it is not complete once it has begun", () => {
		let cuts = 0;
		for (let step = 1; cutOff(step); step += 1, fresh()) {
			cuts += 1;
			for (const [path, text] of Object.entries(content()))
				expect([before, after].some((all) => all[path as keyof typeof all] === text)).toBe(true);
			expect(readManifest(target())?.isComplete).toBe(false);
		}
		expect(cuts).toBe(5);
	});

	test("at any step is finished from its plan", () => {
		for (let step = 1; cutOff(step); step += 1, fresh()) {
			expect(resumePublication(order(6))).toMatchObject({ kind: "published" });
			expect(content()).toEqual(after);
			expect(readManifest(target())).toMatchObject({ attemptId: 6, isComplete: true });
		}
	});

	test("between taking the old folder away and putting the new one in is finished too", () => {
		cutOff(2);
		const aside = join(attemptDirectory(outputPath, 6), "replaced", "99");
		renameSync(join(target(), "b.zarr"), aside);
		resumePublication(order(6));
		expect(content()).toEqual(after);
	});

	test("at any step is cleared up by the next attempt", () => {
		for (let step = 1; cutOff(step); step += 1, fresh()) {
			rmSync(attemptDirectory(outputPath, 6), { recursive: true });
			publish(order(7), made(7, "only.tif"));
			expect(content()).toEqual({ "only.tif": "made by 7" });
		}
	});

	test("by the end of the lease goes on when there is a lease again", () => {
		publish(order(5), made(5, ...oldNames));
		let steps = 0;
		const lapses = () => {
			steps += 1;
			return steps < 4;
		};
		expect(publish(order(6, lapses), made(6, ...newNames))).toEqual({ kind: "leaseEnded" });
		expect(resumePublication(order(6))).toMatchObject({ kind: "published" });
		expect(content()).toEqual(after);
	});
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: ${NAME} is what programs are given.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeclaredOutput } from "@tilewright/contract/recipe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "./support/until.ts";
import { type WorkChanges, WorkerBench } from "./support/worker-bench.ts";
import type { WorkerProcess } from "./support/worker-process.ts";

let bench: WorkerBench;
let worker: WorkerProcess;
beforeAll(async () => {
	bench = await WorkerBench.open();
	worker = await bench.startWorker();
	await bench.coordinator.untilSession();
});
afterAll(() => bench.close());

const inOutputs = 'cd "$TILEWRIGHT_OUTPUT_DIRECTORY"; ';

function declaring(...outputs: readonly (Partial<DeclaredOutput> & { path: string })[]): WorkChanges {
	return { definition: { outputs: [...outputs] } };
}

async function problemOf(shell: string, changes: WorkChanges): Promise<string | null> {
	const work = bench.work(`${inOutputs}${shell}`, changes);
	const result = await bench.run(work);
	expect(result.outcome).toBe("invalidOutput");
	expect(bench.publishedNames(work)).toBeNull();
	return result.problem;
}

describe("declared outputs", () => {
	test("that are there, large enough and sound are accepted, with names and wild cards", async () => {
		const work = bench.work(
			`${inOutputs}mkdir sub; echo 12345 > sub/part-1.txt; echo 67890 > sub/part-2.txt; echo '{"a": 1}' > all.json; echo z > z3.txt`,
			declaring({ path: "sub/*.txt", minimumBytes: 6 }, { path: "all.json", format: "json" }, { path: "z${z}.txt" }),
		);
		const result = await bench.run(work);
		expect(result.outcome).toBe("succeeded");
		expect(result.artifacts.map(({ path, format }) => [path, format])).toEqual([
			["sub/part-1.txt", null],
			["sub/part-2.txt", null],
			["all.json", "json"],
			["z3.txt", null],
		]);
	});

	test("that are missing make the result invalid, whatever the exit code", async () => {
		expect(await problemOf("echo x > other.txt; exit 0", declaring({ path: "mask.tif" }))).toBe(
			'The declared output "mask.tif" is missing; the program left "other.txt".',
		);
		expect(await problemOf("true", declaring({ path: "*.tif" }))).toBe(
			'No output matches the declared "*.tif"; the program left no files in its output directory.',
		);
	});

	test("that are empty or too small make the result invalid", async () => {
		expect(await problemOf(": > mask.tif", declaring({ path: "mask.tif" }))).toBe(
			'The declared output "mask.tif" is empty.',
		);
		expect(await problemOf("echo 1 > a.bin", declaring({ path: "a.bin", minimumBytes: 100 }))).toBe(
			'The declared output "a.bin" has 2 bytes; at least 100 are declared.',
		);
	});

	test("that are not of their format make the result invalid", async () => {
		expect(await problemOf("echo 'no image at all' > mask.tif", declaring({ path: "mask.tif", format: "tiff" }))).toBe(
			'The declared output "mask.tif" is not a sound tiff file: it does not begin as a TIFF does.',
		);
		expect(await problemOf("echo '{\"a\": ' > a.json", declaring({ path: "a.json", format: "json" }))).toContain(
			'The declared output "a.json" is not a sound json file:',
		);
		expect(
			await problemOf("mkdir a.zarr; echo '{}' > a.zarr/.zattrs", declaring({ path: "a.zarr", format: "ome-zarr" })),
		).toContain(
			'The declared output "a.zarr" is not a sound ome-zarr file: its ".zattrs" is not what OME-Zarr asks for',
		);
	});
});

describe("what a program reports", () => {
	test("with NaN among its metrics is refused with a word on why", async () => {
		expect(await problemOf("echo '{\"focus\": NaN}' > metrics.json", {})).toMatch(
			/^"metrics\.json" is not JSON \(.*\); expected numbers by name, without NaN and infinity\.$/,
		);
		expect(await problemOf("echo '{\"focus\": null}' > metrics.json", {})).toMatch(
			/^"metrics\.json" is not as expected at "focus" \(.*\); expected numbers by name, without NaN and infinity\.$/,
		);
	});

	test("about artifacts that are not there is refused", async () => {
		expect(await problemOf(`echo '[{"path": "no.tif", "kind": "image"}]' > artifacts.json`, {})).toBe(
			'"artifacts.json" names "no.tif", which is not in the output directory.',
		);
	});
});

describe("what cannot be published", () => {
	test("are links that lead outside", async () => {
		expect(await problemOf("ln -s /etc/passwd stolen", {})).toBe(
			'The output "stolen" is a link to "/etc/passwd", outside the output directory. Copy the file, or link relatively within the outputs.',
		);
		expect(await problemOf("mkdir d; ln -s ../../x d/up", {})).toContain('"d/up" is a link to "../../x"');
	});

	test("are pipes", async () => {
		expect(await problemOf("mkfifo pipe", {})).toBe(
			'The output "pipe" is neither a file nor a folder; write ordinary files.',
		);
	});

	test("are names that are ours", async () => {
		expect(await problemOf("echo '{}' > .tilewright.json", {})).toBe(
			'The program wrote ".tilewright.json", a name that is reserved.',
		);
	});

	test("are files beside the unit's folder", async () => {
		const work = bench.work('echo x > "$2/elsewhere.txt"');
		expect(await bench.run(work)).toMatchObject({
			outcome: "invalidOutput",
			problem: expect.stringContaining(
				'The program wrote "elsewhere.txt" below the output root, outside the folder of its unit',
			),
		});
	});
});

test("what an old script writes beside a folder of its pair is gathered into it", async () => {
	const work = bench.work('echo match > "$2/$3/match.csv"', {
		unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
	});
	const { unit } = work.attempt;
	const pair = { ...work, attempt: { ...work.attempt, unit: { ...unit, directory: `${unit.directory}/x+1` } } };
	expect(await bench.run(pair)).toMatchObject({ outcome: "succeeded" });
	expect(readFileSync(bench.published(pair, "match.csv"), "utf8")).toBe("match\n");
});

test("a half-written output is never visible under its final name", async () => {
	const marks = join(bench.directory, "marks");
	mkdirSync(marks);
	const work = bench.work(
		`${inOutputs}printf 'half' > image.tif; touch ${marks}/half; while [ ! -e ${marks}/go ]; do sleep 0.02; done; printf ' whole' >> image.tif`,
	);
	bench.assign(work);
	await until("half is written", () => existsSync(join(marks, "half")));
	expect(bench.publishedNames(work)).toBeNull();
	writeFileSync(join(marks, "go"), "");
	await bench.coordinator.result(work.attempt.attemptId);
	expect(readFileSync(bench.published(work, "image.tif"), "utf8")).toBe("half whole");
});

test("a failed attempt leaves the earlier result as it was; the next one begins clean and replaces it", async () => {
	const first = bench.work(`${inOutputs}echo 1 > a.txt; echo 1 > b.txt`);
	const unit = first.attempt.unit;
	await bench.run(first);
	writeFileSync(bench.published(first, "note.txt"), "by hand");

	const failing = bench.work(`${inOutputs}echo broken > a.txt; exit 1`, { unit });
	expect(await bench.run(failing)).toMatchObject({ outcome: "failed" });
	expect(readFileSync(bench.published(first, "a.txt"), "utf8")).toBe("1\n");
	expect(bench.manifest(first)).toMatchObject({ attemptId: first.attempt.attemptId });

	const third = bench.work(
		`${inOutputs}[ -z "$(ls)" ] || exit 9; grep -q '"previousResultDirectory": "${bench.published(first)}"' "$TILEWRIGHT_TASK" && echo 3 > a.txt`,
		{ unit },
	);
	expect(await bench.run(third)).toMatchObject({ outcome: "succeeded" });
	expect(bench.publishedNames(first)).toEqual([".tilewright.json", "a.txt", "note.txt"]);
	expect(readFileSync(bench.published(first, "a.txt"), "utf8")).toBe("3\n");
	expect(bench.manifest(first)).toMatchObject({ attemptId: third.attempt.attemptId, entries: ["a.txt"] });
});

test("equal outputs have equal signatures, different ones do not", async () => {
	const signatures = await Promise.all(
		["echo 1 > a; echo 2 > b", "echo 2 > b; echo 1 > a", "echo 1 > a; echo 3 > b"].map(
			async (shell) => (await bench.run(bench.work(inOutputs + shell))).outputSignature,
		),
	);
	expect(signatures[0]).toBe(signatures[1]);
	expect(signatures[0]).not.toBe(signatures[2]);
});

test("nothing private is left behind", async () => {
	await until("all private files are gone", () => bench.attemptDirectories().length === 0);
	await worker.signal("SIGTERM");
	expect(bench.workplaces()).toEqual([]);
	const logs = join(bench.outputPath, ".tilewright/logs");
	await until("no spare log is left either", () => readdirSync(logs).join() === "0");
	expect(readdirSync(join(bench.outputPath, ".tilewright")).sort()).toEqual(["attempts", "logs"]);
});

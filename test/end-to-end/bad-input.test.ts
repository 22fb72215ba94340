import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
	type ListedTask,
	makeDefinition,
	makeProject,
	makeStage,
	stageCounts,
	tasksOf,
	untilQuiet,
} from "../support/graph-builder.ts";
import { startWholeSystem, type WholeSystem } from "../support/whole-system.ts";

/* Rubbish in, a clear sentence out: each case is told over the API, nothing else stops, nothing is lost. */

const run = promisify(execFile);
const dist = resolve("dist");

let whole: WholeSystem;

beforeAll(async () => {
	whole = await startWholeSystem({ workUnits: 4 });
});

afterAll(async () => {
	await whole?.stop();
});

interface SourceFacts {
	readonly inputState: string;
	readonly problem: { readonly code: string; readonly message: string } | null;
	readonly tileCount: number;
}

async function sourceOf(projectId: string): Promise<SourceFacts> {
	const { project } = await whole.system.graphql<{ project: { sources: SourceFacts[] } }>(
		"query ($id: ID!) { project(id: $id) { sources { inputState problem { code message } tileCount } } }",
		{ id: projectId },
	);
	const [source] = project.sources;
	if (!source) throw new Error("the project has no source");
	return source;
}

async function untilSource(
	projectId: string,
	what: string,
	condition: (source: SourceFacts) => boolean,
): Promise<SourceFacts> {
	let source = await sourceOf(projectId);
	await whole.system.until(what, async () => {
		source = await sourceOf(projectId);
		return condition(source);
	});
	return source;
}

const listed = (relativePath: string) => ({ relativePath, isComplete: true });

function writeList(root: string, tiles: readonly object[]): void {
	writeFileSync(join(root, "pipeline-input.json"), JSON.stringify({ pipelineFormat: "1.0", tiles }));
}

function writeTile(root: string, name: string): void {
	mkdirSync(join(root, name), { recursive: true });
	writeFileSync(join(root, name, "image.0.tif"), "not really an image");
}

const listSource = { kind: "LIST", settings: { pollSeconds: 0.2, settleSeconds: 0 } };

describe("a list", () => {
	it("whose folder is not there is a bad location, and is read as soon as it is", async () => {
		const root = join(whole.directory, "not there yet");
		const project = await makeProject(whole.system, { name: "late folder", rootPath: root, source: listSource });
		const missing = await untilSource(
			project.id,
			"the location is bad",
			(source) => source.inputState === "BAD_LOCATION",
		);
		expect(missing.problem?.message).toContain(root);
		writeTile(root, "tile-1");
		writeList(root, [listed("tile-1")]);
		await untilSource(
			project.id,
			"the list is read",
			(source) => source.inputState === "PIPELINE" && source.tileCount === 1,
		);
	});

	it("that is half written changes nothing, says so, and is read when it is whole", async () => {
		const root = join(whole.directory, "half written");
		writeTile(root, "tile-1");
		writeTile(root, "tile-2");
		writeList(root, [listed("tile-1")]);
		const project = await makeProject(whole.system, { name: "half written", rootPath: root, source: listSource });
		await untilSource(project.id, "one tile is known", (source) => source.tileCount === 1);
		writeFileSync(
			join(root, "pipeline-input.json"),
			'{"pipelineFormat": "1.0", "tiles": [{"relativePath": "tile-2", "isCom',
		);
		const broken = await untilSource(project.id, "the list is malformed", (source) => source.problem !== null);
		expect(broken.problem?.code).toBe("INPUT_MALFORMED");
		expect(broken.tileCount).toBe(1);
		writeList(root, [listed("tile-1"), listed("tile-2")]);
		await untilSource(
			project.id,
			"both tiles are known",
			(source) => source.tileCount === 2 && source.problem === null,
		);
	});

	it("with paths that lead elsewhere or come twice keeps its other tiles and names those", async () => {
		const root = join(whole.directory, "bad paths");
		writeTile(root, "good");
		writeList(root, [listed("/etc/passwd"), listed("../outside"), listed("good"), listed("good")]);
		const project = await makeProject(whole.system, { name: "bad paths", rootPath: root, source: listSource });
		const source = await untilSource(
			project.id,
			"the good tile is known",
			({ tileCount, problem }) => tileCount === 1 && problem !== null,
		);
		expect(source.problem?.message).toMatch(/passwd|outside|good/);
		expect(["TILE_PATH_INVALID", "TILE_PATH_DUPLICATE"]).toContain(source.problem?.code);
	});
});

describe("a program", () => {
	const stages = new Map<string, string>();
	let tasks: Map<string, ListedTask>;
	let projectId: string;

	beforeAll(async () => {
		const { system, directory } = whole;
		const scripts = join(directory, "scripts");
		mkdirSync(scripts);
		const script = (name: string, text: string) => {
			writeFileSync(join(scripts, name), `#!/bin/sh\n${text}\n`);
			chmodSync(join(scripts, name), 0o755);
			return { kind: "script", path: join(scripts, name) };
		};
		const project = await makeProject(system, {
			name: "bad programs",
			rootPath: join(directory, "programs"),
			source: { kind: "ANNOUNCED" },
		});
		projectId = project.id;
		const once = {
			retryRules: Object.fromEntries(
				["failed", "couldNotStart", "invalidOutput", "timedOut"].map((outcome) => [
					outcome,
					{ retries: 0, backOffSeconds: 0 },
				]),
			),
		};
		const cases: readonly [string, object, object?, object?][] = [
			["missing", { kind: "script", path: join(scripts, "no-such-program.sh") }],
			["endless", script("endless.sh", "sleep 1000"), { timeLimitSeconds: 1 }],
			["deaf", script("deaf.sh", "trap '' TERM; sleep 1000 & wait; sleep 1000; sleep 1000"), { timeLimitSeconds: 1 }],
			["talkative", script("talkative.sh", "head -c 50000000 /dev/zero | tr '\\0' 'x'"), { maximumLogBytes: 100_000 }],
			[
				"greedy",
				script("greedy.sh", 'head -c 30000000 /dev/zero > "$2/$3/big.bin"; sleep 5'),
				{ maximumOutputBytes: 1_000_000 },
			],
			["empty", script("empty.sh", 'touch "$2/$3/result.txt"'), {}, { outputs: [{ path: "result.txt" }] }],
			["odd", script("odd.sh", "exit 7"), {}, { expectedExitCode: 7 }],
			["failing", script("failing.sh", "echo 'cannot open calibration file' >&2; exit 3")],
			["corrupt", { kind: "builtIn", name: "quality" }, {}, { standardArguments: false }],
			["good", script("good.sh", 'echo done > "$2/$3/result.txt"')],
		];
		for (const [name, program, operations = {}, content = {}] of cases) {
			const definitionId = await makeDefinition(system, `case ${name}`, { program, ...content });
			stages.set(
				name,
				await makeStage(system, project, { name, definitionId, operations: { ...once, ...operations } }),
			);
		}
		mkdirSync(join(directory, "programs", "tile-1"), { recursive: true });
		writeFileSync(join(directory, "programs", "tile-1", "image.0.tif"), "II*\0 and then nothing that makes sense");
		await system.graphql("mutation ($input: AnnounceTilesInput!) { announceTiles(input: $input) { added } }", {
			input: {
				sourceId: project.sourceId,
				tiles: [{ relativePath: "tile-1", isComplete: true, files: ["tile-1/image.0.tif"] }],
			},
		});
		await untilQuiet(system, project.id);
		tasks = new Map();
		for (const [name, stageId] of stages) {
			const [task] = await tasksOf(system, stageId);
			if (task) tasks.set(name, task);
		}
	}, 180_000);

	const outcomes: readonly [string, string, string, RegExp][] = [
		["missing", "FAILED", "COULD_NOT_START", /no-such-program\.sh/],
		["endless", "FAILED", "TIMED_OUT", /1 s/],
		["deaf", "FAILED", "TIMED_OUT", /1 s/],
		["greedy", "FAILED", "INVALID_OUTPUT", /1,?000,?000|1 MB|1\.0 MB|limit/i],
		["empty", "FAILED", "INVALID_OUTPUT", /result\.txt/],
		["failing", "FAILED", "FAILED", /3/],
		["corrupt", "FAILED", "FAILED", /image\.0\.tif/],
	];
	for (const [name, state, outcome, problem] of outcomes) {
		it(`that is ${name} ends as ${outcome} with a sentence that says why`, () => {
			const task = tasks.get(name);
			expect(task).toMatchObject({ state, latestAttempt: { outcome } });
			expect(`${task?.latestAttempt?.problem} ${task?.reason}`).toMatch(problem);
		});
	}

	it("that ends with the exit code it was expected to end with has succeeded", () => {
		expect(tasks.get("odd")).toMatchObject({ state: "SUCCEEDED" });
	});

	it("that prints without end keeps a log of the length allowed, which says what is missing", async () => {
		const task = tasks.get("talkative");
		expect(task).toMatchObject({ state: "SUCCEEDED" });
		const { attempt } = await whole.system.graphql<{ attempt: { stdoutUrl: string } }>(
			"query ($id: ID!) { attempt(id: $id) { stdoutUrl } }",
			{
				id: task?.latestAttempt?.id,
			},
		);
		const log = await (await fetch(new URL(attempt.stdoutUrl, whole.system.url))).text();
		expect(log.length).toBeLessThan(110_000);
		expect(log).toMatch(/dropped/);
	});

	it("that fails stops nobody else", async () => {
		expect(tasks.get("good")).toMatchObject({ state: "SUCCEEDED" });
		expect((await stageCounts(whole.system, projectId)).Acquisition).toEqual({ succeeded: 1 });
		expect(await whole.violations()).toEqual([]);
	});
});

describe("a process", () => {
	const start = async (program: string, environment: Readonly<Record<string, string>>) => {
		try {
			await run(process.execPath, [join(dist, program)], {
				env: { PATH: process.env.PATH, ...environment },
				timeout: 60_000,
			});
			return { code: 0, text: "" };
		} catch (error) {
			// What execFile rejects with.
			const failed = error as { code: number; stderr: string };
			return { code: failed.code, text: failed.stderr };
		}
	};

	it("with an unusable configuration names every variable that is wrong", async () => {
		const coordinator = await start("coordinator/main.mjs", { TILEWRIGHT_HTTP_PORT: "seventy" });
		expect(coordinator.code).not.toBe(0);
		for (const name of ["TILEWRIGHT_DATABASE_URL", "TILEWRIGHT_NATS_URL", "TILEWRIGHT_HTTP_PORT"])
			expect(coordinator.text).toContain(name);
		const worker = await start("worker/main.mjs", { TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: "many" });
		expect(worker.code).not.toBe(0);
		expect(worker.text).toContain("TILEWRIGHT_WORKER_LOCAL_WORK_UNITS");
	});

	it("that cannot reach the database or the bus says which, and where it looked", async () => {
		const nowhere = {
			TILEWRIGHT_DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/none",
			TILEWRIGHT_NATS_URL: "nats://127.0.0.1:1",
			TILEWRIGHT_HTTP_PORT: "0",
		};
		const coordinator = await start("coordinator/main.mjs", nowhere);
		expect(coordinator.code).not.toBe(0);
		expect(coordinator.text).toContain("DATABASE_UNREACHABLE");
		expect(coordinator.text).not.toContain("secret");
	});
});

describe("the database", () => {
	it("that cuts every connection while work goes on is waited for, and nothing is lost", async () => {
		const { system, database, directory } = whole;
		const project = await makeProject(system, {
			name: "cut connections",
			rootPath: join(directory, "cut"),
			source: { kind: "ANNOUNCED" },
		});
		const definitionId = await makeDefinition(system, "a short sleep", {
			program: { kind: "script", path: "/bin/sleep" },
			standardArguments: false,
			arguments: ["0.2"],
		});
		await makeStage(system, project, { name: "sleep", definitionId });
		await system.graphql("mutation ($input: AnnounceTilesInput!) { announceTiles(input: $input) { added } }", {
			input: {
				sourceId: project.sourceId,
				tiles: Array.from({ length: 20 }, (_, index) => ({ relativePath: `tile-${index}`, isComplete: true })),
			},
		});
		for (let cut = 0; cut < 3; cut += 1) {
			const before = (await stageCounts(system, project.id)).sleep?.succeeded ?? 0;
			await database
				.query(
					"select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
				)
				.catch(() => {});
			await system.until("work goes on after the cut", async () => {
				const counts = await stageCounts(system, project.id).catch(() => null);
				const done = counts?.sleep?.succeeded ?? 0;
				return done > before || done === 20;
			});
		}
		expect(await untilQuiet(system, project.id)).toEqual({ Acquisition: { succeeded: 20 }, sleep: { succeeded: 20 } });
		expect(await whole.violations()).toEqual([]);
		expect(readFileSync(join(directory, "coordinator.log"), "utf8")).toContain("the leadership is lost");
	}, 120_000);
});

import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWholeSystem, type WholeSystem } from "../../support/whole-system.ts";
import { TerminalUser } from "./support/terminal-user.ts";

/* An operator sets up a project, watches it and mends it, with the command line only. */

let whole: WholeSystem;
let user: TerminalUser;
let root: string;

/** Fails on tiles whose folder has the file `bad`, and waits on those that have `slow`. */
const script = `#!/bin/sh
echo "working on $3"
echo "a warning about $3" >&2
while [ -e "$1/$3/slow" ]; do sleep 0.05; done
[ -e "$1/$3/bad" ] && exit 3
echo '{"brightness": 7}' > "$TILEWRIGHT_OUTPUT_DIRECTORY/metrics.json"
`;

beforeAll(async () => {
	// Fixed for this file, so that a coordinator that was killed comes back where it was.
	whole = await startWholeSystem({ workUnits: 2, environment: { TILEWRIGHT_HTTP_PORT: await freePort() } });
	root = join(whole.directory, "acquisition");
	mkdirSync(root);
	writeTile("t1");
	writeTile("t2");
	writeFileSync(join(root, "t2", "bad"), "");
	writeList(["t1", "t2"]);
	const programs = join(whole.directory, "programs");
	mkdirSync(programs);
	writeFileSync(join(programs, "measure.sh"), script);
	chmodSync(join(programs, "measure.sh"), 0o755);
	writeFileSync(
		join(whole.directory, "measure.json"),
		JSON.stringify({
			name: "Measure",
			description: "measures a tile",
			repository: "scripts",
			content: { program: { kind: "script", path: "measure.sh" } },
			defaultOperations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } },
		}),
	);
	user = new TerminalUser(() => whole.system.url, whole.directory);
	await user.read("repositories", "add", "scripts", "programs", "--description", "ours");
	await user.read("definitions", "add", "measure.json", "-m", "for the test");
	await user.read(
		...["projects", "create", "Brain", "--root", "acquisition", "--description", "a mouse's"],
		...["--settings", '{"pollSeconds": 0.2, "settleSeconds": 0}'],
	);
	await user.read("stages", "add", "Measuring", "--definition", "measure");
	await untilTasks("Measuring", (states) => states.t1 === "SUCCEEDED" && states.t2 === "FAILED");
});

afterAll(async () => {
	user?.leave();
	await whole?.stop();
});

async function freePort(): Promise<string> {
	const server = createServer();
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	const address = server.address();
	await new Promise((done) => server.close(done));
	return String(typeof address === "object" && address !== null ? address.port : 0);
}

function writeTile(name: string): void {
	mkdirSync(join(root, name), { recursive: true });
	writeFileSync(join(root, name, "image.0.tif"), "an image");
}

function writeList(names: readonly string[]): void {
	const tiles = names.map((relativePath) => ({ relativePath, isComplete: true }));
	writeFileSync(join(root, "pipeline-input.json"), JSON.stringify({ pipelineFormat: "1.0", tiles }));
}

interface ListedTask {
	readonly id: string;
	readonly state: string;
	readonly unitKey: string;
	readonly reason: string;
	readonly tile: { readonly relativePath: string };
}

async function tasksOf(stage: string): Promise<Record<string, ListedTask>> {
	const tasks = await user.readJson<ListedTask>("tasks", "list", "--stage", stage, "--all");
	return Object.fromEntries(tasks.map((task) => [task.tile.relativePath, task]));
}

async function untilTasks(stage: string, condition: (states: Record<string, string>) => boolean): Promise<void> {
	let tasks: Record<string, ListedTask> = {};
	const isAsExpected = async () => {
		tasks = await tasksOf(stage);
		return condition(Object.fromEntries(Object.entries(tasks).map(([name, { state }]) => [name, state])));
	};
	await whole.system.until(`the tasks of ${stage} are as expected`, isAsExpected, 30_000).catch((error: unknown) => {
		throw new Error(`${String(error)}; they are ${JSON.stringify(tasks)}`);
	});
}

async function taskOf(stage: string, tile: string): Promise<ListedTask> {
	const task = (await tasksOf(stage))[tile];
	if (task === undefined) throw new Error(`${stage} has no task for ${tile}`);
	return task;
}

describe("looking", () => {
	it("tells the whole installation at a glance", async () => {
		const text = await user.read("status");
		expect(text).toContain(`at ${whole.system.url}`);
		expect(text).toMatch(/coordinator +this server is active since/);
		expect(text).toMatch(/workers +1 of 1 reachable/);
		expect(text).toMatch(/Brain +active +2 +1 +· +· +· +1 +1/);
		const { system, projects } = await user.readOne<{ system: object; projects: { name: string }[] }>("status");
		expect(system).toMatchObject({ busIsConnected: true, invariantViolations: [] });
		expect(projects.map(({ name }) => name)).toEqual(["Brain"]);
	});

	it("shows a project with its sources and stages, by name or id", async () => {
		const text = await user.read("projects", "show", "brain");
		for (const part of ["a mouse's", root, "2 complete of 2 known", "Measuring", "Measure", "pipeline"]) {
			expect(text).toContain(part);
		}
		const byId = await user.readOne<{ id: string }>("projects", "show", "Brain");
		expect((await user.readOne<{ id: string }>("projects", "show", byId.id)).id).toBe(byId.id);
	});

	it("lists tasks by state, outcome, tile and stage, each with its reason", async () => {
		const failed = await user.readJson<ListedTask>("tasks", "list", "--state", "failed");
		expect(failed.map(({ tile }) => tile.relativePath)).toEqual(["t2"]);
		expect(failed[0]?.reason).toContain("exit 3");
		expect(await user.readJson("tasks", "list", "--outcome", "failed", "--stage", "Brain/Measuring")).toHaveLength(1);
		expect(await user.readJson("tasks", "list", "--tile", "t1", "--stage", "measuring")).toHaveLength(1);
		const { stdout, stderr } = await user.run("tasks", "list", "--limit", "1");
		expect(stdout.trim().split("\n")).toHaveLength(2);
		expect(stderr).toContain("1 of ");
	});

	it("says nothing on stdout when nothing is found", async () => {
		expect(await user.run("tasks", "list", "--state", "running", "--project", "Brain")).toEqual({
			exitCode: 0,
			stdout: "",
			stderr: "There is no such task.\n",
		});
	});

	it("shows a task, its attempt and what it wrote", async () => {
		const good = await taskOf("Measuring", "t1");
		expect(await user.read("tasks", "show", good.id)).toMatch(/brightness +7/);
		const { attempts } = await user.readOne<{ attempts: { id: string }[] }>("tasks", "show", good.id);
		const attempt = attempts[0]?.id ?? "";
		expect(await user.read("attempts", "show", attempt)).toMatch(/measure\.sh .* t1 t1/);
		expect(await user.read("logs", attempt)).toBe("working on t1\n");
		expect(await user.read("logs", "--task", good.id, "--stderr")).toBe("a warning about t1\n");
		// Of an attempt that has ended, following is reading.
		expect(await user.read("logs", "-f", attempt)).toBe("working on t1\n");
	});

	it("explains a task up to the first cause", async () => {
		await user.read("stages", "add", "Afterwards", "--definition", "Measure", "--parent", "Measuring");
		await untilTasks("Afterwards", (states) => states.t1 === "SUCCEEDED" && states.t2 === "WAITING");
		const waiting = await taskOf("Afterwards", "t2");
		const text = await user.read("tasks", "why", waiting.id);
		expect(text).toMatch(
			/^task \d+, Afterwards on t2: waiting\n {2}waiting for stage "Measuring" on tile t2, which failed/,
		);
		expect(text).toMatch(/\n {4}task \d+, Measuring on t2: failed\n {6}failed on try 1 \(exit 3/);
	});

	it("lists definitions, their scripts and what uses them", async () => {
		expect(await user.read("definitions")).toMatch(/Measure +1 +scripts +measure\.sh +yes +.*Measuring/);
		expect(await user.read("definitions", "show", "measure", "--script")).toBe(script);
		expect(await user.read("repositories")).toContain(join(whole.directory, "programs"));
	});

	it("finds nothing to complain about as a doctor", async () => {
		const { exitCode, stdout } = await user.run("doctor");
		expect({ exitCode, stdout }).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("All is well.") });
	});
});

describe("changing", () => {
	it("pauses and resumes what is named, and says why it is paused", async () => {
		expect(await user.read("stages", "pause", "Brain/Measuring", "--dry-run")).toBe(
			'Stage "Measuring" holds back 0 ready tasks; 0 that run finish.\n',
		);
		await user.read("stages", "pause", "Brain/Measuring", "--reason", "looking at the lamp");
		writeTile("t3");
		writeList(["t1", "t2", "t3"]);
		await untilTasks("Measuring", (states) => states.t3 === "READY");
		expect((await taskOf("Measuring", "t3")).reason).toContain("looking at the lamp");
		// A person paused it for a reason: the doctor tells of it.
		expect((await user.run("doctor")).stdout).toContain("looking at the lamp");
		await user.read("stages", "resume", "Measuring");
		await untilTasks("Measuring", (states) => states.t3 === "SUCCEEDED");
		expect(await user.readOne("projects", "pause", "Brain", "--dry-run")).toEqual({ readyCount: 0, runningCount: 0 });
		await user.read("projects", "pause", "Brain");
		expect(await user.read("projects")).toMatch(/Brain +paused/);
		await user.read("projects", "resume", "Brain");
		expect(await user.read("projects")).toMatch(/Brain +active/);
	});

	it("gives up tasks and takes them up again", async () => {
		await user.read("stages", "pause", "Measuring");
		writeTile("t4");
		writeList(["t1", "t2", "t3", "t4"]);
		await untilTasks("Measuring", (states) => states.t4 === "READY");
		const { id } = await taskOf("Measuring", "t4");
		expect(await user.read("cancel", id)).toContain("1 of 1 task stopped or given up");
		expect((await taskOf("Measuring", "t4")).state).toBe("CANCELLED");
		expect(await user.readOne("cancel", id)).toEqual({ changedCount: 0, askedCount: 1 });
		await user.read("retry", id);
		await user.read("stages", "resume", "Measuring");
		await untilTasks("Measuring", (states) => states.t4 === "SUCCEEDED");
	});

	it("runs again what failed, when its cause is gone", async () => {
		rmSync(join(root, "t2", "bad"));
		expect(await user.read("retry", "--stage", "Measuring", "-m", "mended")).toContain("1 of 1 task to run again");
		await untilTasks("Afterwards", (states) => states.t2 === "SUCCEEDED");
	});

	it("pauses a worker and changes its capacity", async () => {
		const [worker] = await user.readJson<{ id: string; name: string }>("workers");
		const id = worker?.id ?? "";
		expect(await user.read("workers", "pause", id, "--dry-run", "--stop-running")).toMatch(/0 that run are stopped/);
		expect(await user.read("workers", "pause", id.slice(0, 8), "--reason", "cleaning")).toContain("is paused");
		expect(await user.read("workers")).toMatch(/paused.*cleaning/);
		expect((await user.run("doctor")).exitCode).toBe(1);
		await user.read("workers", "resume", worker?.name ?? "");
		await user.read("workers", "set-capacity", id, "1.5");
		expect(await user.readJson("workers")).toMatchObject([
			{ localCapacity: 1.5, offeredLocalCapacity: 2, isPaused: false },
		]);
		await user.read("workers", "set-capacity", id, "default");
		expect(await user.readJson("workers")).toMatchObject([{ localCapacity: 2 }]);
	});

	it("takes back a definition that it has printed, under another name", async () => {
		const shown = await user.read("definitions", "show", "Measure", "--json");
		writeFileSync(join(whole.directory, "shown.json"), shown);
		await user.read("definitions", "add", "shown.json", "--name", "Measure again");
		const [first, again] = await Promise.all(
			["Measure", "Measure again"].map((name) => user.readOne<{ content: object }>("definitions", "show", name)),
		);
		expect(again?.content).toEqual(first?.content);
	});

	it("puts a project away and takes it up again, and tells two of one name apart", async () => {
		const other = ["projects", "create", "Liver", "--root", join(whole.directory, "liver"), "--source", "announced"];
		await user.read(...other);
		const { id } = await user.readOne<{ id: string }>("projects", "show", "Liver");
		await user.read("sources", "add", "Second", "--project", "Liver", "--root", "liver-2", "--pattern", "{name}.tif");
		expect(await user.readJson("sources", "list", "Liver")).toMatchObject([
			{ kind: "ANNOUNCED" },
			{
				name: "Second",
				kind: "DIRECTORY",
				rootPath: join(whole.directory, "liver-2"),
				settings: { pattern: "{name}.tif" },
			},
		]);
		await user.read("sources", "finish", "Liver/Second");
		expect(await user.read("sources", "list", "Liver")).toMatch(/Second .*finished|Second .*cannot be read/);
		await user.read("projects", "archive", "Liver");
		expect(await user.read("projects")).not.toContain("Liver");
		expect(await user.read("projects", "list", "--archived")).toMatch(/Liver +archived/);
		await user.read(...other);
		// The name means the one that is not archived; the archived one still has its id.
		expect((await user.readOne<{ id: string }>("projects", "show", "Liver")).id).not.toBe(id);
		expect((await user.run("projects", "restore", id)).stderr).toContain("[NAME_TAKEN]");
		await user.read("projects", "archive", "Liver");
	});
});

describe("following", () => {
	it("follows a log until the program has ended", async () => {
		writeTile("t5");
		writeFileSync(join(root, "t5", "slow"), "");
		writeList(["t1", "t2", "t3", "t4", "t5"]);
		await untilTasks("Measuring", (states) => states.t5 === "RUNNING");
		const { id } = await taskOf("Measuring", "t5");
		const log = user.start("logs", "-f", "--task", id);
		await whole.system.until("the first line is shown", () => log.lines.includes("working on t5"));
		rmSync(join(root, "t5", "slow"));
		expect(await log.ended).toMatchObject({ exitCode: 0, stdout: "working on t5\n" });
	});

	it("watches progress line by line, and ends with Ctrl-C", async () => {
		const watch = user.start("watch", "Brain");
		await whole.system.until("everything is said once", () =>
			watch.lines.some((line) => line.includes("Measuring: 5 done")),
		);
		writeTile("t6");
		writeList(["t1", "t2", "t3", "t4", "t5", "t6"]);
		await whole.system.until("the new tile is through", () =>
			watch.lines.some((line) => line.includes("Afterwards: 6 done")),
		);
		expect(watch.lines.some((line) => line.includes("tiles: 6 of 6 complete"))).toBe(true);
		watch.interrupt();
		expect(await watch.ended).toMatchObject({ exitCode: 130, stderr: "" });
	});

	it("goes on watching when the coordinator was away", async () => {
		const watch = user.start("watch", "Brain", "--json");
		await whole.system.until("it is shown", () => watch.lines.length > 0);
		await whole.system.end("coordinator", "SIGKILL");
		await whole.system.until("the loss is told", () => watch.complaints().includes("No Tilewright server answers"));
		const before = watch.lines.length;
		await whole.system.startCoordinator();
		await whole.system.until("it is shown again", () => watch.lines.length > before);
		watch.interrupt();
		expect((await watch.ended).exitCode).toBe(130);
	});

	it("answers as it is installed", async () => {
		const { exitCode, stdout, stderr } = await user.start("projects", "--json").ended;
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
		expect(
			stdout
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line)),
		).toMatchObject([{ name: "Brain" }]);
	});

	it("ends quietly when nobody reads any more", async () => {
		const watch = user.start("watch", "Brain", "--json");
		await whole.system.until("it is shown", () => watch.lines.length > 0);
		watch.closeOutput();
		await user.read("stages", "pause", "Measuring");
		await user.read("stages", "resume", "Measuring");
		expect(await watch.ended).toMatchObject({ exitCode: 0, stderr: "" });
	});
});

describe("the end of an acquisition", () => {
	it("is told by events as it happens", async () => {
		const events = user.start("events", "-f", "-n", "1");
		await whole.system.until("the last one is shown", () => events.lines.length === 1);
		await user.read("sources", "finish", "Brain/Acquisition");
		await whole.system.until("the end is told", () =>
			events.lines.some((line) => /Brain .*acquisition has ended/.test(line)),
		);
		events.interrupt();
		expect((await events.ended).exitCode).toBe(130);
		expect(await user.read("sources", "list", "Brain")).toContain("finished");
	});
});

describe("refusals", () => {
	it.each([
		[4, "NOT_FOUND", ["projects", "show", "Heart"]],
		[4, "NOT_FOUND", ["tasks", "show", "999999"]],
		[4, "NOT_FOUND", ["logs", "999999"]],
		[4, "NOT_FOUND", ["workers", "pause", "nobody"]],
		[1, "NAME_TAKEN", ["projects", "create", "Brain", "--root", "/somewhere"]],
		[
			1,
			"GRAPH_RULE_MISMATCH|ARGUMENT_INVALID",
			["stages", "add", "X", "--definition", "Measure", "--on", '{"kind": "no"}'],
		],
	])("end with %i and %s on stderr: %j", async (exitCode, code, argumentList) => {
		const said = await user.run(...argumentList);
		expect(said).toMatchObject({ exitCode, stdout: "" });
		expect(said.stderr).toMatch(new RegExp(`^error: .*\\[(${code})\\]\\n$`));
	});
});

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type MadeProject, makeDefinition, makeProject, makeStage } from "../support/graph-builder.ts";
import { startWholeSystem, type WholeSystem } from "../support/whole-system.ts";

/*
 * Which script made a result, with real workers: scripts that are edited while they run, and scripts that lie where
 * only workers can see them, each worker its own copy (mounted over a folder that is empty for everybody else).
 */

const asOurselves = ["unshare", "-m"];
const asRootOfOurOwn = ["unshare", "-r", "-m"];
const mountFirst = ["sh", "-c", 'mount --bind "$1" "$2" && shift 2 && exec "$@"', "sh"];
const launcher = [asOurselves, asRootOfOurOwn].find(
	([command = "", ...words]) => spawnSync(command, [...words, ...mountFirst, "/tmp", "/mnt", "true"]).status === 0,
);

let whole: WholeSystem;
let project: MadeProject;
let stageId: string;
let folder: string;

beforeEach(async () => {
	whole = await startWholeSystem({ startsWorker: false, workUnits: 1 });
	const { system, directory } = whole;
	folder = join(directory, "scripts");
	mkdirSync(folder);
	const rootPath = join(directory, "acquisition");
	project = await makeProject(system, { name: "copies", rootPath, source: { kind: "ANNOUNCED" } });
});

afterEach(async () => {
	const violations = await whole.violations();
	await whole.stop();
	expect(violations).toEqual([]);
});

async function addStage(): Promise<void> {
	const program = { kind: "script", path: join(folder, "work.sh"), interpreter: "sh" };
	const definitionId = await makeDefinition(whole.system, "work", { program });
	stageId = await makeStage(whole.system, project, { name: "A", definitionId });
}

const announce = (name: string) =>
	whole.system.graphql("mutation ($input: AnnounceTilesInput!) { announceTiles(input: $input) { added } }", {
		input: { sourceId: project.sourceId, tiles: [{ relativePath: name, isComplete: true }] },
	});

interface SeenTask {
	readonly state: string;
	readonly isStale: boolean;
	readonly tile: { readonly name: string };
	readonly latestAttempt: { readonly programHash: string | null } | null;
}

async function tasks(): Promise<readonly SeenTask[]> {
	const { stage } = await whole.system.graphql<{ stage: { tasks: { edges: { node: SeenTask }[] } } }>(
		`query ($id: ID!) { stage(id: $id) { tasks(first: 100) { edges { node {
			state isStale tile { name } latestAttempt { programHash }
		} } } } }`,
		{ id: stageId },
	);
	return stage.tasks.edges.map(({ node }) => node);
}

async function untilState(name: string, state: string): Promise<void> {
	await whole.system.until(`${name} is ${state}`, async () =>
		(await tasks()).some((task) => task.tile.name === name && task.state === state),
	);
}

async function stale(): Promise<readonly string[]> {
	return (await tasks()).flatMap((task) => (task.isStale ? [task.tile.name] : [])).sort();
}

async function said(): Promise<readonly string[]> {
	const { events } = await whole.system.graphql<{ events: { edges: { node: { kind: string; message: string } }[] } }>(
		"{ events(first: 200) { edges { node { kind message } } } }",
	);
	return events.edges
		.map(({ node }) => node)
		.filter(({ kind }) => kind.startsWith("program"))
		.reverse()
		.map(({ kind, message }) => `${kind} ${/[Ww]orker "([^"]+)"/.exec(message)?.[1] ?? ""}`.trim());
}

const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

/** As editors do: another file under the same name. */
function save(directory: string, text: string): void {
	writeFileSync(join(directory, "work.sh.new"), text);
	renameSync(join(directory, "work.sh.new"), join(directory, "work.sh"));
}

it("a script that is edited while it runs makes its result stale, and the next one is current", async () => {
	const go = join(whole.directory, "go");
	const old = `touch "${go}.up"; while [ ! -e "${go}" ]; do sleep 0.05; done`;
	save(folder, old);
	await whole.system.startWorker();
	await addStage();
	await announce("one");
	await whole.system.until("it runs", () => readable(`${go}.up`));
	save(folder, "exit 0 # edited");
	writeFileSync(go, "");
	await untilState("one", "SUCCEEDED");
	await whole.system.until("it is stale", async () => (await stale()).length === 1);
	await announce("two");
	await untilState("two", "SUCCEEDED");
	expect(await stale()).toEqual(["one"]);
	expect((await tasks()).map((task) => task.latestAttempt?.programHash).sort()).toEqual(
		[hashOf(old), hashOf("exit 0 # edited")].sort(),
	);
	expect(await said()).toEqual(["programChanged"]);
});

function readable(path: string): boolean {
	try {
		readFileSync(path);
		return true;
	} catch {
		return false;
	}
}

describe.skipIf(launcher === undefined)("scripts that only workers see (needs mounts of its own)", () => {
	const copies = (name: string) => join(whole.directory, `copy of ${name}`);

	async function startWorkerWithCopy(name: string, text: string): Promise<void> {
		mkdirSync(copies(name));
		save(copies(name), text);
		await whole.system.startWorker(name, [...(launcher ?? []), ...mountFirst, copies(name), folder]);
	}

	async function setPaused(name: string, isPaused: boolean): Promise<void> {
		const { workers } = await whole.system.graphql<{ workers: { id: string; name: string }[] }>(
			"{ workers { id name } }",
		);
		const id = workers.find((worker) => worker.name === name)?.id;
		await whole.system.graphql("mutation ($input: UpdateWorkerInput!) { updateWorker(input: $input) { __typename } }", {
			input: { id, isPaused },
		});
	}

	it("are known by what workers report, and followed when they are edited", async () => {
		await startWorkerWithCopy("first", "exit 0 # one");
		await addStage();
		await announce("one");
		await untilState("one", "SUCCEEDED");
		await announce("two");
		await untilState("two", "SUCCEEDED");
		expect(await stale()).toEqual([]);
		save(copies("first"), "exit 0 # two, and longer");
		await announce("three");
		await untilState("three", "SUCCEEDED");
		await whole.system.until("the others are stale", async () => (await stale()).length === 2);
		expect(await stale()).toEqual(["one", "two"]);
		expect(await said()).toEqual(["programChanged first"]);
	});

	it("of which two workers have different copies: one is stale and named, and nothing runs again", async () => {
		await startWorkerWithCopy("first", "exit 0 # one");
		await addStage();
		await announce("one");
		await untilState("one", "SUCCEEDED");
		await setPaused("first", true);
		await startWorkerWithCopy("second", "exit 0 # two");
		await announce("two");
		await untilState("two", "SUCCEEDED");
		await whole.system.until("the first one is stale", async () => (await stale()).length === 1);
		await setPaused("second", true);
		await setPaused("first", false);
		// It is named when it goes on having another copy.
		const made = ["one"];
		await whole.system.until("the worker is named", async () => {
			const name = `more ${made.length}`;
			await announce(name);
			await untilState(name, "SUCCEEDED");
			made.push(name);
			return (await said()).length > 1;
		});
		expect(await stale()).toEqual(made.toSorted());
		expect(await said()).toEqual(["programChanged second", "programDiffers first"]);
		const [attempts] = await whole.database.query<{ count: number }>("select count(*)::int as count from attempt");
		expect(attempts?.count).toBe(made.length + 1);
	});
});

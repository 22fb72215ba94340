import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@tilewright/contract/clock";
import { asAttemptId, asWorkerId, asWorkerSessionId, type TaskId } from "@tilewright/contract/ids";
import type { AssignedAttempt, AttemptResult } from "@tilewright/contract/messages";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editGraphCommand, restoreGraphCommand } from "../../../coordinator/src/commands/graph-commands.ts";
import { createTaskDefinition } from "../../../coordinator/src/commands/task-definition-commands.ts";
import { loadEditReasons } from "../../../coordinator/src/database/edit-reason-reads.ts";
import { noteProgram } from "../../../coordinator/src/editing/program-changer.ts";
import { ProgramWatcher } from "../../../coordinator/src/rounds/program-watcher.ts";
import { DecidingCoordinator, finishedWith } from "../../support/deciding-coordinator.ts";
import { createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";

/** Which script made a result, as workers report it (docs/editing.md): in whatever order look, start and result come. */

let coordinator: DecidingCoordinator;
let project: TestProject;
let folder: string;
let programs: ProgramWatcher;
let script: string;
let definitionId: number;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "scripts-"));
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database, "/data/sample");
	programs = new ProgramWatcher(coordinator.rounds, systemClock, pino({ level: "silent" }));
	script = join(folder, "work.sh");
	({ taskDefinitionId: definitionId } = await coordinator.carryOut(createTaskDefinition, {
		name: "script",
		content: { program: { kind: "script", path: script } },
	}));
	await coordinator.addWorker(2);
	coordinator.rounds.memory.programs.patienceMs = 0;
});

afterEach(async () => {
	const violations = await coordinator.violations();
	await programs.stop();
	await coordinator.stop();
	await rm(folder, { recursive: true });
	expect(violations).toEqual([]);
});

const old = "echo one";
const edited = "echo two, and longer";
const hashOf = (text: string) => createHash("sha256").update(text).digest("hex");

async function addStage(name = "A"): Promise<void> {
	await coordinator.carryOut(editGraphCommand, {
		projectId: project.projectId,
		edits: [{ kind: "addStage", name, definitionId, parents: ["Acquisition"], unitRule: { kind: "each" } }],
	});
}

const takeTiles = (...names: readonly string[]) =>
	coordinator.takeTiles(
		project,
		names.map((name) => observedTile(name)),
	);
/** As a worker tells it; an older one says nothing. */
const ran = (text: string | null): Partial<AttemptResult> => (text === null ? {} : { programHash: hashOf(text) });
/** Answers everything that is assigned now, and no more. */
const finishAll = (text: string | null) => coordinator.finish(ran(text), [...coordinator.assigned]);

async function look(): Promise<void> {
	await programs.look();
	await coordinator.settle();
}

/** Tiles of the results of a stage by whether they are current. */
async function results(stage = "A"): Promise<{ readonly current: string[]; readonly stale: string[] }> {
	const rows = await coordinator.database.query<{ tile: string; is_current: boolean }>(
		`select tile.relative_path as tile, t.result_hash = v.result_hash as is_current
		from task t join tile on tile.id = t.tile_id join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		where s.name = $1 and t.result_attempt_id is not null order by 1`,
		[stage],
	);
	const tiles = (isCurrent: boolean) => rows.filter((row) => row.is_current === isCurrent).map((row) => row.tile);
	return { current: tiles(true), stale: tiles(false) };
}

/** Kinds and workers of what was said about scripts. */
async function said(): Promise<string[]> {
	const rows = await coordinator.database.query<{ kind: string; worker_id: string | null; message: string }>(
		"select kind, worker_id, message from event where kind like 'program%' order by id",
	);
	const names = new Map([[String(coordinator.workerId), "test worker"], ...others]);
	return rows.map(({ kind, worker_id, message }) => {
		const name = worker_id === null ? null : (names.get(worker_id) ?? "?");
		if (name !== null) expect(message).toContain(`"${name}"`);
		return name === null ? kind : `${kind} ${name}`;
	});
}

async function versions(): Promise<number> {
	const [row] = await coordinator.database.query<{ count: number }>("select count(*)::int as count from stage_version");
	return row?.count ?? 0;
}

const others = new Map<string, string>();
async function addAnotherWorker(name: string): Promise<void> {
	const workerId = asWorkerId(randomUUID());
	others.set(workerId, name);
	await coordinator.desk.hello({
		workerId,
		sessionId: asWorkerSessionId(randomUUID()),
		name,
		host: name,
		platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
		capacity: { localWorkUnits: 2, clusterWorkUnits: 0 },
		attemptIds: [],
	});
	await coordinator.settle();
}

function workerOf({ attemptId }: AssignedAttempt): string {
	const live = coordinator.rounds.memory.attempts.get(asAttemptId(attemptId));
	return others.get(live?.workerId ?? "") ?? "test worker";
}

describe("a script the coordinator sees", () => {
	beforeEach(async () => {
		await writeFile(script, old);
		await addStage();
	});

	it("edited before the start: the result is current once the coordinator has looked", async () => {
		await takeTiles("one", "two");
		await writeFile(script, edited);
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		await coordinator.finish(ran(edited), [first]);
		expect(await results()).toEqual({ current: [], stale: ["one"] });
		await look();
		expect(await results()).toEqual({ current: ["one"], stale: [] });
		await coordinator.finish(ran(edited), [second]);
		expect(await results()).toEqual({ current: ["one", "two"], stale: [] });
		expect(await said()).toEqual(["programChanged"]);
		expect(await versions()).toBe(2);
	});

	it("edited while it runs: the result is stale, whether the look comes before or after it", async () => {
		await takeTiles("one", "two");
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		await writeFile(script, edited);
		await coordinator.finish(ran(old), [first]);
		await look();
		await coordinator.finish(ran(old), [second]);
		await look();
		expect(await results()).toEqual({ current: [], stale: ["one", "two"] });
		expect(await said()).toEqual(["programChanged"]);
		expect(await versions()).toBe(2);
	});

	it("edited after the dispatch and found by the look before the result of the new script comes", async () => {
		await takeTiles("one");
		await writeFile(script, edited);
		await look();
		await finishAll(edited);
		expect(await results()).toEqual({ current: ["one"], stale: [] });
	});

	it("a report of another script makes the coordinator look at once", async () => {
		programs.start();
		await takeTiles("one");
		await writeFile(script, edited);
		await finishAll(edited);
		await programs.stop();
		await coordinator.settle();
		expect(await results()).toEqual({ current: ["one"], stale: [] });
	});

	it("set back again it makes the first results current", async () => {
		await takeTiles("one");
		await finishAll(old);
		await writeFile(script, edited);
		await look();
		await takeTiles("two");
		await finishAll(edited);
		expect(await results()).toEqual({ current: ["two"], stale: ["one"] });
		await writeFile(script, old);
		await look();
		expect(await results()).toEqual({ current: ["one"], stale: ["two"] });
	});

	it("a result made by another script says so", async () => {
		await takeTiles("one");
		await finishAll(edited);
		const [task] = await coordinator.database.query<{ id: TaskId }>("select id from task where result_attempt_id > 0");
		const [reason] = await loadEditReasons(coordinator.database, task ? [task.id] : []);
		expect(reason).toMatchObject({ hasOtherRecipe: true, hasOtherScript: true });
		await finishAll(old);
		await takeTiles("two");
		await coordinator.carryOut(editGraphCommand, {
			projectId: project.projectId,
			edits: [{ kind: "changeStage", stage: "A", parameters: { sigma: 1 } }],
		});
		const [other] = await loadEditReasons(coordinator.database, task ? [task.id] : []);
		expect(other).toMatchObject({ hasOtherRecipe: true, hasOtherScript: false });
	});

	it("a worker with another copy is named once, and what it makes is stale", async () => {
		await look();
		for (const name of ["one", "two", "three"]) {
			await takeTiles(name);
			await finishAll(edited);
			await look();
		}
		await takeTiles("four");
		await finishAll(old);
		expect(await results()).toEqual({ current: ["four"], stale: ["one", "three", "two"] });
		expect(await said()).toEqual(["programDiffers test worker"]);
		expect(await versions()).toBe(1);
		expect(coordinator.assigned).toEqual([]);
	});

	it("a result of which nothing is said counts as made by the version it was dispatched with", async () => {
		await takeTiles("one", "two");
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		await coordinator.finish({ programHash: null }, [first]);
		await writeFile(script, edited);
		await look();
		await coordinator.finish({}, [second]);
		expect(await results()).toEqual({ current: [], stale: ["one", "two"] });
	});

	it("edits of the stage while it runs change nothing in that", async () => {
		await takeTiles("one", "two");
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		await coordinator.carryOut(editGraphCommand, {
			projectId: project.projectId,
			edits: [{ kind: "changeStage", stage: "A", operations: { workUnits: 0.5 } }],
		});
		await coordinator.finish(ran(old), [first]);
		await coordinator.finish(ran(edited), [second]);
		expect(await results()).toEqual({ current: ["one"], stale: ["two"] });
		await coordinator.carryOut(editGraphCommand, {
			projectId: project.projectId,
			edits: [{ kind: "changeStage", stage: "A", parameters: { sigma: 1 } }],
		});
		await takeTiles("three");
		const [third] = coordinator.assigned;
		if (!third) throw new Error("an attempt should be assigned");
		await coordinator.carryOut(restoreGraphCommand, { projectId: project.projectId });
		await coordinator.finish(ran(old), [third]);
		expect(await results()).toEqual({ current: ["one"], stale: ["three", "two"] });
	});

	it("the attempt keeps what its worker said, also when it fails", async () => {
		await takeTiles("one");
		await coordinator.finish({ ...ran(old), outcome: "failed", exitCode: 1 }, [...coordinator.assigned]);
		const attempts = await coordinator.database.query(
			"select outcome, program_hash from attempt where finished_at is not null",
		);
		expect(attempts).toEqual([{ outcome: "failed", program_hash: hashOf(old) }]);
	});
});

describe("a script that becomes known while it runs", () => {
	beforeEach(async () => {
		await addStage();
		await takeTiles("one", "two");
		expect(coordinator.assigned).toHaveLength(2);
	});

	it.each([
		["what made them is not said", null, { current: ["one", "two"], stale: [] }],
		["that very script made them", old, { current: ["one", "two"], stale: [] }],
		["another script made them", edited, { current: [], stale: ["one", "two"] }],
	])("leaves results on their way current unless another one made them: %s", async (_case, text, expected) => {
		await writeFile(script, old);
		await look();
		await finishAll(text);
		expect(await results()).toEqual(expected);
		expect(await said()).toEqual([]);
	});

	it("does so also when both come in one round", async () => {
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		const stageIds = [...coordinator.rounds.memory.stages.projects].flatMap(({ stages }) => stages.map(({ id }) => id));
		const noted = coordinator.rounds.submit("note a program", (transaction, effects) =>
			noteProgram(transaction, effects, { path: script, hash: hashOf(old), stageIds, worker: null }),
		);
		coordinator.report([finishedWith(first), finishedWith(second, ran(old))]);
		await noted;
		coordinator.assigned.length = 0;
		await coordinator.settle();
		expect(await results()).toEqual({ current: ["one", "two"], stale: [] });
	});

	it("does so also after further edits of its stage", async () => {
		await coordinator.carryOut(editGraphCommand, {
			projectId: project.projectId,
			edits: [{ kind: "changeStage", stage: "A", operations: { workUnits: 0.5 } }],
		});
		await writeFile(script, old);
		await look();
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		await coordinator.finish({}, [first]);
		expect(await results()).toEqual({ current: ["one"], stale: [] });
		await writeFile(script, edited);
		await look();
		await coordinator.finish({}, [second]);
		expect(await results()).toEqual({ current: [], stale: ["one", "two"] });
	});
});

describe("a script that only workers see", () => {
	beforeEach(async () => {
		await addStage();
		await look();
		others.clear();
	});

	it("becomes known by the first report, and is changed by another later one", async () => {
		await takeTiles("one");
		await finishAll(null);
		await takeTiles("two");
		await finishAll(old);
		expect(await results()).toEqual({ current: ["one", "two"], stale: [] });
		expect(await said()).toEqual([]);
		await takeTiles("three");
		await finishAll(edited);
		expect(await results()).toEqual({ current: ["three"], stale: ["one", "two"] });
		expect(await said()).toEqual(["programChanged test worker"]);
		await takeTiles("four");
		await finishAll(old);
		expect(await results()).toEqual({ current: ["four", "one", "two"], stale: ["three"] });
		expect(await versions()).toBe(4);
	});

	it("is not changed by what was started before the edit and ends after it", async () => {
		await takeTiles("one", "two");
		const [first, second] = coordinator.assigned;
		if (!first || !second) throw new Error("two attempts should be assigned");
		// The first one waited long enough at its worker for the script to be edited.
		await coordinator.finish({ ...ran(edited), pendingMs: 60_000, runMs: 0 }, [second]);
		await coordinator.finish({ ...ran(old), pendingMs: 0, runMs: 60_000 }, [first]);
		expect(await results()).toEqual({ current: ["two"], stale: ["one"] });
		expect(await said()).toEqual([]);
	});

	it("two workers with different copies: one is stale and named, and nothing runs again", async () => {
		await addAnotherWorker("other");
		const copyOf = (attempt: AssignedAttempt) => (workerOf(attempt) === "other" ? edited : old);
		const made = new Map<string, string>();
		for (let count = 0; count < 6; count += 1) {
			await takeTiles(`${count} one`, `${count} two`);
			const both = [...coordinator.assigned];
			expect(new Set(both.map(workerOf)).size).toBe(2);
			for (const attempt of both) made.set(attempt.tile?.relativePath ?? "", copyOf(attempt));
			// One after the other, and both in one round.
			const rounds = count % 2 === 0 ? both.map((attempt) => [attempt]) : [both];
			for (const attempts of rounds) await coordinator.finish((attempt) => ran(copyOf(attempt)), attempts);
		}
		const { current, stale } = await results();
		expect(new Set(current.map((tile) => made.get(tile))).size).toBe(1);
		expect(new Set(stale.map((tile) => made.get(tile))).size).toBe(1);
		expect(current.length + stale.length).toBe(12);
		expect(await versions()).toBe(3);
		expect((await said()).map((event) => event.split(" ")[0])).toEqual(["programChanged", "programDiffers"]);
		expect(new Set((await said()).map((event) => event.slice(event.indexOf(" ")))).size).toBe(2);
		expect(coordinator.assigned).toEqual([]);
		const [attempts] = await coordinator.database.query<{ count: number }>(
			"select count(*)::int as count from attempt",
		);
		expect(attempts?.count).toBe(12);
	});

	it("stays known when its stage is edited, when that is undone, and for stages that are new", async () => {
		await takeTiles("one");
		await finishAll(old);
		await coordinator.carryOut(editGraphCommand, {
			projectId: project.projectId,
			edits: [{ kind: "changeStage", stage: "A", definitionId, operations: { workUnits: 0.5 } }],
		});
		expect(await results()).toEqual({ current: ["one"], stale: [] });
		await takeTiles("two");
		await finishAll(edited);
		await coordinator.carryOut(restoreGraphCommand, { projectId: project.projectId });
		expect(await results()).toEqual({ current: ["two"], stale: ["one"] });
		await addStage("B");
		await finishAll(edited);
		expect(await results("B")).toEqual({ current: ["one", "two"], stale: [] });
		expect(await said()).toEqual(["programChanged test worker"]);
	});

	it("is looked at by the coordinator as soon as it can see it", async () => {
		await takeTiles("one");
		await finishAll(old);
		await writeFile(script, edited);
		await look();
		expect(await results()).toEqual({ current: [], stale: ["one"] });
		await takeTiles("two");
		await finishAll(old);
		expect(await results()).toEqual({ current: [], stale: ["one", "two"] });
		expect(await said()).toEqual(["programChanged"]);
	});

	it("one that no look has been taken at yet waits for the look", async () => {
		coordinator.rounds.memory.programs.keepOnly(new Map());
		await takeTiles("one");
		await finishAll(old);
		expect(await results()).toEqual({ current: [], stale: ["one"] });
		await look();
		expect(await results()).toEqual({ current: ["one"], stale: [] });
	});
});

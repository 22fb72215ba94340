import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@tilewright/contract/clock";
import { asProjectId, asWorkerId, asWorkerSessionId } from "@tilewright/contract/ids";
import { createLogger } from "@tilewright/contract/logger";
import pg from "pg";
import { startEmbeddedPostgres } from "../compose/src/embedded-postgres/embedded-postgres.ts";
import { editGraphCommand, restoreGraphCommand } from "../coordinator/src/commands/graph-commands.ts";
import { updateProject } from "../coordinator/src/commands/project-commands.ts";
import { changeTasks } from "../coordinator/src/commands/task-commands.ts";
import { createTaskDefinition } from "../coordinator/src/commands/task-definition-commands.ts";
import { Database } from "../coordinator/src/database/database.ts";
import { migrateDatabase } from "../coordinator/src/database/migrate.ts";
import { previewGraphEdit, previewProjectUpdate } from "../coordinator/src/editing/edit-preview.ts";
import { LeaderConnection } from "../coordinator/src/leadership/leader-connection.ts";
import { plannerTables } from "../coordinator/src/planning/planner.ts";
import type { AnyCommandKind } from "../coordinator/src/rounds/command-carrier.ts";
import { RoundKeeper } from "../coordinator/src/rounds/round-keeper.ts";
import { WorkerDesk } from "../coordinator/src/rounds/worker-desk.ts";
import { SessionKeeper } from "../coordinator/src/workers/session-keeper.ts";
import { seedLargeProject } from "./large-project.ts";
import { type Measure, machineConditions, percentile } from "./measure.ts";

const silentServices = { debug() {}, info() {}, warn() {}, error() {} };
const logger = createLogger("bench", "silent", "json");
const repetitions = 10;

type Edits = (typeof editGraphCommand.input)["_zod"]["input"]["edits"];

/**
 * Previews of edits, and the edits themselves, on a project of `tiles` × `stages` in the middle of its acquisition:
 * the deciding part of the coordinator in this process, on an embedded Postgres with fsync on.
 */
export async function measureEditing(options: { readonly tiles: number; readonly stages: number }): Promise<Measure[]> {
	const directory = mkdtempSync(join(tmpdir(), "tilewright-bench-"));
	const postgres = await startEmbeddedPostgres({
		dataDirectory: join(directory, "postgres"),
		database: "bench",
		logger: silentServices,
	});
	const closing: (() => Promise<unknown>)[] = [];
	try {
		await migrateDatabase(postgres.url, join(process.cwd(), "migrations"));
		const seeding = new pg.Pool({ connectionString: postgres.url, options: "-c enable_nestloop=off" });
		const { projectId, stageIds } = await seedLargeProject(seeding, options);
		await seeding.query("update project set is_paused = false where id = $1", [projectId]);
		await seeding.end();
		const pool = new pg.Pool({ connectionString: postgres.url, max: 3 });
		closing.unshift(() => pool.end());
		const database = new Database(pool);
		const desk = await startDeciding(postgres.url, closing);
		const carryOut = <Kind extends AnyCommandKind>(kind: Kind, input: Kind["input"]["_zod"]["input"]) =>
			desk.rounds.submit(kind.name, (transaction, effects) =>
				kind.carryOut(
					{ transaction, effects, actor: "bench", message: null, now: new Date() },
					kind.input.parse(input),
				),
			);
		const { taskDefinitionId: definitionId } = await carryOut(createTaskDefinition, {
			name: "nothing",
			content: { program: { kind: "none" } },
		});
		const conditions = { ...machineConditions(), tiles: options.tiles, stages: options.stages, fsync: "on" };
		const measures: Measure[] = [];
		const note = (name: string, value: number) => {
			process.stderr.write(`${name}: ${value.toFixed(1)} ms\n`);
			measures.push({ name: `editing.${name}`, value, unit: "ms", conditions });
		};

		const [top, ...rest] = stageIds;
		const middle = rest[Math.floor(rest.length / 2)] ?? 0;
		const add = (parent: number | string, unitRule: unknown, more: object = {}): Edits =>
			[{ kind: "addStage", name: "New", definitionId, parents: [parent], unitRule, ...more }] as Edits;
		const pairs = { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] };
		const planes = { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" } };
		const half = { z: { max: Math.floor(options.tiles / 5_000) } };
		const change = (stage: number, more: object): Edits => [{ kind: "changeStage", stage, ...more }] as Edits;
		const last = rest.at(-1) ?? 0;
		const edits: readonly [string, Edits][] = [
			["add a stage", add("Acquisition", { kind: "each" })],
			["insert a stage", add("Acquisition", { kind: "each" }, { before: [top] })],
			["change parameters", change(top ?? 0, { parameters: { sigma: 2 } })],
			["remove a stage", [{ kind: "removeStage", stage: middle }]],
		];
		const onlyPreviewed: readonly [string, Edits][] = [
			["add pairs", add("Acquisition", pairs)],
			["add pairs of a stage", add(top ?? 0, pairs)],
			[
				"add pairs in three directions",
				add("Acquisition", { ...pairs, offsets: [...pairs.offsets, { x: 0, y: 1, z: 0 }, { x: 1, y: 1, z: 0 }] }),
			],
			["add pairs of two parents", [{ ...add(top ?? 0, pairs)[0], parents: [top ?? 0, middle] }] as Edits],
			["add groups", add("Acquisition", planes)],
			[
				"add a stage with two parents",
				[{ ...add(top ?? 0, { kind: "each" })[0], parents: [top ?? 0, middle] }] as Edits,
			],
			["add a stage in a region", add(top ?? 0, { kind: "each" }, { region: half })],
			["add a canary", add(top ?? 0, { kind: "each" }, { canary: { count: 10 } })],
			["try a change out", change(middle, { parameters: { sigma: 2 }, canary: { count: 10 } })],
			["other parents", change(middle, { parents: ["Acquisition"] })],
			["two parents", change(middle, { parents: [top ?? 0, "Acquisition"] })],
			["from tiles to pairs", change(last, { unitRule: pairs })],
			["from tiles to groups", change(last, { unitRule: planes })],
			["region of the first stage", change(top ?? 0, { region: half })],
			["region of the last stage", change(last, { region: half })],
		];
		for (const [name, list] of [...edits, ...onlyPreviewed]) {
			const times = await timesOf(repetitions, () =>
				previewGraphEdit(database, {
					projectId: asProjectId(projectId),
					expectedGraphVersion: null,
					edits: editGraphCommand.input.shape.edits.parse(list),
					policy: editGraphCommand.input.parse({ projectId, edits: list }).policy,
				}),
			);
			note(`preview: ${name}.p50`, percentile(times, 0.5));
			note(`preview: ${name}.worst`, Math.max(...times));
		}
		const tenth = { z: { max: Math.floor(options.tiles / 25_000) } };
		const previewScope = async (name: string, scope: Omit<Parameters<typeof previewProjectUpdate>[1], "projectId">) => {
			const projectToUpdate = asProjectId(projectId);
			const times = await timesOf(repetitions, () =>
				previewProjectUpdate(database, { projectId: projectToUpdate, ...scope }),
			);
			note(`preview: ${name}.p50`, percentile(times, 0.5));
			note(`preview: ${name}.worst`, Math.max(...times));
		};
		await previewScope("narrow the region to a tenth", { region: tenth });
		await previewScope("skip two planes", { skippedPlanes: { x: [], y: [], z: [2, 5] } });

		const backfill = await timeOf(() => carryOut(editGraphCommand, { projectId, edits: edits[0]?.[1] ?? [] }));
		note("planned: a stage over all finished tiles", backfill);
		const assigned = desk.nextAssignment();
		note(
			"first attempt of the back-fill assigned after the worker joined",
			await timeOf(async () => {
				await desk.addWorker();
				await assigned;
			}),
		);
		note("done: undo of the added stage", await timeOf(() => carryOut(restoreGraphCommand, { projectId })));
		for (const [name, list] of edits.slice(1)) {
			note(`done: ${name}`, await timeOf(() => carryOut(editGraphCommand, { projectId, edits: renamed(list) })));
		}
		const every = { projectId, stageIds: [top ?? 0] };
		note(
			"done: retry everything of a stage",
			await timeOf(() => carryOut(changeTasks, { selection: every, action: { kind: "retry" } })),
		);
		note(
			"done: skip everything of a stage as done",
			await timeOf(() => carryOut(changeTasks, { selection: every, action: { kind: "skipAsDone" } })),
		);
		note(
			"done: region of a tenth of the planes",
			await timeOf(() => carryOut(updateProject, { id: projectId, region: tenth })),
		);
		await previewScope("widen the region to everything", { region: {} });
		await previewScope("widen the region by a plane", { region: { z: { max: tenth.z.max + 1 } } });
		note(
			"done: region of everything again",
			await timeOf(() => carryOut(updateProject, { id: projectId, region: {} })),
		);
		return measures;
	} finally {
		for (const close of closing) await close();
		await postgres.stop();
		rmSync(directory, { recursive: true, force: true });
	}
}

function renamed(edits: Edits): Edits {
	return edits.map((edit) => (edit.kind === "addStage" ? { ...edit, name: `${edit.name} 2` } : edit));
}

async function startDeciding(url: string, closing: (() => Promise<unknown>)[]) {
	const connection = await LeaderConnection.acquire({
		url,
		holder: "bench",
		prepare: plannerTables,
		logger,
		signal: new AbortController().signal,
		onLost: () => {},
	});
	closing.unshift(() => connection.release());
	const sessions = new SessionKeeper(systemClock, 600_000);
	let assignedOnce = () => {};
	const rounds = new RoundKeeper({
		connection,
		sessions,
		clock: systemClock,
		logger,
		voice: { assign: () => assignedOnce(), cancel() {}, acknowledge() {} },
		tellNews() {},
		noteRound() {},
	});
	closing.unshift(() => rounds.stop());
	const desk = new WorkerDesk({ rounds, sessions, clock: systemClock, logger, epoch: 1 });
	rounds.start();
	return {
		rounds,
		nextAssignment: () =>
			new Promise<void>((resolve) => {
				assignedOnce = resolve;
			}),
		addWorker: () =>
			desk.hello({
				workerId: asWorkerId(randomUUID()),
				sessionId: asWorkerSessionId(randomUUID()),
				name: "bench",
				host: "here",
				platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
				capacity: { localWorkUnits: 8, clusterWorkUnits: 0 },
				attemptIds: [],
			}),
	};
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
	const times = [];
	for (let turn = 0; turn < count; turn += 1) times.push(await timeOf(work));
	return times;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
	const startedAt = performance.now();
	await work();
	return performance.now() - startedAt;
}

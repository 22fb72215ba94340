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
import { type EditScenarios, type Edits, editScenarios, renamed } from "./edit-scenarios.ts";
import { seedLargeProject } from "./large-project.ts";
import { type Measure, machineConditions, percentile } from "./measure.ts";

const silentServices = { debug() {}, info() {}, warn() {}, error() {} };
const logger = createLogger("bench", "silent", "json");
const repetitions = 10;

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

		const scenarios = editScenarios({ tiles: options.tiles, stageIds, definitionId });
		const preview = {
			edits: async (where: string, list: EditScenarios["edits"]) => {
				for (const [name, edits] of list) {
					const input = editGraphCommand.input.parse({ projectId, edits });
					await notePreviews(`${where}${name}`, () =>
						previewGraphEdit(database, { ...input, projectId: asProjectId(projectId), expectedGraphVersion: null }),
					);
				}
			},
			scopes: async (where: string, list: EditScenarios["narrowed"]) => {
				for (const [name, scope] of list) {
					const id = asProjectId(projectId);
					await notePreviews(`${where}${name}`, () => previewProjectUpdate(database, { projectId: id, ...scope }));
				}
			},
		};
		const notePreviews = async (name: string, ask: () => Promise<unknown>) => {
			const times = await timesOf(repetitions, ask);
			note(`preview: ${name}.p50`, percentile(times, 0.5));
			note(`preview: ${name}.worst`, Math.max(...times));
		};
		const edit = (edits: Edits) => carryOut(editGraphCommand, { projectId, edits });
		const restore = () => carryOut(restoreGraphCommand, { projectId });
		const setScope = async (scope: EditScenarios["tenth"]) => {
			desk.durations.length = 0;
			await carryOut(updateProject, { id: projectId, ...scope });
			while ([...desk.rounds.memory.stages.projects].some((project) => project.rescoping !== null))
				await desk.rounds.submit("wait", async () => {});
			note("longest round of the region that follows", Math.max(...desk.durations));
		};

		await preview.edits("", [...scenarios.edits, ...scenarios.onlyPreviewed]);
		await preview.scopes("", scenarios.narrowed);

		note("planned: a stage over all finished tiles", await timeOf(() => edit(scenarios.edits[0]?.[1] ?? [])));
		const assigned = desk.nextAssignment();
		note(
			"first attempt of the back-fill assigned after the worker joined",
			await timeOf(async () => {
				await desk.addWorker();
				await assigned;
			}),
		);
		note("done: undo of the added stage", await timeOf(restore));
		for (const [name, list] of scenarios.edits.slice(1)) note(`done: ${name}`, await timeOf(() => edit(renamed(list))));
		note("done: undo of the removed stage", await timeOf(restore));
		const every = { projectId, stageIds: stageIds.slice(0, 1) };
		note(
			"done: retry everything of a stage",
			await timeOf(() => carryOut(changeTasks, { selection: every, action: { kind: "retry" } })),
		);
		note(
			"done: skip everything of a stage as done",
			await timeOf(() => carryOut(changeTasks, { selection: every, action: { kind: "skipAsDone" } })),
		);
		note("done: region of a tenth of the planes", await timeOf(() => setScope(scenarios.tenth)));
		await preview.scopes("", scenarios.widened);
		note("done: region of everything again", await timeOf(() => setScope({ region: {} })));

		note("done: add pairs and groups below the chain", await timeOf(() => edit(scenarios.belowChain)));
		const below = "with pairs and groups below: ";
		await preview.edits(below, renamedAll([...scenarios.edits, ...scenarios.onlyPreviewed]));
		await preview.scopes(below, scenarios.narrowed);
		note(`done: ${below}region of a tenth of the planes`, await timeOf(() => setScope(scenarios.tenth)));
		await preview.scopes(below, scenarios.widened);
		return measures;
	} finally {
		for (const close of closing) await close();
		await postgres.stop();
		rmSync(directory, { recursive: true, force: true });
	}
}

function renamedAll(list: EditScenarios["edits"]): EditScenarios["edits"] {
	return list.map(([name, edits]) => [name, renamed(edits)]);
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
	const durations: number[] = [];
	const rounds = new RoundKeeper({
		connection,
		sessions,
		clock: systemClock,
		logger,
		voice: { assign: () => assignedOnce(), cancel() {}, acknowledge() {} },
		tellNews() {},
		noteRound: ({ durationMs }) => void durations.push(durationMs),
	});
	closing.unshift(() => rounds.stop());
	const desk = new WorkerDesk({ rounds, sessions, clock: systemClock, logger, epoch: 1 });
	rounds.start();
	return {
		rounds,
		/** Of rounds, in milliseconds. */
		durations,
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

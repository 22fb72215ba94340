import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startBusServer } from "../compose/src/embedded-nats/start-bus-server.ts";
import { startEmbeddedPostgres } from "../compose/src/embedded-postgres/embedded-postgres.ts";
import { RunningSystem } from "../test/support/running-system.ts";
import { type LargeProject, seedLargeProject } from "./large-project.ts";
import { type Measure, machineConditions, percentile } from "./measure.ts";

const warmUps = 5;
const repetitions = 40;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * What pages ask for, over HTTP from a coordinator of its own (role `api`, so that nothing is decided meanwhile), on
 * a project of `tiles` × `stages` in the middle of its acquisition.
 */
export async function measureApi(options: { readonly tiles: number; readonly stages: number }): Promise<Measure[]> {
	const directory = mkdtempSync(join(tmpdir(), "tilewright-bench-"));
	const postgres = await startEmbeddedPostgres({
		dataDirectory: join(directory, "postgres"),
		database: "bench",
		logger: silent,
	});
	const bus = await startBusServer({ directory: join(directory, "bus"), choice: "installed", logger: silent });
	const system = new RunningSystem({
		directory,
		databaseUrl: postgres.url,
		busUrl: bus.url,
		environment: { TILEWRIGHT_LOG_LEVEL: "warn", TILEWRIGHT_ROLE: "api" },
	});
	try {
		// Starting it migrates the database.
		await system.startCoordinator();
		const database = new pg.Pool({ connectionString: postgres.url, options: "-c enable_nestloop=off" });
		const project = await seedLargeProject(database, options);
		await database.end();
		const conditions = { ...machineConditions(), tiles: options.tiles, stages: options.stages, fsync: "on" };
		const measures: Measure[] = [];
		for (const [name, ask] of questions(system, project)) {
			const times = await timesOf(ask);
			measures.push({ name: `api.${name}.p50`, value: percentile(times, 0.5), unit: "ms", conditions });
			measures.push({ name: `api.${name}.p95`, value: percentile(times, 0.95), unit: "ms", conditions });
		}
		return measures;
	} finally {
		await system.stop();
		await bus.stop();
		await postgres.stop();
		rmSync(directory, { recursive: true, force: true });
	}
}

function questions(system: RunningSystem, project: LargeProject): [string, () => Promise<unknown>][] {
	const { projectId, stageIds, planes } = project;
	const variables = { id: projectId };
	const stageId = stageIds[Math.floor(stageIds.length / 2)];
	const taskFields =
		"id state reason unitKey tile { relativePath lattice { x y z } } stage { name } latestAttempt { outcome exitCode logTail }";
	const z = Math.floor(planes / 2);
	const read = async (path: string) => (await fetch(`${system.url}${path}`)).arrayBuffer();
	return [
		[
			"projectStatus",
			() =>
				system.graphql(
					`query ($id: ID!) { project(id: $id) {
						name isPaused tileCount completeTileCount graphVersion sources { name inputState problem { message } lastSeenAt }
						stages { id name kind isPaused parents { id } counts { state count } rate { finishedLastMinute meanRunSeconds } }
					} }`,
					variables,
				),
		],
		[
			"failedPage",
			() =>
				system.graphql(
					`query ($id: ID!) { project(id: $id) { tasks(first: 50, filter: {states: [FAILED]}) { totalCount pageInfo { hasNextPage } edges { node { ${taskFields} } } } } }`,
					variables,
				),
		],
		[
			"failedPageOfLastStage",
			() =>
				system.graphql(
					`query ($id: ID!) { stage(id: $id) { tasks(first: 50, filter: {states: [FAILED]}) { totalCount edges { node { ${taskFields} } } } } }`,
					{ id: stageIds.at(-1) },
				),
		],
		["planeStates", () => read(`/api/projects/${projectId}/stages/${stageId}/task-states?z=${z}`)],
		["stageStates", () => read(`/api/projects/${projectId}/stages/${stageId}/task-states`)],
		[
			"planeTilesPage",
			() =>
				system.graphql(
					`query ($id: ID!, $z: Int!) { project(id: $id) { tiles(first: 200, filter: {z: $z}) { edges { node { id relativePath isComplete lattice { x y z } } } } } }`,
					{ ...variables, z },
				),
		],
		["planes", () => system.graphql("query ($id: ID!) { project(id: $id) { planes { z tileCount } } }", variables)],
		[
			"tileWithTasks",
			() =>
				system.graphql(
					`query ($id: ID!) { project(id: $id) { tiles(first: 1, filter: {z: 3}) { edges { node { tasks { ${taskFields} } } } } } }`,
					variables,
				),
		],
	];
}

async function timesOf(ask: () => Promise<unknown>): Promise<number[]> {
	const times: number[] = [];
	for (let round = -warmUps; round < repetitions; round += 1) {
		const startedAt = performance.now();
		await ask();
		if (round >= 0) times.push(performance.now() - startedAt);
	}
	return times;
}

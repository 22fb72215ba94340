import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { startBusServer } from "../compose/src/embedded-nats/start-bus-server.ts";
import { startEmbeddedPostgres } from "../compose/src/embedded-postgres/embedded-postgres.ts";
import { RunningSystem } from "../test/support/running-system.ts";

/** Everything a measurement needs, as processes of their own: Postgres (fsync on), a message server, coordinator and worker. */
export interface Stack {
	readonly directory: string;
	readonly database: pg.Pool;
	readonly bus: string;
	graphql<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
	/** Peak resident memory of the coordinator so far, in MiB. */
	coordinatorPeakMb(): number;
	stop(): Promise<void>;
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

export async function startStack(options: {
	readonly workUnits: number;
	/** Beside what is usual. */
	readonly environment?: (directory: string) => Readonly<Record<string, string>>;
}): Promise<Stack> {
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
		workUnits: options.workUnits,
		environment: {
			TILEWRIGHT_LOG_LEVEL: process.env.TILEWRIGHT_LOG_LEVEL ?? "warn",
			...options.environment?.(directory),
		},
	});
	await system.startCoordinator();
	await system.startWorker();
	const database = new pg.Pool({ connectionString: postgres.url, max: 2 });
	database.on("error", () => {});
	return {
		directory,
		database,
		bus: bus.description,
		graphql: (query, variables) => system.graphql(query, variables),
		coordinatorPeakMb() {
			const status = readFileSync(`/proc/${system.pid("coordinator")}/status`, "utf8");
			return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
		},
		async stop() {
			await system.stop();
			await database.end();
			await bus.stop();
			await postgres.stop();
			rmSync(directory, { recursive: true, force: true });
		},
	};
}

/** A project whose tiles are announced, with a chain of stages of one definition; the first stage is paused. */
export async function createChain(
	stack: Stack,
	options: {
		readonly name: string;
		readonly program: object;
		readonly stages: number;
		readonly tiles: number;
		readonly standardArguments?: boolean;
		readonly operations?: object;
	},
): Promise<{ readonly projectId: string; readonly stageIds: readonly string[] }> {
	const { createProject } = await stack.graphql<{
		createProject: { project: { id: string; sources: { id: string }[]; stages: { id: string }[] } };
	}>(
		`mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id sources { id } stages { id } } } }`,
		{
			input: {
				name: options.name,
				rootPath: join(stack.directory, options.name),
				source: { kind: "ANNOUNCED" },
			},
		},
	);
	const { createTaskDefinition } = await stack.graphql<{ createTaskDefinition: { taskDefinition: { id: string } } }>(
		`mutation ($input: CreateTaskDefinitionInput!) { createTaskDefinition(input: $input) { taskDefinition { id } } }`,
		{
			input: {
				name: `${options.name} program`,
				content: { program: options.program, standardArguments: options.standardArguments ?? false },
			},
		},
	);
	const project = createProject.project;
	const stageIds: string[] = [];
	let parent = project.stages[0]?.id;
	for (let place = 0; place < options.stages; place += 1) {
		const { createStage } = await stack.graphql<{ createStage: { stage: { id: string } } }>(
			`mutation ($input: CreateStageInput!) { createStage(input: $input) { stage { id } } }`,
			{
				input: {
					projectId: project.id,
					name: `stage ${place + 1}`,
					definitionId: createTaskDefinition.taskDefinition.id,
					parentIds: [parent],
					unitRule: { kind: "each" },
					isPaused: place === 0,
					...(options.operations === undefined ? {} : { operations: options.operations }),
				},
			},
		);
		parent = createStage.stage.id;
		stageIds.push(parent);
	}
	const sourceId = project.sources[0]?.id;
	const perCall = 5_000;
	for (let first = 0; first < options.tiles; first += perCall) {
		const count = Math.min(perCall, options.tiles - first);
		await stack.graphql(`mutation ($input: AnnounceTilesInput!) { announceTiles(input: $input) { added } }`, {
			input: {
				sourceId,
				tiles: Array.from({ length: count }, (_, index) => ({
					relativePath: `tile-${first + index}`,
					isComplete: true,
				})),
			},
		});
	}
	return { projectId: project.id, stageIds };
}

export async function resume(stack: Stack, stageId: string): Promise<void> {
	await stack.graphql(`mutation ($input: SetPausedInput!) { setStagePaused(input: $input) { stage { id } } }`, {
		input: { id: stageId, isPaused: false },
	});
}

/** Waits until so many tasks of the stage have succeeded; throws when one failed. */
export async function succeeded(stack: Stack, stageId: string, count: number): Promise<void> {
	for (;;) {
		const { rows } = await stack.database.query<{ state: string; count: number }>(
			"select state, count::int from task_count where stage_id = $1",
			[stageId],
		);
		const of = (state: string) => rows.find((row) => row.state === state)?.count ?? 0;
		if (of("failed") > 0) throw new Error(`${of("failed")} tasks of stage ${stageId} failed`);
		if (of("succeeded") >= count) return;
		await delay(20);
	}
}

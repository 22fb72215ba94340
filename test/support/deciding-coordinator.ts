import { randomUUID } from "node:crypto";
import { systemClock } from "@tilewright/contract/clock";
import { asWorkerId, asWorkerSessionId } from "@tilewright/contract/ids";
import type { AssignedAttempt, AttemptResult } from "@tilewright/contract/messages";
import pg from "pg";
import { pino } from "pino";
import type { z } from "zod";
import type { ObservedTile } from "../../coordinator/src/acquisition/observed-tile.ts";
import type { CommandKind } from "../../coordinator/src/commands/command.ts";
import { Database } from "../../coordinator/src/database/database.ts";
import type { RoundEffects } from "../../coordinator/src/effects/round-effects.ts";
import { LeaderConnection } from "../../coordinator/src/leadership/leader-connection.ts";
import { plannerTables } from "../../coordinator/src/planning/planner.ts";
import { takeTiles } from "../../coordinator/src/planning/tile-intake.ts";
import { RoundKeeper } from "../../coordinator/src/rounds/round-keeper.ts";
import { WorkerDesk } from "../../coordinator/src/rounds/worker-desk.ts";
import { findViolations } from "../../coordinator/src/status/invariant-checker.ts";
import { SessionKeeper } from "../../coordinator/src/workers/session-keeper.ts";
import type { TestProject } from "./project-builder.ts";
import { createTestDatabase } from "./services.ts";

/** The deciding part of a coordinator on a real database, with a worker whose answers the test gives by hand. */
export class DecidingCoordinator {
	readonly databaseUrl: string;
	readonly database: Database;
	readonly rounds: RoundKeeper;
	readonly sessions: SessionKeeper;
	readonly desk: WorkerDesk;
	readonly workerId = asWorkerId(randomUUID());
	readonly sessionId = asWorkerSessionId(randomUUID());
	/** Assigned and not yet answered, in the order of dispatch. */
	readonly assigned: AssignedAttempt[] = [];
	readonly refused: number[] = [];
	readonly stopped: number[] = [];
	readonly #connection: LeaderConnection;
	readonly #pool: pg.Pool;
	readonly #drop: () => Promise<void>;

	private constructor(parts: {
		url: string;
		connection: LeaderConnection;
		pool: pg.Pool;
		drop: () => Promise<void>;
		tellNews: (effects: RoundEffects) => void;
		rescopedTasksPerRound: number | undefined;
	}) {
		this.databaseUrl = parts.url;
		this.#connection = parts.connection;
		this.#pool = parts.pool;
		this.#drop = parts.drop;
		this.database = new Database(parts.pool);
		const logger = pino({ level: process.env.TEST_LOG_LEVEL ?? "silent" });
		this.sessions = new SessionKeeper(systemClock, 600_000);
		this.rounds = new RoundKeeper({
			connection: parts.connection,
			sessions: this.sessions,
			clock: systemClock,
			logger,
			voice: {
				assign: (_worker, _session, assignments) => void this.assigned.push(...assignments),
				cancel: (_worker, _session, attemptIds) => void this.stopped.push(...attemptIds),
				acknowledge: (_worker, _session, _ids, refusedIds) => void this.refused.push(...refusedIds),
			},
			tellNews: parts.tellNews,
			noteRound: () => {},
			...(parts.rescopedTasksPerRound === undefined ? {} : { rescopedTasksPerRound: parts.rescopedTasksPerRound }),
		});
		this.desk = new WorkerDesk({
			rounds: this.rounds,
			sessions: this.sessions,
			clock: systemClock,
			logger,
			epoch: 1,
		});
		this.rounds.start();
	}

	static async start(
		tellNews: (effects: RoundEffects) => void = () => {},
		options: { readonly rescopedTasksPerRound?: number } = {},
	): Promise<DecidingCoordinator> {
		const { url, drop } = await createTestDatabase();
		const connection = await LeaderConnection.acquire({
			url,
			holder: "test",
			prepare: plannerTables,
			logger: pino({ level: "silent" }),
			signal: new AbortController().signal,
			onLost: () => {},
		});
		const pool = new pg.Pool({ connectionString: url, max: 3 });
		pool.on("error", () => {});
		const { rescopedTasksPerRound } = options;
		return new DecidingCoordinator({ url, connection, pool, drop, tellNews, rescopedTasksPerRound });
	}

	async addWorker(localWorkUnits = 1_000): Promise<void> {
		await this.desk.hello({
			workerId: this.workerId,
			sessionId: this.sessionId,
			name: "test worker",
			host: "here",
			platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
			capacity: { localWorkUnits, clusterWorkUnits: 0 },
			attemptIds: [],
		});
		await this.settle();
	}

	async takeTiles(project: TestProject, tiles: readonly ObservedTile[]): Promise<void> {
		await this.rounds.submit("tiles", (transaction, effects) =>
			takeTiles(transaction, effects, project.sourceId, tiles),
		);
		await this.settle();
	}

	/** What a person asks for over the API, without the API. */
	async carryOut<Schema extends z.ZodType, Result>(
		kind: CommandKind<Schema, Result>,
		input: z.input<Schema>,
		asked: { readonly actor?: string; readonly message?: string } = {},
	): Promise<Result> {
		const result = await this.rounds.submit(kind.name, (transaction, effects) =>
			kind.carryOut(
				{ transaction, effects, actor: asked.actor ?? "tester", message: asked.message ?? null, now: new Date() },
				kind.input.parse(input),
			),
		);
		await this.settle();
		return result;
	}

	/** Returns when a round that began after this call has committed, and changed regions are carried out. */
	async settle(): Promise<void> {
		await this.rounds.submit("settle", async () => {});
		do await this.rounds.submit("settle", async () => {});
		while ([...this.rounds.memory.stages.projects].some((project) => project.rescoping !== null));
	}

	/** Answers attempts: all that are assigned, until nothing new comes, or those chosen. */
	async finish(
		result: Partial<AttemptResult> | ((attempt: AssignedAttempt) => Partial<AttemptResult>) = {},
		chosen?: readonly AssignedAttempt[],
	): Promise<AssignedAttempt[]> {
		const answered: AssignedAttempt[] = [];
		for (let batch = chosen ?? [...this.assigned]; batch.length > 0; batch = chosen ? [] : [...this.assigned]) {
			this.report(
				batch.map((attempt) => finishedWith(attempt, typeof result === "function" ? result(attempt) : result)),
			);
			answered.push(...batch);
			for (const attempt of batch) {
				const place = this.assigned.indexOf(attempt);
				if (place >= 0) this.assigned.splice(place, 1);
			}
			await this.settle();
		}
		return answered;
	}

	report(results: readonly AttemptResult[]): void {
		this.rounds.takeResults({ workerId: this.workerId, sessionId: this.sessionId, results });
	}

	/** Counts per stage name and state, without the zeros. */
	async counts(project: TestProject): Promise<Record<string, Record<string, number>>> {
		const rows = await this.database.query<{ name: string; state: string; count: number }>(
			`select s.name, c.state, c.count from task_count c join stage s on s.id = c.stage_id
			where s.project_id = $1 and c.count <> 0 order by s.id, c.state`,
			[project.projectId],
		);
		const counts: Record<string, Record<string, number>> = {};
		for (const row of rows) counts[row.name] = { ...counts[row.name], [row.state]: row.count };
		return counts;
	}

	violations(): ReturnType<typeof findViolations> {
		return findViolations(this.database);
	}

	async stop(): Promise<void> {
		await this.rounds.stop();
		await this.#connection.release();
		await this.#pool.end();
		await this.#drop();
	}
}

export function finishedWith(attempt: AssignedAttempt, result: Partial<AttemptResult> = {}): AttemptResult {
	return {
		attemptId: attempt.attemptId,
		outcome: "succeeded",
		exitCode: 0,
		signal: null,
		problem: null,
		pendingMs: 1,
		runMs: 1,
		cpuSeconds: null,
		maxCpuPercent: null,
		maxMemoryMb: null,
		command: null,
		logTail: null,
		metrics: {},
		artifacts: [],
		outputSignature: `output of ${attempt.unit.key} at attempt ${attempt.attemptNumber}`,
		...result,
	};
}

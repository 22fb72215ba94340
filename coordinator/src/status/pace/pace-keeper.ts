import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { Logger } from "pino";
import type { Queryable } from "../../database/database.ts";
import {
	type ArrivalRow,
	type PaceSourceRow,
	type PaceStageRow,
	readDatabaseTime,
	readLatestArrivals,
	readPaceCounts,
	readPaceSources,
} from "../../database/pace-reads.ts";
import { DiskWatch } from "./disk-watch.ts";
import { type ProjectPace, projectPace } from "./project-pace.ts";
import { RunTimeWatch } from "./run-time-watch.ts";
import type { StagePace } from "./stage-pace-rules.ts";
import { type CountSample, rateWindowMs } from "./stage-rate-rules.ts";
import { StaleWatch } from "./stale-watch.ts";
import { readWorkforce, type StageRoom } from "./workforce.ts";

/** While somebody watches, and otherwise: rates must be there when the first one looks. */
const watchedEveryMs = 1_000;
const everyMs = 10_000;
const sampleEveryMs = 2_000;
/** Enough for the gaps of a few planes of a small acquisition and many rows of a large one. */
const latestTiles = 1_000;

interface Followed {
	readonly samples: CountSample[];
	arrivals: readonly ArrivalRow[];
	readTileCount: number;
	/** Somebody has asked since the last look. */
	isAskedFor: boolean;
	pace: ProjectPace | null;
}

/**
 * Looks at the counters of all projects every few seconds, keeps the last minutes of them, and says how each project
 * gets on. One small statement for each look; tiles are read only after some have come.
 */
export class PaceKeeper {
	readonly #database: Queryable;
	readonly #clock: Clock;
	readonly #logger: Logger;
	readonly #disks = new DiskWatch();
	readonly #runTimes: RunTimeWatch;
	readonly #stale: StaleWatch;
	readonly #projects = new Map<ProjectId, Followed>();
	readonly #listeners = new Map<ProjectId, Set<(pace: ProjectPace) => void>>();
	#timer: NodeJS.Timeout | undefined;
	#look: Promise<void> | null = null;
	#lastLookMs = Number.NEGATIVE_INFINITY;
	#isStopped = true;

	/** `sequenceOf`: of the newest change of a project. */
	constructor(parts: {
		readonly database: Queryable;
		readonly clock: Clock;
		readonly logger: Logger;
		readonly sequenceOf: (projectId: ProjectId) => number;
	}) {
		this.#database = parts.database;
		this.#runTimes = new RunTimeWatch(parts.database);
		this.#stale = new StaleWatch(parts.database, parts.sequenceOf);
		this.#clock = parts.clock;
		this.#logger = parts.logger;
	}

	start(): void {
		this.#isStopped = false;
		this.#plan(0);
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		clearTimeout(this.#timer);
		this.#listeners.clear();
		await this.#look;
	}

	/** As of the last second or so; null when there is no such project. */
	async paceOf(projectId: ProjectId): Promise<ProjectPace | null> {
		const followed = this.#projects.get(projectId);
		if (followed) followed.isAskedFor = true;
		// A project that is not known may have been made since the last look.
		await this.#lookIfOlderThan(followed ? watchedEveryMs : 0);
		return this.#projects.get(projectId)?.pace ?? null;
	}

	/** Called after every look that found something else than the one before. */
	subscribe(projectId: ProjectId, listener: (pace: ProjectPace) => void): () => void {
		const listeners = this.#listeners.get(projectId) ?? new Set();
		listeners.add(listener);
		this.#listeners.set(projectId, listeners);
		if (!this.#isStopped) this.#plan(0);
		return () => {
			listeners.delete(listener);
			if (listeners.size === 0) this.#listeners.delete(projectId);
		};
	}

	#plan(waitMs: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(async () => {
			await this.#lookIfOlderThan(watchedEveryMs / 2);
			if (!this.#isStopped) this.#plan(this.#listeners.size > 0 ? watchedEveryMs : everyMs);
		}, waitMs).unref();
	}

	async #lookIfOlderThan(ageMs: number): Promise<void> {
		if (this.#look === null && this.#clock.monotonicMs() - this.#lastLookMs < ageMs) return;
		this.#look ??= this.#lookNow().finally(() => {
			this.#look = null;
		});
		await this.#look;
	}

	async #lookNow(): Promise<void> {
		const atMs = this.#clock.monotonicMs();
		try {
			const [counts, sources, nowMs] = await Promise.all([
				readPaceCounts(this.#database),
				readPaceSources(this.#database),
				readDatabaseTime(this.#database),
			]);
			this.#lastLookMs = atMs;
			const byProject = groupBy(counts, (row) => row.projectId);
			for (const id of this.#projects.keys()) {
				if (byProject.has(id)) continue;
				this.#projects.delete(id);
				this.#stale.forget(id);
			}
			const roots = sources.flatMap((row) => [row.rootPath, row.outputPath, row.projectRootPath]);
			// Disks may be slow to answer; what is said of the rest does not wait for them.
			const written = sources
				.filter((row) => isWriting(byProject.get(row.projectId) ?? [], this.#projects.get(row.projectId)?.pace, nowMs))
				.flatMap((row) => [row.rootPath, row.outputPath]);
			void this.#disks.look([...new Set(roots)], written, atMs);
			const busy = counts.filter((row) => !row.isRoot && row.ready + row.running > 0);
			await this.#runTimes.look(
				busy.map((row) => row.stageId),
				atMs,
			);
			const workforce = await readWorkforce(
				this.#database,
				busy.map((row) => row.stageId),
			);
			for (const [projectId, counted] of byProject) {
				const stages = counted.map((row) => ({ ...row, ...workforce?.rooms.get(row.stageId) }));
				const own = sources.filter((row) => row.projectId === projectId);
				await this.#renew(projectId, stages, workforce?.workers, own, atMs, nowMs);
			}
		} catch (error) {
			this.#lastLookMs = atMs;
			this.#logger.warn({ error: describeError(error) }, "the pace of the projects could not be read; trying again");
		}
	}

	/** What is still to come below a root: tiles below the first source, results below the project's folder for them. */
	#neededBelow(
		path: string,
		paces: readonly StagePace[],
		sources: readonly PaceSourceRow[],
		missingTiles: number | null,
		tileBytes: number | null,
	): number | null {
		const [first] = sources;
		const tiles = path === first?.rootPath ? product(missingTiles, tileBytes) : null;
		const results =
			path === first?.outputPath
				? paces.reduce<number | null>((sum, { stageId, remaining }) => {
						const bytes = product(remaining, this.#runTimes.meanBytes(stageId));
						return bytes === null ? sum : (sum ?? 0) + bytes;
					}, null)
				: null;
		return tiles === null && results === null ? null : (tiles ?? 0) + (results ?? 0);
	}

	async #renew(
		projectId: ProjectId,
		stages: readonly (PaceStageRow & Partial<StageRoom>)[],
		workers: CountSample["workers"],
		sources: readonly PaceSourceRow[],
		atMs: number,
		nowMs: number,
	): Promise<void> {
		const followed = this.#projects.get(projectId) ?? newlyFollowed();
		this.#projects.set(projectId, followed);
		const root = stages.find((stage) => stage.isRoot);
		const tileCount = root ? root.ended + root.ready + root.running + root.waiting : 0;
		if (tileCount !== followed.readTileCount) {
			followed.arrivals = await readLatestArrivals(this.#database, projectId, latestTiles);
			followed.readTileCount = tileCount;
		}
		const programs = stages.filter((stage) => !stage.isRoot).map((stage) => stage.stageId);
		if (this.#listeners.has(projectId) || followed.isAskedFor) await this.#stale.look(projectId, programs, atMs);
		followed.isAskedFor = false;
		const sample = { atMs, tileCount, stages, ...(workers ? { workers } : {}) };
		const { samples } = followed;
		const kept = [...samples, sample].filter((entry) => entry.atMs >= atMs - 1.2 * rateWindowMs);
		// Between two kept samples lies a while; the newest is always there.
		const previous = samples.at(-1);
		if (!previous || atMs - previous.atMs >= sampleEveryMs) samples.splice(0, samples.length, ...kept);
		const expectedTiles = expectedOf(sources);
		const isFinished = sources.length > 0 && sources.every((source) => source.isFinished);
		const roots = sources.flatMap((source) => [source.rootPath, source.outputPath]);
		const missing = expectedTiles === null || isFinished ? null : Math.max(0, expectedTiles - tileCount);
		const pace = projectPace({
			nowMs,
			arrivals: followed.arrivals,
			samples: kept,
			isProjectPaused: root?.isProjectPaused ?? false,
			memory: followed.pace?.memory ?? null,
			previousBottleneckId: followed.pace?.bottleneck?.stageId ?? null,
			stages: stages.map((stage) => ({
				...stage,
				...this.#runTimes.triesOf(stage.stageId),
				meanRunMs: this.#runTimes.meanRunMs(stage.stageId),
				staleResults: this.#stale.staleIn(projectId, stage.stageId),
			})),
			expectedTiles,
			isFinished,
			disks: (paces, secondsLeft) =>
				this.#disks.pacesOf(
					roots,
					(path) => this.#neededBelow(path, paces, sources, missing, meanSize(followed.arrivals)),
					{ isWriting: isWriting(stages, followed.pace, nowMs), secondsLeft },
				),
		});
		const isSame = toldOf(pace) === toldOf(followed.pace);
		followed.pace = pace;
		if (!isSame) for (const listener of [...(this.#listeners.get(projectId) ?? [])]) listener(pace);
	}
}

function newlyFollowed(): Followed {
	return { samples: [], arrivals: [], readTileCount: 0, isAskedFor: true, pace: null };
}

/** What people are told, to compare. */
function toldOf(pace: ProjectPace | null): string {
	return JSON.stringify(pace === null ? null : { ...pace, memory: null });
}

/** Until a rhythm is known, tiles that came within this count as an acquisition that goes on. */
const acquiringMs = 5 * 60_000;

/** Its tasks run, or its tiles come; by the pace of the look before. */
function isWriting(stages: readonly PaceStageRow[], pace: ProjectPace | null | undefined, nowMs: number): boolean {
	if (stages.some((stage) => stage.running > 0)) return true;
	const arrival = pace?.arrival;
	if (!arrival) return false;
	if (arrival.verdict === "onTime") return true;
	return arrival.verdict === "learning" && arrival.lastAt !== null && nowMs - arrival.lastAt.getTime() < acquiringMs;
}

/** Null when a source that is still delivering does not say. */
function expectedOf(sources: readonly PaceSourceRow[]): number | null {
	let sum = 0;
	for (const { expectedTiles } of sources) {
		if (expectedTiles === null) return null;
		sum += expectedTiles;
	}
	return sources.length === 0 ? null : sum;
}

function product(count: number | null, each: number | null): number | null {
	return count === null || each === null ? null : count * each;
}

function meanSize(arrivals: readonly ArrivalRow[]): number | null {
	const sizes = arrivals.map((row) => row.sizeBytes).filter((size) => size > 0);
	return sizes.length === 0 ? null : sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
	const groups = new Map<Key, Row[]>();
	for (const row of rows) {
		const group = groups.get(keyOf(row));
		if (group) group.push(row);
		else groups.set(keyOf(row), [row]);
	}
	return groups;
}

import { isAbsolute, join } from "node:path";
import type { Clock } from "@tilewright/contract/clock";
import { isTilewrightError, type TilewrightError } from "@tilewright/contract/errors";
import type { ListSourceSettings } from "@tilewright/contract/source-settings";
import type { Logger } from "pino";
import { forEachBounded } from "../bounded-concurrency.ts";
import { concurrentOperations, FileAccess } from "../file-access.ts";
import { describeUnreadableRoot, InputReport } from "../input-report.ts";
import { matchNames } from "../name-pattern.ts";
import type { AcquisitionSink, WatchedSource } from "../observed-tile.ts";
import { describeDuration } from "../readiness-rules.ts";
import type { KnownTiles, Look, LookRequest, SourceReader } from "../source-reader.ts";
import { type FoundList, findList } from "./list-file.ts";
import { ListFollower } from "./list-follower.ts";
import { ListParser, type ParsedList } from "./list-parser.ts";
import { StorageExport } from "./storage-export.ts";
import { judgeListedTile, type TileJudgeSettings, type TileVerdict } from "./tile-judge.ts";
import { type TrackedTile, TrackedTiles } from "./tracked-tiles.ts";

/*
 * list file changed? ─► parse ─► too many lost? ─► tiles that are new or changed ─► look at their files ─► sink
 *                                                  tiles known from before    ───►  (at leisure)
 *                                                  tiles whose files are missing ─► (at every poll)
 *                                                  complete tiles, in turn      ──► (a few per second)
 */

/** One look's share of a long list: the next look, and with it everything else, is not to wait longer. */
const tilesPerLook = 1000;
const sliceMs = 250;
/** Tiles without files are asked for again at every poll, so many at a time. */
const missingTilesPerLook = 200;
/** What was complete before a restart is checked with a quarter of a core, so that dispatch is not held up. */
const restAfterChecking = 3;

export interface ListReaderOptions {
	readonly source: WatchedSource;
	readonly settings: ListSourceSettings;
	readonly known: KnownTiles;
	readonly sink: AcquisitionSink;
	readonly clock: Clock;
	readonly logger: Logger;
}

export class ListReader implements SourceReader {
	readonly #options: ListReaderOptions;
	readonly #access = new FileAccess();
	readonly #follower: ListFollower;
	readonly #tiles: TrackedTiles;
	readonly #export: StorageExport | null;
	readonly #judging: TileJudgeSettings;
	/** Work to do, in the order in which it is done. */
	readonly #changed = new Set<TrackedTile>();
	readonly #remembered = new Set<TrackedTile>();
	readonly #withoutFiles = new Set<TrackedTile>();
	readonly #settling = new Map<TrackedTile, number>();
	readonly #refusals = new Set<TrackedTile>();
	/** The last one accepted. */
	#list: Omit<ParsedList, "tiles"> | null = null;
	#listProblem: TilewrightError | null = null;
	#loss: { readonly count: number; readonly example: string | null } = { count: 0, example: null };
	#sweptAtMs: number | null = null;
	#polledAtMs: number | null = null;
	#changedAt: Date | null = null;

	constructor(options: ListReaderOptions) {
		const { source, settings, known, logger } = options;
		this.#options = options;
		const tiles = new TrackedTiles(known, settings.maximumLostTiles);
		this.#tiles = tiles;
		this.#follower = new ListFollower(this.#access, new ListParser((path) => tiles.entryOf(path)));
		const { storageFile } = settings;
		if (storageFile === null) this.#export = null;
		else {
			const path = isAbsolute(storageFile) ? storageFile : join(source.rootPath, storageFile);
			this.#export = new StorageExport(path, logger);
		}
		this.#judging = {
			root: source.rootPath,
			settleMs: settings.settleSeconds * 1000,
			isImage: matchNames(settings.imageFiles),
		};
	}

	get silentForMs(): number {
		return this.#access.silentForMs;
	}

	get foldersToWatch(): readonly string[] {
		return [this.#options.source.rootPath];
	}

	close(): void {
		this.#access.close();
	}

	async look(_request: LookRequest): Promise<Look> {
		const { source, settings, clock } = this.#options;
		const report = new InputReport();
		const nowMs = clock.monotonicMs();
		const search = await findList(this.#access, source.rootPath, settings.listFiles);
		if (search.kind === "badLocation") {
			report.addProblem("INPUT_LOCATION_UNREADABLE", describeUnreadableRoot(source.rootPath, search.reason));
			return this.#answer(report, "badLocation", false, nowMs);
		}
		if (search.kind === "missing") {
			report.addProblem(
				"INPUT_NOT_FOUND",
				`There is no ${settings.listFiles.join(" and no ")} in ${source.rootPath}; it will be looked for again.`,
			);
			return this.#answer(report, "missing", false, nowMs);
		}
		await this.#follow(search.list, nowMs);
		await this.#lookAtTiles(nowMs);
		await this.#export?.writeIfDue(this.#tiles.listedTiles(), nowMs);
		this.#describe(report, nowMs);
		return this.#answer(report, this.#list?.format ?? "unknown", true, nowMs);
	}

	async #follow(found: FoundList, nowMs: number): Promise<void> {
		const reading = await this.#follower.follow(found, nowMs);
		if (reading.kind === "malformed") this.#listProblem = reading.error;
		if (reading.kind !== "read") return;
		try {
			const accepted = this.#tiles.accept(reading.list, found.name);
			const { tiles: _tiles, ...about } = reading.list;
			this.#list = about;
			this.#listProblem = null;
			this.#loss = { count: accepted.lostTiles, example: accepted.lostExample };
			for (const tile of accepted.changed) this.#changed.add(tile);
			for (const tile of accepted.remembered) this.#remembered.add(tile);
			this.#export?.markChanged();
		} catch (error) {
			if (!isTilewrightError(error, "INPUT_SHRUNK")) throw error;
			this.#listProblem = error;
		}
		this.#changedAt = this.#options.clock.now();
	}

	async #lookAtTiles(nowMs: number): Promise<void> {
		const { settings } = this.#options;
		await this.#judge(this.#changed, nowMs);
		if (this.#changed.size > 0) return;
		const again: TrackedTile[] = [];
		for (const [tile, dueAtMs] of this.#settling) if (dueAtMs <= nowMs) again.push(tile);
		if (this.#polledAtMs === null || nowMs - this.#polledAtMs >= settings.pollSeconds * 1000 * 0.9) {
			this.#polledAtMs = nowMs;
			for (const tile of take(this.#withoutFiles, missingTilesPerLook)) again.push(tile);
			for (const tile of take(this.#settling.keys(), missingTilesPerLook)) again.push(tile);
			const sweptForMs = this.#sweptAtMs === null ? 0 : nowMs - this.#sweptAtMs;
			this.#sweptAtMs = nowMs;
			const share = Math.ceil((settings.sweepFilesPerSecond * Math.min(sweptForMs, 10_000)) / 1000);
			again.push(...this.#tiles.nextToSweep(share));
		}
		await this.#judge(new Set(again), nowMs);
		await this.#judge(this.#remembered, nowMs);
	}

	/** Judges tiles from the front of `queue` for a while, sends what is to be sent, and only then forgets them. */
	async #judge(queue: Set<TrackedTile>, nowMs: number): Promise<void> {
		if (queue.size === 0) return;
		const verdicts: { readonly tile: TrackedTile; verdict: TileVerdict | null }[] = [];
		const endAt = performance.now() + sliceMs;
		function* slice() {
			for (const tile of queue) {
				if (verdicts.length > 0 && (verdicts.length >= tilesPerLook || performance.now() > endAt)) return;
				const place: (typeof verdicts)[number] = { tile, verdict: null };
				verdicts.push(place);
				yield place;
			}
		}
		await forEachBounded(slice(), concurrentOperations, async (place) => {
			place.verdict = await judgeListedTile(this.#access, this.#judging, place.tile, nowMs);
		});
		await this.#send(verdicts.flatMap(({ tile, verdict }) => (verdict?.kind === "send" ? [{ tile, ...verdict }] : [])));
		for (const { tile, verdict } of verdicts) {
			queue.delete(tile);
			// Sent to the back, so that all get their turn.
			this.#withoutFiles.delete(tile);
			if (tile.notYet !== null) this.#withoutFiles.add(tile);
			this.#settling.delete(tile);
			if (verdict?.kind === "settling") this.#settling.set(tile, verdict.dueAtMs);
		}
	}

	async #send(verdicts: readonly ({ readonly tile: TrackedTile } & Extract<TileVerdict, { kind: "send" }>)[]) {
		if (verdicts.length === 0) return;
		const { sink, source, logger } = this.#options;
		const imported = await sink.importTiles(
			source.id,
			verdicts.map(({ observed }) => observed),
		);
		for (const { tile, accept } of verdicts) {
			accept();
			tile.refusal = null;
			this.#refusals.delete(tile);
		}
		if (imported.refused.length > 0) {
			const byPath = new Map(imported.refused.map((refusal) => [refusal.relativePath, refusal.message]));
			for (const { tile } of verdicts) {
				tile.refusal = byPath.get(tile.listed.relativePath) ?? null;
				if (tile.refusal !== null) this.#refusals.add(tile);
			}
		}
		this.#changedAt = this.#options.clock.now();
		const { added, completed, reimaged } = imported;
		logger.debug({ source: source.name, added, completed, reimaged }, "tiles of the list were taken");
	}

	/** Gravest first. */
	#describe(report: InputReport, nowMs: number): void {
		const list = this.#list;
		const listName = this.#options.settings.listFiles.join(" or ");
		if (this.#listProblem !== null) report.addProblem(this.#listProblem.code, this.#listProblem.message);
		const problems = list?.problems ?? [];
		const [first] = problems;
		if (first) {
			const more = problems.length > 1 ? ` (and ${problems.length - 1} more problems of this list)` : "";
			report.addProblem(first.code, `${first.message}${more}`);
		}
		const [refused] = this.#refusals;
		if (refused) report.addProblem("TILE_PATH_DUPLICATE", refused.refusal ?? "");
		if (this.#loss.count > 0) {
			report.addProblem(
				"INPUT_SHRUNK",
				`${listName} no longer has ${this.#loss.count} of the tiles known from before (for example "${this.#loss.example}"); they are kept as they are.`,
			);
		}
		for (const { subject, code, message } of problems) report.addPending(subject, code, () => message);
		for (const tile of this.#refusals) report.addPending(tile.listed.relativePath, "refused", () => tile.refusal ?? "");
		for (const tile of this.#withoutFiles) {
			const reason = tile.notYet?.reason ?? "";
			report.addPending(tile.listed.relativePath, reason, () => `the list calls it complete, but ${reason}`);
		}
		for (const tile of this.#settling.keys()) {
			report.addPending(tile.listed.relativePath, "settling", () => {
				const since = describeDuration(nowMs - (tile.history?.unchangedSinceMs ?? nowMs));
				const settleTime = describeDuration(this.#judging.settleMs);
				return `changed after it was taken, last ${since} ago; taken again when unchanged for ${settleTime}`;
			});
		}
	}

	#answer(report: InputReport, inputState: Look["observation"]["inputState"], isThere: boolean, nowMs: number): Look {
		const now = this.#options.clock.now();
		const list = isThere ? this.#list : null;
		return {
			observation: {
				inputState,
				problem: report.problem,
				checkedAt: now,
				seenAt: isThere ? now : null,
				changedAt: this.#changedAt,
				pendingFiles: report.pendingFiles,
				expectedTiles: list?.expectedTiles ?? null,
				isFinished: list?.isFinished === true && this.#listProblem === null && !this.#isWaitingForFiles(nowMs),
				project: list?.project ?? null,
			},
			digest: `${inputState}\n${report.digest}\n${list?.expectedTiles}\n${list?.isFinished}\n${JSON.stringify(list?.project)}`,
			nextLookInMs: isThere ? this.#nextLookInMs(nowMs) : this.#options.settings.pollSeconds * 1000,
		};
	}

	/** The end of the acquisition is told after its tiles; files that a share shows late get the settle time. */
	#isWaitingForFiles(nowMs: number): boolean {
		if (this.#changed.size > 0 || this.#remembered.size > 0) return true;
		for (const tile of this.#withoutFiles) {
			if (tile.notYet !== null && nowMs - tile.notYet.sinceMs < this.#judging.settleMs) return true;
		}
		return false;
	}

	#nextLookInMs(beganAtMs: number): number {
		if (this.#changed.size > 0) return 0;
		const nowMs = this.#options.clock.monotonicMs();
		let nextAtMs = nowMs + this.#options.settings.pollSeconds * 1000;
		for (const dueAtMs of this.#settling.values()) nextAtMs = Math.min(nextAtMs, dueAtMs);
		const { nextReadingAtMs } = this.#follower;
		if (nextReadingAtMs !== null) nextAtMs = Math.min(nextAtMs, nextReadingAtMs);
		if (this.#remembered.size > 0) nextAtMs = Math.min(nextAtMs, nowMs + restAfterChecking * (nowMs - beganAtMs));
		const exportInMs = this.#export?.msUntilDue(nowMs);
		if (exportInMs != null) nextAtMs = Math.min(nextAtMs, nowMs + exportInMs);
		return Math.max(0, nextAtMs - nowMs);
	}
}

function* take<Item>(items: Iterable<Item>, count: number): Generator<Item> {
	let left = count;
	for (const item of items) {
		if (left-- <= 0) return;
		yield item;
	}
}

import type { Clock } from "@tilewright/contract/clock";
import type { DirectorySourceSettings } from "@tilewright/contract/source-settings";
import type { Logger } from "pino";
import { FileAccess, whyNotAFolder } from "../file-access.ts";
import { describeUnreadableRoot, InputReport } from "../input-report.ts";
import { matchNames } from "../name-pattern.ts";
import type { AcquisitionSink, InputObservation, WatchedSource } from "../observed-tile.ts";
import type { KnownTiles, Look, LookRequest, SourceReader } from "../source-reader.ts";
import { reportDirectory } from "./directory-report.ts";
import { FileFollower, fewFiles } from "./file-follower.ts";
import { FinishedMarker } from "./finished-marker.ts";
import { FolderTree, type FoundFile } from "./folder-tree.ts";
import { latticeFields, placeTile } from "./lattice-rules.ts";
import { Manifest } from "./manifest.ts";
import { type PathPattern, parsePathPattern } from "./path-pattern.ts";
import type { WatchedFile } from "./watched-file.ts";

/*
 * scan the folders ─► new file ─► pending: looked at until settled, complete and sound ─► sink ─► taken
 *                        │                        ▲                                                 │
 *                        │ known from before,     └── another size or modification time ◄── swept, a few per second
 *                        └ with equal content ─────────────────────────────────────► told to the sink at leisure
 */

/** While few files are pending they are looked at this often, so that the end of their growth is seen soon. */
const fewFilesEveryMs = 500;
const hintsPerLook = 500;
const shortestScanIntervalMs = 200;
const watchedFolders = 64;
/** What was complete before a restart is told with a quarter of a core, so that dispatch is not held up. */
const restAfterTelling = 3;

export interface DirectoryReaderOptions {
	readonly source: WatchedSource;
	readonly settings: DirectorySourceSettings;
	readonly known: KnownTiles;
	readonly sink: AcquisitionSink;
	readonly clock: Clock;
	readonly logger: Logger;
}

export class DirectoryReader implements SourceReader {
	readonly #options: DirectoryReaderOptions;
	readonly #root: string;
	readonly #access = new FileAccess();
	readonly #pattern: PathPattern;
	readonly #tree: FolderTree;
	readonly #follower: FileFollower;
	readonly #manifest: Manifest | null;
	readonly #finishedMarker: FinishedMarker | null;
	readonly #settleMs: number;
	#scanAtMs = Number.NEGATIVE_INFINITY;
	#scannedAtMs: number | null = null;
	#changedAt: Date | null = null;

	/** Throws PATH_PATTERN_INVALID; other settings must have been checked (`checkSourceSettings`). */
	constructor(options: DirectoryReaderOptions) {
		const { source, settings, known, sink, clock, logger } = options;
		const access = this.#access;
		const root = source.rootPath;
		const pattern = parsePathPattern(settings.pattern);
		this.#options = options;
		this.#root = root;
		this.#pattern = pattern;
		this.#settleMs = settings.settleSeconds * 1000;
		this.#tree = new FolderTree({ root, pattern, isIgnored: matchNames(settings.ignore), access, logger });
		this.#manifest = settings.manifest === null ? null : new Manifest(access, root, settings.manifest);
		this.#finishedMarker =
			settings.finishedMarker === null
				? null
				: new FinishedMarker(access, `${root}/${settings.finishedMarker}`, this.#settleMs);
		const { lattice, position, checkFormat, acceptInvalidAfterSeconds } = settings;
		const wantsFacts = [lattice, position].some((one) => one !== null && "from" in one && one.from === "metadata");
		this.#follower = new FileFollower({
			access,
			judging: {
				root,
				settleMs: this.#settleMs,
				companions: settings.companions,
				sentinel: settings.sentinel,
				manifest: this.#manifest,
				acceptInvalidAfterMs: acceptInvalidAfterSeconds === null ? null : acceptInvalidAfterSeconds * 1000,
				readsContent: checkFormat || wantsFacts,
				checksContent: checkFormat,
			},
			known,
			latticeAttributes: latticeFields(settings),
			fieldsOf: (path) => pattern.match(path) ?? {},
			placeOf: (fields, facts) => placeTile(settings, fields, facts),
			send: async (tiles) => {
				const imported = await sink.importTiles(source.id, tiles);
				this.#changedAt = clock.now();
				const { added, completed, reimaged } = imported;
				logger.debug({ source: source.name, added, completed, reimaged }, "files were taken");
				return imported;
			},
		});
	}

	get silentForMs(): number {
		return this.#access.silentForMs;
	}

	get foldersToWatch(): readonly string[] {
		return this.#tree.recentFolders(watchedFolders).map((path) => (path === "" ? this.#root : `${this.#root}/${path}`));
	}

	close(): void {
		this.#access.close();
	}

	async look({ hints }: LookRequest): Promise<Look> {
		const { clock, settings } = this.#options;
		const nowMs = clock.monotonicMs();
		if (hints.size > 0) this.#bringScanForward(hints, nowMs);
		const isScan = nowMs >= this.#scanAtMs;
		if (isScan) {
			const reason = await whyNotAFolder(this.#access, this.#root);
			if (reason !== null) return this.#answerBadLocation(reason);
			await this.#scan(nowMs);
			this.#scanAtMs = nowMs + settings.pollSeconds * 1000;
		}
		await this.#considerHints(hints, nowMs);
		await this.#follower.lookAtPending(isScan, nowMs);
		await this.#follower.tellRemembered();
		return this.#answer(nowMs);
	}

	async #scan(nowMs: number): Promise<void> {
		await this.#manifest?.refresh();
		const isLastCall = (await this.#finishedMarker?.look(nowMs)) ?? false;
		await this.#meet(await this.#tree.scan(nowMs, isLastCall), nowMs);
		if (isLastCall) this.#finishedMarker?.noteFullScan();
		const sweptForMs = this.#scannedAtMs === null ? 0 : Math.min(nowMs - this.#scannedAtMs, 10_000);
		this.#scannedAtMs = nowMs;
		const share = Math.ceil((this.#options.settings.sweepFilesPerSecond * sweptForMs) / 1000);
		await this.#follower.compare(this.#tree.nextToSweep(share), nowMs);
	}

	/** Hints that name a folder: there may be files in it. */
	#bringScanForward(hints: ReadonlySet<string>, nowMs: number): void {
		const earliestMs = (this.#scannedAtMs ?? Number.NEGATIVE_INFINITY) + shortestScanIntervalMs;
		for (const hint of hints) {
			if (hint !== this.#root && !this.#pattern.mayHoldTiles(this.#relative(hint))) continue;
			this.#scanAtMs = Math.min(this.#scanAtMs, Math.max(nowMs, earliestMs));
			return;
		}
	}

	async #considerHints(hints: ReadonlySet<string>, nowMs: number): Promise<void> {
		const found: FoundFile[] = [];
		const taken: WatchedFile[] = [];
		let left = hintsPerLook;
		for (const hint of hints) {
			if (left-- <= 0) break;
			const path = this.#relative(hint);
			if (this.#pattern.match(path) === null) continue;
			const seen = await this.#tree.consider(path);
			if (seen === null) continue;
			if (seen.file.takenSignature === null) found.push(seen);
			else taken.push(seen.file);
		}
		await this.#meet(found, nowMs);
		await this.#follower.compare(taken, nowMs);
	}

	async #meet(found: readonly FoundFile[], nowMs: number): Promise<void> {
		if (found.length === 0) return;
		this.#changedAt = this.#options.clock.now();
		await this.#follower.meet(found, nowMs);
	}

	#relative(absolute: string): string {
		return absolute.startsWith(`${this.#root}/`) ? absolute.slice(this.#root.length + 1) : absolute;
	}

	#answerBadLocation(reason: string): Look {
		const report = new InputReport();
		report.addProblem("INPUT_LOCATION_UNREADABLE", describeUnreadableRoot(this.#root, reason));
		const observation = this.#observe(report, "badLocation", false);
		const nextLookInMs = this.#options.settings.pollSeconds * 1000;
		return { observation, digest: report.digest, nextLookInMs };
	}

	#answer(nowMs: number): Look {
		const report = reportDirectory(
			{
				tree: this.#tree,
				follower: this.#follower,
				manifest: this.#manifest,
				pattern: this.#pattern,
				settleMs: this.#settleMs,
			},
			nowMs,
		);
		const { pending } = this.#follower;
		const open = {
			areSettling: pending.settling.size + pending.ready.size > 0 || this.#follower.remembersMore,
			areHeldUp: pending.held.size + pending.broken.size > 0,
		};
		const isFinished = this.#finishedMarker?.isFinished(open, nowMs) ?? false;
		return {
			observation: this.#observe(report, "directory", isFinished),
			digest: `${report.digest}\n${isFinished}`,
			nextLookInMs: this.#nextLookInMs(nowMs),
		};
	}

	#observe(report: InputReport, inputState: InputObservation["inputState"], isFinished: boolean): InputObservation {
		const now = this.#options.clock.now();
		return {
			inputState,
			problem: report.problem,
			checkedAt: now,
			seenAt: inputState === "directory" ? now : null,
			changedAt: this.#changedAt,
			pendingFiles: report.pendingFiles,
			expectedTiles: null,
			isFinished,
			project: null,
		};
	}

	#nextLookInMs(beganAtMs: number): number {
		if (this.#follower.hasMore) return 0;
		const nowMs = this.#options.clock.monotonicMs();
		const { pending } = this.#follower;
		let nextAtMs = Math.min(this.#scanAtMs, pending.nextDueAtMs ?? Number.POSITIVE_INFINITY);
		const mayStillGrow = pending.settling.size > 0 && pending.size <= fewFiles;
		if (mayStillGrow) nextAtMs = Math.min(nextAtMs, nowMs + fewFilesEveryMs);
		if (this.#follower.remembersMore) nextAtMs = Math.min(nextAtMs, nowMs + restAfterTelling * (nowMs - beganAtMs));
		return Math.max(0, nextAtMs - nowMs);
	}
}

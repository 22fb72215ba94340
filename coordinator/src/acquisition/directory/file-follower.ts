import { forEachBounded } from "../bounded-concurrency.ts";
import { contentSignatureOf } from "../content-signature.ts";
import { concurrentOperations, explainFileError, type FileAccess } from "../file-access.ts";
import type { FileStamp } from "../file-stamp-rules.ts";
import type { ImportedTiles, ObservedTile } from "../observed-tile.ts";
import { describeVerdict } from "../readiness-rules.ts";
import type { KnownTiles } from "../source-reader.ts";
import { type FileJudgeSettings, judgeWatchedFile, stampFile } from "./file-judge.ts";
import type { FoundFile } from "./folder-tree.ts";
import type { ImageFacts } from "./image-facts.ts";
import { readImage } from "./image-reading.ts";
import type { TilePlace } from "./lattice-rules.ts";
import type { FieldValues } from "./path-pattern.ts";
import { PendingFiles } from "./pending-files.ts";
import type { WatchedFile } from "./watched-file.ts";

/** One look's share; what is left comes in the next look at once. */
const filesPerLook = 1000;
const sliceMs = 250;
/** As long as few files are pending all of them are looked at every time, so that the end of their growth is seen soon. */
export const fewFiles = 200;
/** Files that were opened and found broken are looked at in turn, so many per scan. */
const brokenPerScan = 50;

export interface FileFollowerOptions {
	readonly access: FileAccess;
	readonly judging: FileJudgeSettings;
	readonly known: KnownTiles;
	readonly latticeAttributes: readonly string[];
	readonly fieldsOf: (path: string) => FieldValues;
	readonly placeOf: (fields: FieldValues, facts: ImageFacts | null) => TilePlace;
	/** Throws when the sink could not take them; they are then sent again. */
	readonly send: (tiles: readonly ObservedTile[]) => Promise<ImportedTiles>;
}

/** Follows files from the first look until the sink has them, and again when they change afterwards. */
export class FileFollower {
	readonly #options: FileFollowerOptions;
	/** From before this process and not seen yet. */
	readonly #known: Map<string, string | null>;
	readonly pending = new PendingFiles();
	/** Equal to what was known before this process, and not yet told to the sink. */
	readonly #remembered = new Set<WatchedFile>();
	readonly #refused = new Set<WatchedFile>();
	readonly #placeless = new Set<WatchedFile>();
	#hasMore = false;

	constructor(options: FileFollowerOptions) {
		this.#options = options;
		this.#known = new Map(options.known);
	}

	/** Files the sink did not want. */
	get refused(): ReadonlySet<WatchedFile> {
		return this.#refused;
	}

	/** Files that were taken without the lattice position the settings ask for. */
	get placeless(): ReadonlySet<WatchedFile> {
		return this.#placeless;
	}

	/** The last look left things undone that could be done at once. */
	get hasMore(): boolean {
		return this.#hasMore;
	}

	get remembersMore(): boolean {
		return this.#remembered.size > 0;
	}

	/** First looks. */
	async meet(found: readonly FoundFile[], nowMs: number): Promise<void> {
		await forEachBounded(found, concurrentOperations, async ({ file, stamp }) => {
			file.takenSignature ??= this.#known.get(file.path) ?? null;
			this.#known.delete(file.path);
			await this.#lookAt(file, nowMs, file.isFolder ? null : stamp);
		});
	}

	/** Files that were taken: are they still what they were? */
	async compare(files: readonly WatchedFile[], nowMs: number): Promise<void> {
		await forEachBounded(files, concurrentOperations, (file) => this.#lookAt(file, nowMs, null));
	}

	/** Looks at what is due, at the rest in turn, and sends what is ready. */
	async lookAtPending(isScan: boolean, nowMs: number): Promise<void> {
		const due = this.pending.due(nowMs, filesPerLook);
		const chosen = new Set(due.files);
		// While many are due the others would only push in.
		if ((this.pending.size <= fewFiles || isScan) && !due.hasMore) {
			for (const file of this.pending.someInTurn("settling", fewFiles)) chosen.add(file);
			for (const file of this.pending.someInTurn("held", fewFiles)) chosen.add(file);
		}
		if (isScan) for (const file of this.pending.someInTurn("broken", brokenPerScan)) chosen.add(file);
		const slice = new Slice(chosen);
		await forEachBounded(slice.items(), concurrentOperations, (file) => this.#lookAt(file, nowMs, null));
		this.#hasMore = due.hasMore || slice.taken < due.files.length;
		await this.#sendReady(nowMs);
	}

	/** Tells the sink a little of what was known before: settings may have changed while nobody looked. */
	async tellRemembered(): Promise<void> {
		const told: Telling[] = [];
		const slice = new Slice(this.#remembered);
		const looked: WatchedFile[] = [];
		await forEachBounded(slice.items(), concurrentOperations, async (file) => {
			looked.push(file);
			const { access, judging } = this.#options;
			const stamp = await stampFile(access, judging.root, file).catch(() => null);
			// Changed or gone meanwhile: a sweep or scan will see to it.
			if (stamp === null || signatureOf(file, stamp) !== file.takenSignature) return;
			const reading = judging.readsContent ? await readImage(access, `${judging.root}/${file.path}`) : null;
			const facts = reading?.kind === "sound" ? reading.facts : null;
			told.push(this.#observe(file, stamp, facts, "unchanged since it was taken"));
		});
		await this.#send(told);
		for (const file of looked) this.#remembered.delete(file);
	}

	/** One look at one file, whatever is known of it. */
	async #lookAt(file: WatchedFile, nowMs: number, seen: FileStamp | null): Promise<void> {
		const { access, judging, fieldsOf } = this.#options;
		try {
			const stamp = seen ?? (await stampFile(access, judging.root, file));
			if (stamp === null) {
				file.isGone = true;
				this.#settle(file);
				return;
			}
			if (file.takenSignature !== null && signatureOf(file, stamp) === file.takenSignature) {
				this.#settle(file);
				if (file.isUntold) this.#remembered.add(file);
				return;
			}
			const before = file.pending;
			if (before?.history.lastLookMs === nowMs) return;
			file.pending = await judgeWatchedFile(access, judging, file, fieldsOf(file.path), stamp, nowMs);
			this.pending.put(file, before);
		} catch (error) {
			// Of a file that is taken nothing is lost; one that is pending says why it stays so.
			if (file.pending === null) return;
			const reason = `it cannot be looked at: ${explainFileError(error)}`;
			file.pending = { ...file.pending, verdict: { kind: "unsound", reason } };
			this.pending.put(file, file.pending);
		}
	}

	/** Nothing about the file is open any more. */
	#settle(file: WatchedFile): void {
		file.pending = null;
		this.pending.remove(file);
	}

	async #sendReady(nowMs: number): Promise<void> {
		const ready: Telling[] = [];
		for (const file of this.pending.ready.values()) {
			const { pending } = file;
			if (pending === null) continue;
			if (ready.length === filesPerLook) {
				this.#hasMore = true;
				break;
			}
			const wording = {
				settleMs: this.#options.judging.settleMs,
				wasTakenBefore: file.takenSignature !== null,
			};
			const verdict = describeVerdict(pending.verdict, pending.history, wording, nowMs);
			ready.push(this.#observe(file, pending.history.stamp, pending.facts, verdict));
		}
		// Looks overlap; the order of arrival is that of discovery.
		ready.sort((one, other) => one.file.serial - other.file.serial);
		await this.#send(ready);
	}

	#observe(file: WatchedFile, stamp: FileStamp, facts: ImageFacts | null, verdict: string): Telling {
		const fields = this.#options.fieldsOf(file.path);
		const { lattice, step, position, problem } = this.#options.placeOf(fields, facts);
		const tile: ObservedTile = {
			relativePath: file.path,
			isComplete: true,
			lattice,
			step,
			position,
			attributes: fields,
			latticeAttributes: this.#options.latticeAttributes,
			files: [{ path: file.path, sizeBytes: stamp.sizeBytes }],
			contentSignature: signatureOf(file, stamp),
			verdict: problem === null ? verdict : `${verdict}; ${problem}`,
		};
		return { file, tile, placeProblem: problem };
	}

	async #send(tellings: readonly Telling[]): Promise<void> {
		if (tellings.length === 0) return;
		const imported = await this.#options.send(tellings.map(({ tile }) => tile));
		const refusals = new Map(imported.refused.map(({ relativePath, message }) => [relativePath, message]));
		for (const { file, tile, placeProblem } of tellings) {
			file.takenSignature = tile.contentSignature;
			file.isUntold = false;
			file.refusal = refusals.get(file.path) ?? null;
			file.placeProblem = placeProblem;
			keep(this.#refused, file, file.refusal !== null);
			keep(this.#placeless, file, placeProblem !== null);
			this.#settle(file);
		}
	}
}

interface Telling {
	readonly file: WatchedFile;
	readonly tile: ObservedTile;
	readonly placeProblem: string | null;
}

function keep<Item>(set: Set<Item>, item: Item, belongs: boolean): void {
	if (belongs) set.add(item);
	else set.delete(item);
}

function signatureOf(file: WatchedFile, stamp: FileStamp): string {
	return contentSignatureOf([{ path: file.path, stamp }]);
}

/** As much of a line of work as one look may take: at least one item, then until the time or the number is reached. */
class Slice<Item> {
	readonly #items: Iterable<Item>;
	taken = 0;

	constructor(items: Iterable<Item>) {
		this.#items = items;
	}

	*items(): Generator<Item> {
		const endAt = performance.now() + sliceMs;
		for (const item of this.#items) {
			if (this.taken > 0 && (this.taken >= 2 * filesPerLook || performance.now() > endAt)) return;
			this.taken += 1;
			yield item;
		}
	}
}

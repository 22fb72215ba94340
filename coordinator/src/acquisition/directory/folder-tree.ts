import type { Logger } from "pino";
import { forEachBounded } from "../bounded-concurrency.ts";
import { EventLoopBreaks } from "../event-loop-breaks.ts";
import { concurrentOperations, explainFileError, type FileAccess, type SeenEntry } from "../file-access.ts";
import type { FileStamp } from "../file-stamp-rules.ts";
import type { NameMatcher } from "../name-pattern.ts";
import { FolderTurns } from "./folder-turns.ts";
import type { PathPattern } from "./path-pattern.ts";
import { newWatchedFile, type WatchedFile } from "./watched-file.ts";
import { newWatchedFolder, type WatchedFolder } from "./watched-folder.ts";

/*
 * The folders below a source's root, and the files in them that fit its pattern. A scan looks at the root, at the
 * folders that changed last and at a few of the others in turn, and lists those whose modification time changed.
 * Two things make up for what such times hide: a folder is listed once more some seconds after it changed (two
 * changes may share one tick of the file system's clock), and every folder is listed again now and then (a share may
 * show its times late, or never change them; then all folders in use are listed at every scan).
 */

const listedAgainAfterMs = 60_000;
const confirmedAfterMs = 3000;
const imageFolderEnding = /\.zarr$/i;
/** A long folder is listed less often, so that listing takes at most a twentieth of the time. */
const restPerListing = 20;

export interface FoundFile {
	readonly file: WatchedFile;
	readonly stamp: FileStamp;
}

export interface FolderTreeOptions {
	readonly root: string;
	readonly pattern: PathPattern;
	readonly isIgnored: NameMatcher;
	readonly access: FileAccess;
	readonly logger: Logger;
}

export class FolderTree {
	readonly #options: FolderTreeOptions;
	readonly #folders = new Map<string, WatchedFolder>();
	readonly #turns = new FolderTurns(this.#folders);
	readonly #troubled = new Set<WatchedFolder>();
	#trustsTimes = true;
	#serials = 0;
	#fileSweep: Iterator<WatchedFile> | null = null;
	/** Files seen that do not fit the pattern, for telling people why nothing comes. */
	unmatched: { count: number; example: string } = { count: 0, example: "" };
	fileCount = 0;

	constructor(options: FolderTreeOptions) {
		this.#options = options;
		this.#addFolder("");
	}

	/** Folders that changed last, the root among them, at most `count`; below the root. */
	recentFolders(count: number): string[] {
		return this.#turns.recent(count);
	}

	/** Folders that could not be read, and why. */
	problems(): { readonly path: string; readonly reason: string }[] {
		return [...this.#troubled].map(({ path, problem }) => ({ path: path === "" ? "." : path, reason: problem ?? "" }));
	}

	/** New files, and files that are back. With `everything` every folder is listed. */
	async scan(nowMs: number, everything = false): Promise<FoundFile[]> {
		const found: FoundFile[] = [];
		const queue = everything ? new Set(this.#folders.values()) : this.#turns.choose(nowMs);
		while (queue.size > 0) {
			const level = [...queue];
			queue.clear();
			await forEachBounded(level, concurrentOperations, async (folder) => {
				for (const below of await this.#visit(folder, nowMs, everything, found)) queue.add(below);
			});
		}
		return found;
	}

	/** A path the operating system spoke of: a new file, or one that was taken. Null for all else. */
	async consider(path: string): Promise<FoundFile | null> {
		const slash = path.lastIndexOf("/");
		const folder = this.#folders.get(slash < 0 ? "" : path.slice(0, slash));
		const name = path.slice(slash + 1);
		if (folder === undefined || this.#options.isIgnored(name)) return null;
		const known = folder.files?.get(name);
		// Pending files are looked at anyway.
		if (known !== undefined && known.pending !== null) return null;
		try {
			if (known === undefined) return (await this.#meet(folder, name, this.#serials++)).found;
			const entry = await this.#options.access.lookIfThere(this.#absolute(path));
			if (entry === null) return null;
			known.isGone = false;
			return { file: known, stamp: entry.stamp };
		} catch {
			// A hint only: the next scan will find it, or say why not.
			return null;
		}
	}

	/** The next files in turn that were taken and are there, at most `count`. */
	nextToSweep(count: number): WatchedFile[] {
		const chosen: WatchedFile[] = [];
		for (let steps = 0; steps < count * 20 && chosen.length < count; steps++) {
			this.#fileSweep ??= this.#allFiles();
			const next = this.#fileSweep.next();
			if (next.done) {
				this.#fileSweep = null;
				break;
			}
			const file = next.value;
			if (file.takenSignature !== null && file.pending === null && !file.isGone) chosen.push(file);
		}
		return chosen;
	}

	*#allFiles(): Generator<WatchedFile> {
		for (const folder of this.#folders.values()) yield* folder.files?.values() ?? [];
	}

	/** Answers folders met for the first time. */
	async #visit(folder: WatchedFolder, nowMs: number, isForced: boolean, found: FoundFile[]): Promise<WatchedFolder[]> {
		try {
			const entry = await this.#options.access.lookIfThere(this.#absolute(folder.path));
			if (entry !== null) folder.device = entry.device;
			if (entry === null || entry.kind !== "directory") {
				for (const file of folder.files?.values() ?? []) file.isGone = true;
				// Its times will differ when it is back.
				folder.mtimeMs = Number.NaN;
				this.#note(folder, null);
				this.#turns.forget(folder);
				return [];
			}
			const { mtimeMs, inode } = entry.stamp;
			const isChanged = folder.mtimeMs !== mtimeMs || folder.inode !== inode;
			const isConfirmed = folder.confirmAtMs !== null && nowMs >= folder.confirmAtMs;
			const isOld = nowMs - folder.listedAtMs >= listedAgainAfterMs;
			if (!isChanged && !isConfirmed && !isOld && this.#trustsTimes && !isForced) return [];
			const rests = nowMs < folder.listedAtMs + restPerListing * folder.listingTookMs;
			if (rests && !isForced) return [];
			const beganAt = performance.now();
			folder.mtimeMs = mtimeMs;
			folder.inode = inode;
			const news = await this.#list(folder, found);
			folder.listingTookMs = performance.now() - beganAt;
			folder.listedAtMs = nowMs;
			folder.confirmAtMs = isChanged ? nowMs + confirmedAfterMs : null;
			// After a problem the folder counts as changed, and is listed at the next scan again.
			if (news.problem !== null) folder.mtimeMs = Number.NaN;
			this.#note(folder, news.problem);
			if (isChanged || news.count > 0) this.#turns.touch(folder);
			if (news.count > 0 && !isChanged && !isConfirmed && !isForced && this.#trustsTimes) {
				this.#trustsTimes = false;
				this.#options.logger.info(
					{ folder: folder.path },
					"a folder has new files and an old modification time: from now on folders in use are listed at every scan",
				);
			}
			return news.folders;
		} catch (error) {
			this.#note(folder, explainFileError(error));
			folder.mtimeMs = Number.NaN;
			// Asked for again at every scan, for as long as newer folders leave room.
			this.#turns.touch(folder);
			return [];
		}
	}

	async #list(
		folder: WatchedFolder,
		found: FoundFile[],
	): Promise<{ readonly count: number; readonly folders: WatchedFolder[]; readonly problem: string | null }> {
		const { access, isIgnored } = this.#options;
		const names = await access.list(this.#absolute(folder.path));
		const breaks = new EventLoopBreaks();
		const fresh: string[] = [];
		const present = new Set(names);
		for (const [name, file] of folder.files ?? []) {
			if (!present.has(name)) file.isGone = true;
			else if (file.isGone) fresh.push(name);
			if (breaks.isDue()) await breaks.take();
		}
		for (const name of names) {
			const isKnown = folder.files?.has(name) || folder.others?.has(name);
			if (!isKnown && !isIgnored(name)) fresh.push(name);
			if (breaks.isDue()) await breaks.take();
		}
		// File systems list in any order; by name is most often the order of acquisition.
		fresh.sort();
		const firstSerial = this.#serials;
		this.#serials += fresh.length;
		const met: (Met | null)[] = fresh.map(() => null);
		let problem: string | null = null;
		await forEachBounded(fresh.entries(), concurrentOperations, async ([index, name]) => {
			try {
				met[index] = await this.#meet(folder, name, firstSerial + index);
			} catch (error) {
				problem ??= `"${name}": ${explainFileError(error)}`;
			}
		});
		const folders: WatchedFolder[] = [];
		for (const one of met) {
			if (one?.found) found.push(one.found);
			if (one?.folder) folders.push(one.folder);
		}
		return { count: fresh.length, folders, problem };
	}

	async #meet(folder: WatchedFolder, name: string, serial: number): Promise<Met> {
		const { access, pattern } = this.#options;
		const path = folder.path === "" ? name : `${folder.path}/${name}`;
		const fits = pattern.match(path) !== null;
		if (!fits && !pattern.mayHoldTiles(path)) return this.#setAside(folder, name, path, true);
		const entry = await access.lookIfThere(this.#absolute(path));
		// Gone between the listing and now: nothing is remembered, so that it is met again.
		if (entry === null) return nothingMet;
		const isFolder = entry.kind === "directory";
		// Where folders are searched to any depth, one that fits is still searched, unless it is an image itself.
		const isImageFolder = isFolder && imageFolderEnding.test(name);
		if (fits && entry.kind !== "other" && (!isFolder || isImageFolder || !pattern.mayHoldTiles(path))) {
			const file = folder.files?.get(name) ?? this.#addFile(folder, name, path, isFolder, serial);
			file.isGone = false;
			return { found: { file, stamp: entry.stamp }, folder: null };
		}
		const isSearched = isFolder && !isImageFolder && !this.#isAbove(path, entry) && pattern.mayHoldTiles(path);
		if (!isSearched) return this.#setAside(folder, name, path, !isFolder);
		setAside(folder, name);
		const below = this.#folders.get(path) ?? this.#addFolder(path);
		below.device = entry.device;
		return { found: null, folder: below };
	}

	/** A symbolic link to a folder above would be searched for ever. */
	#isAbove(path: string, entry: SeenEntry): boolean {
		for (let above = path; above !== ""; ) {
			above = above.slice(0, Math.max(0, above.lastIndexOf("/")));
			const folder = this.#folders.get(above);
			if (folder?.inode === entry.stamp.inode && folder.device === entry.device) return true;
		}
		return false;
	}

	#setAside(folder: WatchedFolder, name: string, path: string, countsAsUnmatched: boolean): Met {
		setAside(folder, name);
		if (countsAsUnmatched) {
			const { count, example } = this.unmatched;
			this.unmatched = { count: count + 1, example: example === "" ? path : example };
		}
		return nothingMet;
	}

	#addFile(folder: WatchedFolder, name: string, path: string, isFolder: boolean, serial: number): WatchedFile {
		const file = newWatchedFile(path, isFolder, serial);
		folder.files ??= new Map();
		folder.files.set(name, file);
		this.fileCount += 1;
		return file;
	}

	#addFolder(path: string): WatchedFolder {
		const folder = newWatchedFolder(path);
		this.#folders.set(path, folder);
		this.#turns.touch(folder);
		return folder;
	}

	#note(folder: WatchedFolder, problem: string | null): void {
		folder.problem = problem;
		if (problem === null) this.#troubled.delete(folder);
		else this.#troubled.add(folder);
	}

	#absolute(path: string): string {
		return path === "" ? this.#options.root : `${this.#options.root}/${path}`;
	}
}

interface Met {
	readonly found: FoundFile | null;
	readonly folder: WatchedFolder | null;
}

const nothingMet: Met = { found: null, folder: null };

function setAside(folder: WatchedFolder, name: string): void {
	folder.others ??= new Set();
	folder.others.add(name);
}

import { createHash } from "node:crypto";
import { copyFile, open, readFile, rename, rm } from "node:fs/promises";
import type { Logger } from "pino";
import { EventLoopBreaks } from "../event-loop-breaks.ts";
import { explainFileError, isAbsence } from "../file-access.ts";
import type { ListedTile } from "./listed-tile.ts";

const shortestIntervalMs = 10_000;
/** Entries made into text at a time. */
const entriesPerWrite = 500;

/**
 * The flat tile list for other tools, as the predecessor keeps it: replaced by rename when the list has changed, at
 * most every ten seconds, the one before kept as `.last`. Where it cannot be written (a read-only share) that is
 * said once, and the acquisition goes on.
 */
export class StorageExport {
	readonly #path: string;
	readonly #logger: Logger;
	#hasChanged = false;
	#writtenAtMs: number | null = null;
	#writtenDigest: string | null = null;
	#hasComplained = false;

	constructor(path: string, logger: Logger) {
		this.#path = path;
		this.#logger = logger;
	}

	/** The next `writeIfDue` has something to write. */
	markChanged(): void {
		this.#hasChanged = true;
	}

	/** Null when there is nothing to write. */
	msUntilDue(nowMs: number): number | null {
		if (!this.#hasChanged) return null;
		return this.#writtenAtMs === null ? 0 : Math.max(0, this.#writtenAtMs + shortestIntervalMs - nowMs);
	}

	async writeIfDue(tiles: Iterable<ListedTile>, nowMs: number): Promise<void> {
		if (this.msUntilDue(nowMs) !== 0) return;
		this.#hasChanged = false;
		this.#writtenAtMs = nowMs;
		const temporary = `${this.#path}.${process.pid}.tmp`;
		try {
			const digest = await writeTiles(temporary, tiles);
			this.#writtenDigest ??= await digestOf(this.#path);
			if (digest === this.#writtenDigest) {
				await rm(temporary);
				return;
			}
			if (this.#writtenDigest !== null) await copyFile(this.#path, `${this.#path}.last`);
			await rename(temporary, this.#path);
			this.#writtenDigest = digest;
			this.#hasComplained = false;
		} catch (error) {
			await rm(temporary, { force: true }).catch(() => undefined);
			if (this.#hasComplained) return;
			this.#hasComplained = true;
			this.#logger.warn(
				{ path: this.#path },
				`The tile list for other tools cannot be written to ${this.#path}: ${explainFileError(error)}. Tiles are taken all the same; set "storageFile" of the source to another place, or to null.`,
			);
		}
	}
}

async function writeTiles(path: string, tiles: Iterable<ListedTile>): Promise<string> {
	const breaks = new EventLoopBreaks();
	const hash = createHash("sha256");
	const file = await open(path, "w");
	const write = async (text: string): Promise<void> => {
		hash.update(text);
		await file.writeFile(text);
	};
	try {
		let pending: string[] = [];
		let separator = '{"tiles":[\n';
		for (const tile of tiles) {
			pending.push(JSON.stringify(toEntry(tile)));
			if (pending.length < entriesPerWrite) continue;
			await write(separator + pending.join(",\n"));
			separator = ",\n";
			pending = [];
			if (breaks.isDue()) await breaks.take();
		}
		const isFirst = separator !== ",\n";
		if (pending.length > 0 || isFirst) await write(separator + pending.join(",\n"));
		await write("\n]}\n");
	} finally {
		await file.close();
	}
	return hash.digest("hex");
}

function toEntry(tile: ListedTile) {
	return {
		relativePath: tile.relativePath,
		...(tile.id === null ? {} : { id: tile.id }),
		position: tile.lattice,
		step: tile.step,
		isComplete: tile.isComplete,
	};
}

async function digestOf(path: string): Promise<string | null> {
	try {
		return createHash("sha256")
			.update(await readFile(path))
			.digest("hex");
	} catch (error) {
		if (isAbsence(error)) return null;
		throw error;
	}
}

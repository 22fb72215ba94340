import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs";
import { posix } from "node:path";
import { attemptDirectory, attemptOutputRoot, joinPath } from "@tilewright/contract/attempt-paths";
import { removeTree } from "./remove-tree.ts";

/** Kept for one kind of unit, and in all. */
const sparesPerKey = 8;
const sparesInAll = 64;
const sparePrefix = "spare-";

/**
 * An attempt's private directory with the folders above its unit (`<id>/output/2021-04-09/00`) is made once and
 * used again for the next unit beside it: renamed to a spare name when the attempt is over, and to the next
 * attempt's name when that begins. Making and removing folders is what small programs would otherwise wait
 * for most: 5 mkdir and 4 rmdir, each a journal entry of the file system or a round trip to a file server.
 *
 * Each file thread has its own pool. Spares a killed worker has left are removed by the next one.
 */
export class WorkplacePool {
	readonly #owner: string;
	readonly #run: string;
	readonly #thread: number;
	/** Paths by output path and folder above the unit. */
	readonly #spares = new Map<string, string[]>();
	readonly #knownPlaces = new Set<string>();
	#count = 0;
	#nextNumber = 1;

	/** `owner` is the worker, `run` one life of its process, `thread` one of its threads. */
	constructor(owner: string, run: string, thread: number) {
		this.#owner = owner;
		this.#run = run;
		this.#thread = thread;
	}

	/** Gives the attempt its directory, with the folders above its unit's. */
	take(outputPath: string, attemptId: number, unitDirectory: string): void {
		this.#removeLeftovers(outputPath);
		const spare = this.#spares.get(keyOf(outputPath, unitDirectory))?.pop();
		if (spare !== undefined) {
			this.#count -= 1;
			try {
				renameSync(spare, attemptDirectory(outputPath, attemptId));
				return;
			} catch {
				// Somebody has tidied up.
			}
		}
		mkdirSync(joinPath(attemptOutputRoot(outputPath, attemptId), parentOf(unitDirectory)), { recursive: true });
	}

	/**
	 * Takes the attempt's directory back, or removes it when there is anything in it but a task file and outputs.
	 * `wasEmptied` says that the folders above the unit are known to be empty.
	 */
	give(outputPath: string, attemptId: number, unitDirectory: string, wasEmptied: boolean): void {
		const directory = attemptDirectory(outputPath, attemptId);
		const key = keyOf(outputPath, unitDirectory);
		const spares = this.#spares.get(key) ?? [];
		const hasRoom = spares.length < sparesPerKey && this.#count < sparesInAll;
		if (!hasRoom || !wasEmptied || !isAsNew(directory)) {
			removeTree(directory);
			return;
		}
		const spare = joinPath(outputPath, ".tilewright/attempts", `${this.#ownName}${this.#thread}-${this.#nextNumber}`);
		this.#nextNumber += 1;
		renameSync(directory, spare);
		this.#count += 1;
		spares.push(spare);
		this.#spares.set(key, spares);
	}

	clear(): void {
		for (const spares of this.#spares.values()) for (const spare of spares) removeTree(spare);
		this.#spares.clear();
		this.#count = 0;
	}

	get #ownName(): string {
		return `${sparePrefix}${this.#owner}-${this.#run}-`;
	}

	#removeLeftovers(outputPath: string): void {
		if (this.#knownPlaces.has(outputPath)) return;
		this.#knownPlaces.add(outputPath);
		const place = joinPath(outputPath, ".tilewright/attempts");
		if (!existsSync(place)) return;
		for (const name of readdirSync(place)) {
			// Other threads of this run have spares here, too.
			const isLeftover = name.startsWith(`${sparePrefix}${this.#owner}-`) && !name.startsWith(this.#ownName);
			if (isLeftover) removeTree(joinPath(place, name));
		}
	}
}

/** No plan of a publication, no replaced entries. */
function isAsNew(directory: string): boolean {
	try {
		return readdirSync(directory).sort().join("/") === "output/task.json";
	} catch {
		return false;
	}
}

function keyOf(outputPath: string, unitDirectory: string): string {
	return `${outputPath}\0${parentOf(unitDirectory)}`;
}

function parentOf(unitDirectory: string): string {
	const parent = posix.dirname(posix.normalize(unitDirectory));
	return parent === "." || parent === "/" ? "" : parent;
}

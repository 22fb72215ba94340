import { existsSync, readdirSync, renameSync } from "node:fs";
import { attemptDirectory, attemptOutputRoot, joinPath } from "@tilewright/contract/attempt-paths";
import { removeTree } from "./remove-tree.ts";
import { makeSharedDirectory } from "./shared-directory.ts";
import { parentOf, spareNamePrefix } from "./spare-workplaces.ts";

/**
 * An attempt's private directory with the folders above its unit (`<id>/output/2021-04-09/00`) is made once and
 * used again for the next unit beside it: renamed to a spare name when the attempt is over, and to the next
 * attempt's name when that begins. Making and removing folders is what small programs would otherwise wait
 * for most: 5 mkdir and 4 rmdir, each a journal entry of the file system or a round trip to a file server.
 *
 * This is the work on files, done in any file thread; which spares there are is known to `SpareWorkplaces`.
 * Spares a killed worker has left are removed by the next one.
 */
export class Workplaces {
	readonly #owner: string;
	readonly #run: string;
	readonly #knownPlaces = new Set<string>();

	/** `owner` is the worker, `run` one life of its process. */
	constructor(owner: string, run: string) {
		this.#owner = owner;
		this.#run = run;
	}

	/** Gives the attempt its directory, with the folders above its unit's; of the spare, if it is still there. */
	take(outputPath: string, attemptId: number, unitDirectory: string, spare: string | null): void {
		this.#removeLeftovers(outputPath);
		if (spare !== null) {
			try {
				renameSync(spare, attemptDirectory(outputPath, attemptId));
				return;
			} catch {
				// Somebody has tidied up.
			}
		}
		makeSharedDirectory(joinPath(attemptOutputRoot(outputPath, attemptId), parentOf(unitDirectory)));
	}

	/**
	 * Makes the attempt's directory a spare of this name, or removes it: without a name, and when there is anything in
	 * it but a task file and outputs. `wasEmptied` says that the folders above the unit are known to be empty. True
	 * when it is a spare now.
	 */
	give(outputPath: string, attemptId: number, wasEmptied: boolean, spare: string | null): boolean {
		const directory = attemptDirectory(outputPath, attemptId);
		if (spare === null || !wasEmptied || !isAsNew(directory)) {
			removeTree(directory);
			return false;
		}
		renameSync(directory, spare);
		return true;
	}

	#removeLeftovers(outputPath: string): void {
		if (this.#knownPlaces.has(outputPath)) return;
		this.#knownPlaces.add(outputPath);
		const place = joinPath(outputPath, ".tilewright/attempts");
		if (!existsSync(place)) return;
		const ofOwner = spareNamePrefix(this.#owner);
		const ofThisRun = spareNamePrefix(this.#owner, this.#run);
		for (const name of readdirSync(place)) {
			if (name.startsWith(ofOwner) && !name.startsWith(ofThisRun)) removeTree(joinPath(place, name));
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

import { closeSync, constants, openSync, renameSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";

/** Open files kept in all; each is empty. */
const sparesInAll = 64;

interface SpareLog {
	readonly fd: number;
	readonly path: string;
}

/**
 * Most small programs print nothing. Their two empty logs are not removed but renamed, and with their open
 * descriptors become the logs of the next program: no file is made or removed. That is not only cheaper; on
 * ext4 a file system in which thousands of files have just been removed makes every new one slow (it will not
 * use their inodes for minutes and looks at them one by one: a third of this process's time, measured).
 *
 * A daemon that an earlier program has left and that still prints could, until it is found and killed, print
 * into a log that belongs to somebody else by then.
 */
export class LogPool {
	/** In the names of spares, so that those a killed spawner has left are overwritten by the next one's. */
	readonly #owner: string;
	/** By the directory above the log's. */
	readonly #spares = new Map<string, SpareLog[]>();
	#count = 0;

	constructor(owner: string) {
		this.#owner = owner;
	}

	/** A descriptor that appends to an empty file at this path. Throws what opening throws. */
	open(path: string): number {
		const spare = this.#spares.get(rootOf(path))?.pop();
		if (spare !== undefined) {
			this.#count -= 1;
			try {
				renameSync(spare.path, path);
				return spare.fd;
			} catch {
				// Tidied up by somebody.
				closeSync(spare.fd);
			}
		}
		return openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_APPEND, 0o664);
	}

	/** Takes back a log in which there is nothing. Throws what the file system throws. */
	takeBack(path: string, fd: number): void {
		const root = rootOf(path);
		const spares = this.#spares.get(root) ?? [];
		if (this.#count >= sparesInAll) {
			closeSync(fd);
			unlinkSync(path);
			return;
		}
		const spare = { fd, path: join(root, `spare-${this.#owner}-${spares.length}.log`) };
		try {
			renameSync(path, spare.path);
		} catch (error) {
			closeSync(fd);
			throw error;
		}
		spares.push(spare);
		this.#spares.set(root, spares);
		this.#count += 1;
	}

	clear(): void {
		for (const { fd, path } of [...this.#spares.values()].flat()) {
			closeSync(fd);
			try {
				unlinkSync(path);
			} catch {
				// Gone already.
			}
		}
		this.#spares.clear();
		this.#count = 0;
	}
}

function rootOf(path: string): string {
	return dirname(dirname(path));
}

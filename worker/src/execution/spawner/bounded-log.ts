import { closeSync, fstatSync, ftruncateSync, writeSync } from "node:fs";
import type { LogPool } from "./log-pool.ts";

/**
 * A log file a program writes to by itself; looked at every 50 ms and cut back to its limit. The program
 * appends (O_APPEND), so after a cut it goes on at the new end: it is never blocked, this process never
 * touches what it prints, and a flood costs at most what the disk takes in 50 ms. Through a pipe every small
 * program would be dearer (1,141/s with files, 1,071/s with pipes, and two streams of memory each), and
 * `echo > /dev/stderr` fails on the sockets Node uses for pipes.
 */
export class BoundedLog {
	readonly fd: number;
	readonly #path: string;
	readonly #maximumBytes: number;
	readonly #pool: LogPool;
	#droppedBytes = 0;

	/** Throws what opening throws. */
	constructor(path: string, maximumBytes: number, pool: LogPool) {
		this.#path = path;
		this.#maximumBytes = maximumBytes;
		this.#pool = pool;
		this.fd = pool.open(path);
	}

	enforceLimit(): void {
		const sizeBytes = this.#sizeBytes();
		if (sizeBytes > this.#maximumBytes) this.#cut(sizeBytes);
	}

	/** Says what was dropped and closes the file; one in which nothing was written vanishes. Returns the bytes written. */
	finish(): number {
		this.enforceLimit();
		const keptBytes = this.#sizeBytes();
		if (keptBytes === 0 && this.#droppedBytes === 0) {
			this.#tolerate(() => this.#pool.takeBack(this.#path, this.fd));
			return 0;
		}
		if (this.#droppedBytes > 0) this.#tolerate(() => writeSync(this.fd, this.#note()));
		this.#tolerate(() => closeSync(this.fd));
		return keptBytes + this.#droppedBytes;
	}

	#note(): string {
		const dropped = this.#droppedBytes.toLocaleString("en");
		const limit = this.#maximumBytes.toLocaleString("en");
		return `\n[tilewright] At least ${dropped} bytes after this were dropped: a log keeps ${limit} bytes.\n`;
	}

	#sizeBytes(): number {
		let sizeBytes = 0;
		this.#tolerate(() => {
			sizeBytes = fstatSync(this.fd).size;
		});
		return sizeBytes;
	}

	#cut(sizeBytes: number): void {
		this.#tolerate(() => {
			ftruncateSync(this.fd, this.#maximumBytes);
			this.#droppedBytes += sizeBytes - this.#maximumBytes;
		});
	}

	/** A log on a share that has gone away must not end the one process that watches the programs. */
	#tolerate(action: () => void): void {
		try {
			action();
		} catch (error) {
			console.error(`log ${this.#path}:`, error);
		}
	}
}

import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Random access to a file, for looking at headers without reading the whole. */
export class FileWindow {
	readonly sizeBytes: number;
	readonly #fd: number;

	constructor(path: string) {
		this.#fd = openSync(path, "r");
		this.sizeBytes = fstatSync(this.#fd).size;
	}

	/** Throws FormatProblem when the file ends before. */
	checkEnd(position: number, length: number, what: string): void {
		if (position + length <= this.sizeBytes) return;
		throw new FormatProblem(`${what} would end at byte ${position + length}, the file ends at ${this.sizeBytes}`);
	}

	/** Throws FormatProblem when the file ends before. */
	read(position: number, length: number, what: string): DataView {
		this.checkEnd(position, length, what);
		const bytes = new Uint8Array(length);
		let done = 0;
		while (done < length) {
			const count = readSync(this.#fd, bytes, done, length - done, position + done);
			if (count === 0) throw new FormatProblem(`${what} could not be read to its end`);
			done += count;
		}
		return new DataView(bytes.buffer);
	}

	close(): void {
		closeSync(this.#fd);
	}
}

/** What is wrong with a file, as the end of a sentence that begins with its name. */
export class FormatProblem extends Error {}

import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { glanceOf, hashOfProgram, ProgramHashes } from "@tilewright/contract/program-file";
import { machineMs } from "../machine-clock.ts";

/** Hashes scripts right before they are started. As long as a file looks the same it is opened, but not read. */
export class ProgramReader {
	readonly #hashes = new ProgramHashes();

	/** SHA-256 of what the file holds now; null when it cannot be read, is no file, or is too large. */
	hashOf(file: string): string | null {
		try {
			// Network file systems look again at a file that is opened; what `stat` tells of it may be a minute old. A pipe
			// under that name must not keep us waiting for a writer (Windows has no such flag).
			const descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
			try {
				return this.#hashOfOpen(file, descriptor);
			} finally {
				closeSync(descriptor);
			}
		} catch {
			return null;
		}
	}

	#hashOfOpen(file: string, descriptor: number): string | null {
		const glance = glanceOf(fstatSync(descriptor));
		if (glance === null) return null;
		const known = this.#hashes.get(file, glance);
		if (known !== undefined) return known;
		const nowMs = machineMs();
		const hash = hashOfProgram(readFileSync(descriptor));
		this.#hashes.remember(file, glance, hash, nowMs);
		return hash;
	}
}

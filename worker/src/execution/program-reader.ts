import { readFileSync, statSync } from "node:fs";
import { glanceOf, hashOfProgram, ProgramHashes } from "@tilewright/contract/program-file";
import { machineMs } from "../machine-clock.ts";

/** Hashes scripts right before they are started. As long as a file looks the same this costs one `stat`. */
export class ProgramReader {
	readonly #hashes = new ProgramHashes();

	/** SHA-256 of what the file holds now; null when it cannot be read, is no file, or is too large. */
	hashOf(file: string): string | null {
		try {
			const glance = glanceOf(statSync(file));
			if (glance === null) return null;
			const known = this.#hashes.get(file, glance);
			if (known !== undefined) return known;
			const nowMs = machineMs();
			const hash = hashOfProgram(readFileSync(file));
			this.#hashes.remember(file, glance, hash, nowMs);
			return hash;
		} catch {
			return null;
		}
	}
}

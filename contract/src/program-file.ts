import { createHash } from "node:crypto";

/*
 * What a script's file holds, told by a hash, without reading it more often than need be. How a file is looked at is up
 * to whoever does it: the coordinator must not wait for a network share that hangs, a thread of a worker may.
 */

/** What a file system says of a file; the same for callers of `stat` and `statSync`. */
export interface ProgramFileFacts {
	readonly size: number;
	readonly mtimeMs: number;
	readonly ctimeMs: number;
	readonly ino: number;
	isFile(): boolean;
}

/** Larger files are not hashed: whatever they are, they are not edited while tiles flow. */
export const largestProgramBytes = 50_000_000;

/** Network shares and old file systems keep times no finer than this; an edit within it may not show. */
const coarsestTimeMs = 2_000;

/** Differs when the file may have been changed; null for what is not hashed. */
export function glanceOf(facts: ProgramFileFacts): string | null {
	if (!facts.isFile() || facts.size > largestProgramBytes) return null;
	return `${facts.size} ${facts.mtimeMs} ${facts.ctimeMs} ${facts.ino}`;
}

/** SHA-256, as 64 hexadecimal digits. */
export function hashOfProgram(content: Uint8Array): string {
	return createHash("sha256").update(content).digest("hex");
}

interface KnownProgram {
	readonly glance: string;
	readonly hash: string;
	/** By the caller's monotonic clock: when the glance was first seen, and the content last read. */
	readonly seenAtMs: number;
	readonly readAtMs: number;
}

/**
 * The hashes of programs by path and glance. A file that has just been changed may be changed again without a trace, so
 * its content is read again until it was read long enough after its glance was first seen, by our own clock: a file's
 * time is never compared with ours.
 */
export class ProgramHashes {
	readonly #known = new Map<string, KnownProgram>();

	/** Undefined when the file must be read. */
	get(path: string, glance: string): string | undefined {
		const known = this.#known.get(path);
		if (known?.glance !== glance || known.readAtMs - known.seenAtMs < coarsestTimeMs) return undefined;
		return known.hash;
	}

	/** `readAtMs` is from before the content was read. */
	remember(path: string, glance: string, hash: string, readAtMs: number): void {
		const known = this.#known.get(path);
		const isSame = known?.glance === glance && known.hash === hash;
		this.#known.set(path, { glance, hash, readAtMs, seenAtMs: isSame ? known.seenAtMs : readAtMs });
	}
}

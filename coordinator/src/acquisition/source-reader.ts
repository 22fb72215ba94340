import type { InputObservation } from "./observed-tile.ts";

/**
 * Reads one source, look by look; the runner decides when. What was seen of tiles goes to the sink inside `look`,
 * what was seen of the input itself is answered. An error means that the look is to be repeated after a while.
 */
export interface SourceReader {
	look(request: LookRequest): Promise<Look>;
	/** Milliseconds since the file system last answered while it is being waited for; else 0. */
	readonly silentForMs: number;
	/** What the operating system may watch on our behalf; asked for after each look. */
	readonly foldersToWatch: Iterable<string>;
	/** Makes a look that is under way fail soon; there are none afterwards. */
	close(): void;
}

export interface LookRequest {
	/** Absolute paths the operating system reported as changed; hints only. */
	readonly hints: ReadonlySet<string>;
}

export interface Look {
	readonly observation: InputObservation;
	/** Equal for observations that differ in nothing but times and ages. */
	readonly digest: string;
	readonly nextLookInMs: number;
}

/**
 * What is known of a source's tiles from before this process: path → content signature, null for tiles that are
 * not complete. Asked once when a reader starts, so that after a restart nothing settles twice and a shrunken list
 * is noticed.
 */
export type KnownTiles = ReadonlyMap<string, string | null>;

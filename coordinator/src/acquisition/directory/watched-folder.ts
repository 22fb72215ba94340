import type { WatchedFile } from "./watched-file.ts";

/** A folder that may hold tiles, or folders with tiles. There may be a hundred thousand, most with one file or none. */
export interface WatchedFolder {
	/** Below the source's root; "" for the root itself. */
	readonly path: string;
	/** As it was when last listed; NaN when it is to be listed whatever its times say. */
	mtimeMs: number;
	inode: number;
	device: number;
	listedAtMs: number;
	listingTookMs: number;
	/** To be listed once more then, since two changes may share one tick of the file system's clock. */
	confirmAtMs: number | null;
	/** Why it could not be read last time. */
	problem: string | null;
	/** By name. */
	files: Map<string, WatchedFile> | null;
	/** Names that need no second look: folders, and what does not fit. */
	others: Set<string> | null;
}

export function newWatchedFolder(path: string): WatchedFolder {
	return {
		path,
		mtimeMs: Number.NaN,
		inode: 0,
		device: 0,
		listedAtMs: Number.NEGATIVE_INFINITY,
		listingTookMs: 0,
		confirmAtMs: null,
		problem: null,
		files: null,
		others: null,
	};
}

import type { FileStamp } from "../file-access.ts";
import type { WatchedFile } from "./watched-file.ts";

/** A folder that may hold tiles, or folders with tiles. */
export interface WatchedFolder {
	/** Below the source's root; "" for the root itself. */
	readonly path: string;
	/** As it was when last listed; null when it is to be listed whatever its times say. */
	stamp: FileStamp | null;
	device: number;
	listedAtMs: number;
	listingTookMs: number;
	/** To be listed once more then, since two changes may share one tick of the file system's clock. */
	confirmAtMs: number | null;
	/** Why it could not be read last time. */
	problem: string | null;
	readonly files: Map<string, WatchedFile>;
	/** Names that need no second look: folders, and what does not fit. */
	readonly others: Set<string>;
}

export function newWatchedFolder(path: string): WatchedFolder {
	return {
		path,
		stamp: null,
		device: 0,
		listedAtMs: Number.NEGATIVE_INFINITY,
		listingTookMs: 0,
		confirmAtMs: null,
		problem: null,
		files: new Map(),
		others: new Set(),
	};
}

import { createHash } from "node:crypto";
import type { FileStamp } from "./file-stamp-rules.ts";

export interface SeenFile {
	/** Below the source's root, forward slashes. */
	readonly path: string;
	readonly stamp: FileStamp;
}

/**
 * Changes when a tile is imaged again: 32 hexadecimal digits over names, sizes and modification times. Change times
 * and inodes are left out, since permissions, hard links and moves between disks alter them without altering a voxel;
 * times count to the millisecond, as shares round finer ones once they have flushed them.
 */
export function contentSignatureOf(files: readonly SeenFile[]): string {
	const hash = createHash("sha256");
	const lines = files.map(
		({ path, stamp }) => `${path}\0${stamp.sizeBytes}\0${Math.floor(stamp.mtimeMs)}\0${stamp.listing ?? ""}\n`,
	);
	// The order of a directory listing is the file system's whim.
	for (const line of lines.sort()) hash.update(line);
	return hash.digest("hex").slice(0, 32);
}

/** Several files as one, for judging whether any of them still changes. */
export function combineStamps(files: readonly SeenFile[]): FileStamp {
	let sizeBytes = 0;
	let mtimeMs = 0;
	let ctimeMs = 0;
	for (const { stamp } of files) {
		sizeBytes += stamp.sizeBytes;
		mtimeMs = Math.max(mtimeMs, stamp.mtimeMs);
		ctimeMs = Math.max(ctimeMs, stamp.ctimeMs);
	}
	return { sizeBytes, mtimeMs, ctimeMs, inode: files[0]?.stamp.inode ?? 0, listing: contentSignatureOf(files) };
}

/** What can be seen of a file from outside. Times are the file server's and are only ever compared with themselves. */
export interface FileStamp {
	readonly sizeBytes: number;
	readonly mtimeMs: number;
	readonly ctimeMs: number;
	readonly inode: number;
	/** For a folder that counts as one file: a hash over all that is below it; null for a plain file. */
	readonly listing: string | null;
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
	return (
		a.sizeBytes === b.sizeBytes &&
		a.mtimeMs === b.mtimeMs &&
		a.ctimeMs === b.ctimeMs &&
		a.inode === b.inode &&
		a.listing === b.listing
	);
}

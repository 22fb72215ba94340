import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import type { ListedFile } from "./output-listing.ts";

const chunkBytes = 1024 * 1024;

/** What a program of kind `none` publishes: nothing. */
export const emptySignature = createHash("sha256").digest("hex");

export interface HashedFile extends ListedFile {
	/** SHA-256 of the content, or of a link's target. */
	readonly hash: string;
}

export function hashFiles(directory: string, files: readonly ListedFile[]): readonly HashedFile[] {
	return files.map((file) => ({ ...file, hash: hashFile(`${directory}/${file.path}`, file) }));
}

/** Over paths, sizes and contents in the order of the paths: equal results have equal signatures on any machine. */
export function outputSignature(files: readonly HashedFile[]): string {
	const hash = createHash("sha256");
	for (const file of files) {
		const kind = file.linkTarget === null ? String(file.sizeBytes) : "link";
		hash.update(`${file.path}\0${kind}\0${file.hash}\n`);
	}
	return hash.digest("hex");
}

function hashFile(path: string, file: ListedFile): string {
	const hash = createHash("sha256");
	if (file.linkTarget !== null) return hash.update(file.linkTarget).digest("hex");
	if (file.sizeBytes <= chunkBytes) return hash.update(readFileSync(path)).digest("hex");
	const chunk = Buffer.allocUnsafe(chunkBytes);
	const fd = openSync(path, "r");
	try {
		for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk))
			hash.update(chunk.subarray(0, length));
	} finally {
		closeSync(fd);
	}
	return hash.digest("hex");
}

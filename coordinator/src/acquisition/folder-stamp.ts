import { combineStamps, type SeenFile } from "./content-signature.ts";
import { type FileAccess, isAbsence } from "./file-access.ts";
import type { FileStamp } from "./file-stamp-rules.ts";

/**
 * Entries looked at of one folder that counts as a file. An OME-Zarr image of more chunks is judged by its first
 * ones, breadth first: metadata and the coarse levels come before the chunks.
 */
const maximumEntries = 20_000;

/** A folder such as an OME-Zarr image as if it were one file: total size, newest times, a hash over what is below. */
export async function stampFolder(files: FileAccess, absolutePath: string): Promise<FileStamp> {
	const own = await files.look(absolutePath);
	const seen: SeenFile[] = [];
	const folders = [""];
	for (let at = 0; at < folders.length && seen.length < maximumEntries; at++) {
		const folder = folders[at] ?? "";
		const names = await listIfThere(files, `${absolutePath}/${folder}`);
		for (const name of names.sort()) {
			if (seen.length >= maximumEntries) break;
			const path = `${folder}${name}`;
			const entry = await files.lookIfThere(`${absolutePath}/${path}`);
			if (entry === null) continue;
			if (entry.kind === "directory") folders.push(`${path}/`);
			else seen.push({ path, stamp: entry.stamp });
		}
	}
	return { ...combineStamps(seen), inode: own.stamp.inode };
}

/** What is being written may lose a folder between two looks. */
async function listIfThere(files: FileAccess, path: string): Promise<string[]> {
	try {
		return await files.list(path);
	} catch (error) {
		if (isAbsence(error)) return [];
		throw error;
	}
}

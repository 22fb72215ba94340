import { join } from "node:path";
import { explainFileError, type FileAccess, isAbsence, whyNotAFolder } from "../file-access.ts";
import { type FileStamp, isSameStamp } from "../file-stamp-rules.ts";

export interface FoundList {
	readonly name: string;
	readonly path: string;
	readonly stamp: FileStamp;
}

export type ListSearch =
	| { readonly kind: "found"; readonly list: FoundList }
	| { readonly kind: "missing" }
	| { readonly kind: "badLocation"; readonly reason: string };

/** The first of `names` that exists. While it is the first name this costs one stat. */
export async function findList(files: FileAccess, root: string, names: readonly string[]): Promise<ListSearch> {
	for (const name of names) {
		const path = join(root, name);
		try {
			const entry = await files.look(path);
			if (entry.kind === "file") return { kind: "found", list: { name, path, stamp: entry.stamp } };
		} catch (error) {
			if (!isAbsence(error)) return { kind: "badLocation", reason: `${name}: ${explainFileError(error)}` };
		}
	}
	const reason = await whyNotAFolder(files, root);
	return reason === null ? { kind: "missing" } : { kind: "badLocation", reason };
}

export interface ReadList {
	readonly bytes: Buffer;
	readonly stamp: FileStamp;
	/** It was being written while it was read. */
	readonly isTorn: boolean;
}

export async function readList(files: FileAccess, path: string): Promise<ReadList> {
	return files.read(path, async (file) => {
		const before = await file.stamp();
		const bytes = await file.readAt(0, before.sizeBytes);
		const after = await file.stamp();
		return { bytes, stamp: before, isTorn: bytes.length < before.sizeBytes || !isSameStamp(before, after) };
	});
}

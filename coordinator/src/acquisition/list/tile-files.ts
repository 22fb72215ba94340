import type { SeenFile } from "../content-signature.ts";
import { type FileAccess, isAbsence, systemErrorCode } from "../file-access.ts";
import { stampFolder } from "../folder-stamp.ts";
import type { NameMatcher } from "../name-pattern.ts";

/** Folders with this ending are one image, not a tile with images in it. */
const imageFolderEnding = /\.zarr$/i;

export type TileFiles =
	| { readonly kind: "found"; readonly files: readonly SeenFile[] }
	| { readonly kind: "notYet"; readonly reason: string };

/** The image files of a tile that a list calls complete. Throws what is not plain absence. */
export async function findTileFiles(
	access: FileAccess,
	root: string,
	tile: { readonly relativePath: string; readonly files: readonly string[] | null },
	isImage: NameMatcher,
): Promise<TileFiles> {
	const { relativePath } = tile;
	if (tile.files !== null && tile.files.length > 0) return lookAtAll(access, root, tile.files);
	if (imageFolderEnding.test(relativePath)) return lookAtAll(access, root, [relativePath]);
	let names: string[];
	try {
		// Lists without looking first: one operation less for each of a hundred thousand tiles.
		names = await access.list(`${root}/${relativePath}`);
	} catch (error) {
		if (systemErrorCode(error) === "ENOTDIR") return lookAtAll(access, root, [relativePath]);
		if (!isAbsence(error)) throw error;
		return { kind: "notYet", reason: `there is no "${relativePath}" below the source's root` };
	}
	const images = names.filter((name) => isImage(name) && !name.startsWith(".")).sort();
	if (images.length === 0) {
		const held = names.length === 0 ? "is empty" : `holds no image file (but for example "${names[0]}")`;
		return { kind: "notYet", reason: `its folder ${held}` };
	}
	return lookAtAll(
		access,
		root,
		images.map((name) => `${relativePath}/${name}`),
	);
}

async function lookAtAll(access: FileAccess, root: string, paths: readonly string[]): Promise<TileFiles> {
	const files: SeenFile[] = [];
	for (const path of paths) {
		const entry = await access.lookIfThere(`${root}/${path}`);
		if (entry === null) return { kind: "notYet", reason: `its file "${path}" is not there` };
		const stamp = entry.kind === "directory" ? await stampFolder(access, `${root}/${path}`) : entry.stamp;
		if (stamp.sizeBytes === 0) return { kind: "notYet", reason: `its file "${path}" is empty (0 bytes)` };
		files.push({ path, stamp });
	}
	return { kind: "found", files };
}

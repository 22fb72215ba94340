import { readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import type { ReplayOptions } from "../simulation-options.ts";

export interface RecordedTile {
	/** Below the folder, with forward slashes: of the file, or of the folder that holds the tile's files. */
	readonly relativePath: string;
	readonly files: readonly RecordedFile[];
}

interface RecordedFile {
	readonly relativePath: string;
	readonly sizeBytes: number;
	readonly modifiedMs: number;
}

/** Lists and records beside the tiles, which a replay writes anew. */
const listNames = /^(pipeline-input|dashboard|pipeline-storage|ground-truth)\.json(\.last)?$/;
/** Where each file is a tile, notes lying beside the images are none. */
const noteEndings = /\.(json|txt|md|csv|tsv|xml|ya?ml|log|html?)$/i;

const byNumber = new Intl.Collator("en", { numeric: true });

/**
 * The tiles of a folder in the order in which they are to be replayed: by path, numbers in it by value, or by the
 * latest modification of a tile's files. Hidden files and lists are left out; where each file is a tile and no
 * endings are asked for, notes (text files of the usual kinds) are left out too. Throws INPUT_NOT_FOUND.
 */
export async function findRecordedTiles(replay: ReplayOptions): Promise<RecordedTile[]> {
	const files = (await listFiles(replay.folder)).filter(({ relativePath }) => isWanted(relativePath, replay));
	const tiles = new Map<string, RecordedFile[]>();
	for (const file of files) {
		const relativePath = replay.groupBy === "file" ? file.relativePath : dirname(file.relativePath);
		if (relativePath === ".") {
			throw new TilewrightError({
				code: "INPUT_NOT_FOUND",
				message: `"${file.relativePath}" lies in no folder below "${replay.folder}", so folders cannot be the tiles. Group by file instead.`,
				fields: { folder: replay.folder, file: file.relativePath },
			});
		}
		tiles.set(relativePath, [...(tiles.get(relativePath) ?? []), file]);
	}
	if (tiles.size === 0) {
		const endings = replay.endings.length > 0 ? ` ending in ${replay.endings.join(" or ")}` : "";
		throw new TilewrightError({
			code: "INPUT_NOT_FOUND",
			message: `"${replay.folder}" holds no files${endings} to replay.`,
			fields: { folder: replay.folder, endings: replay.endings },
		});
	}
	const latest = (tile: RecordedTile) => Math.max(...tile.files.map((file) => file.modifiedMs));
	return Array.from(tiles, ([relativePath, members]) => ({ relativePath, files: members })).sort(
		(a, b) =>
			(replay.sortBy === "time" ? latest(a) - latest(b) : 0) || byNumber.compare(a.relativePath, b.relativePath),
	);
}

function isWanted(relativePath: string, replay: ReplayOptions): boolean {
	const segments = relativePath.split("/");
	if (segments.some((segment) => segment.startsWith(".")) || listNames.test(segments.at(-1) ?? "")) return false;
	const lowered = relativePath.toLowerCase();
	if (replay.endings.length > 0) return replay.endings.some((ending) => lowered.endsWith(ending.toLowerCase()));
	return replay.groupBy === "directory" || !noteEndings.test(relativePath);
}

async function listFiles(folder: string): Promise<RecordedFile[]> {
	let names: string[];
	try {
		names = await readdir(folder, { recursive: true });
	} catch (error) {
		throw new TilewrightError({
			code: "INPUT_NOT_FOUND",
			message: `The folder to replay cannot be read: ${describeError(error)}.`,
			fields: { folder },
			cause: error,
		});
	}
	const files: RecordedFile[] = [];
	for (const name of names.sort(byNumber.compare)) {
		const status = await stat(join(folder, name));
		if (!status.isFile()) continue;
		files.push({ relativePath: name.replaceAll("\\", "/"), sizeBytes: status.size, modifiedMs: status.mtimeMs });
	}
	return files;
}

import { createReadStream } from "node:fs";
import { join } from "node:path";
import { corruptBytes } from "../acquisition/corrupt-bytes.ts";
import { type Growth, growFile } from "../acquisition/growth.ts";
import type { ReplayedTile } from "../acquisition/planned-tile.ts";

/** Copies a tile's files below `root`, byte by byte the same (unless they are to be corrupt), at the pace of `growth`. */
export async function writeReplayedTile(root: string, tile: ReplayedTile, seed: number, growth: Growth): Promise<void> {
	const totalBytes = tile.sources.reduce((sum, source) => sum + source.sizeBytes, 0) || 1;
	let doneBytes = 0;
	for (const [index, { path, sizeBytes }] of tile.sources.entries()) {
		const file = tile.files[index];
		if (!file) continue;
		const chunks = tile.faults.isCorrupt ? corruptBytes(seed, tile.number, index, sizeBytes) : readBytes(path);
		const part = { from: doneBytes / totalBytes, to: (doneBytes + sizeBytes) / totalBytes };
		await growFile(join(root, file.relativePath), chunks, sizeBytes, growth, part);
		doneBytes += sizeBytes;
	}
}

async function* readBytes(path: string): AsyncGenerator<Uint8Array> {
	for await (const chunk of createReadStream(path)) {
		// Without an encoding a read stream yields buffers; its type cannot say so.
		yield chunk as Buffer;
	}
}

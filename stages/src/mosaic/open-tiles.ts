import type { TaskFile } from "@tilewright/contract/task-file";
import type { ImageSource } from "../image/image-source.ts";
import { openInputImage } from "../program/task-images.ts";
import type { MosaicTile } from "./mosaic-tile.ts";

/** Few enough for any limit on open files, enough for two rows of a wide mosaic. */
const mostOpen = 100;

/** Keeps the tiles open that were used last. */
export class OpenTiles {
	readonly #task: TaskFile;
	readonly #open = new Map<MosaicTile, ImageSource>();

	constructor(task: TaskFile) {
		this.#task = task;
	}

	async get(tile: MosaicTile): Promise<ImageSource> {
		const known = this.#open.get(tile);
		if (known !== undefined) {
			// A map keeps the order of insertion: the one used last goes to the end.
			this.#open.delete(tile);
			this.#open.set(tile, known);
			return known;
		}
		for (const [oldest, image] of this.#open) {
			if (this.#open.size < mostOpen) break;
			this.#open.delete(oldest);
			await image.close();
		}
		const image = await openInputImage(this.#task, tile.input);
		this.#open.set(tile, image);
		return image;
	}

	async close(): Promise<void> {
		for (const image of this.#open.values()) await image.close();
		this.#open.clear();
	}
}

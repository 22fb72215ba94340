import type { ImageDescription, PixelArray } from "@tilewright/contract/image/image";
import type { OmeZarrWriter } from "../image/ome-zarr-writer.ts";
import type { Triple } from "../registration/volume.ts";
import { type BandTile, type BlendMode, blendBand } from "./blend-band.ts";
import type { MosaicTile } from "./mosaic-tile.ts";
import type { OpenTiles } from "./open-tiles.ts";

export interface PlacedTile {
	readonly tile: MosaicTile;
	/** First voxel in the mosaic. */
	readonly origin: Triple;
}

export interface MosaicLayout {
	readonly size: Triple;
	readonly channels: number;
	readonly dtype: ImageDescription["dtype"];
	readonly tiles: readonly PlacedTile[];
	readonly blend: BlendMode;
}

/**
 * Writes a mosaic plane by plane and band by band; in memory are one band of the mosaic, the rows of the tiles in
 * it (or their planes, see RowReader), and two bands of each coarser level. Returns how many voxels of one channel some tile covers.
 */
export async function writeMosaic(
	layout: MosaicLayout,
	writer: OmeZarrWriter,
	images: OpenTiles,
	progress: (line: string) => void,
): Promise<{ covered: number }> {
	const { size, channels, dtype, blend } = layout;
	const bandRows = writer.bandRows;
	let covered = 0;
	for (let c = 0; c < channels; c++) {
		for (let z = 0; z < size.z; z++) {
			const inPlane = layout.tiles.filter(({ tile, origin }) => z >= origin.z && z < origin.z + tile.size.z);
			const rowReader = new RowReader(images, { c, z });
			for (let top = 0; top < size.y; top += bandRows) {
				const bottom = Math.min(top + bandRows, size.y);
				const parts: BandTile[] = [];
				for (const { tile, origin } of inPlane) {
					const from = Math.max(top, origin.y);
					const to = Math.min(bottom, origin.y + tile.size.y);
					if (from >= to) continue;
					const pixels = await rowReader.read({ tile, origin }, from - origin.y, to - origin.y);
					parts.push({
						left: origin.x,
						width: tile.size.x,
						tileTop: origin.y,
						tileHeight: tile.size.y,
						top: from,
						bottom: to,
						pixels,
					});
				}
				const band = blendBand(dtype, size.x, top, bottom, parts, blend);
				if (c === 0) covered += band.covered;
				await writer.writeRows({ c, z }, band.pixels);
			}
			progress(`wrote plane ${c * size.z + z + 1} of ${channels * size.z}`);
		}
	}
	return { covered };
}

/**
 * Reads rows of tiles for one plane of the mosaic, from above downwards. Where a tile's file only gives many rows
 * at a time (one compressed strip per plane), its whole plane is kept until its last row is used.
 */
class RowReader {
	readonly #images: OpenTiles;
	readonly #at: { readonly c: number; readonly z: number };
	readonly #planes = new Map<MosaicTile, PixelArray>();

	constructor(images: OpenTiles, at: { readonly c: number; readonly z: number }) {
		this.#images = images;
		this.#at = at;
	}

	async read({ tile, origin }: PlacedTile, from: number, to: number): Promise<PixelArray> {
		const at = { c: this.#at.c, z: this.#at.z - origin.z };
		const kept = this.#planes.get(tile);
		if (kept === undefined) {
			const image = await this.#images.get(tile);
			if (image.rowsPerBlock <= to - from || to - from === tile.size.y) return image.readPlane(at, { from, to });
		}
		const plane = kept ?? (await (await this.#images.get(tile)).readPlane(at));
		if (to === tile.size.y) this.#planes.delete(tile);
		else this.#planes.set(tile, plane);
		return plane.subarray(from * tile.size.x, to * tile.size.x);
	}
}

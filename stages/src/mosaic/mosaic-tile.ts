import { axisLength, type PixelSize, type PixelType } from "@tilewright/contract/image/image";
import type { TaskFile, TaskFileInput, TaskFileTile } from "@tilewright/contract/task-file";
import { imageUnsupported } from "../image/image-source.ts";
import { openInputImage } from "../program/task-images.ts";
import type { Triple } from "../registration/volume.ts";

/** What the placement of a tile needs to know of it and of its image. */
export interface MosaicTile {
	readonly input: TaskFileInput;
	/** Relative path, or the unit's key where the input is no tile. */
	readonly name: string;
	readonly place: Pick<TaskFileTile, "position" | "lattice" | "step">;
	readonly size: Triple;
	readonly pixelSize: PixelSize;
}

/** What all tiles of a mosaic have in common. */
export interface TileFormat {
	readonly dtype: PixelType;
	readonly channels: number;
	readonly channelNames: readonly string[];
}

/**
 * Looks at the header of every tile's image. Throws IMAGE_UNSUPPORTED when tiles differ in numeric type or channels:
 * they cannot share one array.
 */
export async function inspectTiles(
	task: TaskFile,
	inputs: readonly TaskFileInput[],
): Promise<{ tiles: readonly MosaicTile[]; format: TileFormat }> {
	const tiles: MosaicTile[] = [];
	let format: TileFormat | null = null;
	for (const input of inputs) {
		const image = await openInputImage(task, input);
		try {
			const own = { dtype: image.dtype, channels: axisLength(image, "c"), channelNames: image.channelNames };
			format ??= own;
			if (own.dtype !== format.dtype || own.channels !== format.channels) {
				throw imageUnsupported(
					image.path,
					`it has ${own.channels} channels of ${own.dtype}, the first tile of the mosaic ${format.channels} of ${format.dtype}`,
				);
			}
			const tile = input.tile;
			tiles.push({
				input,
				name: tile?.relativePath ?? input.unitKey,
				place: {
					position: tile?.position ?? image.position,
					lattice: tile?.lattice ?? null,
					step: tile?.step ?? null,
				},
				size: { z: axisLength(image, "z"), y: axisLength(image, "y"), x: axisLength(image, "x") },
				pixelSize: image.pixelSize,
			});
		} finally {
			await image.close();
		}
	}
	return { tiles, format: format ?? { dtype: "uint16", channels: 1, channelNames: [] } };
}

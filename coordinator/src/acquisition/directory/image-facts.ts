import type { Vector } from "../observed-tile.ts";

/** What an image file says of itself, as far as a source needs it. Lengths are micrometres. */
export interface ImageFacts {
	/** Of the first voxel; null where the file does not say. */
	readonly position: Vector | null;
	/** Width, height and depth of the imaged volume; null where the pixel size is not known. */
	readonly extent: { readonly x: number; readonly y: number; readonly z: number | null } | null;
}

export const noImageFacts: ImageFacts = { position: null, extent: null };

export type ImageReading =
	| { readonly kind: "sound"; readonly facts: ImageFacts }
	| { readonly kind: "unsound"; readonly reason: string };

import * as z from "zod";

const triple = z.object({ x: z.number(), y: z.number(), z: z.number() });

/** transform.json: where the tile `to` lies relative to the tile `from`, as the `shift` stage measured it. */
export const tileShiftSchema = z.object({
	/** Relative paths of the tiles. */
	from: z.string(),
	to: z.string(),
	/** In lattice steps. */
	offset: triple,
	/** Where the source said it would be, in voxels; null where it said nothing. */
	expected: triple.nullable(),
	/** In whole voxels, and with fractions. */
	displacement: triple,
	subpixel: triple,
	/** 0 to 1. */
	confidence: z.number(),
	/** Pearson's correlation of the overlap. */
	correlation: z.number(),
	/** Part of the first tile that the second covers. */
	overlapFraction: z.number(),
});

export type TileShift = z.infer<typeof tileShiftSchema>;

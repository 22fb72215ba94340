import { attributeValueSchema } from "@tilewright/contract/recipe";
import { z } from "zod";

/*
 * What the MouseLight pipeline reads of its two list formats, as leniently as it does: other keys are skipped,
 * `isComplete` counts as JavaScript counts it, id, position and step may be missing. Beside these our own keys:
 * `stagePosition`, `files`, `attributes` of a tile and `acquisition` of the list.
 */

const coordinates = z.object({
	x: z.number().nullish(),
	y: z.number().nullish(),
	z: z.number().nullish(),
});

const tileKeys = {
	id: z.union([z.number(), z.string()]).nullish(),
	relativePath: z.string(),
	isComplete: z.unknown().optional().transform(Boolean),
	/** Of the first voxel, in micrometres. */
	stagePosition: coordinates.nullish(),
	/** Image files, below the root when they begin with the tile's path, else below the tile's folder. */
	files: z.array(z.string()).nullish(),
	attributes: z.record(z.string(), attributeValueSchema).nullish(),
};

export const pipelineTileSchema = z.object({
	...tileKeys,
	/** Lattice position and the size of one lattice step. */
	position: coordinates.nullish(),
	step: coordinates.nullish(),
});

export const dashboardTileSchema = z.object({
	...tileKeys,
	contents: z.object({ latticePosition: coordinates.nullish(), latticeStep: coordinates.nullish() }).nullish(),
});

export type WrittenCoordinates = z.infer<typeof coordinates> | null | undefined;

const extent = z.number().nullish();
/** Keys that are not given stay away. */
export const extentsSchema = z
	.object({
		minimumX: extent,
		maximumX: extent,
		minimumY: extent,
		maximumY: extent,
		minimumZ: extent,
		maximumZ: extent,
	})
	.transform((extents) => {
		const given = Object.entries(extents).filter((entry): entry is [string, number] => typeof entry[1] === "number");
		return given.length === 0 ? null : (Object.fromEntries(given) as Readonly<Record<string, number>>);
	});

const markers = z
	.array(z.number())
	.nullish()
	.transform((values) => values ?? []);
export const planeMarkersSchema = z.object({ x: markers, y: markers, z: markers });

export const customParametersSchema = z.record(z.string(), z.unknown());

export const acquisitionSchema = z.object({
	/** Nothing more will come. */
	isFinished: z.boolean().nullish(),
	expectedTiles: z.int().nonnegative().nullish(),
});

// As a namespace: what a bundled stage program does not use of zod is then left out, some 25 ms of its start-up.
import * as z from "zod";

/**
 * The JSON file that `TILEWRIGHT_TASK` names: everything a program may want to know about the one
 * unit it works on. Paths are absolute unless said otherwise.
 */
const coordinates = z.object({ x: z.number(), y: z.number(), z: z.number() });

export const taskFileTileSchema = z.object({
	/** The tile's identity: its path below the source's root, with forward slashes. */
	relativePath: z.string(),
	/** The last segment of `relativePath`. */
	name: z.string(),
	/** Integer position in the acquisition lattice; null where the source knows none. */
	lattice: coordinates.nullable(),
	/** Position of the tile's first voxel in micrometres; null where the source knows none. */
	position: coordinates.nullable(),
	/** Size of one lattice step as the source gives it; null where it gives none. */
	step: coordinates.nullable(),
	/** Named fields of the path and of the file's metadata (plate, well, channel …). */
	attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
	/** The tile's own image files. */
	files: z.array(z.string()),
});

export const taskFileArtifactSchema = z.object({
	/** Relative to `directory` of the input, with forward slashes. */
	path: z.string(),
	sizeBytes: z.number(),
});

export const taskFileInputSchema = z.object({
	/** Name of the parent stage; the root stage's inputs are the acquired tiles themselves. */
	stage: z.string(),
	isRoot: z.boolean(),
	unitKey: z.string(),
	/** 0 for the unit's own tile, 1 for the neighbour; the member's index in a group. */
	index: z.number(),
	/** The tile this input belongs to; null when the parent's unit is a group. */
	tile: taskFileTileSchema.nullable(),
	/** Where the parent published this unit's files; for the root stage the tile's folder. */
	directory: z.string(),
	/** The files of the parent's result; for the root stage the tile's own. */
	artifacts: z.array(taskFileArtifactSchema),
	/** What the parent measured (its metrics.json). */
	metrics: z.record(z.string(), z.number()),
});

export const taskFileSchema = z.object({
	schemaVersion: z.literal(1),
	taskId: z.number(),
	attemptId: z.number(),
	/** 1 for the first try. */
	attemptNumber: z.number(),
	project: z.object({
		name: z.string(),
		rootPath: z.string(),
		parameters: z.record(z.string(), z.unknown()),
	}),
	stage: z.object({ name: z.string() }),
	unit: z.object({
		rule: z.enum(["each", "neighbours", "group", "all"]),
		key: z.string(),
		/** For `neighbours`: the lattice offset from the first to the second tile. */
		offset: coordinates.nullable(),
		/** For `group`: the chosen attributes and their values. */
		attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
		/** True when a group runs before all its members are there. */
		isPartial: z.boolean(),
		/** How many members the group has now, and how many of them are among the inputs. */
		memberCount: z.number(),
	}),
	inputs: z.array(taskFileInputSchema),
	/** Write results here (already created and empty); published after success. */
	outputDirectory: z.string(),
	/** Where the stage's previous result for this unit was published; null when there is none. */
	previousResultDirectory: z.string().nullable(),
	parameters: z.record(z.string(), z.unknown()),
	resources: z.object({
		workUnits: z.number(),
		timeLimitSeconds: z.number().nullable(),
		memoryMb: z.number().nullable(),
	}),
});

export type TaskFile = z.infer<typeof taskFileSchema>;
export type TaskFileTile = z.infer<typeof taskFileTileSchema>;
export type TaskFileInput = z.infer<typeof taskFileInputSchema>;

/** What `metrics.json` holds. JSON has no NaN or infinity: leave out what could not be measured. */
export const metricsFileSchema = z.record(z.string(), z.number());

/** What `artifacts.json` holds. */
export const artifactsFileSchema = z.array(
	z.object({
		/** Relative to the output directory; a file, or a folder such as `mosaic.ome.zarr`. */
		path: z.string(),
		/** `image`, `preview`, `table`, `transform` …; `preview` is what the page shows. */
		kind: z.string(),
		format: z.string().optional(),
		shape: z.array(z.number()).optional(),
	}),
);

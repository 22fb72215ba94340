import { pixelTypes } from "@tilewright/contract/image/image";
import { gridOrders } from "@tilewright/contract/source-settings";
import { z } from "zod";
import { misbehaviourSchema } from "./acquisition/misbehaviour.ts";

const positive = z.number().positive();
const count = z.int().min(1);

/** The tiles of an acquisition: a lattice of columns, rows and planes, every tile with the same size and overlap. */
const latticeSchema = z.strictObject({
	columns: count.default(4),
	rows: count.default(3),
	planes: count.default(1),
	/** Part of a tile's width and height that it shares with its neighbour. */
	overlap: z.number().min(0).max(0.9).default(0.1),
	/** Part of a stack's depth that it shares with the next plane's stack; 2-D tiles share nothing along z. */
	overlapZ: z.number().min(0).max(0.9).default(0),
	/** `snake`: every other row backwards, every other plane from the last row; `raster`: always from the first. */
	order: z.enum(["snake", "raster"]).default("snake"),
	tile: z.strictObject({ width: count.default(512), height: count.default(512), depth: count.default(1) }).prefault({}),
	/** Micrometres: one pixel across, and one slice along z. */
	pixelSizeUm: z.strictObject({ lateral: positive.default(0.5), axial: positive.default(2) }).prefault({}),
	/** Micrometres from plane to plane; null: what the stacks' depth and overlap give. */
	planeSpacingUm: positive.nullable().default(null),
	channels: z.int().min(1).max(16).default(1),
	/** Names of wells, each with a lattice of its own, 9 mm apart; only with the format `directory`. */
	wells: z.array(z.string().min(1)).min(1).nullable().default(null),
});

const stageSchema = z.strictObject({
	/** Standard deviation of the true position around the nominal one, in micrometres; cut off at 2.5 times that. */
	jitterUm: z.number().min(0).default(1),
	jitterZUm: z.number().min(0).default(0),
	/** Rounds the true positions to whole pixels and slices, so that displacements are whole numbers. */
	wholePixels: z.boolean().default(false),
});

const opticsSchema = z.strictObject({
	/** Standard deviations of the blur in focus. */
	lateralSigmaUm: positive.default(0.5),
	axialSigmaUm: positive.default(2),
	numericalAperture: positive.max(1.3).default(0.8),
	/** Distance of every tile from focus. */
	defocusUm: z.number().default(0),
	/** Light missing in the corners, as a part of that in the middle. */
	illuminationFallOff: z.number().min(0).max(1).default(0.25),
	pixelType: z.enum(pixelTypes).default("uint16"),
	hasNoise: z.boolean().default(true),
	/** Photons from the brightness of an average cell body. */
	photons: positive.default(400),
	/** Grey values these photons give; null: 120, 6,000 or 1 for uint8, uint16, float32. */
	greyValues: positive.nullable().default(null),
	/** Photoelectrons. */
	readNoise: z.number().min(0).default(2),
	/** Grey value of darkness; null: 8, 100 or 0. */
	offset: z.number().nullable().default(null),
	/** Highest grey value; null: what the type can hold. */
	saturation: positive.nullable().default(null),
});

const outputSchema = z.strictObject({
	/** `pipeline` and `dashboard` keep a list of the tiles, `directory` writes files only. */
	format: z.enum(["pipeline", "dashboard", "directory"]).default("pipeline"),
	/** One OME-TIFF with all channels, or one file for each; with a name pattern, its `{channel}` decides. */
	channelFiles: z.enum(["together", "separate"]).default("together"),
	/** First part of a file's name after its number: `00123-<prefix>.0.tif`. */
	prefix: z.string().min(1).default("tile"),
	/** Day of the first tile, YYYY-MM-DD; null: today. */
	date: z.iso.date().nullable().default(null),
	/** Number after which a new day begins and series numbers restart. */
	tilesPerDay: z.int().min(1).max(99_999).default(99_999),
	/** For `directory`: file paths with fields in braces. */
	namePattern: z.string().min(1).default("r{row:int}_c{column:int}_z{z:int}.tif"),
	/** Whole numbers in names are padded with zeros to so many digits. */
	digits: z.int().min(1).max(9).default(1),
	plate: z.string().min(1).default("plate-1"),
	/** File that ends a `directory` acquisition; null: none. */
	endMarker: z.string().min(1).nullable().default("acquisition-finished"),
	compression: z.enum(["none", "deflate"]).default("none"),
	/**
	 * When a tile is listed. `twice`: as incomplete while it is written, then as complete; `after`: once it is
	 * complete; `early`: as complete when its writing begins, which is a lie for a while.
	 */
	listing: z.enum(["twice", "after", "early"]).default("twice"),
	/** Paths in the list with back-slashes, as a Windows instrument writes them. */
	backslashes: z.boolean().default(false),
	/** The list is emptied and written again in two pieces instead of being replaced by rename. */
	rewriteListInPlace: z.boolean().default(false),
	/** Becomes `projectInfo.customParameters` of the list. */
	projectParameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
	/** Lattice planes to be skipped, as `planeMarkers.z` of the list. */
	planeMarkersZ: z.array(z.int()).default([]),
});

const pacingSchema = z.strictObject({
	/** Time from the beginning of one tile to that of the next; 0: as fast as it goes. */
	secondsPerTile: z.number().min(0).default(1),
	/** What the stage needs besides to begin another row. */
	secondsPerRow: z.number().min(0).default(0),
	/** What it needs besides to begin another plane. */
	secondsPerPlane: z.number().min(0).default(0),
	/** Part of a tile's time during which its files grow. */
	writeFraction: z.number().min(0).max(1).default(0.6),
	/** Number of steps in which a file grows, about. */
	pieces: z.int().min(1).default(8),
});

/** Instead of imaging: copies a folder of tiles at the rate of `pacing`. */
const replaySchema = z.strictObject({
	folder: z.string().min(1),
	/** `name`: by path, numbers by value; `time`: by modification time. */
	sortBy: z.enum(["name", "time"]).default("name"),
	/** Whether each file is a tile or each folder that holds files is. */
	groupBy: z.enum(["file", "directory"]).default("file"),
	/** Only files whose name ends so (any case); empty: all files. */
	endings: z.array(z.string().min(1)).default([]),
	/**
	 * Where in the lattice the tiles lie, in their sorted order; null: as the folder's own pipeline-input.json says,
	 * or nowhere.
	 */
	lattice: z
		.strictObject({ columns: count, rows: count, order: z.enum(gridOrders).default("rows") })
		.nullable()
		.default(null),
});

export const simulationOptionsSchema = z.strictObject({
	/** Where to write; the project's root. */
	folder: z.string().min(1),
	seed: z.int().default(1),
	lattice: latticeSchema.prefault({}),
	stage: stageSchema.prefault({}),
	optics: opticsSchema.prefault({}),
	output: outputSchema.prefault({}),
	pacing: pacingSchema.prefault({}),
	misbehaviours: z.array(misbehaviourSchema).default([]),
	/** Besides those: the chance that a tile has one, drawn from the seed. */
	misbehaviourProbability: z.number().min(0).max(1).default(0),
	replay: replaySchema.nullable().default(null),
	/** Removes what an earlier run wrote into the folder and begins again. */
	restart: z.boolean().default(false),
});

/** As written down: every value but the folder may be left out. */
export type SimulationOptionsInput = z.input<typeof simulationOptionsSchema>;
/** Complete. */
export type SimulationOptions = z.output<typeof simulationOptionsSchema>;
export type ReplayOptions = z.output<typeof replaySchema>;

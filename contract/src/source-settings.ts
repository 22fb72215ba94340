import { z } from "zod";

/*
 * What a person may set of a source, by kind. Unknown keys are refused, so that a misspelt one is not silently
 * without effect. What the patterns and templates mean inside is checked where they are used.
 */

const pollSeconds = z.number().min(0.2).max(3600).default(2);
/** How long a file must stay unchanged, as seen by us, before it is taken. */
const settleSeconds = z.number().min(0).max(86_400).default(30);
/** How many files already taken are looked at again per second, in turn: overwritten ones are noticed by this. */
const sweepFilesPerSecond = z.number().positive().max(10_000).default(50);

const fieldName = z
	.string()
	.regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "a field name has letters, digits and _, and no digit first" });
const micrometres = z.strictObject({ x: z.number(), y: z.number(), z: z.number().default(0) });
const positiveMicrometres = z.strictObject({
	x: z.number().positive(),
	y: z.number().positive(),
	/** Without it all tiles lie in one plane. */
	z: z.number().positive().optional(),
});

/** Names that hold voxels, for tiles that are folders; `*` and `?` as usual, upper and lower case alike. */
export const defaultImageFiles = [
	"*.tif",
	"*.tiff",
	"*.btf",
	"*.tf2",
	"*.tf8",
	"*.zarr",
	"*.mj2",
	"*.jp2",
	"*.czi",
	"*.nd2",
	"*.h5",
] as const;

/** Names that are never tiles: hidden files and those of writers that rename when they are done. */
export const defaultIgnoredNames = [".*", "*.tmp", "*.partial", "*.part", "*~", "*downloading*"] as const;

export const listSourceSettingsSchema = z.strictObject({
	/** Looked for below the source's root; the first that exists is read, and its content decides the format. */
	listFiles: z.array(z.string().min(1)).min(1).default(["pipeline-input.json", "dashboard.json"]),
	pollSeconds,
	/** A list that lacks more than this many of the known tiles is refused. */
	maximumLostTiles: z.int().nonnegative().default(1000),
	imageFiles: z
		.array(z.string().min(1))
		.min(1)
		.default([...defaultImageFiles]),
	/** For files that change after their tile was taken; a tile the list newly calls complete is taken at once. */
	settleSeconds,
	sweepFilesPerSecond,
	/** Where the flat tile list is written for other tools, below the root or absolute; null for nowhere. */
	storageFile: z.string().min(1).nullable().default("pipeline-storage.json"),
});
export type ListSourceSettings = z.infer<typeof listSourceSettingsSchema>;

export const gridOrders = ["rows", "columns", "snakeRows", "snakeColumns"] as const;

const latticeFromFieldsSchema = z
	.strictObject({ x: fieldName.optional(), y: fieldName.optional(), z: fieldName.optional() })
	.refine((axes) => axes.x !== undefined || axes.y !== undefined || axes.z !== undefined, {
		error: "name a field for at least one of x, y and z",
	});
const latticeFromIndexSchema = z
	.strictObject({
		index: fieldName,
		/** Value of the first tile. */
		start: z.int().default(1),
		/** Tiles in one column; needed when the grid is run through column by column. */
		rows: z.int().positive().optional(),
		/** Tiles in one row; needed when the grid is run through row by row. */
		columns: z.int().positive().optional(),
		/** `snake…` turns round after each row or column. */
		order: z.enum(gridOrders).default("rows"),
		/** A field with the plane; without it, and with both rows and columns, further tiles go on in the next plane. */
		z: fieldName.optional(),
	})
	.superRefine((grid, context) => {
		const needed = grid.order === "rows" || grid.order === "snakeRows" ? "columns" : "rows";
		if (grid[needed] === undefined) {
			context.addIssue({ code: "custom", path: [needed], message: `order "${grid.order}" needs "${needed}"` });
		}
	});
const latticeFromMetadataSchema = z.strictObject({
	from: z.literal("metadata"),
	/** Distance of neighbouring tiles in micrometres; the size of the image itself where not given. */
	step: positiveMicrometres.optional(),
	/** Position of the tile that has lattice position 0, 0, 0. */
	origin: micrometres.default({ x: 0, y: 0, z: 0 }),
});

export const directoryLatticeSchema = z
	.looseObject({})
	.transform((value, context) => {
		if ("index" in value) return parseInto(latticeFromIndexSchema, value, context);
		if ("from" in value) return parseInto(latticeFromMetadataSchema, value, context);
		return parseInto(latticeFromFieldsSchema, value, context);
	})
	.nullable();
export type DirectoryLattice = z.infer<typeof directoryLatticeSchema>;

export const lengthUnits = ["nm", "µm", "mm", "cm", "m"] as const;
export type LengthUnit = (typeof lengthUnits)[number];
export const micrometresPer: Readonly<Record<LengthUnit, number>> = { nm: 1e-3, µm: 1, mm: 1e3, cm: 1e4, m: 1e6 };

const positionFromFieldsSchema = z.strictObject({
	x: fieldName,
	y: fieldName,
	z: fieldName.optional(),
	unit: z.enum(lengthUnits).default("µm"),
});
const positionFromMetadataSchema = z.strictObject({ from: z.literal("metadata") });
/** Nominal: lattice position times step. */
const positionFromLatticeSchema = z.strictObject({
	from: z.literal("lattice"),
	step: positiveMicrometres,
	origin: micrometres.default({ x: 0, y: 0, z: 0 }),
});

export const directoryPositionSchema = z
	.looseObject({})
	.transform((value, context) => {
		if (value.from === "lattice") return parseInto(positionFromLatticeSchema, value, context);
		if ("from" in value) return parseInto(positionFromMetadataSchema, value, context);
		return parseInto(positionFromFieldsSchema, value, context);
	})
	.nullable();
export type DirectoryPosition = z.infer<typeof directoryPositionSchema>;

export const directorySourceSettingsSchema = z.strictObject({
	/** `{plate}/{well}_s{site:int}_{channel}.tif`: types str (default), int, float and path; `{{` is a brace. */
	pattern: z.string().min(1),
	lattice: directoryLatticeSchema.default(null),
	position: directoryPositionSchema.default({ from: "metadata" }),
	/** Fields that merely count tiles and so need not agree between neighbours (those of the lattice are taken by themselves). */
	countingFields: z.array(fieldName).default([]),
	settleSeconds,
	pollSeconds,
	/** Must be there too, beside the file: `{name}` the file's name, `{stem}` without its ending, or a field. */
	companions: z.array(z.string().min(1)).default([]),
	/** A file whose presence beside the image decides that it is complete, instead of settling. */
	sentinel: z.string().min(1).nullable().default(null),
	/** A file below the root that names the complete files, one a line or as JSON, instead of settling. */
	manifest: z.string().min(1).nullable().default(null),
	/** A file below the root that says that nothing more will come. */
	finishedMarker: z.string().min(1).nullable().default(null),
	ignore: z.array(z.string().min(1)).default([...defaultIgnoredNames]),
	/** Opens TIFF and Zarr and looks whether all that the headers promise is there. */
	checkFormat: z.boolean().default(true),
	/** Takes a file that fails the check after it has been unchanged for so long; null never. */
	acceptInvalidAfterSeconds: z.number().nonnegative().nullable().default(null),
	sweepFilesPerSecond,
});
export type DirectorySourceSettings = z.infer<typeof directorySourceSettingsSchema>;

export const announcedSourceSettingsSchema = z.strictObject({});
export type AnnouncedSourceSettings = z.infer<typeof announcedSourceSettingsSchema>;

export const sourceKinds = ["list", "directory", "announced"] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** Hands a value on to the one schema its keys speak of: its complaints are more use than those of a union. */
function parseInto<Schema extends z.ZodType>(
	schema: Schema,
	value: unknown,
	context: z.RefinementCtx,
): z.output<Schema> {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	for (const issue of result.error.issues) {
		context.addIssue({ code: "custom", path: [...issue.path], message: issue.message });
	}
	return z.NEVER;
}

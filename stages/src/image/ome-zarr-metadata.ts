import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Axis, axisOrder, type ImagePosition, type PixelSize } from "@tilewright/contract/image/image";
import * as z from "zod";
import { imageUnreadable, imageUnsupported } from "./image-source.ts";
import { toMicrometres } from "./length-unit.ts";

const transformSchema = z.union([
	z.object({ type: z.literal("scale"), scale: z.array(z.number()) }),
	z.object({ type: z.literal("translation"), translation: z.array(z.number()) }),
	// Identity, and the transforms by file or by matrix of other versions, which are not followed.
	z.object({ type: z.string() }),
]);

const axisSchema = z.union([z.string(), z.object({ name: z.string(), unit: z.string().optional() })]);

const multiscaleSchema = z.object({
	version: z.string().optional(),
	axes: z.array(axisSchema).optional(),
	datasets: z
		.array(z.object({ path: z.string(), coordinateTransformations: z.array(transformSchema).optional() }))
		.min(1),
	coordinateTransformations: z.array(transformSchema).optional(),
});

const attributesSchema = z.object({
	version: z.string().optional(),
	multiscales: z.array(multiscaleSchema).min(1).optional(),
	omero: z.object({ channels: z.array(z.object({ label: z.unknown().optional() })).optional() }).optional(),
	plate: z.object({ wells: z.array(z.object({ path: z.string() })).optional() }).optional(),
	well: z.object({ images: z.array(z.object({ path: z.string() })).optional() }).optional(),
	"bioformats2raw.layout": z.number().optional(),
});

type Transform = z.infer<typeof transformSchema>;

export interface OmeZarrLevel {
	/** Path of the array below the store's folder. */
	readonly path: string;
	readonly pixelSize: PixelSize;
	readonly position: ImagePosition | null;
}

export interface OmeZarrMetadata {
	/** 2 or 3: how the arrays are stored. */
	readonly zarrFormat: 2 | 3;
	/** Null for versions 0.1 and 0.2, whose arrays are always t c z y x. */
	readonly axes: readonly Axis[] | null;
	/** Full resolution first. */
	readonly levels: readonly OmeZarrLevel[];
	readonly channelNames: readonly string[];
}

const knownVersions = /^0\.[1-5](?!\d)/;

/**
 * Reads what an OME-Zarr folder says of its image, versions 0.1 to 0.5, leniently: a missing version is taken as
 * the one the layout shows. Of a bioformats2raw folder the first image is taken. Throws IMAGE_UNREADABLE for
 * broken metadata and IMAGE_UNSUPPORTED for plates, other axes and unknown versions.
 */
export async function readOmeZarrMetadata(path: string, below = ""): Promise<OmeZarrMetadata> {
	const v3 = await readJson(path, join(below, "zarr.json"));
	const v2 = v3 === null ? await readJson(path, join(below, ".zattrs")) : null;
	if (v3 === null && v2 === null) {
		throw imageUnsupported(path, "it is a folder without .zattrs or zarr.json, so it is no OME-Zarr image");
	}
	const attributes = parseAttributes(path, v3 === null ? v2 : v3Attributes(v3));
	if (attributes.plate) {
		const [well] = attributes.plate.wells ?? [];
		throw imageUnsupported(path, `it is a whole plate; give the path of one field, such as ${well?.path ?? "A/1"}/0`);
	}
	if (attributes.well) throw imageUnsupported(path, "it is a well; give the path of one of its fields");
	const multiscale = attributes.multiscales?.[0];
	if (multiscale === undefined) {
		if (attributes["bioformats2raw.layout"] !== undefined && below === "") return readOmeZarrMetadata(path, "0");
		throw imageUnsupported(path, "its metadata name no multiscale image");
	}
	const version = attributes.version ?? multiscale.version;
	if (version !== undefined && !knownVersions.test(version)) {
		throw imageUnsupported(path, `OME-Zarr version "${version}"; 0.1 to 0.5 are read`);
	}
	const axes = multiscale.axes === undefined ? null : checkAxes(path, multiscale.axes);
	const names = axes ?? axisOrder;
	const units = names.map((name) => {
		const axis = multiscale.axes?.find((candidate) => typeof candidate === "object" && candidate.name === name);
		return typeof axis === "object" ? axis.unit : undefined;
	});
	return {
		zarrFormat: v3 === null ? 2 : 3,
		axes,
		levels: multiscale.datasets.map((dataset) => ({
			path: join(below, dataset.path),
			...placeOf(names, units, [
				...(dataset.coordinateTransformations ?? []),
				...(multiscale.coordinateTransformations ?? []),
			]),
		})),
		channelNames: (attributes.omero?.channels ?? []).map((channel, index) =>
			String(channel.label ?? `channel ${index}`),
		),
	};
}

/** Applies the transforms in turn; lengths whose axis has no unit are unknown. */
function placeOf(names: readonly Axis[], units: readonly (string | undefined)[], transforms: readonly Transform[]) {
	const scale = names.map(() => 1);
	const offset = names.map(() => 0);
	let isPlaced = false;
	for (const transform of transforms) {
		if ("scale" in transform) {
			for (const [i, factor] of transform.scale.entries()) {
				scale[i] = (scale[i] ?? 1) * factor;
				offset[i] = (offset[i] ?? 0) * factor;
			}
		} else if ("translation" in transform) {
			isPlaced = true;
			for (const [i, shift] of transform.translation.entries()) offset[i] = (offset[i] ?? 0) + shift;
		}
	}
	const along = (values: readonly number[], axis: Axis): number | null => {
		const index = names.indexOf(axis);
		const unit = units[index];
		const value = values[index];
		return unit === undefined || value === undefined ? null : toMicrometres(value, unit);
	};
	const x = along(offset, "x");
	const y = along(offset, "y");
	return {
		pixelSize: { x: along(scale, "x"), y: along(scale, "y"), z: along(scale, "z") },
		position: isPlaced && x !== null && y !== null ? { x, y, z: along(offset, "z") ?? 0 } : null,
	};
}

function checkAxes(path: string, axes: readonly z.infer<typeof axisSchema>[]): readonly Axis[] {
	const names = axes.map((axis) => (typeof axis === "string" ? axis : axis.name));
	const known = axisOrder.filter((axis) => names.includes(axis));
	if (known.join() !== names.join() || !names.includes("y") || !names.includes("x")) {
		throw imageUnsupported(path, `axes "${names.join(" ")}"; a part of "t c z y x" in that order is expected`);
	}
	return known;
}

function parseAttributes(path: string, value: unknown): z.infer<typeof attributesSchema> {
	const result = attributesSchema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	throw imageUnreadable(
		path,
		`its metadata are not OME-Zarr (${issue?.path.join(".")}: ${issue?.message})`,
		result.error,
	);
}

function v3Attributes(value: unknown): unknown {
	const result = z.object({ attributes: z.object({ ome: z.unknown() }).optional() }).safeParse(value);
	return result.success ? (result.data.attributes?.ome ?? {}) : {};
}

/** Null when there is no such file. */
async function readJson(path: string, name: string): Promise<unknown> {
	let text: string;
	try {
		text = await readFile(join(path, name), "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
		throw imageUnreadable(path, `${name} cannot be read`, error);
	}
	try {
		return JSON.parse(text);
	} catch (error) {
		throw imageUnreadable(path, `${name} is not JSON (${text.length} characters; is it still being written?)`, error);
	}
}

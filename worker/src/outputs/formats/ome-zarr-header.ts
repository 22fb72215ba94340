import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@tilewright/contract/errors";
import { z } from "zod";
import { FormatProblem } from "./file-window.ts";

const multiscales = z.array(z.object({ datasets: z.array(z.object({ path: z.string() })).min(1) })).min(1);
/** OME-Zarr 0.4 (Zarr 2) keeps it in .zattrs, 0.5 (Zarr 3) in zarr.json below "ome". */
const attributesVersion2 = z.object({ multiscales });
const groupVersion3 = z.object({ attributes: z.object({ ome: z.object({ multiscales }) }) });
const arrayMetadata = z.object({ shape: z.array(z.int().positive()) });

/** Shape of the finest level of an image folder. */
export function readOmeZarrShape(directory: string): readonly number[] {
	const isVersion3 = existsSync(join(directory, "zarr.json"));
	const images = isVersion3
		? readJson(groupVersion3, directory, "zarr.json").attributes.ome.multiscales
		: readJson(attributesVersion2, directory, ".zattrs").multiscales;
	const levels = images.flatMap((image) => image.datasets.map((dataset) => dataset.path));
	const shapes = levels.map(
		(level) => readJson(arrayMetadata, directory, join(level, isVersion3 ? "zarr.json" : ".zarray")).shape,
	);
	const [finest] = shapes;
	if (finest === undefined) throw new FormatProblem("it lists no image");
	return finest;
}

function readJson<Schema extends z.ZodType>(schema: Schema, directory: string, name: string): z.output<Schema> {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(join(directory, name), "utf8"));
	} catch (error) {
		throw new FormatProblem(`its "${name}" cannot be read (${describeError(error)})`);
	}
	const parsed = schema.safeParse(content);
	if (!parsed.success)
		throw new FormatProblem(`its "${name}" is not what OME-Zarr asks for (${z.prettifyError(parsed.error)})`);
	return parsed.data;
}

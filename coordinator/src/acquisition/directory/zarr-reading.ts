import { readFile } from "node:fs/promises";
import { type LengthUnit, micrometresPer } from "@tilewright/contract/source-settings";
import { z } from "zod";
import { type FileAccess, isAbsence } from "../file-access.ts";
import { type ImageReading, noImageFacts } from "./image-facts.ts";

const numbers = z.array(z.number());
const transformations = z
	.array(z.object({ type: z.string(), scale: numbers.optional(), translation: numbers.optional() }))
	.optional();
const multiscalesSchema = z
	.array(
		z.object({
			axes: z.array(z.union([z.string(), z.object({ name: z.string(), unit: z.string().optional() })])).optional(),
			datasets: z.array(z.object({ path: z.string(), coordinateTransformations: transformations })).min(1),
		}),
	)
	.min(1);
const arraySchema = z.object({ shape: z.array(z.number()) });

/**
 * Opens a Zarr folder (format 2 or 3): its metadata parses, and so does that of the finest level of an OME-Zarr
 * image. Whether chunks are missing cannot be told: a missing chunk stands for the fill value.
 */
export async function readZarr(files: FileAccess, folder: string): Promise<ImageReading> {
	const root = await readFirst(files, folder, ["zarr.json", ".zarray", ".zattrs", ".zgroup"]);
	if (root === null)
		return { kind: "unsound", reason: 'it holds no Zarr metadata ("zarr.json", ".zarray" or ".zgroup")' };
	if (root.kind === "unparsable") return { kind: "unsound", reason: `its "${root.name}" is not valid JSON` };
	if (arraySchema.safeParse(root.content).success) return { kind: "sound", facts: noImageFacts };
	const written = multiscalesOf(root.content);
	if (written === undefined) return { kind: "sound", facts: noImageFacts };
	const multiscales = multiscalesSchema.safeParse(written);
	if (!multiscales.success) return { kind: "unsound", reason: 'its "multiscales" metadata is not as OME-Zarr demands' };
	const [image] = multiscales.data;
	const [finest] = image?.datasets ?? [];
	if (image === undefined || finest === undefined) return { kind: "sound", facts: noImageFacts };
	const level = await readFirst(files, `${folder}/${finest.path}`, ["zarr.json", ".zarray"]);
	const array = level?.kind === "parsed" ? arraySchema.safeParse(level.content) : null;
	if (!array?.success) {
		return { kind: "unsound", reason: `its finest level "${finest.path}" has no readable array metadata` };
	}
	const axes = (image.axes ?? []).map((axis) => (typeof axis === "string" ? { name: axis } : axis));
	const transformation = (type: string) => finest.coordinateTransformations?.find((one) => one.type === type);
	const scale = alongAxes(axes, transformation("scale")?.scale, micrometresOfUnit);
	const size = alongAxes(axes, array.data.shape, () => 1);
	const position = alongAxes(axes, transformation("translation")?.translation, micrometresOfUnit);
	const z = scale?.z && size?.z ? scale.z * size.z : null;
	return {
		kind: "sound",
		facts: {
			position: position && { ...position, z: position.z ?? 0 },
			extent: scale && size ? { x: scale.x * size.x, y: scale.y * size.y, z } : null,
		},
	};
}

type ReadJson =
	| { readonly kind: "parsed"; readonly name: string; readonly content: unknown }
	| { readonly kind: "unparsable"; readonly name: string };

/** The first of the names that is there. Throws what is not plain absence. */
async function readFirst(files: FileAccess, folder: string, names: readonly string[]): Promise<ReadJson | null> {
	for (const name of names) {
		const path = `${folder}/${name}`;
		try {
			const text = await files.asked(() => readFile(path, "utf8"));
			try {
				return { kind: "parsed", name, content: JSON.parse(text) };
			} catch {
				return { kind: "unparsable", name };
			}
		} catch (error) {
			if (!isAbsence(error)) throw error;
		}
	}
	return null;
}

/** OME-Zarr 0.4 has it at the top of `.zattrs`, 0.5 below `attributes.ome` of `zarr.json`. */
function multiscalesOf(content: unknown): unknown {
	const inside = z
		.object({
			multiscales: z.unknown(),
			attributes: z.object({ ome: z.object({ multiscales: z.unknown() }).optional() }).optional(),
		})
		.partial()
		.safeParse(content);
	return inside.success ? (inside.data.multiscales ?? inside.data.attributes?.ome?.multiscales) : undefined;
}

/** Values along x, y and (where there is one) z, times a factor made from the axis's unit. */
function alongAxes(
	axes: readonly { readonly name: string; readonly unit?: string | undefined }[],
	values: readonly number[] | undefined,
	factorOf: (unit: string | undefined) => number,
): { readonly x: number; readonly y: number; readonly z: number | null } | null {
	const at = (name: string) => {
		const index = axes.findIndex((axis) => axis.name === name);
		const value = values?.[index];
		return value === undefined ? null : value * factorOf(axes[index]?.unit);
	};
	const x = at("x");
	const y = at("y");
	return x === null || y === null ? null : { x, y, z: at("z") };
}

const longNames: Readonly<Record<string, LengthUnit>> = {
	nanometer: "nm",
	micrometer: "µm",
	millimeter: "mm",
	centimeter: "cm",
	meter: "m",
};

/** A length without a unit is taken for micrometres, as with OME-XML. */
function micrometresOfUnit(unit: string | undefined): number {
	const short = unit === undefined ? undefined : longNames[unit];
	return short === undefined ? 1 : micrometresPer[short];
}

import { type TaskDefinitionContent, taskDefinitionContentSchema } from "@tilewright/contract/recipe";
import type { Database } from "../database/database.ts";
import { insertDefinition } from "./task-definition-commands.ts";

/** The programs that come with Tilewright, with what may be set of them. The page makes forms from the schemas. */

interface BuiltInDefinition {
	/** Of the definition, and of the program in stages/src/programs. */
	readonly name: string;
	readonly description: string;
	readonly content: TaskDefinitionContent;
}

const timeLimitSeconds = 3_600;

const number = (description: string, standard: number | null, minimum: number, maximum: number) => ({
	type: "number",
	description,
	minimum,
	maximum,
	...(standard === null ? {} : { default: standard }),
});
const choice = (description: string, choices: readonly string[]) => ({
	type: "string",
	description,
	enum: choices,
});

const imageParameters = {
	imagesFrom: {
		type: "string",
		description: "Name of the parent stage whose images are used, where several parents bring images.",
	},
	filesAre: choice("What several files of one tile are; channels without it.", ["channels", "planes"]),
};
const pixelSize = number("Micrometres, where the files do not tell.", null, 1e-6, 1e6);

export const builtInDefinitions: readonly BuiltInDefinition[] = [
	builtIn("quality", "Focus, saturation, signal-to-noise ratio and mean of a tile, as metrics.", {}, [
		{ path: "metrics.json", format: "json" },
	]),
	builtIn(
		"preview",
		"A small picture of a tile with stretched contrast.",
		{
			size: number("Longest side in pixels.", 256, 16, 4096),
			lowPercentile: number("What becomes black.", 1, 0, 100),
			highPercentile: number("What becomes white.", 99.8, 0, 100),
		},
		[{ path: "preview.png", format: "png" }],
	),
	builtIn(
		"projection",
		"The maximum along z of a tile.",
		{ compression: choice("Deflate without it.", ["deflate", "none"]) },
		[{ path: "projection.ome.tif", format: "tiff" }],
	),
	builtIn(
		"shift",
		"How far two neighbouring tiles really are apart, by correlating their overlap.",
		{
			channel: number("Counted from 0.", 0, 0, 999),
			searchFraction: number("How far from the expected place to look, as part of the image's length.", 0.1, 0, 1),
			minimumOverlap: number("Least part of the image's length that neighbours share.", 0.015, 0, 1),
			maximumOverlap: number("Largest part of the image's length that neighbours share.", 0.5, 0, 1),
			pixelSize,
		},
		[{ path: "transform.json", format: "json" }],
	),
	builtIn(
		"mosaic",
		"The tiles of a group in one OME-Zarr picture with a pyramid.",
		{
			placement: choice(
				"By measured shifts, stage position or lattice; without it by the best of these that the inputs bring.",
				["auto", "shifts", "position", "lattice"],
			),
			overlap: number("Part of a tile that its neighbour covers, for placement by lattice.", 0, 0, 0.95),
			blend: choice("How overlapping tiles are joined; feather without it.", ["feather", "last"]),
			compression: choice("Zlib without it, and none while the group is partial.", ["zlib", "none"]),
			chunkSize: number("Side of a chunk in pixels.", 512, 16, 8192),
			previewSize: number("Longest side of the preview in pixels.", 512, 16, 4096),
			pixelSize,
		},
		[{ path: "mosaic.ome.zarr", format: "ome-zarr" }],
	),
];

function builtIn(
	name: string,
	description: string,
	properties: Readonly<Record<string, object>>,
	outputs: readonly object[],
): BuiltInDefinition {
	return {
		name,
		description,
		content: taskDefinitionContentSchema.parse({
			program: { kind: "builtIn", name },
			// These programs read the task file; the arguments of the predecessor's scripts mean nothing to them.
			standardArguments: false,
			outputs,
			parameterSchema: {
				type: "object",
				properties: { ...properties, ...imageParameters },
				additionalProperties: false,
			},
		}),
	};
}

/**
 * Makes a definition for every built-in program that has none. One that was changed, renamed or archived is left
 * as it is, and nothing is made where the name is taken.
 */
export async function ensureBuiltInDefinitions(database: Database): Promise<void> {
	await database.transaction(async (transaction) => {
		// Two coordinators that start at once would both find nothing there.
		await transaction.query("lock table task_definition in share row exclusive mode");
		const known = await transaction.query<{ program: string | null; name: string }>(
			`select content -> 'program' ->> 'name' as program, lower(name) as name from task_definition
			where archived_at is null or content -> 'program' ->> 'kind' = 'builtIn'`,
		);
		for (const { name, description, content } of builtInDefinitions) {
			if (known.some((definition) => definition.program === name || definition.name === name)) continue;
			const defaultOperations = { timeLimitSeconds };
			await insertDefinition(transaction, { name, description, repositoryId: null, content, defaultOperations });
		}
	});
}

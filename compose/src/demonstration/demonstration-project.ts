import type { operationsSchema, taskDefinitionContentSchema, unitRuleSchema } from "@tilewright/contract/recipe";
import type { z } from "zod";

/** What the demonstration consists of, in the words of the API. */
export interface DemonstrationStage {
	readonly name: string;
	readonly description: string;
	/** Name of the task definition, and the built-in program it runs. */
	readonly program: string;
	/** Names of stages above it in the list; none stands for the root stage. */
	readonly parents: readonly string[];
	readonly unitRule: z.input<typeof unitRuleSchema>;
	readonly parameters: Readonly<Record<string, unknown>>;
}

export interface DemonstrationDefinition {
	readonly name: string;
	readonly description: string;
	readonly content: z.input<typeof taskDefinitionContentSchema>;
	readonly operations: z.input<typeof operationsSchema>;
}

export const demonstrationName = "Demonstration";
export const demonstrationDescription =
	"A simulated microscope images a piece of simulated cortex, tile by tile. Each tile is measured and shown as it arrives; the planes grow into mosaics.";

function builtIn(
	name: string,
	description: string,
	outputs: DemonstrationDefinition["content"]["outputs"],
): DemonstrationDefinition {
	return {
		name,
		description,
		// These programs read the task file; the arguments of the predecessor's scripts mean nothing to them.
		content: { program: { kind: "builtIn", name }, standardArguments: false, outputs },
		operations: { timeLimitSeconds: 300 },
	};
}

/** The programs that come with Tilewright, one definition each. */
export const demonstrationDefinitions: readonly DemonstrationDefinition[] = [
	builtIn("quality", "Focus, saturation, signal-to-noise ratio and mean of a tile, as metrics.", [
		{ path: "metrics.json", format: "json" },
	]),
	builtIn("preview", "A small picture of a tile with stretched contrast.", [{ path: "preview.png", format: "png" }]),
	builtIn("projection", "The maximum along z of a tile.", [{ path: "projection.ome.tif", format: "tiff" }]),
	builtIn("shift", "How far two neighbouring tiles really are apart, by phase correlation.", [
		{ path: "transform.json", format: "json" },
	]),
	builtIn("mosaic", "All tiles of a plane in one picture with a pyramid.", [
		{ path: "mosaic.ome.zarr", format: "ome-zarr" },
	]),
];

export const demonstrationStages: readonly DemonstrationStage[] = [
	{
		name: "Quality",
		description: "Is the tile sharp, and is the light right?",
		program: "quality",
		parents: [],
		unitRule: { kind: "each" },
		parameters: {},
	},
	{
		name: "Preview",
		description: "What the page shows of a tile.",
		program: "preview",
		parents: [],
		unitRule: { kind: "each" },
		parameters: {},
	},
	{
		name: "Projection",
		description: "The stack seen from above.",
		program: "projection",
		parents: [],
		unitRule: { kind: "each" },
		parameters: {},
	},
	{
		name: "Shift",
		description: "How well the stage's positions agree with the images.",
		program: "shift",
		parents: ["Projection"],
		unitRule: {
			kind: "neighbours",
			offsets: [
				{ x: 1, y: 0, z: 0 },
				{ x: 0, y: 1, z: 0 },
			],
		},
		parameters: {},
	},
	{
		name: "Mosaic",
		description: "The plane so far.",
		program: "mosaic",
		parents: ["Projection"],
		unitRule: {
			kind: "group",
			by: ["z"],
			completion: { kind: "endOfAcquisition" },
			partial: { minimumMembers: 4, intervalSeconds: 5 },
		},
		parameters: {},
	},
];

import type { unitRuleSchema } from "@tilewright/contract/recipe";
import type { z } from "zod";

/** What the demonstration consists of, in the words of the API. */
export interface DemonstrationStage {
	readonly name: string;
	readonly description: string;
	/** Name of the task definition; the coordinator brings one for every built-in program. */
	readonly program: string;
	/** Names of stages above it in the list; none stands for the root stage. */
	readonly parents: readonly string[];
	readonly unitRule: z.input<typeof unitRuleSchema>;
	readonly parameters: Readonly<Record<string, unknown>>;
}

export const demonstrationName = "Demonstration";
export const demonstrationDescription =
	"A simulated microscope images a piece of simulated cortex, tile by tile. Each tile is measured and shown as it arrives; the planes grow into mosaics.";

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
		description: "The plane so far, placed by the shifts measured so far.",
		program: "mosaic",
		parents: ["Projection", "Shift"],
		unitRule: {
			kind: "group",
			by: ["z"],
			completion: { kind: "endOfAcquisition" },
			partial: { minimumMembers: 4, intervalSeconds: 5 },
		},
		parameters: {},
	},
];

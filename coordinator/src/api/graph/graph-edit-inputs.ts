import { TilewrightError } from "@tilewright/contract/errors";
import { asTaskDefinitionId, asTileId } from "@tilewright/contract/ids";
import type { z } from "zod";
import type { editPolicySchema, graphEditSchema } from "../../editing/graph-edit.ts";
import { enumType } from "../enum-type.ts";
import { readId, readSmallId } from "../id-argument.ts";
import { readJsonObject } from "../json-argument.ts";
import { LatticeRegionInput, readRegion } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";
import { withoutNulls } from "../without-nulls.ts";
import { readStageReference, StageReferenceInput } from "./stage-reference.ts";

/** The vocabulary of edits, as GraphQL says it; docs/editing.md explains each. */

type AskedEdit = z.input<typeof graphEditSchema>;
type AskedPolicy = z.input<typeof editPolicySchema>;

export const unitRuleDescription =
	'`{"kind": "each"}`, `{"kind": "neighbours", "offsets": [{"x": 1, "y": 0, "z": 0}]}`, `{"kind": "group", "by": ["z"], "completion": {"kind": "endOfAcquisition"}, "partial": {"minimumMembers": 1, "intervalSeconds": 5}}` or `{"kind": "all", …}`.';

const CanaryInput = builder.inputType("CanaryInput", {
	description: "How many tasks run until a person has promoted or dropped what is tried out.",
	fields: (t) => ({
		count: t.int({ required: true, description: "So many tasks." }),
		tileIds: t.idList({ description: "On these tiles; without them a sample over all there are." }),
	}),
});

const StartWithEnum = enumType<"everything" | "newTiles">("StartWith", "What a new stage works on.", {
	everything: "Also on all that has finished already, behind live tiles.",
	newTiles: "Only on what arrives from now on.",
});

const AddStageInput = builder.inputType("AddStageInput", {
	description: "A new stage: at the end, below several parents, or between others (`before`).",
	fields: (t) => ({
		name: t.string({ required: true, description: "Unique in the project." }),
		description: t.string({ description: "Free text." }),
		definitionId: t.id({ required: true, description: "The task definition it runs." }),
		definitionVersion: t.int({ description: "Which version of it; without one the newest." }),
		parents: t.field({
			type: [StageReferenceInput],
			required: true,
			description: "The stages it takes its inputs from, in this order; at least one.",
		}),
		unitRule: t.field({ type: "JSON", required: true, description: unitRuleDescription }),
		parameters: t.field({ type: "JSON", description: "An object the program gets; must fit the definition's schema." }),
		operations: t.field({
			type: "JSON",
			description: "Work units, limits, retries, the gate; laid over what the definition starts from.",
		}),
		outputPath: t.string({
			description:
				"Absolute, and no other stage's; without it a folder with the stage's name below the project's output path.",
		}),
		priority: t.int({ description: "Within the project; higher goes first, 0 without it." }),
		startWith: t.field({ type: StartWithEnum, description: "EVERYTHING without it." }),
		region: t.field({ type: LatticeRegionInput, description: "Only there; without it wherever the project works." }),
		canary: t.field({ type: CanaryInput, description: "Runs on a few units first." }),
		before: t.field({
			type: [StageReferenceInput],
			description:
				"Stages that take their inputs from the new one instead of from its parents: it is inserted between.",
		}),
	}),
});

const ChangeStageInput = builder.inputType("ChangeStageInput", {
	description: "What is left out stays as it is.",
	fields: (t) => ({
		stage: t.field({ type: StageReferenceInput, required: true, description: "Which one." }),
		name: t.string({ description: "Unique in the project. Results stay where they are." }),
		description: t.string({ description: "Free text." }),
		definitionId: t.id({
			description: "Another task definition, in its newest version unless `definitionVersion` says.",
		}),
		definitionVersion: t.int({ description: "Another version of the definition; null for the newest." }),
		parents: t.field({ type: [StageReferenceInput], description: "Take the place of those before." }),
		unitRule: t.field({ type: "JSON", description: unitRuleDescription }),
		parameters: t.field({ type: "JSON", description: "Take the place of those before." }),
		operations: t.field({
			type: "JSON",
			description: "Laid over those before. Changing only them makes nothing stale.",
		}),
		outputPath: t.string({ description: "Absolute, and no other stage's; for results made from now on." }),
		priority: t.int({ description: "Within the project; higher goes first." }),
		region: t.field({ type: LatticeRegionInput, description: "Null works wherever the project does again." }),
		canary: t.field({
			type: CanaryInput,
			description:
				"Tries the change out in a stage of its own beside this one, which stays as it is, until `promoteCanary` or `removeStage`.",
		}),
	}),
});

const ChildrenEnum = enumType<"reattach" | "remove">(
	"RemovedChildren",
	"What becomes of the children of a removed stage.",
	{
		reattach: "They take its parents as theirs.",
		remove: "They are removed with it, and everything below them.",
	},
);

const RemoveStageInput = builder.inputType("RemoveStageInput", {
	description: "Takes a stage out of the graph. Running programs finish, results are kept and hidden.",
	fields: (t) => ({
		stage: t.field({ type: StageReferenceInput, required: true, description: "Which one." }),
		children: t.field({ type: ChildrenEnum, description: "REATTACH without it." }),
	}),
});

const DuplicateStageInput = builder.inputType("DuplicateStageInput", {
	description: "Another stage with the same recipe and its own output folder.",
	fields: (t) => ({
		stage: t.field({ type: StageReferenceInput, required: true, description: "Which one." }),
		name: t.string({ description: 'Of the copy; without it "… copy".' }),
		withDescendants: t.boolean({ description: "With everything below it." }),
	}),
});

const PromoteCanaryInput = builder.inputType("PromoteCanaryInput", {
	description:
		"What was tried out becomes what is: a new stage opens for everything, a change becomes its stage's next version.",
	fields: (t) => ({
		stage: t.field({ type: StageReferenceInput, required: true, description: "The one that is tried out." }),
	}),
});

export const GraphEditInput = builder.inputType("GraphEditInput", {
	description: "One edit of a graph.",
	isOneOf: true,
	fields: (t) => ({
		addStage: t.field({ type: AddStageInput, description: "Adds a stage, at the end or between others." }),
		changeStage: t.field({
			type: ChangeStageInput,
			description: "Changes anything of a stage, or tries a change out.",
		}),
		removeStage: t.field({ type: RemoveStageInput, description: "Takes a stage out, or drops what was tried out." }),
		duplicateStage: t.field({ type: DuplicateStageInput, description: "Copies a stage." }),
		promoteCanary: t.field({ type: PromoteCanaryInput, description: "Makes what was tried out what is." }),
	}),
});

const RerunEnum = enumType<NonNullable<AskedPolicy["rerun"]>>(
	"Rerun",
	"Tasks of changed stages that run again at once.",
	{
		nothing: "None: stale results stay until somebody asks.",
		stale: "Those whose result is stale; what is below follows where the new result is another one.",
		failed: "Those that failed.",
		staleAndFailed: "Both.",
		all: "All that have ended, stale or not.",
	},
);

export const EditPolicyInput = builder.inputType("EditPolicyInput", {
	description: "What becomes of results that an edit makes stale, and of programs that run.",
	fields: (t) => ({
		rerun: t.field({ type: RerunEnum, description: "NOTHING without it." }),
		rerunRegion: t.field({ type: LatticeRegionInput, description: "Only these of them." }),
		acceptAsIs: t.boolean({ description: "Results of the changed stages count as made by the new version." }),
		stopRunning: t.boolean({
			description: "Stops programs of changed and removed stages instead of letting them finish; costs no retry.",
		}),
	}),
});

export function readGraphEdits(edits: readonly (typeof GraphEditInput.$inferInput)[]): AskedEdit[] {
	return edits.map(readGraphEdit);
}

function readGraphEdit(edit: typeof GraphEditInput.$inferInput): AskedEdit {
	if (edit.addStage) return readAddStage(edit.addStage);
	if (edit.changeStage) return readChangeStage(edit.changeStage);
	if (edit.removeStage) {
		const { stage, children } = edit.removeStage;
		return { kind: "removeStage", stage: readStageReference(stage), ...withoutNulls({ children }) };
	}
	if (edit.duplicateStage) {
		const { stage, ...rest } = edit.duplicateStage;
		return { kind: "duplicateStage", stage: readStageReference(stage), ...withoutNulls(rest) };
	}
	if (edit.promoteCanary) return { kind: "promoteCanary", stage: readStageReference(edit.promoteCanary.stage) };
	throw new TilewrightError({ code: "ARGUMENT_INVALID", message: "An edit is empty: give one of its fields." });
}

function readAddStage(input: typeof AddStageInput.$inferInput): AskedEdit {
	const { definitionId, parents, before, region, canary, unitRule, parameters, operations, ...rest } = input;
	return {
		...withoutNulls(rest),
		kind: "addStage",
		definitionId: readSmallId(definitionId, "task definition", asTaskDefinitionId),
		parents: parents.map(readStageReference),
		before: (before ?? []).map(readStageReference),
		// What it says is checked by the command's schema.
		unitRule: unitRule as never,
		parameters: readJsonObject(parameters, "parameters"),
		operations: readJsonObject(operations, "operations"),
		region: region ? readRegion(region) : null,
		canary: canary ? readCanary(canary) : null,
	};
}

function readChangeStage(input: typeof ChangeStageInput.$inferInput): AskedEdit {
	const { stage, definitionId, definitionVersion, parents, region, canary, unitRule, parameters, operations, ...rest } =
		input;
	return {
		...withoutNulls(rest),
		kind: "changeStage",
		stage: readStageReference(stage),
		...(definitionId == null ? {} : { definitionId: readSmallId(definitionId, "task definition", asTaskDefinitionId) }),
		...(definitionVersion === undefined ? {} : { definitionVersion }),
		...(parents == null ? {} : { parents: parents.map(readStageReference) }),
		// As above.
		...(unitRule == null ? {} : { unitRule: unitRule as never }),
		...(parameters == null ? {} : { parameters: readJsonObject(parameters, "parameters") }),
		...(operations == null ? {} : { operations: readJsonObject(operations, "operations") }),
		...(region === undefined ? {} : { region: region === null ? null : readRegion(region) }),
		...(canary == null ? {} : { canary: readCanary(canary) }),
	};
}

function readCanary({ count, tileIds }: typeof CanaryInput.$inferInput): { count: number; tileIds: number[] } {
	return { count, tileIds: (tileIds ?? []).map((id) => readId(id, "tile", asTileId)) };
}

export function readPolicy(policy: typeof EditPolicyInput.$inferInput | null | undefined): AskedPolicy {
	if (!policy) return {};
	const { rerunRegion, ...rest } = policy;
	return { ...withoutNulls(rest), rerunRegion: rerunRegion ? readRegion(rerunRegion) : null };
}

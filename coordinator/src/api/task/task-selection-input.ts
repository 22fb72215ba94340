import { asProjectId, asStageId, asTaskId, asTileId, type WorkerId } from "@tilewright/contract/ids";
import type { TaskSelection } from "../../planning/task-selection.ts";
import { AttemptOutcomeEnum, TaskStateEnum } from "../enums.ts";
import { readId, readSmallId, readWorkerId } from "../id-argument.ts";
import { LatticeRegionInput, readRegion } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";

/** Which tasks are meant: the same words for lists and for what is done to all of them at once. */

type Types = typeof builder.$inferSchemaTypes;

export function selectionFields(t: PothosSchemaTypes.InputFieldBuilder<Types, "InputObject">) {
	return {
		stageIds: t.idList({ description: "Of these stages." }),
		ids: t.idList({ description: "Among these." }),
		states: t.field({ type: [TaskStateEnum], description: "In one of these states." }),
		outcomes: t.field({ type: [AttemptOutcomeEnum], description: "Whose last attempt ended in one of these ways." }),
		isStale: t.boolean({ description: "Whose result is (or is not) stale." }),
		region: t.field({ type: LatticeRegionInput, description: "Of tiles there, or of groups of planes there." }),
		tileIds: t.idList({ description: "Whose own (first) tile is among these." }),
		workerId: t.id({ description: "Whose last attempt this worker has or had." }),
		signature: t.string({ description: "Whose last attempt failed with this signature, as failures are grouped by." }),
		isCanary: t.boolean({ description: "That run (or do not) while their stage is tried out." }),
		isFlagged: t.boolean({ description: "That a gate or a person has (or nobody has) flagged." }),
		isDecided: t.boolean({ description: "Whose result a person has (or nobody has) approved or rejected." }),
	};
}

export const TaskSelectionInput = builder.inputType("TaskSelection", {
	description: "Tasks by what they are like, of all stages but the root stage; all that is given must hold.",
	fields: (t) => ({
		projectId: t.id({ required: true, description: "Whose tasks." }),
		...selectionFields(t),
	}),
});

type Selected = Omit<typeof TaskSelectionInput.$inferInput, "projectId">;

export function readSelection(given: Selected): Omit<TaskSelection, "projectId"> & { readonly workerId?: WorkerId } {
	const { stageIds, ids, states, outcomes, isStale, region, tileIds, workerId, signature, ...flags } = given;
	const { isCanary, isFlagged, isDecided } = flags;
	return {
		...(stageIds ? { stageIds: stageIds.map((id) => readSmallId(id, "stage", asStageId)) } : {}),
		...(ids ? { ids: ids.map((id) => readId(id, "task", asTaskId)) } : {}),
		...(states ? { states } : {}),
		...(outcomes ? { outcomes } : {}),
		...(isStale == null ? {} : { isStale }),
		...(region ? { region: readRegion(region) } : {}),
		...(tileIds ? { tileIds: tileIds.map((id) => readId(id, "tile", asTileId)) } : {}),
		...(workerId == null ? {} : { workerId: readWorkerId(workerId) }),
		...(signature == null ? {} : { signature }),
		...(isCanary == null ? {} : { isCanary }),
		...(isFlagged == null ? {} : { isFlagged }),
		...(isDecided == null ? {} : { isDecided }),
	};
}

export function readProjectSelection({ projectId, ...rest }: typeof TaskSelectionInput.$inferInput): TaskSelection {
	return { ...readSelection(rest), projectId: readSmallId(projectId, "project", asProjectId) };
}

import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { readEditContext } from "../editing/edit-context-reader.ts";
import { checkedGraph, editGraph } from "../editing/edit-rules.ts";
import type { Graph } from "../editing/graph.ts";
import { changeGraph, refuseOtherVersion } from "../editing/graph-changer.ts";
import { editPolicySchema, graphEditSchema } from "../editing/graph-edit.ts";
import { graphToRestore } from "../editing/graph-history.ts";
import { readGraph } from "../editing/graph-store.ts";
import { checkOperations } from "../gates/check-gate.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { type LockedProject, lockProject } from "./locked-rows.ts";
import { idSchema } from "./name-rules.ts";

/** Any number of edits at once: all of them or none, one new version of the graph. */
export const editGraphCommand = defineCommand({
	name: "editGraph",
	input: z.object({
		projectId: idSchema,
		expectedGraphVersion: z.int().nullish(),
		edits: z.array(graphEditSchema).min(1, "there is nothing to edit").max(1_000),
		policy: editPolicySchema.prefault({}),
		/** New stages begin paused. */
		isPaused: z.boolean().default(false),
	}),
	async carryOut(context, input) {
		const project = await lockEditableProject(context.transaction, input.projectId, input.expectedGraphVersion ?? null);
		const before = await readGraph(context.transaction, project.id);
		const editing = await readEditContext(
			context.transaction,
			project.id,
			input.edits,
			{
				imagines: false,
				checkOperations,
			},
			before.stages.map((stage) => stage.recipe.definitionId),
		);
		const after = editGraph(before, input.edits, editing);
		return change(context, project, before, after, { policy: input.policy, isPaused: input.isPaused, restores: null });
	},
});

/** Goes back one edit, or to a version that is named; as a new version, so that it can be undone as well. */
export const restoreGraphCommand = defineCommand({
	name: "restoreGraph",
	input: z.object({
		projectId: idSchema,
		expectedGraphVersion: z.int().nullish(),
		/** Null undoes the last edit that is not undone yet. */
		version: z.int().nullish(),
		policy: editPolicySchema.prefault({}),
	}),
	async carryOut(context, input) {
		const project = await lockEditableProject(context.transaction, input.projectId, input.expectedGraphVersion ?? null);
		const before = await readGraph(context.transaction, project.id);
		const { graph, version } = await graphToRestore(context.transaction, project, input.version ?? null);
		return change(context, project, before, checkedGraph(graph), {
			policy: input.policy,
			isPaused: false,
			restores: version,
		});
	},
});

async function change(
	{ transaction, effects, actor, message }: CommandContext,
	project: LockedProject,
	before: Graph,
	after: Graph,
	how: Pick<Parameters<typeof changeGraph>[4], "policy" | "isPaused" | "restores">,
) {
	const changed = await changeGraph(transaction, effects, before, after, {
		actor,
		message,
		version: project.graphVersion,
		...how,
	});
	const stageIds = changed.graph.stages.map((stage) => stage.id);
	return {
		projectId: project.id,
		graphVersion: changed.version,
		summary: changed.summary,
		addedStageIds: changed.difference.added.map((stage) => stage.id),
		removedStageIds: changed.difference.removed.map((stage) => stage.id),
		changedStageIds: changed.difference.changed.map((stage) => stage.after.id),
		stageIds,
		stopped: changed.stopped,
		accepted: changed.accepted,
		rerun: changed.rerun,
		audit: {
			summary: changed.summary,
			before: { graphVersion: project.graphVersion },
			after: { graphVersion: changed.version },
		},
	};
}

export async function lockEditableProject(
	transaction: Transaction,
	id: number,
	expectedGraphVersion: number | null,
): Promise<LockedProject & { readonly id: ProjectId }> {
	const project = await lockProject(transaction, id);
	if (project.isArchived) {
		throw new TilewrightError({
			code: "STATE_CONFLICT",
			message: `Project "${project.name}" is archived: restore it before its graph is changed.`,
			fields: { projectId: project.id },
		});
	}
	await refuseOtherVersion(transaction, project, expectedGraphVersion);
	return project;
}

import type { StageId } from "@tilewright/contract/ids";
import { listMeasuredNames, listStaleResults, type StaleResults } from "../../database/stage-result-reads.ts";
import { batched, batchedGroups } from "../batched-loader.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "./stage-ref.ts";

const staleResultsOf = batchedGroups(
	(ids: readonly StageId[], context) => listStaleResults(context.database, ids),
	(row) => row.stageId,
);

const measuredNamesOf = batched<StageId, readonly string[]>(
	async (ids, context) =>
		new Map((await listMeasuredNames(context.database, ids)).map(({ stageId, names }) => [stageId, names])),
	() => [],
);

const StaleResultsType = builder.objectRef<StaleResults>("StaleResults").implement({
	description: "Results of a stage that are stale for the same reason.",
	fields: (t) => ({
		count: t.exposeInt("count", { description: "How many." }),
		version: t.exposeInt("version", {
			nullable: true,
			description: "The version of the stage that made them; null where that attempt is not kept.",
		}),
		hasOtherRecipe: t.exposeBoolean("hasOtherRecipe", {
			description: "The stage's recipe changed after them; false when only inputs of theirs changed.",
		}),
		hasOtherScript: t.exposeBoolean("hasOtherScript", {
			description: "Of the recipe only the content of the script changed.",
		}),
	}),
});

builder.objectFields(StageType, (t) => ({
	staleResults: t.field({
		type: [StaleResultsType],
		description:
			"Its stale results, counted by the version that made them, the oldest first. Counted when asked for, like `staleCount`.",
		complexity: { field: 50, multiplier: 4 },
		resolve: async (stage, _arguments, context) => [...(await staleResultsOf(context, stage.id))],
	}),
	metricNames: t.stringList({
		description:
			"Names of the numbers that its results have, told from its first 200 and from what ended last; empty when it measures nothing.",
		complexity: 20,
		resolve: async (stage, _arguments, context) => [...(await measuredNamesOf(context, stage.id))],
	}),
}));

import type { StageId } from "@tilewright/contract/ids";
import {
	type ComparedNumber,
	type ComparedUnitRow,
	compareMetrics,
	compareRunTimes,
	countComparedUnits,
	type NumberSummary,
	pageComparedUnits,
} from "../../database/comparison-reads.ts";
import { connectionType, pageArguments, pageComplexity } from "../connection-type.ts";
import { answerPage } from "../page.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { TaskType } from "../task/task-ref.ts";
import { TileType } from "../tile/tile-ref.ts";

const NumberSummaryType = builder.objectRef<NumberSummary>("NumberSummary").implement({
	description: "A number over many units.",
	fields: (t) => ({
		mean: t.exposeFloat("mean", { description: "Arithmetic mean." }),
		median: t.exposeFloat("median", { description: "Half of the units have less, half have more." }),
		minimum: t.exposeFloat("minimum", { description: "The smallest." }),
		maximum: t.exposeFloat("maximum", { description: "The largest." }),
	}),
});

const ComparedNumberType = builder.objectRef<ComparedNumber>("ComparedNumber").implement({
	description: "A metric of two stages side by side.",
	fields: (t) => ({
		name: t.exposeString("name", { description: "The metric's; `runSeconds` for the run time." }),
		count: t.exposeInt("count", { description: "Units for which both stages have it." }),
		baseline: t.field({
			type: NumberSummaryType,
			description: "Of the stage as it is.",
			resolve: (row) => row.baseline,
		}),
		candidate: t.field({
			type: NumberSummaryType,
			description: "Of what is tried out.",
			resolve: (row) => row.candidate,
		}),
		meanDifference: t.exposeFloat("meanDifference", { description: "Mean of candidate minus baseline, unit by unit." }),
	}),
});

const ComparedUnitType = builder.objectRef<ComparedUnitRow>("ComparedUnit").implement({
	description: "One unit that both stages have finished.",
	fields: (t) => ({
		unitKey: t.exposeString("unitKey", { description: "The unit; the same in both stages." }),
		tile: t.field({
			type: TileType,
			nullable: true,
			description: "The unit's own (first) tile; null for groups.",
			resolve: (row) => row.tileId,
		}),
		baselineTask: t.field({
			type: TaskType,
			description: "Of the stage as it is.",
			resolve: (row) => row.baselineTaskId,
		}),
		candidateTask: t.field({
			type: TaskType,
			description: "Of what is tried out.",
			resolve: (row) => row.candidateTaskId,
		}),
		baselineMetrics: t.expose("baselineMetrics", {
			type: "JSON",
			nullable: true,
			description: "What the stage as it is measured: numbers by name.",
		}),
		candidateMetrics: t.expose("candidateMetrics", {
			type: "JSON",
			nullable: true,
			description: "What was measured by what is tried out.",
		}),
		baselineRunSeconds: t.exposeFloat("baselineRunSeconds", { nullable: true, description: "Run time." }),
		candidateRunSeconds: t.exposeFloat("candidateRunSeconds", { nullable: true, description: "Run time." }),
	}),
});
const ComparedUnitConnection = connectionType("ComparedUnit", ComparedUnitType);

export interface StageComparison {
	readonly baselineId: StageId;
	readonly candidateId: StageId;
}

export const StageComparisonType = builder.objectRef<StageComparison>("StageComparison").implement({
	description: "Results of two stages side by side, over the units that both have finished.",
	fields: (t) => ({
		baseline: t.field({ type: StageType, description: "The stage as it is.", resolve: (pair) => pair.baselineId }),
		candidate: t.field({ type: StageType, description: "What is tried out.", resolve: (pair) => pair.candidateId }),
		unitCount: t.int({
			description: "Units that both have finished.",
			resolve: (pair, _arguments, context) => countComparedUnits(context.database, pair.baselineId, pair.candidateId),
		}),
		metrics: t.field({
			type: [ComparedNumberType],
			description: "The metrics that both have, by name.",
			complexity: { field: 20, multiplier: 10 },
			resolve: (pair, _arguments, context) => compareMetrics(context.database, pair.baselineId, pair.candidateId),
		}),
		runTime: t.field({
			type: ComparedNumberType,
			nullable: true,
			description: "In seconds; null when there is no unit that both have finished.",
			resolve: (pair, _arguments, context) => compareRunTimes(context.database, pair.baselineId, pair.candidateId),
		}),
		units: t.field({
			type: ComparedUnitConnection,
			description: "The units one by one, in the order in which the candidate got them.",
			args: pageArguments,
			complexity: pageComplexity,
			resolve: (pair, asked, context) =>
				answerPage(asked, ["number"], (request) =>
					pageComparedUnits(context.database, pair.baselineId, pair.candidateId, request),
				),
		}),
	}),
});

import { asTaskDefinitionId, asTileId } from "@tilewright/contract/ids";
import type { StageRow } from "../../database/models/stage-model.ts";
import type { ApiContext } from "../api-context.ts";
import { pageArguments, pageComplexity } from "../connection-type.ts";
import { StageKindEnum } from "../enums.ts";
import { ProjectType } from "../project/project-ref.ts";
import { LatticeRegionType } from "../region/region-type.ts";
import { builder } from "../schema-builder.ts";
import { StateCountType, stateCountsOf } from "../state-count-type.ts";
import { pageTasksOfStages, TaskFilterInput } from "../task/task-page.ts";
import { TaskConnection } from "../task/task-ref.ts";
import { TaskDefinitionType } from "../task-definition/task-definition-ref.ts";
import { TileType } from "../tile/tile-ref.ts";
import {
	canariesOfStage,
	childrenOfStage,
	countsOfStage,
	makerOfVersion,
	meanRunSecondsOfStage,
	parentsOfStage,
	staleCountOfStage,
	versionsOfStage,
} from "./stage-loaders.ts";
import { StageType, StageVersionType } from "./stage-ref.ts";

StageVersionType.implement({
	description: "One immutable edition of a stage: what decides its results, and how it is run.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		version: t.exposeInt("version", { description: "1 for the first." }),
		recipe: t.expose("recipe", {
			type: "JSON",
			description: "Everything that decides the results: definition, parameters, unit rule, parents, output path.",
		}),
		operations: t.expose("operations", {
			type: "JSON",
			description: "What only decides how it is run: work units, limits, retries.",
		}),
		resultHash: t.exposeString("resultHash", { description: "Results made with another hash are stale." }),
		operationsHash: t.exposeString("operationsHash", { description: "Another hash makes nothing stale." }),
		createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was made." }),
		actor: t.string({
			nullable: true,
			description: "Who made it; null for versions older than the history of graphs.",
			resolve: async (version, _arguments, context) => (await makerOfVersion(context, version.id))?.actor ?? null,
		}),
		message: t.string({
			nullable: true,
			description: "Why, as they said.",
			resolve: async (version, _arguments, context) => (await makerOfVersion(context, version.id))?.message ?? null,
		}),
		graphVersion: t.int({
			nullable: true,
			description: "The version of the graph it came with.",
			resolve: async (version, _arguments, context) =>
				(await makerOfVersion(context, version.id))?.graphVersion ?? null,
		}),
	}),
});

const StageCanaryType = builder.objectRef<NonNullable<StageRow["canary"]>>("StageCanary").implement({
	description: "How a stage is tried out: only a few of its tasks run until a person has decided.",
	fields: (t) => ({
		count: t.exposeInt("count", { description: "So many tasks." }),
		tiles: t.field({
			type: [TileType],
			description: "The tiles that were chosen; empty for a sample.",
			resolve: async (canary, _arguments, context) => {
				const tiles = await TileType.getDataloader(context).loadMany(canary.tileIds ?? []);
				return tiles.flatMap((tile) => (tile === null || tile instanceof Error ? [] : [tile]));
			},
		}),
	}),
});

const StageScopeType = builder.objectRef<StageRow["scope"]>("StageScope").implement({
	description: "Units a stage was meant for from the beginning.",
	fields: (t) => ({
		region: t.field({
			type: LatticeRegionType,
			nullable: true,
			description: "Only there; null for wherever the project works.",
			resolve: (scope) => scope.region ?? null,
		}),
		afterTile: t.field({
			type: TileType,
			nullable: true,
			description: "Only tiles that arrived after this one; null for all.",
			resolve: (scope) => (scope.firstOrdinal === undefined ? null : asTileId(scope.firstOrdinal)),
		}),
		onlyNewTiles: t.boolean({
			description: "Only tiles that arrived after the stage was made.",
			resolve: (scope) => scope.firstOrdinal !== undefined,
		}),
	}),
});

const StageRateType = builder.objectRef<StageRow>("StageRate").implement({
	description: "How fast a stage gets on.",
	fields: (t) => ({
		finishedLastMinute: t.int({
			description: "Tasks that succeeded or failed in the last minute, as far as this server has been up that long.",
			resolve: (stage, _arguments, context) => context.changes.finishedLastMinute(stage.id),
		}),
		meanRunSeconds: t.float({
			nullable: true,
			description:
				"Mean run time of its tries that succeeded, among the last 5,000 of all stages; null when there is none.",
			resolve: (stage, _arguments, context) => meanRunSecondsOfStage(context, stage.id),
		}),
	}),
});

StageType.implement({
	description: "A node of the graph: a task definition with parameters, parents, a unit rule and policies.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable, also over new versions." }),
		name: t.exposeString("name", { description: "Unique in its project." }),
		description: t.exposeString("description", { description: "Free text." }),
		kind: t.field({ type: StageKindEnum, description: "Root or program.", resolve: (stage) => stage.kind }),
		project: t.field({ type: ProjectType, description: "Whose it is.", resolve: (stage) => stage.projectId }),
		parents: t.field({
			type: [StageType],
			description: "The stages it takes its inputs from, in the order given; empty for the root stage.",
			complexity: { field: 1, multiplier: 2 },
			resolve: async (stage, _arguments, context) =>
				(await parentsOfStage(context, stage.id)).map((row) => row.parentId),
		}),
		children: t.field({
			type: [StageType],
			description: "The stages that take their inputs from it.",
			complexity: { field: 1, multiplier: 3 },
			resolve: async (stage, _arguments, context) => {
				const rows = await childrenOfStage(context, stage.id);
				const children = await StageType.getDataloader(context).loadMany(rows.map((row) => row.stageId));
				return children.filter((child): child is StageRow => isStage(child) && child.removedAt === null);
			},
		}),
		priority: t.exposeInt("priority", { description: "Within the project; higher goes first." }),
		isPaused: t.exposeBoolean("isPaused", {
			description: "Nothing new is started; what runs goes on and its results are taken.",
		}),
		pauseReason: t.exposeString("pauseReason", {
			nullable: true,
			description: "Why: said by a person, or by the stage that paused itself after too many failures.",
		}),
		pausedItselfAfter: t.exposeInt("pausedItselfAfter", {
			nullable: true,
			description:
				"After how many failures in a row it paused itself; null when a person paused it, and when it is not paused.",
		}),
		isRemoved: t.boolean({
			description: "It was taken out of the graph; its results are kept.",
			resolve: (stage) => stage.removedAt !== null,
		}),
		scope: t.field({
			type: StageScopeType,
			description: "What it was meant for from the beginning.",
			resolve: (stage) => stage.scope,
		}),
		canary: t.field({
			type: StageCanaryType,
			nullable: true,
			description: "How it is tried out; null when it is not.",
			resolve: (stage) => stage.canary,
		}),
		canaryOf: t.field({
			type: StageType,
			nullable: true,
			description: "The stage whose next version it tries out.",
			resolve: (stage) => stage.canaryOf,
		}),
		canaries: t.field({
			type: [StageType],
			description: "Stages that try out its next version.",
			complexity: { field: 1, multiplier: 1 },
			resolve: async (stage, _arguments, context) => [...(await canariesOfStage(context, stage.id))],
		}),
		versions: t.field({
			type: [StageVersionType],
			description: "Every version it ever had, the newest first.",
			complexity: { field: 5, multiplier: 5 },
			resolve: async (stage, _arguments, context) => [...(await versionsOfStage(context, stage.id))],
		}),
		staleCount: t.int({
			description:
				"Tasks whose result is stale. Counted in the tasks themselves when it is asked for: not for what is asked every second.",
			complexity: 50,
			resolve: (stage, _arguments, context) => staleCountOfStage(context, stage.id),
		}),
		version: t.field({
			type: StageVersionType,
			nullable: true,
			description: "The current version; null for the root stage.",
			resolve: (stage) => stage.currentVersionId,
		}),
		definition: t.field({
			type: TaskDefinitionType,
			nullable: true,
			description: "What it runs; null for the root stage. The version may be older than the definition is now.",
			resolve: async (stage, _arguments, context) => {
				const id = (await currentVersion(context, stage))?.recipe.definitionId;
				return id === undefined ? null : asTaskDefinitionId(id);
			},
		}),
		definitionVersion: t.int({
			nullable: true,
			description: "Which version of its definition it runs; null for the root stage.",
			resolve: async (stage, _arguments, context) =>
				(await currentVersion(context, stage))?.recipe.definitionVersion ?? null,
		}),
		unitRule: t.field({
			type: "JSON",
			nullable: true,
			description: "What one run works on: `each`, `neighbours`, `group` or `all`, with its settings.",
			resolve: async (stage, _arguments, context) => (await currentVersion(context, stage))?.recipe.unitRule,
		}),
		parameters: t.field({
			type: "JSON",
			nullable: true,
			description: "What the program gets.",
			resolve: async (stage, _arguments, context) => (await currentVersion(context, stage))?.recipe.parameters,
		}),
		operations: t.field({
			type: "JSON",
			nullable: true,
			description: "Work units, limits, retries.",
			resolve: async (stage, _arguments, context) => (await currentVersion(context, stage))?.operations,
		}),
		outputPath: t.string({
			nullable: true,
			description: "Absolute; where results are published. Null for the root stage.",
			resolve: async (stage, _arguments, context) => (await currentVersion(context, stage))?.recipe.outputPath,
		}),
		counts: t.field({
			type: [StateCountType],
			description: "Its tasks by state; states without tasks are left out.",
			complexity: { field: 1, multiplier: 5 },
			resolve: async (stage, _arguments, context) => stateCountsOf(await countsOfStage(context, stage.id)),
		}),
		rate: t.field({ type: StageRateType, description: "How fast it gets on.", resolve: (stage) => stage }),
		tasks: t.field({
			type: TaskConnection,
			description: "Its tasks in the order of work.",
			args: { ...pageArguments, filter: t.arg({ type: TaskFilterInput, description: "Only some of them." }) },
			complexity: pageComplexity,
			resolve: (stage, asked, context) => pageTasksOfStages(context, stage.projectId, [stage.id], asked),
		}),
	}),
});

async function currentVersion(context: ApiContext, stage: StageRow) {
	return stage.currentVersionId === null ? null : StageVersionType.getDataloader(context).load(stage.currentVersionId);
}

function isStage(value: StageRow | Error | null): value is StageRow {
	return value !== null && !(value instanceof Error);
}

import { type FailureRetry, readFailureRetry } from "../../database/failure-aftermath-reads.ts";
import {
	countRetryingTasks,
	type FailureBucketRow,
	type FailureGroupRow,
	type FailurePlaceRow,
	type FailuresOfPlaceRow,
	listFailedTiles,
	listFailureBuckets,
	listFailureExamples,
	listFailurePlaces,
} from "../../database/failure-reads.ts";
import { type FailedProgram, readFailedProgram } from "../../failures/failed-program.ts";
import { AttemptType } from "../attempt/attempt-ref.ts";
import { batched, batchedGroups } from "../batched-loader.ts";
import { connectionType } from "../connection-type.ts";
import { AttemptOutcomeEnum } from "../enums.ts";
import { ProjectType } from "../project/project-ref.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";
import { TileType } from "../tile/tile-ref.ts";
import { WorkerType } from "../worker/worker-ref.ts";

const placesOfGroup = batchedGroups(
	(ids: readonly number[], context) => listFailurePlaces(context.database, ids),
	(row) => row.groupId,
);
const bucketsOfGroup = batchedGroups(
	(ids: readonly number[], context) => listFailureBuckets(context.database, ids),
	(row) => row.groupId,
);
const examplesOfGroup = batchedGroups(
	(ids: readonly number[], context) => listFailureExamples(context.database, ids),
	(row) => row.groupId,
);

const retryingOfGroup = batched(
	async (ids: readonly number[], context) =>
		new Map((await countRetryingTasks(context.database, ids)).map(({ groupId, count }) => [groupId, count])),
	() => 0,
);

const failedTilesOfGroup = batchedGroups(
	(ids: readonly number[], context) => listFailedTiles(context.database, ids),
	(row) => row.groupId,
);

const FailureBucketType = builder.objectRef<FailureBucketRow>("FailureBucket").implement({
	description: "How many attempts failed in ten minutes.",
	fields: (t) => ({
		at: t.expose("at", { type: "DateTime", description: "When the ten minutes began." }),
		attempts: t.exposeInt("attempts", { description: "How many." }),
	}),
});

const WorkerFailuresType = builder
	.objectRef<Omit<FailurePlaceRow, "groupId"> & Partial<FailuresOfPlaceRow>>("WorkerFailures")
	.implement({
		description: "Failures on one worker.",
		fields: (t) => ({
			worker: t.field({
				type: WorkerType,
				nullable: true,
				description: "Which one.",
				resolve: (place) => place.workerId,
			}),
			name: t.string({ description: "Its name.", resolve: (place) => place.workerName ?? "" }),
			host: t.exposeString("host", { description: "The machine it was on." }),
			attempts: t.exposeInt("attempts", { description: "How many attempts failed there." }),
			lastAt: t.expose("lastAt", { type: "DateTime", description: "When the last ones did, to ten minutes." }),
		}),
	});

interface HostFailures {
	readonly host: string;
	readonly attempts: number;
	readonly workers: number;
}

const HostFailuresType = builder.objectRef<HostFailures>("HostFailures").implement({
	description: "Failures on the workers of one machine.",
	fields: (t) => ({
		host: t.exposeString("host", { description: "The machine." }),
		attempts: t.exposeInt("attempts", { description: "How many attempts failed there." }),
		workers: t.exposeInt("workers", { description: "On how many workers." }),
	}),
});

/** Of rows by worker, the most failures first. */
function byHost(places: readonly { readonly host: string; readonly attempts: number }[]): HostFailures[] {
	const hosts = new Map<string, HostFailures>();
	for (const { host, attempts } of places) {
		const known = hosts.get(host) ?? { host, attempts: 0, workers: 0 };
		hosts.set(host, { host, attempts: known.attempts + attempts, workers: known.workers + 1 });
	}
	return [...hosts.values()].sort((one, other) => other.attempts - one.attempts);
}

const FailedProgramType = builder.objectRef<FailedProgram>("FailedProgram").implement({
	description: "Whether what would run now is what failed: compared with the newest attempt of a group.",
	fields: (t) => ({
		path: t.exposeString("path", { nullable: true, description: "Of the script; null for what is no script." }),
		failedHash: t.exposeString("failedHash", {
			nullable: true,
			description: "SHA-256 of the script as it failed; null when nobody knows.",
		}),
		currentHash: t.exposeString("currentHash", {
			nullable: true,
			description:
				"SHA-256 of the script as it is on disk now, or where only workers see it, as they reported it last; null when nobody knows.",
		}),
		isOtherScript: t.exposeBoolean("isOtherScript", {
			nullable: true,
			description: "The script is another one than the one that failed; null when that cannot be told.",
		}),
		isOtherRecipe: t.exposeBoolean("isOtherRecipe", {
			description: "Definition, parameters, parents or unit rule are others than those it failed with.",
		}),
	}),
});

const FailureRetryType = builder.objectRef<FailureRetry>("FailureRetry").implement({
	description: "What became of a group's tasks since a person last had them tried again.",
	fields: (t) => ({
		at: t.expose("at", { type: "DateTime", description: "When they asked for it." }),
		actor: t.exposeString("actor", { description: "Who." }),
		reason: t.exposeString("reason", { nullable: true, description: "Why, as they said." }),
		tasks: t.exposeInt("tasks", {
			description: "Tasks that were failed in this way then and were, or will be, tried again.",
		}),
		succeeded: t.exposeInt("succeeded", { description: "That have a result now, also one that is to be looked at." }),
		running: t.exposeInt("running", { description: "That run." }),
		waiting: t.exposeInt("waiting", {
			description: "That have not started, or are to be tried once more by themselves.",
		}),
		failedAgain: t.exposeInt("failedAgain", { description: "That failed in the same way." }),
		failedOtherwise: t.exposeInt("failedOtherwise", { description: "That failed in another way." }),
		leftOut: t.exposeInt("leftOut", { description: "That were cancelled or excluded since." }),
	}),
});

export const FailureGroupType = builder.objectRef<FailureGroupRow>("FailureGroup").implement({
	description: "Attempts of one stage that ended badly in the same way.",
	fields: (t) => ({
		id: t.exposeID("id", { description: "Stable." }),
		project: t.field({ type: ProjectType, description: "In which project.", resolve: (group) => group.projectId }),
		stage: t.field({ type: StageType, description: "Whose attempts.", resolve: (group) => group.stageId }),
		outcome: t.field({ type: AttemptOutcomeEnum, description: "How they ended.", resolve: (group) => group.outcome }),
		signature: t.exposeString("signature", {
			description: "The last words, with numbers, paths and names folded. Tasks can be chosen by it.",
		}),
		failedTasks: t.exposeInt("failedTasks", { description: "Tasks that are failed now because of it." }),
		retryingTasks: t.int({
			description:
				"Tasks whose last try ended so and that are ready for another one: by themselves, or once their stage is resumed. Counted over the newest 1,000 attempts.",
			resolve: (group, _arguments, context) => retryingOfGroup(context, group.id),
		}),
		failedTiles: t.field({
			type: [TileType],
			description:
				"Tiles whose tasks are failed now because of it, in the order of their arrival, at most 20. Where several stages fail for the same ones it is their files that one suspects.",
			resolve: async (group, _arguments, context) =>
				(await failedTilesOfGroup(context, group.id)).map((row) => row.tileId),
		}),
		attempts: t.exposeInt("attempts", { description: "Attempts that ended so, in the time asked for." }),
		firstAt: t.expose("firstAt", { type: "DateTime", description: "When it was first seen." }),
		lastAt: t.expose("lastAt", { type: "DateTime", description: "When it was last seen." }),
		workers: t.field({
			type: [WorkerFailuresType],
			description: "On which workers, the most first.",
			resolve: (group, _arguments, context) => placesOfGroup(context, group.id),
		}),
		hosts: t.field({
			type: [HostFailuresType],
			description: "On which machines, the most first.",
			resolve: async (group, _arguments, context) => byHost(await placesOfGroup(context, group.id)),
		}),
		overTime: t.field({
			type: [FailureBucketType],
			description: "When, oldest first, the last 200 steps of ten minutes in which there were any.",
			resolve: async (group, _arguments, context) => (await bucketsOfGroup(context, group.id)).slice(-200),
		}),
		program: t.field({
			type: FailedProgramType,
			nullable: true,
			description: "Whether what would run now is what failed; null when the stage is gone. Reads the script.",
			complexity: 50,
			resolve: (group, _arguments, context) => readFailedProgram(context.database, group.id),
		}),
		lastRetry: t.field({
			type: FailureRetryType,
			nullable: true,
			description: "What became of its tasks since a person last had them tried again; null when nobody did.",
			complexity: 50,
			resolve: (group, _arguments, context) => readFailureRetry(context.database, group),
		}),
		examples: t.field({
			type: [AttemptType],
			description: "The newest attempts, at most five.",
			resolve: async (group, _arguments, context) =>
				(await examplesOfGroup(context, group.id)).map((row) => row.attemptId),
		}),
	}),
});

export const FailureGroupConnection = connectionType("FailureGroup", FailureGroupType);

export const FailurePlacesType = builder.objectRef<readonly FailuresOfPlaceRow[]>("FailurePlaces").implement({
	description: "Failures of a project by where they happened.",
	fields: (t) => ({
		workers: t.field({
			type: [WorkerFailuresType],
			description: "By worker, the most failures first, at most 200.",
			resolve: (places) => [...places],
		}),
		hosts: t.field({
			type: [HostFailuresType],
			description: "By machine, the most failures first.",
			resolve: (places) => byHost(places),
		}),
	}),
});

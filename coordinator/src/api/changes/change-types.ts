import type { TaskChange } from "../../effects/round-effects.ts";
import type { ProjectChange, StageCounts } from "../../status/change-feed.ts";
import { TaskStateEnum } from "../enums.ts";
import { builder } from "../schema-builder.ts";
import { SourceType } from "../source/source-ref.ts";
import { StateCountType, stateCountsOf } from "../state-count-type.ts";

const StageCountsType = builder.objectRef<StageCounts>("StageCounts").implement({
	description: "A stage whose counts or pause changed.",
	fields: (t) => ({
		stageId: t.exposeID("stageId", { description: "Which one." }),
		counts: t.field({
			type: [StateCountType],
			description: "All its counts now; states without tasks are left out.",
			resolve: (stage) => stateCountsOf(stage.counts),
		}),
		isPaused: t.exposeBoolean("isPaused", { description: "Whether it is paused now." }),
	}),
});

const TaskChangeType = builder.objectRef<TaskChange>("TaskChange").implement({
	description: "A task whose state or result changed.",
	fields: (t) => ({
		taskId: t.exposeID("taskId", { description: "Which one." }),
		stageId: t.exposeID("stageId", { description: "Of which stage." }),
		tileId: t.exposeID("tileId", { nullable: true, description: "The unit's own tile; null for groups." }),
		state: t.field({ type: TaskStateEnum, description: "Its state now.", resolve: (change) => change.state }),
		attemptId: t.exposeID("attemptId", { nullable: true, description: "The running try, or the last one." }),
	}),
});

export const ProjectChangeType = builder.objectRef<ProjectChange>("ProjectChange").implement({
	description: "What changed in a project since the message before, gathered for a fifth of a second or longer.",
	fields: (t) => ({
		sequence: t.exposeFloat("sequence", {
			description: "Grows with every change. One that is not above that of a task-states answer is already in it.",
		}),
		resetNeeded: t.exposeBoolean("resetNeeded", {
			description: "There was more than can be named, or something was missed: read again what is shown.",
		}),
		tileCount: t.exposeInt("tileCount", { description: "Tiles known now." }),
		completeTileCount: t.exposeInt("completeTileCount", { description: "Complete tiles now." }),
		stages: t.field({
			type: [StageCountsType],
			description: "Stages whose counts changed; all of them in the first message.",
			complexity: { field: 1, multiplier: 10 },
			resolve: (change) => [...change.stages],
		}),
		tasks: t.field({
			type: [TaskChangeType],
			description: "The last change of each task; at most 500, and none with `resetNeeded`.",
			complexity: { field: 1, multiplier: 100 },
			resolve: (change) => [...change.tasks],
		}),
		sources: t.field({
			type: [SourceType],
			description: "Sources whose state changed.",
			resolve: async (change, _arguments, context) => {
				// The news of one round name the sources of all projects it touched.
				const sources = await SourceType.getDataloader(context).loadMany(change.sourceIds);
				return sources.flatMap((source) =>
					source === null || source instanceof Error || source.projectId !== change.projectId ? [] : [source],
				);
			},
		}),
		graphChanged: t.exposeBoolean("graphChanged", {
			description: "The project's settings, sources or stages changed: read them again.",
		}),
	}),
});

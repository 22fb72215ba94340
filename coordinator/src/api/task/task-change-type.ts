import type { StageId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { TaskChangeCount } from "../../planning/task-change-preview.ts";
import { TaskStateEnum } from "../enums.ts";
import { builder } from "../schema-builder.ts";
import { StageType } from "../stage/stage-ref.ts";

const TaskChangeCountType = builder.objectRef<TaskChangeCount>("TaskChangeCount").implement({
	description: "Tasks of one stage in one state that an action would find.",
	fields: (t) => ({
		stage: t.field({ type: StageType, description: "Whose tasks.", resolve: (row) => row.stageId as StageId }),
		state: t.field({ type: TaskStateEnum, description: "Where they are.", resolve: (row): TaskState => row.state }),
		selectedCount: t.exposeInt("selected", { description: "That fit." }),
		changedCount: t.exposeInt("changed", { description: "Of these, those the action would do something to." }),
	}),
});

export const TaskChangePreviewType = builder.objectRef<readonly TaskChangeCount[]>("TaskChangePreview").implement({
	description: "What an action would find and change, counted in one statement.",
	fields: (t) => ({
		selectedCount: t.int({
			description: "Tasks that fit.",
			resolve: (rows) => rows.reduce((sum, row) => sum + row.selected, 0),
		}),
		changedCount: t.int({
			description:
				"Of these, those the action would do something to; the others are in a state where it means nothing.",
			resolve: (rows) => rows.reduce((sum, row) => sum + row.changed, 0),
		}),
		counts: t.field({
			type: [TaskChangeCountType],
			description: "By stage and state.",
			resolve: (rows) => [...rows],
		}),
	}),
});

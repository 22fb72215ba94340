import { TilewrightError } from "@tilewright/contract/errors";
import type { TaskAction } from "../../commands/task-commands.ts";
import { enumType } from "../enum-type.ts";
import { builder } from "../schema-builder.ts";

type PlainAction = Exclude<TaskAction["kind"], "setPriority">;

const TaskActionEnum = enumType<PlainAction>(
	"TaskAction",
	"What is done to tasks; each means something in some states only.",
	{
		retry: "Another try for tasks that have ended; the old result stays readable until the new one is accepted.",
		cancel: "Stops what runs and gives up what was not started.",
		requeue: "Stops what runs, or waits on a cluster, and puts it back into the queue; costs no retry.",
		skipAsDone: "Lets children go on as if the tasks had succeeded, without results.",
		acceptAsIs: "Stale results count as made by what there is now.",
		exclude: "Takes units out of their stages: neighbours, groups and children go on without them.",
		include: "Takes units back that were taken out.",
		approve: "Lets held or rejected results through to the children.",
		reject: "Refuses results, also those that were accepted before.",
		hold: "Keeps results back until somebody approves them.",
		flag: "Marks results for somebody to look at; nothing else follows.",
		unflag: "Takes the marks off.",
	},
);

export const TaskActionInput = builder.inputType("TaskActionInput", {
	description: "What to do to the tasks.",
	isOneOf: true,
	fields: (t) => ({
		kind: t.field({ type: TaskActionEnum, description: "One of the actions that need nothing more." }),
		setPriority: t.int({ description: "-1000 to 1000; higher goes first, before live and back-fill." }),
	}),
});

export function readAction(action: {
	readonly kind?: PlainAction | null | undefined;
	readonly setPriority?: number | null | undefined;
}): TaskAction {
	if (action.kind != null) return { kind: action.kind };
	if (action.setPriority != null) return { kind: "setPriority", priority: action.setPriority };
	throw new TilewrightError({ code: "ARGUMENT_INVALID", message: "The action is empty: give one of its fields." });
}

import type { ProjectId, StageId } from "@tilewright/contract/ids";
import { plural } from "@tilewright/contract/sentence";
import { z } from "zod";
import { endSelfPauseAlarms } from "../database/event-store.ts";
import { tasksOfPausable } from "../planning/paused-tasks.ts";
import { stopTasks } from "../planning/task-changes.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { lockProject, lockStage } from "./locked-rows.ts";
import { idSchema, invalid } from "./name-rules.ts";

const pauseSchema = z.object({
	id: idSchema,
	isPaused: z.boolean(),
	reason: z.string().max(1000).nullish(),
	/** Stops what runs as well; costs no retry. Without it what runs finishes. */
	stopRunning: z.boolean().default(false),
});
type Pause = z.output<typeof pauseSchema>;

/** Holds back the tasks of all its stages, or lets them go on. Throws NOT_FOUND. */
export const setProjectPaused = defineCommand({
	name: "setProjectPaused",
	input: pauseSchema,
	async carryOut(context, pause) {
		const project = await lockProject(context.transaction, pause.id);
		const place = { kind: "project", projectId: project.id, stageId: null, name: project.name } as const;
		return { projectId: project.id, ...(await setPaused(context, place, pause)) };
	},
});

/** Holds back its tasks, or lets them go on. Throws NOT_FOUND, ARGUMENT_INVALID for the root stage. */
export const setStagePaused = defineCommand({
	name: "setStagePaused",
	input: pauseSchema,
	async carryOut(context, pause) {
		const stage = await lockStage(context.transaction, pause.id);
		if (stage.kind === "root") {
			throw invalid(`Stage "${stage.name}" is the root stage and runs nothing: pause the project instead.`, {
				id: pause.id,
			});
		}
		const { projectId, id: stageId, name } = stage;
		const place = { kind: "stage", projectId, stageId, name } as const;
		return { projectId, stageId, ...(await setPaused(context, place, pause)) };
	},
});

type Place =
	| { readonly kind: "project"; readonly projectId: ProjectId; readonly stageId: null; readonly name: string }
	| { readonly kind: "stage"; readonly projectId: ProjectId; readonly stageId: StageId; readonly name: string };

async function setPaused(
	{ transaction, effects, actor }: CommandContext,
	place: Place,
	{ isPaused, reason, stopRunning }: Pause,
) {
	const { kind, projectId, stageId, name } = place;
	const byThisPerson = kind === "stage" ? ", paused_itself_after = null" : "";
	await transaction.query(`update ${kind} set is_paused = $2, pause_reason = $3${byThisPerson} where id = $1`, [
		stageId ?? projectId,
		isPaused,
		isPaused ? (reason ?? null) : null,
	]);
	await endSelfPauseAlarms(transaction);
	const tasks = tasksOfPausable(stageId === null ? { projectId } : { stageId });
	const stopped =
		isPaused && stopRunning
			? await stopTasks(transaction, effects, tasks, `Stopped: its ${kind} was paused at once.`)
			: 0;
	effects.changedProjects.add(projectId);
	const did = `${isPaused ? "paused" : "resumed"} ${kind} "${name}"`;
	effects.events.push({
		projectId,
		stageId,
		severity: "info",
		kind: `${kind}${isPaused ? "Paused" : "Resumed"}`,
		message: `${actor} ${did}${stopped > 0 ? ` and stopped ${plural(stopped, "attempt")}` : ""}${reason ? `: ${reason}` : "."}`,
	});
	return { stopped, audit: { summary: did, after: { isPaused, stopped } } };
}

import { asStageId } from "@tilewright/contract/ids";
import { unitRuleSchema } from "@tilewright/contract/recipe";
import { z } from "zod";
import { tasksOfPausable } from "../planning/paused-tasks.ts";
import { stopTasks } from "../planning/task-changes.ts";
import { defineCommand } from "./command.ts";
import { editGraphCommand } from "./graph-commands.ts";
import { lockStage } from "./locked-rows.ts";
import { descriptionSchema, idSchema, invalid, nameSchema, parametersSchema, prioritySchema } from "./name-rules.ts";

/** One `addStage` edit, for those who add one stage and want its id. */
export const createStage = defineCommand({
	name: "createStage",
	input: z.object({
		projectId: idSchema,
		name: nameSchema,
		description: descriptionSchema.default(""),
		definitionId: idSchema,
		parentIds: z.array(idSchema.transform(asStageId)).min(1, "a stage needs at least one parent"),
		unitRule: unitRuleSchema,
		parameters: parametersSchema.default({}),
		/** Laid over what the definition starts from. */
		operations: z.record(z.string(), z.unknown()).default({}),
		outputPath: z.string().nullish(),
		priority: prioritySchema.default(0),
		isPaused: z.boolean().default(false),
		expectedGraphVersion: z.int().nullish(),
	}),
	async carryOut(context, { projectId, isPaused, expectedGraphVersion, parentIds, outputPath, ...stage }) {
		const { audit, addedStageIds } = await editGraphCommand.carryOut(
			context,
			editGraphCommand.input.parse({
				projectId,
				isPaused,
				expectedGraphVersion,
				edits: [{ kind: "addStage", ...stage, parents: parentIds, outputPath: outputPath ?? null }],
			}),
		);
		const stageId = asStageId(addedStageIds[0] ?? 0);
		return { projectId, stageId, ...(audit ? { audit } : {}) };
	},
});

export const setStagePaused = defineCommand({
	name: "setStagePaused",
	input: z.object({
		id: idSchema,
		isPaused: z.boolean(),
		reason: z.string().max(1000).nullish(),
		/** Stops what runs as well; costs no retry. Without it what runs finishes. */
		stopRunning: z.boolean().default(false),
	}),
	async carryOut({ transaction, effects, actor }, { id, isPaused, reason, stopRunning }) {
		const stage = await lockStage(transaction, id);
		if (stage.kind === "root") {
			throw invalid(`Stage "${stage.name}" is the root stage and runs nothing: pause the project instead.`, { id });
		}
		await transaction.query("update stage set is_paused = $2, pause_reason = $3 where id = $1", [
			stage.id,
			isPaused,
			isPaused ? (reason ?? null) : null,
		]);
		const running = tasksOfPausable({ stageId: stage.id });
		const stopped =
			isPaused && stopRunning
				? await stopTasks(transaction, effects, running, "Stopped: its stage was paused at once.")
				: 0;
		effects.changedProjects.add(stage.projectId);
		effects.events.push({
			projectId: stage.projectId,
			stageId: stage.id,
			severity: "info",
			kind: isPaused ? "stagePaused" : "stageResumed",
			message: `${actor} ${isPaused ? "paused" : "resumed"} stage "${stage.name}"${stopped > 0 ? ` and stopped ${stopped} attempts` : ""}${reason ? `: ${reason}` : "."}`,
		});
		const audit = { summary: `${isPaused ? "paused" : "resumed"} stage "${stage.name}"`, after: { isPaused, stopped } };
		return { projectId: stage.projectId, stageId: stage.id, stopped, audit };
	},
});

import { feedbackVerdicts } from "@tilewright/contract/gate";
import { asProjectId, asStageId, asTaskId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import { operationsSchema } from "@tilewright/contract/recipe";
import { plural } from "@tilewright/contract/sentence";
import { z } from "zod";
import type { Transaction } from "../database/database.ts";
import { checkFeedbackAddress } from "../gates/check-gate.ts";
import { type Feedback, writeFeedback } from "../gates/feedback-outbox.ts";
import { readTilesOfProject } from "../gates/feedback-tiles.ts";
import { rejudgeStage as rejudge } from "../gates/stage-rejudging.ts";
import * as judging from "../gates/task-judging.ts";
import { tasksById } from "../planning/task-changes.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { lockProject, lockStage } from "./locked-rows.ts";
import { idSchema, invalid } from "./name-rules.ts";
import { didToTasks } from "./things-in-words.ts";

const reasonSchema = z.string().trim().max(1_000).nullish();
const judgingSchema = z.object({
	ids: z.array(idSchema.transform(asTaskId)).min(1).max(10_000),
	/** Shown as long as it stands. */
	reason: reasonSchema,
});

/** Lets results through that are held back or were rejected. */
export const approveTasks = defineCommand({
	name: "approveTasks",
	input: judgingSchema,
	carryOut: (context, input) => judge(context, input, judging.approveTasks, "approved"),
});

/** Refuses results, also those that were accepted. */
export const rejectTasks = defineCommand({
	name: "rejectTasks",
	input: judgingSchema,
	carryOut: (context, input) => judge(context, input, judging.rejectTasks, "rejected"),
});

/** Holds results back until somebody decides; without a reason, as the gate held them where it did. */
export const holdTasks = defineCommand({
	name: "holdTasks",
	input: judgingSchema,
	carryOut: (context, input) => judge(context, input, judging.holdTasks, "held"),
});

export const flagTasks = defineCommand({
	name: "flagTasks",
	input: judgingSchema,
	carryOut: (context, input) => judge(context, input, judging.flagTasks, "flagged"),
});

export const unflagTasks = defineCommand({
	name: "unflagTasks",
	input: judgingSchema,
	carryOut: (context, input) => judge(context, input, judging.unflagTasks, "took the flags off"),
});

async function judge(
	{ transaction, effects, actor, message }: CommandContext,
	{ ids, reason }: z.output<typeof judgingSchema>,
	apply: typeof judging.approveTasks,
	done: string,
) {
	const projects = await transaction.query<{ project_id: number; ids: number[] }>(
		"select project_id, array_agg(id) as ids from task where id = any($1) group by project_id order by project_id",
		[ids],
	);
	let changed = 0;
	for (const project of projects) {
		const judgement = { projectId: asProjectId(project.project_id), actor, reason: reason || message };
		changed += await apply(transaction, effects, tasksById(project.ids.map(Number)), judgement);
	}
	const projectId: ProjectId | null = projects.length === 1 ? asProjectId(projects[0]?.project_id ?? 0) : null;
	return {
		projectId,
		changed,
		ids,
		audit: { summary: await didToTasks(transaction, done, changed, ids), after: { reason } },
	};
}

/** Judges what is finished by the gate the stage has now. */
export const rejudgeStage = defineCommand({
	name: "rejudgeStage",
	input: z.object({
		id: idSchema,
		/** Also results about which a person has decided. */
		includesDecided: z.boolean().default(false),
		reason: reasonSchema,
	}),
	async carryOut({ transaction, effects, actor, message }, { id, includesDecided, reason }) {
		const stage = await lockStage(transaction, id);
		if (stage.kind === "root") throw invalid(`Stage "${stage.name}" is the root stage and has no gate.`, { id });
		const gate = await readGate(transaction, stage.id);
		const judgement = { projectId: stage.projectId, actor, reason: reason || message };
		const { judged, changed } = await rejudge(transaction, effects, stage.id, gate, judgement, { includesDecided });
		return {
			projectId: stage.projectId,
			stageId: stage.id,
			judged,
			changed,
			audit: {
				summary: `judged ${plural(judged, "result")} of stage "${stage.name}" again: ${changed} changed`,
				after: { gate, judged, changed },
			},
		};
	},
});

/** A person tells the instrument something, by way of the addresses that gates have. */
export const sendFeedback = defineCommand({
	name: "sendFeedback",
	input: z.object({
		projectId: idSchema.transform(asProjectId),
		/** Whose gate has the address; without it all addresses of the project. */
		stageId: idSchema.transform(asStageId).nullish(),
		verdict: z.enum(feedbackVerdicts),
		tileIds: z.array(idSchema).max(10_000).default([]),
		text: z.string().trim().max(2_000).nullish(),
	}),
	async carryOut({ transaction, effects, actor }, input) {
		const project = await lockProject(transaction, input.projectId);
		const tiles = await readTilesOfProject(transaction, project.id, input.tileIds);
		const missing = input.tileIds.filter((id) => !tiles.some((tile) => tile.id === id));
		if (missing.length > 0) {
			throw invalid(`Project "${project.name}" has no tile ${missing.slice(0, 5).join(", ")}.`, { tileIds: missing });
		}
		if (input.verdict === "reImage" && tiles.length === 0) {
			throw invalid('"reImage" needs to know which tiles: give "tileIds".', { verdict: input.verdict });
		}
		const addresses = await readAddresses(transaction, project.id, input.stageId ?? null);
		const ids = await writeFeedback(
			transaction,
			effects,
			addresses.map(
				(address): Feedback => ({
					projectId: project.id,
					stageId: input.stageId ?? null,
					address,
					verdict: input.verdict,
					rule: null,
					actor,
					message: input.text || null,
					tiles,
				}),
			),
		);
		return {
			projectId: project.id,
			ids,
			audit: {
				summary: `told the instrument "${input.verdict}" about ${plural(tiles.length, "tile")}`,
				after: { feedbackIds: ids, verdict: input.verdict },
			},
		};
	},
});

async function readAddresses(transaction: Transaction, projectId: ProjectId, stageId: StageId | null) {
	if (stageId !== null) {
		const stage = await lockStage(transaction, stageId);
		if (stage.projectId !== projectId) {
			throw invalid(`Stage "${stage.name}" does not belong to project ${projectId}.`, { projectId, stageId });
		}
	}
	const rows = await transaction.query<{ webhook: string | null; subject: string | null }>(
		`select distinct v.operations #>> '{gate,feedback,webhook}' as webhook, v.operations #>> '{gate,feedback,subject}' as subject
		from stage s join stage_version v on v.id = s.current_version_id
		where s.project_id = $1 and s.removed_at is null and ($2::int is null or s.id = $2)`,
		[projectId, stageId],
	);
	const webhooks = new Set(rows.flatMap((row) => row.webhook ?? []));
	const subjects = new Set(rows.flatMap((row) => row.subject ?? []));
	const addresses = [
		...[...webhooks].map((webhook) => ({ webhook, subject: null })),
		...[...subjects].map((subject) => ({ webhook: null, subject })),
	];
	if (addresses.length === 0) {
		throw invalid(
			`No gate ${stageId === null ? "of the project" : "of the stage"} says where feedback goes: give one a "feedback" with a "webhook" or a "subject".`,
			{ projectId, stageId },
		);
	}
	for (const address of addresses) checkFeedbackAddress(address);
	return addresses;
}

async function readGate(transaction: Transaction, stageId: StageId) {
	const [row] = await transaction.query<{ operations: unknown }>(
		"select v.operations from stage s join stage_version v on v.id = s.current_version_id where s.id = $1",
		[stageId],
	);
	return row ? operationsSchema.parse(row.operations).gate : null;
}

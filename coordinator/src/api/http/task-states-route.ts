import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId } from "@tilewright/contract/ids";
import type { FastifyInstance } from "fastify";
import { readSmallId } from "../id-argument.ts";
import type { OverviewAnswers } from "./overview-answers.ts";

/**
 * The states of all tasks of a stage, or of one plane, as columns of equal length: 100,000 tasks are a few
 * megabytes and no objects. `state` is the place of the state in the enum TaskState. `sequence` tells which
 * messages of `projectChanged` are newer. The ETag is of the content: it stays the same while nothing changes.
 */
export function addTaskStatesRoute(server: FastifyInstance, answers: OverviewAnswers): void {
	server.get<{ Params: { projectId: string; stageId: string }; Querystring: { z?: string } }>(
		"/api/projects/:projectId/stages/:stageId/task-states",
		async (request, reply) => {
			const projectId = readSmallId(request.params.projectId, "project", asProjectId);
			const stageId = readSmallId(request.params.stageId, "stage", asStageId);
			const answer = await answers.taskStates(projectId, stageId, readPlane(request.query.z));
			if (answer !== null) return answer.send(request, reply);
			throw new TilewrightError({
				code: "NOT_FOUND",
				message: `Project ${projectId} has no stage ${stageId}.`,
				fields: { projectId, stageId },
			});
		},
	);
}

/** Null for all planes. Throws ARGUMENT_INVALID. */
export function readPlane(text: string | undefined): number | null {
	if (text === undefined || text === "") return null;
	const z = Number(text);
	if (Number.isInteger(z) && Math.abs(z) < 2 ** 31) return z;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `"${text}" is not a plane: z is a whole number.`,
		fields: { z: text },
	});
}

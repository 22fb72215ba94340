import { createHash } from "node:crypto";
import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId } from "@tilewright/contract/ids";
import type { FastifyInstance } from "fastify";
import { readTaskStates } from "../../database/task-state-reads.ts";
import type { ApiServices } from "../api-context.ts";
import { readSmallId } from "../id-argument.ts";

/**
 * The states of all tasks of a stage, or of one plane, as columns of equal length: 100,000 tasks are a few
 * megabytes and no objects. `state` is the place of the state in the enum TaskState. `sequence` tells which
 * messages of `projectChanged` are newer. The ETag is of the content: it stays the same while nothing changes.
 */
export function addTaskStatesRoute(server: FastifyInstance, { database, changes }: ApiServices): void {
	server.get<{ Params: { projectId: string; stageId: string }; Querystring: { z?: string } }>(
		"/api/projects/:projectId/stages/:stageId/task-states",
		async (request, reply) => {
			const projectId = readSmallId(request.params.projectId, "project", asProjectId);
			const stageId = readSmallId(request.params.stageId, "stage", asStageId);
			const z = readPlane(request.query.z);
			// Asked for before the rows are read: whatever has a number up to it is in them.
			const sequence = changes.sequenceOf(projectId);
			const states = await readTaskStates(database, projectId, stageId, z);
			if (!states) {
				throw new TilewrightError({
					code: "NOT_FOUND",
					message: `Project ${projectId} has no stage ${stageId}.`,
					fields: { projectId, stageId },
				});
			}
			const names = Object.keys(states);
			const content = Object.entries(states).map(([name, values]) => `"${name}":${values}`);
			const etag = `"${createHash("sha1").update(content.join()).digest("base64url")}"`;
			reply.header("etag", etag).header("cache-control", "no-cache").type("application/json; charset=utf-8");
			if (request.headers["if-none-match"] === etag) return reply.code(304).send();
			return reply.send(
				`{"sequence":${sequence},"stageId":"${stageId}","columns":${JSON.stringify(names)},${content.join()}}`,
			);
		},
	);
}

function readPlane(text: string | undefined): number | null {
	if (text === undefined || text === "") return null;
	const z = Number(text);
	if (Number.isInteger(z) && Math.abs(z) < 2 ** 31) return z;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `"${text}" is not a plane: z is a whole number.`,
		fields: { z: text },
	});
}

import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId, asTileId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import type { FastifyInstance } from "fastify";
import { hasStage, listMetricNames, readMetricColumns } from "../../database/overview-reads.ts";
import type { ApiServices } from "../api-context.ts";
import { readId, readSmallId } from "../id-argument.ts";
import type { OverviewAnswers } from "./overview-answers.ts";

interface StageParameters {
	readonly projectId: string;
	readonly stageId: string;
}

/** What is shown of all tiles at once: their places and states as octets, and one metric of all results as columns. */
export function addOverviewRoutes(
	server: FastifyInstance,
	{ database, changes }: ApiServices,
	answers: OverviewAnswers,
): void {
	server.get<{ Params: { projectId: string }; Querystring: { after?: string } }>(
		"/api/projects/:projectId/tiles",
		async (request, reply) => {
			const after = readId(request.query.after ?? "0", "tile", asTileId);
			const projectId = readSmallId(request.params.projectId, "project", asProjectId);
			const answer = after === 0 ? await answers.tiles(projectId) : await answers.tilesAfter(projectId, after);
			return answer.send(request, reply);
		},
	);

	server.get<{ Params: StageParameters }>(
		"/api/projects/:projectId/stages/:stageId/tile-states",
		async (request, reply) => {
			const { projectId, stageId } = readStage(request.params);
			const answer = await answers.tileStates(projectId, stageId);
			if (answer === null) throw noStage(projectId, stageId);
			return answer.send(request, reply);
		},
	);

	server.get<{ Params: StageParameters; Querystring: { name?: string } }>(
		"/api/projects/:projectId/stages/:stageId/metrics",
		async (request, reply) => {
			const { projectId, stageId } = readStage(request.params);
			if (!(await hasStage(database, projectId, stageId))) throw noStage(projectId, stageId);
			const names = await listMetricNames(database, stageId);
			const name = request.query.name ?? names[0];
			const columns = name === undefined ? {} : await readMetricColumns(database, stageId, name);
			const content = Object.entries(columns).map(([column, values]) => `,"${column}":${values}`);
			reply.header("cache-control", "no-cache").type("application/json; charset=utf-8");
			return reply.send(
				`{"sequence":${changes.sequenceOf(projectId)},"names":${JSON.stringify(names)},"name":${JSON.stringify(name ?? null)}${content.join("")}}`,
			);
		},
	);
}

function readStage(parameters: StageParameters): { readonly projectId: ProjectId; readonly stageId: StageId } {
	return {
		projectId: readSmallId(parameters.projectId, "project", asProjectId),
		stageId: readSmallId(parameters.stageId, "stage", asStageId),
	};
}

function noStage(projectId: ProjectId, stageId: StageId): TilewrightError {
	return new TilewrightError({
		code: "NOT_FOUND",
		message: `Project ${projectId} has no stage ${stageId}.`,
		fields: { projectId, stageId },
	});
}

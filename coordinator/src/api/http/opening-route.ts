import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import type { FastifyInstance } from "fastify";
import { type OpeningFacts, readOpeningFacts } from "../../database/overview-reads.ts";
import type { ApiServices } from "../api-context.ts";
import { readSmallId } from "../id-argument.ts";
import { type BundledAnswer, readBundle } from "./bundle-format.ts";
import { KeptAnswer } from "./kept-answers.ts";
import type { OverviewAnswers } from "./overview-answers.ts";
import { readPlane } from "./task-states-route.ts";

/** More would be a project nobody sees at once; the rest is asked for one by one. */
const mostStages = 40;

/**
 * What the first look at a project needs, in few answers, which the page asks for before its script has arrived: the
 * tasks of the plane that is shown, and the states of all tiles in all stages.
 */
export function addOpeningRoute(server: FastifyInstance, { database }: ApiServices, answers: OverviewAnswers): void {
	async function factsOf(projectId: ProjectId, z: number | null): Promise<OpeningFacts> {
		const facts = await readOpeningFacts(database, projectId, z);
		if (facts !== null) return facts;
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `There is no project ${projectId}.`,
			fields: { projectId },
		});
	}

	server.get<{ Params: { projectId: string }; Querystring: { stage?: string; z?: string } }>(
		"/api/projects/:projectId/opening",
		async (request, reply) => {
			const projectId = readSmallId(request.params.projectId, "project", asProjectId);
			const { stage, z } = request.query;
			const chosen = stage === undefined || stage === "" ? null : readSmallId(stage, "stage", asStageId);
			const facts = await factsOf(projectId, readPlane(z));
			return (await bundle(planeOf(projectId, facts, chosen, answers))).send(request, reply);
		},
	);

	server.get<{ Params: { projectId: string } }>("/api/projects/:projectId/tile-states", async (request, reply) => {
		const projectId = readSmallId(request.params.projectId, "project", asProjectId);
		return (await bundle(statesOf(projectId, await factsOf(projectId, null), answers))).send(request, reply);
	});
}

/** Reads what a page of the project would ask for, so that it is kept. */
export async function prepareOpening(
	database: ApiServices["database"],
	answers: OverviewAnswers,
	projectId: ProjectId,
): Promise<void> {
	const facts = await readOpeningFacts(database, projectId, null);
	if (facts === null) return;
	for (const { read } of planeOf(projectId, facts, null, answers)) await read();
	await (await answers.tiles(projectId)).compressed();
	for (const { read } of statesOf(projectId, facts, answers)) await read();
}

async function bundle(wanted: readonly BundledAnswer[]): Promise<KeptAnswer> {
	const octets = await readBundle(wanted);
	return new KeptAnswer(octets, octets, "application/octet-stream");
}

/** Where the tiles lie is told by the tasks of the root stage; their colours come from the stage that is looked at. */
function planeOf(
	projectId: ProjectId,
	{ stageIds, z }: OpeningFacts,
	chosen: StageId | null,
	answers: OverviewAnswers,
): readonly BundledAnswer[] {
	const wanted = stageIds.filter((id, place) => place === 0 || id === chosen);
	return wanted.map((id) => ({
		path: `/api/projects/${projectId}/stages/${id}/task-states${z === null ? "" : `?z=${z}`}`,
		read: () => answers.taskStates(projectId, id, z),
	}));
}

function statesOf(
	projectId: ProjectId,
	{ stageIds }: OpeningFacts,
	answers: OverviewAnswers,
): readonly BundledAnswer[] {
	return stageIds.slice(0, mostStages).map((id) => ({
		path: `/api/projects/${projectId}/stages/${id}/tile-states`,
		read: () => answers.tileStates(projectId, id),
	}));
}

import { createHash } from "node:crypto";
import { TilewrightError } from "@tilewright/contract/errors";
import { asProjectId, asStageId, asTileId, type ProjectId, type StageId } from "@tilewright/contract/ids";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import {
	hasStage,
	listMetricNames,
	readMetricColumns,
	readPackedStates,
	readPackedTileIds,
	readPackedTiles,
} from "../../database/overview-reads.ts";
import type { ApiServices } from "../api-context.ts";
import { readId, readSmallId } from "../id-argument.ts";
import { appendTileIds, formatStates, formatTiles } from "./overview-format.ts";

const keptProjects = 8;

interface StageParameters {
	readonly projectId: string;
	readonly stageId: string;
}

/** What is shown of all tiles at once: their places and states as octets, and one metric of all results as columns. */
export function addOverviewRoutes(server: FastifyInstance, { database, changes }: ApiServices): void {
	/** Tiles are only ever added, behind those that are known: ids are read once, and then what came since. */
	const knownTileIds = new Map<ProjectId, Float64Array>();

	async function tileIdsOf(projectId: ProjectId): Promise<Float64Array> {
		const known = knownTileIds.get(projectId) ?? new Float64Array(0);
		const packed = await readPackedTileIds(database, projectId, asTileId(known.at(-1) ?? 0));
		const ids = appendTileIds(known, packed);
		knownTileIds.delete(projectId);
		knownTileIds.set(projectId, ids);
		// A map remembers the order of insertion: what was asked for longest ago comes first.
		for (const oldest of knownTileIds.keys()) {
			if (knownTileIds.size <= keptProjects) break;
			knownTileIds.delete(oldest);
		}
		return ids;
	}

	server.get<{ Params: { projectId: string }; Querystring: { after?: string } }>(
		"/api/projects/:projectId/tiles",
		async (request, reply) => {
			const after = readId(request.query.after ?? "0", "tile", asTileId);
			const projectId = readSmallId(request.params.projectId, "project", asProjectId);
			const sequence = changes.sequenceOf(projectId);
			return sendOctets(request, reply, formatTiles(await readPackedTiles(database, projectId, after), sequence));
		},
	);

	server.get<{ Params: StageParameters }>(
		"/api/projects/:projectId/stages/:stageId/tile-states",
		async (request, reply) => {
			const { projectId, stageId } = readStage(request.params);
			// Asked for before the rows are read: whatever has a number up to it is in them.
			const sequence = changes.sequenceOf(projectId);
			const tileIds = await tileIdsOf(projectId);
			const states = await readPackedStates(database, projectId, stageId);
			if (!states) throw noStage(projectId, stageId);
			return sendOctets(request, reply, formatStates(states, tileIds, sequence));
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

const headBytes = 16;

/** The ETag is of the content without its head: it stays the same while nothing but the sequence changes. */
function sendOctets(request: FastifyRequest, reply: FastifyReply, answer: Buffer): FastifyReply {
	const etag = `"${createHash("sha1").update(answer.subarray(headBytes)).digest("base64url")}"`;
	reply.header("etag", etag).header("cache-control", "no-cache").type("application/octet-stream");
	if (request.headers["if-none-match"] === etag) return reply.code(304).send();
	return reply.send(answer);
}

import { attemptLogFile, publishedDirectory } from "@tilewright/contract/attempt-paths";
import { isTilewrightError, TilewrightError } from "@tilewright/contract/errors";
import { asAttemptId, asTaskId, asTileId } from "@tilewright/contract/ids";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { findAttempt, findResult, findTile, type ResultPlace } from "../../database/file-reads.ts";
import { unitDirectory } from "../../dispatch/unit-rules.ts";
import type { ApiServices } from "../api-context.ts";
import { previewOf } from "../attempt/artifact-type.ts";
import { readId } from "../id-argument.ts";
import { joinInside, resolveInsideRoots } from "./path-guard.ts";
import { noFile, sendFile } from "./send-file.ts";

interface FileParameters {
	readonly id: string;
	readonly stream: "stdout" | "stderr";
	readonly index: string;
	readonly "*": string;
}

/** Logs, results, previews and acquired files. Nothing outside the folders of the file's project can be read. */
export function addFileRoutes(server: FastifyInstance, { database }: ApiServices): void {
	// Viewers are pages of other hosts: they may read images and must see ranges and versions. Nothing here uses cookies.
	server.addHook("onRequest", async (_request, reply) => {
		reply
			.header("access-control-allow-origin", "*")
			.header("access-control-expose-headers", "Accept-Ranges, Content-Length, Content-Range, ETag, Last-Modified")
			.header("x-content-type-options", "nosniff")
			.header("content-security-policy", "default-src 'none'; sandbox");
	});
	server.options("/*", async (_request, reply) =>
		reply
			.header("access-control-allow-methods", "GET, HEAD, OPTIONS")
			.header("access-control-allow-headers", "Range, If-Range, If-None-Match")
			.header("access-control-max-age", "86400")
			.code(204)
			.send(),
	);

	server.get<{ Params: FileParameters }>("/attempts/:id/logs/:stream", async (request, reply) => {
		const id = readId(request.params.id, "attempt", asAttemptId);
		const { stream } = request.params;
		if (stream !== "stdout" && stream !== "stderr") throw noFile();
		const place = found(await findAttempt(database, id), "attempt", id);
		const log = attemptLogFile(place.outputPath, id, stream);
		return sendLog(request, reply, log, place.roots);
	});

	server.get<{ Params: FileParameters }>("/tasks/:id/preview", async (request, reply) => {
		const result = await resultOf(request.params.id);
		const preview = previewOf(result);
		if (preview === null) throw noFile();
		return sendInside(request, reply, joinInside(directoryOf(result), preview.path), result.roots);
	});

	server.get<{ Params: FileParameters }>("/tasks/:id/files/*", async (request, reply) => {
		const result = await resultOf(request.params.id);
		return sendInside(request, reply, joinInside(directoryOf(result), request.params["*"]), result.roots);
	});

	server.get<{ Params: FileParameters }>("/tiles/:id/files/:index", sendTileFile);
	// A file of a tile may be a folder, such as a Zarr: what is inside lies below it.
	server.get<{ Params: FileParameters }>("/tiles/:id/files/:index/*", sendTileFile);

	async function sendTileFile(request: FastifyRequest<{ Params: FileParameters }>, reply: FastifyReply) {
		const id = readId(request.params.id, "tile", asTileId);
		const place = found(await findTile(database, id), "tile", id);
		const file = place.files[Number(request.params.index)];
		if (!file) throw noFile();
		const path = joinInside(place.rootPath, file.path);
		const inner = request.params["*"];
		return sendInside(request, reply, inner === undefined ? path : joinInside(path, inner), place.roots);
	}

	async function resultOf(text: string): Promise<ResultPlace> {
		const id = readId(text, "task", asTaskId);
		return found(await findResult(database, id), "result of task", id);
	}
}

function directoryOf({ outputPath, unit, unitKey, relativePath }: ResultPlace): string {
	return publishedDirectory(outputPath, unitDirectory(unit, unitKey, relativePath));
}

async function sendInside(
	request: FastifyRequest,
	reply: FastifyReply,
	path: string,
	roots: readonly string[],
): Promise<FastifyReply> {
	return sendFile(request, reply, await resolveInsideRoots(path, roots));
}

/** A log that is not there was never written to: empty, not missing. */
async function sendLog(
	request: FastifyRequest,
	reply: FastifyReply,
	path: string,
	roots: readonly string[],
): Promise<FastifyReply> {
	const contentType = "text/plain; charset=utf-8";
	try {
		return await sendFile(request, reply, await resolveInsideRoots(path, roots), { contentType });
	} catch (error) {
		if (!isTilewrightError(error, "NOT_FOUND")) throw error;
		return reply.header("accept-ranges", "bytes").header("cache-control", "no-cache").type(contentType).send("");
	}
}

function found<Place>(place: Place | null, what: string, id: number): Place {
	if (place) return place;
	throw new TilewrightError({ code: "NOT_FOUND", message: `There is no ${what} ${id}.`, fields: { what, id } });
}

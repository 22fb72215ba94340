import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { TilewrightError } from "@tilewright/contract/errors";
import type { FastifyReply, FastifyRequest } from "fastify";

const contentTypes: Readonly<Record<string, string>> = {
	".png": "image/png",
	".jpg": "image/jpeg",
	".webp": "image/webp",
	".tif": "image/tiff",
	".tiff": "image/tiff",
	".json": "application/json",
	".csv": "text/csv; charset=utf-8",
	".txt": "text/plain; charset=utf-8",
	".log": "text/plain; charset=utf-8",
	".xml": "application/xml",
	".zarray": "application/json",
	".zattrs": "application/json",
	".zgroup": "application/json",
	".zmetadata": "application/json",
};

export interface SendFileOptions {
	readonly contentType?: string;
}

/** A file or a part of it. `path` has been resolved: no link is followed any more. Throws NOT_FOUND for what is no file. */
export async function sendFile(
	request: FastifyRequest,
	reply: FastifyReply,
	path: string,
	options: SendFileOptions = {},
): Promise<FastifyReply> {
	const file = await openRegularFile(path);
	const stats = await file.stat();
	const etag = etagOf(stats);
	reply
		.header("accept-ranges", "bytes")
		.header("etag", etag)
		.header("last-modified", stats.mtime.toUTCString())
		// Results are replaced in place: what is kept has to be asked for again.
		.header("cache-control", "no-cache")
		.type(options.contentType ?? contentTypeOf(path));
	if (request.headers["if-none-match"] === etag) {
		await file.close();
		return reply.code(304).send();
	}
	const wanted = rangeOf(request, etag, stats.size);
	if (wanted === "unsatisfiable") {
		await file.close();
		return reply.code(416).header("content-range", `bytes */${stats.size}`).send();
	}
	const { first, last } = wanted ?? { first: 0, last: stats.size - 1 };
	if (wanted) reply.code(206).header("content-range", `bytes ${first}-${last}/${stats.size}`);
	reply.header("content-length", last - first + 1);
	if (request.method === "HEAD" || last < first) {
		await file.close();
		// Of an empty text Fastify would say in the answer to HEAD that the file is empty.
		return reply.send(Readable.from([]));
	}
	return reply.send(file.createReadStream({ start: first, end: last }));
}

async function openRegularFile(path: string): Promise<FileHandle> {
	// A pipe would wait for a writer without O_NONBLOCK; a link put there since would be followed without O_NOFOLLOW.
	const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
	const file = await open(path, flags).catch((cause: unknown) => {
		throw noFile(cause);
	});
	const stats = await file.stat();
	if (stats.isFile()) return file;
	await file.close();
	throw noFile();
}

export function noFile(cause?: unknown): TilewrightError {
	return new TilewrightError({ code: "NOT_FOUND", message: "There is no such file (any more).", cause });
}

function contentTypeOf(path: string): string {
	const name = path.slice(path.lastIndexOf("/") + 1);
	// `.zattrs` is a name, not an ending. HTML and SVG stay bytes: a result must never act as one of our pages.
	return contentTypes[extname(name).toLowerCase()] ?? contentTypes[name] ?? "application/octet-stream";
}

function etagOf(stats: Stats): string {
	return `"${stats.size.toString(36)}-${Math.round(stats.mtimeMs * 1000).toString(36)}-${stats.ino.toString(36)}"`;
}

/** One range; several at once, and ranges of an older file (If-Range), are answered with the whole. */
function rangeOf(
	request: FastifyRequest,
	etag: string,
	size: number,
): { first: number; last: number } | "unsatisfiable" | null {
	const condition = request.headers["if-range"];
	if (condition !== undefined && condition !== etag) return null;
	return parseRange(request.headers.range, size);
}

export function parseRange(
	header: string | undefined,
	size: number,
): { first: number; last: number } | "unsatisfiable" | null {
	const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
	if (!match || (match[1] === "" && match[2] === "")) return null;
	const [, from = "", to = ""] = match;
	if (from === "") {
		const length = Math.min(Number(to), size);
		return length === 0 ? "unsatisfiable" : { first: size - length, last: size - 1 };
	}
	const first = Number(from);
	const last = to === "" ? size - 1 : Math.min(Number(to), size - 1);
	if (to !== "" && Number(to) < first) return null;
	return first >= size ? "unsatisfiable" : { first, last };
}

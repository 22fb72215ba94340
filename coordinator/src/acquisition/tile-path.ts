import { TilewrightError } from "@tilewright/contract/errors";

/** Above this a path no longer fits the unique index over it (a third of a database page). */
const maximumPathBytes = 2000;

/**
 * The path that is a tile's identity: below the source's root, forward slashes, no `.` or `..`, nothing empty.
 * Back-slashes become slashes, since lists written on Windows have them. Throws TILE_PATH_INVALID.
 */
export function parseTilePath(written: string): string {
	const slashed = written.replaceAll("\\", "/");
	if (slashed.includes("\0")) throw invalidPath(written, "contains a NUL character");
	const segments = slashed.split("/").filter((segment) => segment !== "" && segment !== ".");
	if (slashed.startsWith("/") || /^[A-Za-z]:/.test(segments[0] ?? "")) {
		throw invalidPath(written, "is absolute; write it relative to the source's root");
	}
	if (segments.length === 0) throw invalidPath(written, "is empty");
	if (segments.includes("..")) throw invalidPath(written, 'contains "..", which could lead out of the source\'s root');
	const path = segments.join("/");
	if (Buffer.byteLength(path) > maximumPathBytes) {
		throw invalidPath(written, `is longer than ${maximumPathBytes} bytes`);
	}
	return path;
}

function invalidPath(written: string, what: string): TilewrightError {
	const shown = written.length > 200 ? `${written.slice(0, 200)}…` : written;
	return new TilewrightError({
		code: "TILE_PATH_INVALID",
		message: `The tile path ${JSON.stringify(shown)} ${what}.`,
		fields: { path: shown },
	});
}

import { realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { noFile } from "./send-file.ts";

/**
 * The real path of a file that lies below one of the roots, with all symbolic links followed on both sides. Throws
 * PATH_OUTSIDE_ROOTS for what lies elsewhere, and NOT_FOUND when there is no such file.
 */
export async function resolveInsideRoots(path: string, roots: readonly string[]): Promise<string> {
	if (path.includes("\0")) throw outside();
	const real = await realpath(path).catch(() => null);
	if (real === null) throw noFile();
	const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => null)));
	if (!realRoots.some((root) => root !== null && isBelow(real, root))) throw outside();
	return real;
}

/**
 * A path that came with a request, below a folder of ours. Refuses everything that could lead elsewhere by its
 * name alone: `..`, `.`, empty and absolute parts, NUL, and back-slashes where these separate folders.
 */
export function joinInside(folder: string, requested: string): string {
	const parts = requested.split("/");
	const isPlain = parts.every(
		(part) =>
			part !== "" && part !== "." && part !== ".." && !part.includes("\0") && (sep === "/" || !part.includes(sep)),
	);
	if (!isPlain) throw outside();
	return join(folder, ...parts);
}

/** Whether a normalised path is the root or lies below it. */
function isBelow(path: string, root: string): boolean {
	return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function outside(): TilewrightError {
	return new TilewrightError({
		code: "PATH_OUTSIDE_ROOTS",
		message: "The path leads out of the project's folders; only what lies inside them can be read.",
	});
}

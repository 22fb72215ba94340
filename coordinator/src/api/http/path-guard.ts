import { realpath } from "node:fs/promises";
import { sep } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";

/**
 * The real path of a file that lies below one of the roots, with all symbolic links followed on both sides.
 * Throws PATH_OUTSIDE_ROOTS for anything else, and NOT_FOUND when there is no such file; the two are told apart
 * only where the path lies inside by its name, so that nothing outside can be asked after.
 */
export async function resolveInsideRoots(path: string, roots: readonly string[]): Promise<string> {
	if (path.includes("\0")) throw outside();
	const realRoots = await Promise.all(roots.map((root) => realpath(root).catch(() => null)));
	const real = await realpath(path).catch(() => null);
	if (real === null) {
		throw new TilewrightError({ code: "NOT_FOUND", message: "There is no such file (any more).", fields: {} });
	}
	if (!realRoots.some((root) => root !== null && isBelow(real, root))) throw outside();
	return real;
}

/** Whether a normalised path is the root or lies below it. */
export function isBelow(path: string, root: string): boolean {
	const base = root.endsWith(sep) ? root : root + sep;
	return path === root || path.startsWith(base);
}

function outside(): TilewrightError {
	return new TilewrightError({
		code: "PATH_OUTSIDE_ROOTS",
		message: "The path leads out of the project's folders; only what lies inside them can be read.",
		fields: {},
	});
}

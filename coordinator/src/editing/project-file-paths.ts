import { posix, win32 } from "node:path";
import { isInside } from "../commands/path-rules.ts";

/** Paths in a project file are relative to the project's own where they lie inside: so a file can be used elsewhere. */

function rulesOf(base: string): typeof posix {
	return /^[A-Za-z]:[\\/]/.test(base) ? win32 : posix;
}

/** `shift`, or `.` for the base itself; the path as it is when it lies elsewhere. Always with forward slashes. */
export function relativeTo(base: string, path: string): string {
	if (!isInside(path, base)) return path;
	const relative = path.slice(base.length + 1).replaceAll("\\", "/");
	return relative === "" ? "." : relative;
}

export function resolveAt(base: string, path: string): string {
	const rules = rulesOf(base);
	if (posix.isAbsolute(path) || win32.isAbsolute(path)) return path;
	return path === "." ? base : rules.join(base, path);
}

/** Where results go for another root: `/data/a` and `/data/a-results` give `/data/b-results` for `/data/b`. */
export function movedOutputPath(rootPath: string, outputPath: string, newRootPath: string): string {
	return outputPath.startsWith(rootPath) ? `${newRootPath}${outputPath.slice(rootPath.length)}` : outputPath;
}

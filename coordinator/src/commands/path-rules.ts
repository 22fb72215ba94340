import { posix, win32 } from "node:path";
import { invalid } from "./name-rules.ts";

/** An absolute path in its normal form. Throws ARGUMENT_INVALID for a relative path, `..`, `.`, NUL or the root folder itself. */
export function normaliseRootPath(path: string, what: string): string {
	const isWindows = /^[A-Za-z]:[\\/]/.test(path);
	const rules = isWindows ? win32 : posix;
	if (path.includes("\0") || !rules.isAbsolute(path)) {
		throw invalid(`The ${what} "${path}" is not an absolute path: give the whole path, such as /data/sample-1.`, {
			path,
		});
	}
	if (path.split(/[\\/]/).some((part) => part === ".." || part === ".")) {
		throw invalid(`The ${what} "${path}" goes up or stays with "." or "..": give the path without them.`, { path });
	}
	const normal = rules.normalize(path);
	const { root } = rules.parse(normal);
	if (normal === root) throw invalid(`The ${what} cannot be the root of the file system ("${path}").`, { path });
	return normal.endsWith(rules.sep) ? normal.slice(0, -1) : normal;
}

/** Whether `path` is `folder` or lies below it; both in their normal form. */
export function isInside(path: string, folder: string): boolean {
	return path === folder || path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`);
}

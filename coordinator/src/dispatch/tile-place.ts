import { dirname, relative } from "node:path/posix";

/**
 * The folder a tile's files lie in, below its source, and their paths from there. A tile that is itself a file lies in
 * that file's folder; its own path is no folder.
 */
export function tilePlace(
	relativePath: string,
	files: readonly string[],
): { readonly directory: string; readonly files: readonly string[] } {
	const directory = files.includes(relativePath) ? dirname(relativePath) : relativePath;
	return { directory, files: files.map((file) => relative(directory, file)) };
}

import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { posix, resolve, win32 } from "node:path";
import { glanceOf, hashOfProgram } from "@tilewright/contract/program-file";
import type { TaskDefinitionContent } from "@tilewright/contract/recipe";
import { inTime } from "./in-time.ts";

/** Workers may see a repository that the coordinator does not: what cannot be looked at decides nothing. */
const patienceMs = 1_000;

/** Where the script of a definition lies; null for programs that are no script. */
export function programPath(
	program: TaskDefinitionContent["program"],
	repositoryLocation: string | null,
): string | null {
	if (program.kind !== "script") return null;
	if (posix.isAbsolute(program.path) || win32.isAbsolute(program.path)) return program.path;
	return repositoryLocation === null ? null : resolve(repositoryLocation, program.path);
}

/** SHA-256 of a script's bytes; null when the coordinator cannot see it (in time). */
export async function readProgramHash(path: string | null): Promise<string | null> {
	return path === null ? null : inTime(hashOfFile(path), patienceMs);
}

/** Differs when the script may have been changed, without reading it; null when it cannot be seen (in time). */
export async function glanceAtProgram(path: string): Promise<string | null> {
	return inTime(
		withFile(path, async (file) => glanceOf(await file.stat())),
		patienceMs,
	);
}

function hashOfFile(path: string): Promise<string | null> {
	return withFile(path, async (file) => {
		const isHashed = glanceOf(await file.stat()) !== null;
		return isHashed ? hashOfProgram(await file.readFile()) : null;
	});
}

/**
 * Network file systems look again at a file that is opened; what `stat` tells of it may be a minute old. A pipe under
 * that name must not keep us waiting for a writer (Windows has no such flag).
 */
async function withFile<Result>(path: string, look: (file: FileHandle) => Promise<Result>): Promise<Result> {
	const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
	try {
		return await look(file);
	} finally {
		await file.close();
	}
}

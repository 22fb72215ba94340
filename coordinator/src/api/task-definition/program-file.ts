import { constants } from "node:fs";
import { access, open } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { TaskDefinitionContent } from "@tilewright/contract/recipe";
import { resolveInsideRoots } from "../http/path-guard.ts";

/** More than anybody reads in a page. */
const maximumTextBytes = 256 * 1024;

/** Absolute path of a script; null for programs that are no file of the user's. */
export function programPath(content: TaskDefinitionContent, repositoryLocation: string | null): string | null {
	const { program } = content;
	if (program.kind !== "script") return null;
	if (isAbsolute(program.path)) return program.path;
	return repositoryLocation === null ? null : resolve(repositoryLocation, program.path);
}

export async function programExists(path: string): Promise<boolean> {
	try {
		await access(path, constants.R_OK);
		return true;
	} catch {
		return false;
	}
}

/** The text of a script that lies in its repository; null for anything else, also for what is not text. */
export async function readProgramText(path: string, repositoryLocation: string): Promise<string | null> {
	const inside = await resolveInsideRoots(path, [repositoryLocation]).catch(() => null);
	if (inside === null) return null;
	const file = await open(inside, "r");
	try {
		const { bytesRead, buffer } = await file.read(Buffer.alloc(maximumTextBytes), 0, maximumTextBytes, 0);
		const bytes = buffer.subarray(0, bytesRead);
		return bytes.includes(0) ? null : bytes.toString("utf8");
	} finally {
		await file.close();
	}
}

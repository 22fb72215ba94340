import type { StageId } from "@tilewright/contract/ids";
import type { StageMemory } from "../dispatch/stage-memory.ts";
import { programPath } from "../editing/program-hash.ts";

/** A stage that runs a script, and the hash its version carries. */
export interface ScriptUser {
	readonly stageId: StageId;
	readonly hash: string | null;
}

/** The scripts that stages of all projects run, by their paths. */
export function usedScripts(stages: StageMemory): ReadonlyMap<string, readonly ScriptUser[]> {
	const scripts = new Map<string, ScriptUser[]>();
	for (const project of stages.projects) {
		for (const { id, recipe } of project.stages) {
			const path = programPath(recipe.definition.program, recipe.repositoryLocation);
			if (path === null) continue;
			const users = scripts.get(path);
			const user = { stageId: id, hash: recipe.programHash };
			if (users) users.push(user);
			else scripts.set(path, [user]);
		}
	}
	return scripts;
}

import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { Queryable } from "../database/database.ts";
import type { Graph } from "./graph.ts";
import { readGraph, readGraphVersion } from "./graph-store.ts";
import { programPath, readProgramHash } from "./program-hash.ts";
import { withKnownProgram } from "./stage-content-rules.ts";

/**
 * The graph to go back to. Undoing goes one step further back each time: an undone version is passed over, because
 * the version that undid it is equal to an older one. Programs are taken as they are on disk now; those that only
 * workers see, as they are known to be.
 */
export async function graphToRestore(
	transaction: Queryable,
	project: { readonly id: ProjectId; readonly name: string; readonly graphVersion: number },
	version: number | null,
): Promise<{ readonly graph: Graph; readonly version: number }> {
	const wanted = version ?? (await versionBefore(transaction, project));
	const found = await readGraphVersion(transaction, project.id, wanted);
	if (!found) {
		throw new TilewrightError({
			code: "NOT_FOUND",
			message: `Project "${project.name}" has no version ${wanted} of its graph to go back to: its history has been kept since its first edit, up to version ${project.graphVersion}.`,
			fields: { what: "graph version", version: wanted },
		});
	}
	const now = await readGraph(transaction, project.id);
	return { version: found.restores ?? wanted, graph: await withPrograms(found.graph, now) };
}

async function versionBefore(
	transaction: Queryable,
	project: { readonly id: ProjectId; readonly graphVersion: number },
): Promise<number> {
	const current = await readGraphVersion(transaction, project.id, project.graphVersion);
	return (current?.restores ?? project.graphVersion) - 1;
}

async function withPrograms(graph: Graph, now: Graph): Promise<Graph> {
	const known = now.stages.map((stage) => stage.recipe);
	const stages = await Promise.all(
		graph.stages.map(async (stage) => {
			const { recipe } = stage;
			const hash =
				(await readProgramHash(programPath(recipe.definition.program, recipe.repositoryLocation))) ??
				withKnownProgram({ ...recipe, programHash: null }, known).programHash;
			if (hash === null || hash === recipe.programHash) return stage;
			return { ...stage, versionId: null, recipe: { ...recipe, programHash: hash } };
		}),
	);
	return { ...graph, stages };
}

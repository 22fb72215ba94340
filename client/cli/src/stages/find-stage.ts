import { NameStagesDocument } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { pick } from "../command/pick.ts";

export interface NamedStage {
	readonly id: string;
	readonly name: string;
	readonly kind: "ROOT" | "PROGRAM";
	readonly project: { readonly id: string; readonly name: string };
}

/** By id, by `project/stage`, or by a name that only one stage has (of the project, where one is given). */
export async function findStage(api: Api, text: string, projectId?: string): Promise<NamedStage> {
	return pickStage(await nameStages(api), text, projectId);
}

/** Several stages, all of one project: that of the first, unless they say it themselves. */
export async function findStages(api: Api, texts: readonly string[], projectId?: string): Promise<NamedStage[]> {
	const [first, ...others] = texts;
	if (first === undefined) return [];
	const known = await nameStages(api);
	const leading = pickStage(known, first, projectId);
	return [leading, ...others.map((text) => pickStage(known, text, leading.project.id))];
}

export async function nameStages(api: Api): Promise<NamedStage[]> {
	const { projects } = await api.ask(NameStagesDocument, {});
	return projects.flatMap(({ id, name, stages }) => stages.map((stage) => ({ ...stage, project: { id, name } })));
}

export function pickStage(stages: readonly NamedStage[], text: string, projectId?: string): NamedStage {
	const candidates = stages.filter(({ project }) => projectId === undefined || project.id === projectId);
	const qualified = candidates.map((stage) => ({ ...stage, name: `${stage.project.name}/${stage.name}` }));
	// A stage's own name may hold a slash.
	const isQualified = text.includes("/") && !candidates.some(({ name }) => name === text);
	const { id } = pick(isQualified ? qualified : candidates, text, "stage", (stage) =>
		isQualified || projectId !== undefined
			? `"${stage.name}" (${stage.id})`
			: `"${stage.project.name}/${stage.name}" (${stage.id})`,
	);
	// Found by its qualified name; given back under its own.
	return candidates.find((stage) => stage.id === id) as NamedStage;
}

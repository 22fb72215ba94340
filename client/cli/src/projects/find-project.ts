import { NameProjectsDocument } from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { usageFailure } from "../command/command-failure.ts";
import { pick } from "../command/pick.ts";

export interface NamedProject {
	readonly id: string;
	readonly name: string;
	readonly archivedAt: string | null;
}

/** By id or name; a name means the project that is not archived, where there is one. */
export async function findProject(api: Api, text: string): Promise<NamedProject> {
	const { projects } = await api.ask(NameProjectsDocument, {});
	const byId = projects.find(({ id }) => id === text);
	const current = projects.filter(({ archivedAt }) => archivedAt === null);
	const isCurrent = current.some(({ name }) => name.toLowerCase() === text.toLowerCase());
	const candidates = isCurrent
		? [...current, ...(byId === undefined || current.includes(byId) ? [] : [byId])]
		: projects;
	return pick(candidates, text, "project", ({ id, name, archivedAt }) =>
		archivedAt === null ? `"${name}" (${id})` : `"${name}" (${id}, archived)`,
	);
}

/** The project said; without one the only project there is. */
export async function findProjectOrOnly(api: Api, text: string | undefined): Promise<NamedProject> {
	if (text !== undefined) return findProject(api, text);
	const projects = (await api.ask(NameProjectsDocument, {})).projects.filter(({ archivedAt }) => archivedAt === null);
	const [only] = projects;
	if (projects.length === 1 && only !== undefined) return only;
	const names = projects.map(({ name }) => `"${name}"`).join(", ");
	throw usageFailure(projects.length === 0 ? "There is no project yet." : `Which project? Give one of ${names}.`);
}

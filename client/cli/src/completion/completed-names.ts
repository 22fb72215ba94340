import {
	CompleteEventKindsDocument,
	CompleteGroupsDocument,
	CompleteNamesDocument,
	type CompleteNamesResult,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import type { Candidate } from "./command-tree.ts";

type Known = CompleteNamesResult;

/** What the server is asked for, by the word that stands for it in the command tree. */
const kinds: Readonly<Record<string, (known: Known) => Candidate[]>> = {
	project: ({ projects }) => projects.map(({ name, id }) => ({ value: name, description: `project ${id}` })),
	stage: ({ projects }) => inProjects(projects, ({ stages }) => stages.map(({ name }) => name)),
	stages: ({ projects }) => inProjects(projects, ({ stages }) => stages.map(({ name }) => name)),
	source: ({ projects }) => inProjects(projects, ({ sources }) => sources.map(({ name }) => name)),
	worker: ({ workers }) => {
		const isUnique = (name: string) => workers.filter((worker) => worker.name === name).length === 1;
		return workers.map(({ id, name, host }) =>
			isUnique(name)
				? { value: name, description: `on ${host}` }
				: { value: id.slice(0, 8), description: `${name} on ${host}` },
		);
	},
	definition: ({ taskDefinitions }) =>
		taskDefinitions
			.filter(({ archivedAt }) => archivedAt === null)
			.map(({ name, description }) => ({ value: name, description })),
	projects: ({ projects }) => projects.map(({ name, id }) => ({ value: name, description: `project ${id}` })),
	rule: ({ notificationRules }) =>
		notificationRules.map(({ name, id }) => ({ value: name, description: `rule ${id}` })),
	repository: ({ taskRepositories }) =>
		taskRepositories
			.filter(({ archivedAt }) => archivedAt === null)
			.map(({ name, location }) => ({ value: name, description: location })),
};

/** Names of things that are there; none for a kind that has no names. */
export async function namesOf(api: Api, kind: string, projectText: string | undefined): Promise<Candidate[]> {
	if (kind === "group") return groupsOf(api, projectText);
	if (kind === "event-kinds") {
		const { eventKinds } = await api.ask(CompleteEventKindsDocument, {});
		return eventKinds.map((value) => ({ value, description: "" }));
	}
	const read = kinds[kind];
	if (read === undefined) return [];
	const known = await api.ask(CompleteNamesDocument, {});
	return read(projectText === undefined ? known : { ...known, projects: projectsNamed(known.projects, projectText) });
}

type Projects = Known["projects"];

function projectsNamed(projects: Projects, text: string): Projects {
	return projects.filter(({ id, name }) => id === text || name.toLowerCase() === text.toLowerCase());
}

/** Its own name where only one project has it, else `project/name`. */
function inProjects(projects: Projects, namesIn: (project: Projects[number]) => readonly string[]): Candidate[] {
	const counts = new Map<string, number>();
	for (const name of projects.flatMap(namesIn)) counts.set(name, (counts.get(name) ?? 0) + 1);
	return projects.flatMap((project) =>
		namesIn(project).map((name) => ({
			value: counts.get(name) === 1 ? name : `${project.name}/${name}`,
			description: `of ${project.name}`,
		})),
	);
}

async function groupsOf(api: Api, projectText: string | undefined): Promise<Candidate[]> {
	const { projects } = await api.ask(CompleteNamesDocument, {});
	const chosen = projectText === undefined ? projects : projectsNamed(projects, projectText);
	const answers = await Promise.all(chosen.map(({ id }) => api.ask(CompleteGroupsDocument, { projectId: id })));
	return answers.flatMap(({ failureGroups }) =>
		failureGroups.edges.map(({ node }) => ({ value: node.id, description: node.signature })),
	);
}

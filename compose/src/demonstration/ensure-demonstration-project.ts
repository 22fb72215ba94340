import { z } from "zod";
import { graphqlRequest } from "../graphql-client.ts";
import {
	type DemonstrationStage,
	demonstrationDescription,
	demonstrationName,
	demonstrationStages,
} from "./demonstration-project.ts";

export interface DemonstrationProject {
	readonly projectId: string;
	readonly sourceId: string;
}

/**
 * Makes the demonstration project if there is no project at all, and finds it again otherwise; a project that
 * was left half-made is completed. Undefined when people have projects of their own and no demonstration.
 */
export async function ensureDemonstrationProject(options: {
	readonly graphqlUrl: string;
	/** Where the simulated microscope writes; exists. */
	readonly acquisitionDirectory: string;
	readonly resultsDirectory: string;
	readonly signal?: AbortSignal | undefined;
}): Promise<DemonstrationProject | undefined> {
	const ask = <Data>(query: string, data: z.ZodType<Data>, variables?: Readonly<Record<string, unknown>>) =>
		graphqlRequest(options.graphqlUrl, {
			query,
			data,
			signal: options.signal,
			...(variables === undefined ? {} : { variables }),
		});

	const { projects } = await ask(projectsQuery, z.object({ projects: z.array(projectSchema) }));
	let project = projects.find(({ rootPath }) => rootPath === options.acquisitionDirectory);
	if (project?.archivedAt != null || (project === undefined && projects.length > 0)) return undefined;
	if (project === undefined) {
		const { createProject } = await ask(
			createProjectMutation,
			z.object({ createProject: z.object({ project: projectSchema }) }),
			{
				input: {
					name: demonstrationName,
					description: demonstrationDescription,
					rootPath: options.acquisitionDirectory,
					outputPath: options.resultsDirectory,
					message: "made by npm start, because there was no project yet",
				},
			},
		);
		project = createProject.project;
	}

	const definitionIds = await readDefinitionIds(ask);
	const stageIds = new Map(project.stages.map(({ name, id }) => [name, id]));
	const root = project.stages.find(({ kind }) => kind === "ROOT");
	for (const stage of demonstrationStages) {
		if (stageIds.has(stage.name)) continue;
		const { createStage } = await ask(
			createStageMutation,
			z.object({ createStage: z.object({ stage: namedSchema }) }),
			{
				input: {
					projectId: project.id,
					name: stage.name,
					description: stage.description,
					definitionId: definitionIds.get(stage.program),
					parentIds: parentIds(stage, stageIds, root?.id),
					unitRule: stage.unitRule,
					parameters: stage.parameters,
				},
			},
		);
		stageIds.set(stage.name, createStage.stage.id);
	}
	const [source] = project.sources;
	return source === undefined ? undefined : { projectId: project.id, sourceId: source.id };
}

/** Whether the coordinator has looked at the source after `endedAt` (milliseconds since 1970) and taken all it saw. */
export async function isDemonstrationRead(
	graphqlUrl: string,
	options: {
		readonly projectId: string;
		readonly sourceId: string;
		readonly endedAt: number;
		readonly signal: AbortSignal;
	},
): Promise<boolean> {
	const { project } = await graphqlRequest(graphqlUrl, {
		query: "query ($id: ID!) { project(id: $id) { sources { id lastCheckedAt finishedAt pendingFiles { path } } } }",
		variables: { id: options.projectId },
		data: z.object({ project: z.object({ sources: z.array(sourceProgressSchema) }).nullable() }),
		signal: options.signal,
	});
	const source = project?.sources.find(({ id }) => id === options.sourceId);
	if (source === undefined || source.finishedAt !== null) return true;
	const { lastCheckedAt, pendingFiles } = source;
	return pendingFiles.length === 0 && lastCheckedAt !== null && Date.parse(lastCheckedAt) > options.endedAt;
}

/** Tells that nothing more will come, so that the last groups close. */
export async function finishDemonstrationAcquisition(graphqlUrl: string, sourceId: string): Promise<void> {
	await graphqlRequest(graphqlUrl, {
		query: `mutation ($input: SourceIdInput!) { finishAcquisition(input: $input) { source { id } } }`,
		variables: { input: { id: sourceId, message: "the simulated microscope has finished" } },
		data: z.unknown(),
	});
}

type Ask = <Data>(query: string, data: z.ZodType<Data>, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;

async function readDefinitionIds(ask: Ask): Promise<Map<string, string>> {
	const { taskDefinitions } = await ask(
		"{ taskDefinitions { id name } }",
		z.object({ taskDefinitions: z.array(namedSchema) }),
	);
	return new Map(taskDefinitions.map(({ name, id }) => [name, id]));
}

function parentIds(
	stage: DemonstrationStage,
	stageIds: ReadonlyMap<string, string>,
	rootId: string | undefined,
): (string | undefined)[] {
	return stage.parents.length === 0 ? [rootId] : stage.parents.map((name) => stageIds.get(name));
}

const namedSchema = z.object({ id: z.string(), name: z.string() });
const projectSchema = z.object({
	id: z.string(),
	rootPath: z.string(),
	archivedAt: z.string().nullable(),
	sources: z.array(z.object({ id: z.string() })),
	stages: z.array(namedSchema.extend({ kind: z.string() })),
});

const sourceProgressSchema = z.object({
	id: z.string(),
	lastCheckedAt: z.string().nullable(),
	finishedAt: z.string().nullable(),
	pendingFiles: z.array(z.unknown()),
});

const projectFields = "id rootPath archivedAt sources { id } stages { id name kind }";
const projectsQuery = `{ projects(includeArchived: true) { ${projectFields} } }`;
const createProjectMutation = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { ${projectFields} } } }`;
const createStageMutation = `mutation ($input: CreateStageInput!) { createStage(input: $input) { stage { id name } } }`;

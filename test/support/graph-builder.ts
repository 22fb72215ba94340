import type { RunningSystem } from "./running-system.ts";

/** Projects made over the API, as a person's script would make them. */

export interface MadeProject {
	readonly id: string;
	readonly rootStageId: string;
	readonly sourceId: string;
}

export async function makeProject(
	system: RunningSystem,
	input: {
		readonly name: string;
		readonly rootPath: string;
		readonly outputPath?: string;
		readonly parameters?: Readonly<Record<string, unknown>>;
		readonly source?: { readonly kind: string; readonly settings?: unknown };
	},
): Promise<MadeProject> {
	const { createProject } = await system.graphql<{
		createProject: { project: { id: string; sources: { id: string }[]; stages: { id: string }[] } };
	}>(
		"mutation ($input: CreateProjectInput!) { createProject(input: $input) { project { id sources { id } stages { id } } } }",
		{
			input,
		},
	);
	const { id, sources, stages } = createProject.project;
	const [source] = sources;
	const [root] = stages;
	if (!source || !root) throw new Error("a project begins with a source and a root stage");
	return { id, sourceId: source.id, rootStageId: root.id };
}

/** A definition of a program; with `builtIn` the one that comes with Tilewright. */
export async function makeDefinition(
	system: RunningSystem,
	name: string,
	content: object,
	defaultOperations: object = {},
): Promise<string> {
	const { createTaskDefinition } = await system.graphql<{ createTaskDefinition: { taskDefinition: { id: string } } }>(
		"mutation ($input: CreateTaskDefinitionInput!) { createTaskDefinition(input: $input) { taskDefinition { id } } }",
		{ input: { name, content, defaultOperations } },
	);
	return createTaskDefinition.taskDefinition.id;
}

export async function makeStage(
	system: RunningSystem,
	project: MadeProject,
	input: {
		readonly name: string;
		readonly definitionId: string;
		readonly parentIds?: readonly string[];
		readonly unitRule?: object;
		readonly parameters?: object;
		readonly operations?: object;
	},
): Promise<string> {
	const { createStage } = await system.graphql<{ createStage: { stage: { id: string } } }>(
		"mutation ($input: CreateStageInput!) { createStage(input: $input) { stage { id } } }",
		{ input: { projectId: project.id, parentIds: [project.rootStageId], unitRule: { kind: "each" }, ...input } },
	);
	return createStage.stage.id;
}

/** Counts per stage name and state, in lower case, without the zeros. */
export async function stageCounts(
	system: RunningSystem,
	projectId: string,
): Promise<Record<string, Record<string, number>>> {
	const { project } = await system.graphql<{
		project: { stages: { name: string; counts: { state: string; count: number }[] }[] };
	}>("query ($id: ID!) { project(id: $id) { stages { name counts { state count } } } }", { id: projectId });
	return Object.fromEntries(
		project.stages.map((stage) => [
			stage.name,
			Object.fromEntries(
				stage.counts.filter(({ count }) => count > 0).map(({ state, count }) => [state.toLowerCase(), count]),
			),
		]),
	);
}

export interface ListedTask {
	readonly id: string;
	readonly state: string;
	readonly reason: string;
	readonly unitKey: string;
	readonly tile: { readonly name: string } | null;
	readonly metrics: Readonly<Record<string, number>> | null;
	readonly unit: { readonly offset?: { readonly x: number; readonly y: number; readonly z: number } } | null;
	readonly inputs: { readonly edges: { readonly node: { readonly tile: { readonly name: string } | null } }[] };
	readonly latestAttempt: {
		readonly id: string;
		readonly outcome: string | null;
		readonly problem: string | null;
		readonly number: number;
	} | null;
}

/** All tasks of a stage, page by page. */
export async function tasksOf(system: RunningSystem, stageId: string): Promise<ListedTask[]> {
	const tasks: ListedTask[] = [];
	let after: string | null = null;
	do {
		const page: {
			stage: { tasks: { edges: { node: ListedTask }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } };
		} = await system.graphql(
			`query ($id: ID!, $after: String) { stage(id: $id) { tasks(first: 100, after: $after) {
				edges { node {
					id state reason unitKey unit metrics tile { name }
					inputs(first: 5) { edges { node { tile { name } } } }
					latestAttempt { id outcome problem number }
				} }
				pageInfo { hasNextPage endCursor }
			} } }`,
			{ id: stageId, after },
		);
		tasks.push(...page.stage.tasks.edges.map((edge) => edge.node));
		after = page.stage.tasks.pageInfo.hasNextPage ? page.stage.tasks.pageInfo.endCursor : null;
	} while (after !== null);
	return tasks;
}

/** Waits until no task of the project can move any more. */
export async function untilQuiet(
	system: RunningSystem,
	projectId: string,
	limitMs = 120_000,
): Promise<Record<string, Record<string, number>>> {
	let counts: Record<string, Record<string, number>> = {};
	try {
		await system.until(
			"nothing waits, is ready or runs",
			async () => {
				counts = await stageCounts(system, projectId);
				return Object.values(counts).every((stage) => !stage.waiting && !stage.ready && !stage.running);
			},
			limitMs,
		);
	} catch (error) {
		throw new Error(`${String(error)}; counts ${JSON.stringify(counts)}`);
	}
	return counts;
}

import {
	type AttemptOutcome,
	FindTilesDocument,
	type LatticeRegionInput,
	ListTasksDocument,
	type ListTasksVariables,
	type TaskFilter,
	type TaskSelection,
	type TaskState,
	type TaskSummaryFragment,
} from "../api/generated/documents.ts";
import type { Api } from "../api/graphql-client.ts";
import { notFoundFailure } from "../command/command-failure.ts";
import { findProjectOrOnly } from "../projects/find-project.ts";
import { nameStages, pickStage } from "../stages/find-stage.ts";
import { findWorker } from "../workers/find-worker.ts";

/** Which tasks, as said on the command line. */
export interface TaskChoice {
	readonly project?: string;
	readonly stage?: readonly string[];
	readonly state?: readonly TaskState[];
	readonly outcome?: readonly AttemptOutcome[];
	readonly tile?: string;
	readonly plane?: number;
	readonly worker?: string;
	readonly region?: LatticeRegionInput;
	readonly stale?: boolean;
	readonly signature?: string;
	readonly canary?: boolean;
	readonly flagged?: boolean;
	readonly decided?: boolean;
}

const pageSize = 200;

/** Tasks in the API's order, page by page, as many as are wanted. */
export async function* chooseTasks(
	api: Api,
	choice: TaskChoice,
	limit: number,
): AsyncGenerator<TaskSummaryFragment & { readonly total: number | null }> {
	const { projectId, filter } = await toFilter(api, choice);
	let left = limit;
	for (let after: string | null = null; left > 0; ) {
		const first = Math.min(left, pageSize);
		const variables: ListTasksVariables = { projectId, filter, first, ...(after === null ? {} : { after }) };
		const { project }: { project: TaskPage | null } = await api.ask(ListTasksDocument, variables);
		if (project === null) throw notFoundFailure(`Project ${projectId} is gone.`);
		const { edges, pageInfo, totalCount } = project.tasks;
		for (const { node } of edges) yield { ...node, total: totalCount };
		left -= edges.length;
		if (!pageInfo.hasNextPage || edges.length === 0) return;
		after = pageInfo.endCursor;
	}
}

interface TaskPage {
	readonly tasks: {
		readonly totalCount: number | null;
		readonly edges: readonly { readonly node: TaskSummaryFragment }[];
		readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
	};
}

async function toFilter(api: Api, choice: TaskChoice): Promise<{ projectId: string; filter: TaskFilter }> {
	const { projectId, stages, workerId } = await findChosen(api, choice);
	const tileId = choice.tile === undefined ? undefined : await findTile(api, projectId, choice.tile);
	return {
		projectId,
		filter: {
			...plainSelection(choice, stages, workerId),
			...(tileId === undefined ? {} : { tileId }),
			...(choice.plane === undefined ? {} : { z: choice.plane }),
		},
	};
}

/** The same tasks as a selection, for what is done to all of them at once. */
export async function toSelection(
	api: Api,
	choice: Omit<TaskChoice, "plane">,
	ids: readonly string[],
): Promise<TaskSelection> {
	const { projectId, stages, workerId } = await findChosen(api, choice);
	return {
		projectId,
		...plainSelection(choice, stages, workerId),
		...(ids.length === 0 ? {} : { ids }),
		...(choice.tile === undefined ? {} : { tileIds: [await findTile(api, projectId, choice.tile)] }),
	};
}

function plainSelection(
	choice: TaskChoice,
	stages: readonly { readonly id: string }[],
	workerId: string | undefined,
): Omit<TaskSelection, "projectId"> {
	return {
		...(stages.length === 0 ? {} : { stageIds: stages.map(({ id }) => id) }),
		...(choice.state === undefined ? {} : { states: choice.state }),
		...(choice.outcome === undefined ? {} : { outcomes: choice.outcome }),
		...(choice.region === undefined ? {} : { region: choice.region }),
		...(choice.stale === undefined ? {} : { isStale: choice.stale }),
		...(choice.signature === undefined ? {} : { signature: choice.signature }),
		...(choice.canary === undefined ? {} : { isCanary: choice.canary }),
		...(choice.flagged === undefined ? {} : { isFlagged: choice.flagged }),
		...(choice.decided === undefined ? {} : { isDecided: choice.decided }),
		...(workerId === undefined ? {} : { workerId }),
	};
}

async function findChosen(api: Api, choice: TaskChoice) {
	const project = choice.project === undefined ? undefined : await findProjectOrOnly(api, choice.project);
	const known = choice.stage === undefined ? [] : await nameStages(api);
	const stages = (choice.stage ?? []).map((text) => pickStage(known, text, project?.id));
	// A stage says which project is meant.
	const projectId = project?.id ?? stages[0]?.project.id ?? (await findProjectOrOnly(api, undefined)).id;
	const workerId = choice.worker === undefined ? undefined : (await findWorker(api, choice.worker)).id;
	return { projectId, stages, workerId };
}

/** By relative path, or by any part of it that only one tile has; `id:12` by id. */
export async function findTile(api: Api, projectId: string, text: string): Promise<string> {
	if (/^id:\d+$/.test(text)) return text.slice(3);
	const { project } = await api.ask(FindTilesDocument, { projectId, pathContains: text });
	const tiles = (project?.tiles.edges ?? []).map(({ node }) => node);
	const exact = tiles.find(({ relativePath }) => relativePath === text);
	const found = exact ?? (tiles.length === 1 ? tiles[0] : undefined);
	if (found !== undefined) return found.id;
	if (tiles.length === 0) throw notFoundFailure(`There is no tile with "${text}" in its path.`);
	const examples = tiles.slice(0, 3).map(({ relativePath }) => relativePath);
	throw notFoundFailure(`Several tiles have "${text}" in their path (${examples.join(", ")}, …): give more of it.`);
}

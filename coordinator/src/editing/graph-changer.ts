import { TilewrightError } from "@tilewright/contract/errors";
import type { ProjectId } from "@tilewright/contract/ids";
import type { Queryable, Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";
import { type DirtyTasks, dirtyAmong, type PlannedStage, planStage } from "../planning/planner.ts";
import { plannedStage, type RememberedProject, readProjects } from "../planning/project-graph.ts";
import { acceptTasksAsTheyAre, type ChosenTasks, retryTasks, stopTasks } from "../planning/task-changes.ts";
import { conditionOf, type TaskSelection } from "../planning/task-selection.ts";
import type { Graph } from "./graph.ts";
import { differenceOf, type GraphDifference } from "./graph-difference.ts";
import { describeDifference } from "./graph-difference-words.ts";
import type { EditPolicy } from "./graph-edit.ts";
import { listGraphVersions, writeGraph } from "./graph-store.ts";
import { plannedAs } from "./planned-as.ts";

/*
 * Makes another graph the project's graph, in one transaction: content and versions are written, the tasks of every
 * stage whose units are other ones are planned, results and running programs are treated as the policy says.
 */

export interface GraphChange {
	readonly actor: string;
	readonly message: string | null;
	/** The version of `before`. */
	readonly version: number;
	/** The version `after` is equal to, when it comes from undoing. */
	readonly restores: number | null;
	/** New stages begin paused. */
	readonly isPaused: boolean;
	readonly policy: EditPolicy;
}

export interface ChangedGraph {
	readonly version: number;
	readonly summary: string;
	readonly graph: Graph;
	readonly difference: GraphDifference;
	readonly stopped: number;
	readonly accepted: number;
	readonly rerun: number;
}

export async function changeGraph(
	transaction: Transaction,
	effects: RoundEffects,
	before: Graph,
	after: Graph,
	change: GraphChange,
): Promise<ChangedGraph> {
	const projectId = before.projectId;
	const difference = differenceOf(before, after);
	const summary = describeDifference(difference);
	const version = change.version + 1;
	const graph = await writeGraph(transaction, before, after, { ...change, version, summary });
	effects.changedProjects.add(projectId);

	const touched = touchedStages(difference);
	const stopped = change.policy.stopRunning ? await stopRunning(transaction, effects, projectId, touched) : 0;
	const project = await readProject(transaction, projectId);
	await planChangedStages(transaction, effects, project, before, differenceOf(before, graph));
	const changedIds = difference.changed.filter((stage) => stage.hasOtherResults).map((stage) => stage.after.id);
	const accepted = change.policy.acceptAsIs
		? await acceptTasksAsTheyAre(transaction, effects, chosen({ projectId }, changedIds), {
				projectId,
				kind: "acceptAsIs",
				actor: change.actor,
				reason: change.message,
			})
		: 0;
	const rerun = await rerunTasks(transaction, effects, projectId, changedIds, change.policy);
	return { version, summary, graph, difference, stopped, accepted, rerun };
}

/** Stages whose programs run under something that is no longer so. */
export function touchedStages({ removed, changed }: GraphDifference): number[] {
	return [
		...removed.map((stage) => stage.id),
		...changed.filter((stage) => stage.hasOtherResults).map((stage) => stage.before.id),
	];
}

function stopRunning(
	transaction: Transaction,
	effects: RoundEffects,
	projectId: ProjectId,
	stageIds: readonly number[],
): Promise<number> {
	const running = chosen({ projectId, states: ["running"] }, stageIds);
	return stopTasks(transaction, effects, running, "Stopped: its stage was changed.");
}

function chosen(selection: TaskSelection, stageIds: readonly number[]): ChosenTasks {
	return conditionOf(selection, stageIds);
}

/** The tasks a policy runs again, as selections: a preview counts the same ones. */
export function rerunSelections(projectId: number, policy: EditPolicy): TaskSelection[] {
	const region = policy.rerunRegion ? { region: policy.rerunRegion } : {};
	const stale: TaskSelection = { projectId, isStale: true, states: ["succeeded", "review", "rejected"], ...region };
	const failed: TaskSelection = { projectId, states: ["failed"], ...region };
	switch (policy.rerun) {
		case "nothing":
			return [];
		case "stale":
			return [stale];
		case "failed":
			return [failed];
		case "staleAndFailed":
			return [stale, failed];
		case "all":
			return [{ projectId, states: ["succeeded", "review", "rejected", "failed"], ...region }];
	}
}

async function rerunTasks(
	transaction: Transaction,
	effects: RoundEffects,
	projectId: ProjectId,
	stageIds: readonly number[],
	policy: EditPolicy,
): Promise<number> {
	let count = 0;
	for (const selection of rerunSelections(projectId, policy))
		count += await retryTasks(transaction, effects, chosen(selection, stageIds));
	return count;
}

export async function readProject(transaction: Transaction, projectId: ProjectId): Promise<RememberedProject> {
	const [project] = await readProjects(transaction, [projectId]);
	if (project) return project;
	throw new TilewrightError({
		code: "NOT_FOUND",
		message: `There is no project ${projectId} that is worked on (any more): restore it if it is archived.`,
		fields: { what: "project", id: projectId },
	});
}

/** Stages with other units are planned whole, what is below them as far as it is touched; what is gone wants no units. */
async function planChangedStages(
	transaction: Transaction,
	effects: RoundEffects,
	project: RememberedProject,
	before: Graph,
	difference: GraphDifference,
): Promise<void> {
	const scope = { isBackfill: true, acquisitionIsFinished: project.acquisitionIsFinished, isEdit: true };
	const whole = new Set<number>([
		...difference.added.map((stage) => stage.id),
		...difference.changed.filter((stage) => stage.hasOtherUnits).map((stage) => stage.after.id),
	]);
	const dirty = new Map<number, DirtyTasks>();
	for (const stage of project.stages) {
		dirty.set(
			stage.id,
			await planStage(transaction, effects, plannedStage(project, stage), {
				...scope,
				dirty: whole.has(stage.id) ? null : dirtyAmong(stage.recipe.parents, dirty),
			}),
		);
	}
	for (const stage of difference.removed) {
		await planStage(transaction, effects, stageWithoutUnits(project, before, stage.id), {
			...scope,
			dirty: null,
			isRemoved: true,
		});
	}
}

function stageWithoutUnits(project: RememberedProject, before: Graph, id: number): PlannedStage {
	const stage = before.stages.find((other) => other.id === id);
	if (!stage) throw new Error(`stage ${id} was not in the graph`);
	return { ...plannedAs(stage, project), firstOrdinal: null, region: null, canary: null };
}

/** Throws VERSION_CONFLICT saying who changed what meanwhile. */
export async function refuseOtherVersion(
	transaction: Queryable,
	project: { readonly id: ProjectId; readonly name: string; readonly graphVersion: number },
	expected: number | null,
): Promise<void> {
	if (expected === null || expected === project.graphVersion) return;
	const since = await listGraphVersions(transaction, project.id, expected);
	const changes = since.map(({ version, actor, summary }) => `version ${version} by ${actor}: ${summary}`);
	throw new TilewrightError({
		code: "VERSION_CONFLICT",
		message: `The graph of project "${project.name}" has version ${project.graphVersion} and was expected to have ${expected}: somebody else changed it${changes.length === 0 ? "" : ` (${changes.join("; ")})`}. Look at it again and repeat the edit.`,
		fields: { expected, actual: project.graphVersion, changes: since },
	});
}

import { asProjectId, asTileId, type ProjectId } from "@tilewright/contract/ids";
import { expect } from "vitest";
import type { z } from "zod";
import { editGraphCommand } from "../../coordinator/src/commands/graph-commands.ts";
import { updateProject } from "../../coordinator/src/commands/project-commands.ts";
import {
	type GraphPreview,
	previewGraphEdit,
	previewProjectUpdate,
	previewWithdrawal,
} from "../../coordinator/src/editing/edit-preview.ts";
import type { DecidingCoordinator } from "./deciding-coordinator.ts";

interface SeenTask {
	readonly id: number;
	readonly stage: string;
	readonly state: string;
	readonly is_live: boolean;
	readonly input_revision: number;
	readonly attempt_revision: number | null;
	/** Null without a result. */
	readonly is_current: boolean | null;
}

type Counts = Pick<
	GraphPreview["totals"],
	"tasksToAdd" | "tasksToRetire" | "becomeStale" | "becomeCurrent" | "tasksToRerun"
> & {
	/** Looked at only where tiles come and go. */
	readonly runningAffected?: number;
};

/** Previews the edit, makes it, and expects that what happened is what was previewed, stage by stage. */
export async function previewed<Result>(
	coordinator: DecidingCoordinator,
	input: z.input<typeof editGraphCommand.input>,
	make: () => Promise<Result>,
): Promise<Result> {
	const { projectId, edits, policy } = editGraphCommand.input.parse(input);
	const preview = await previewGraphEdit(coordinator.database, {
		projectId: projectId as never,
		expectedGraphVersion: null,
		edits,
		policy,
	}).catch((error: unknown) => error as Error);
	const before = await look(coordinator, projectId);
	const result = await make();
	if (preview instanceof Error) throw new Error(`the edit was made, and its preview refused: ${preview.message}`);
	const after = await look(coordinator, projectId);
	expect(countsOfPreview(preview)).toEqual(countsOfChange(before, after));
	return result;
}

/** The same for a change of the project's region or skipped planes. */
export function previewedUpdate<Result>(
	coordinator: DecidingCoordinator,
	given: z.input<typeof updateProject.input>,
	make: () => Promise<Result>,
): Promise<Result> {
	const { id, region, skippedPlanes } = updateProject.input.parse(given);
	const projectId = asProjectId(id);
	return previewedMove(
		coordinator,
		projectId,
		() => previewProjectUpdate(coordinator.database, { projectId, region, skippedPlanes }),
		make,
	);
}

/** The same for tiles that are withdrawn or taken up again. */
export function previewedWithdrawal<Result>(
	coordinator: DecidingCoordinator,
	projectId: ProjectId,
	given: { readonly ids: readonly number[]; readonly withdraws: boolean },
	make: () => Promise<Result>,
): Promise<Result> {
	const input = { tileIds: given.ids.map(asTileId), withdraws: given.withdraws };
	return previewedMove(coordinator, projectId, () => previewWithdrawal(coordinator.database, input), make);
}

async function previewedMove<Result>(
	coordinator: DecidingCoordinator,
	projectId: ProjectId,
	ask: () => Promise<GraphPreview>,
	make: () => Promise<Result>,
): Promise<Result> {
	const preview = await ask();
	const before = await look(coordinator, projectId);
	const result = await make();
	const after = await look(coordinator, projectId);
	expect(countsOfPreview(preview, true)).toEqual(countsOfChange(before, after, true));
	return result;
}

async function look(coordinator: DecidingCoordinator, projectId: number): Promise<ReadonlyMap<number, SeenTask>> {
	const rows = await coordinator.database.query<SeenTask>(
		`select t.id, s.id || ' ' || s.name as stage, t.state, t.input_count > 0 as is_live, t.input_revision, t.attempt_revision,
			case when t.result_attempt_id is not null then t.result_hash = v.result_hash end as is_current
		from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		where t.project_id = $1 and s.kind = 'program'`,
		[projectId],
	);
	return new Map(rows.map((row) => [row.id, row]));
}

const none: Counts = { tasksToAdd: 0, tasksToRetire: 0, becomeStale: 0, becomeCurrent: 0, tasksToRerun: 0 };

function countsOfPreview(preview: GraphPreview, withRunning = false): Record<string, Counts> {
	const counts: Record<string, Counts> = {};
	for (const { name, tasksToAdd, tasksToRetire, becomeStale, becomeCurrent, ...more } of preview.stages) {
		const { tasksToRerun, runningAffected } = more;
		const own = {
			...{ tasksToAdd, tasksToRetire, becomeStale, becomeCurrent, tasksToRerun },
			...(withRunning ? { runningAffected } : {}),
		};
		if (Object.values(own).some((count) => count !== 0)) counts[name] = own;
	}
	return counts;
}

function countsOfChange(
	before: ReadonlyMap<number, SeenTask>,
	after: ReadonlyMap<number, SeenTask>,
	withRunning = false,
): Record<string, Counts> {
	const counts: Record<string, Counts> = {};
	for (const task of after.values()) {
		const old = before.get(task.id);
		const name = task.stage.slice(task.stage.indexOf(" ") + 1);
		const wasLive = old?.is_live ?? false;
		const stayed = wasLive && task.is_live;
		const own: Counts = {
			tasksToAdd: Number(!wasLive && task.is_live),
			tasksToRetire: Number(wasLive && !task.is_live),
			becomeStale: Number(stayed && old?.is_current === true && task.is_current === false),
			becomeCurrent: Number(stayed && old?.is_current === false && task.is_current === true),
			tasksToRerun: Number(stayed && hasEnded(old?.state) && !hasEnded(task.state)),
			...(withRunning ? { runningAffected: Number(old !== undefined && isRunOutOf(old, task)) } : {}),
		};
		if (Object.values(own).every((count) => count === 0)) continue;
		const known = counts[name] ?? none;
		counts[name] = {
			tasksToAdd: known.tasksToAdd + own.tasksToAdd,
			tasksToRetire: known.tasksToRetire + own.tasksToRetire,
			becomeStale: known.becomeStale + own.becomeStale,
			becomeCurrent: known.becomeCurrent + own.becomeCurrent,
			tasksToRerun: known.tasksToRerun + own.tasksToRerun,
			...(withRunning ? { runningAffected: (known.runningAffected ?? 0) + (own.runningAffected ?? 0) } : {}),
		};
	}
	return counts;
}

/** Its program runs on what is no longer so; inputs that went and came back leave it as it is. */
function isRunOutOf(before: SeenTask, after: SeenTask): boolean {
	if (before.state !== "running" || !before.is_live) return false;
	if (!after.is_live) return true;
	return after.input_revision !== before.input_revision && after.input_revision !== after.attempt_revision;
}

function hasEnded(state: string | undefined): boolean {
	return state === "succeeded" || state === "review" || state === "rejected" || state === "failed";
}

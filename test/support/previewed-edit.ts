import { expect } from "vitest";
import type { z } from "zod";
import { editGraphCommand } from "../../coordinator/src/commands/graph-commands.ts";
import { type GraphPreview, previewGraphEdit } from "../../coordinator/src/editing/edit-preview.ts";
import type { DecidingCoordinator } from "./deciding-coordinator.ts";

interface SeenTask {
	readonly id: number;
	readonly stage: string;
	readonly state: string;
	readonly is_live: boolean;
	/** Null without a result. */
	readonly is_current: boolean | null;
}

type Counts = Pick<
	GraphPreview["totals"],
	"tasksToAdd" | "tasksToRetire" | "becomeStale" | "becomeCurrent" | "tasksToRerun"
>;

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

async function look(coordinator: DecidingCoordinator, projectId: number): Promise<ReadonlyMap<number, SeenTask>> {
	const rows = await coordinator.database.query<SeenTask>(
		`select t.id, s.id || ' ' || s.name as stage, t.state, t.input_count > 0 as is_live,
			case when t.result_attempt_id is not null then t.result_hash = v.result_hash end as is_current
		from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		where t.project_id = $1 and s.kind = 'program'`,
		[projectId],
	);
	return new Map(rows.map((row) => [row.id, row]));
}

const none: Counts = { tasksToAdd: 0, tasksToRetire: 0, becomeStale: 0, becomeCurrent: 0, tasksToRerun: 0 };

function countsOfPreview(preview: GraphPreview): Record<string, Counts> {
	const counts: Record<string, Counts> = {};
	for (const { name, tasksToAdd, tasksToRetire, becomeStale, becomeCurrent, tasksToRerun } of preview.stages) {
		const own = { tasksToAdd, tasksToRetire, becomeStale, becomeCurrent, tasksToRerun };
		if (Object.values(own).some((count) => count !== 0)) counts[name] = own;
	}
	return counts;
}

function countsOfChange(
	before: ReadonlyMap<number, SeenTask>,
	after: ReadonlyMap<number, SeenTask>,
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
		};
		if (Object.values(own).every((count) => count === 0)) continue;
		const known = counts[name] ?? none;
		counts[name] = {
			tasksToAdd: known.tasksToAdd + own.tasksToAdd,
			tasksToRetire: known.tasksToRetire + own.tasksToRetire,
			becomeStale: known.becomeStale + own.becomeStale,
			becomeCurrent: known.becomeCurrent + own.becomeCurrent,
			tasksToRerun: known.tasksToRerun + own.tasksToRerun,
		};
	}
	return counts;
}

function hasEnded(state: string | undefined): boolean {
	return state === "succeeded" || state === "review" || state === "rejected" || state === "failed";
}

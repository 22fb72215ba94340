import { attemptOutcomes, taskStates } from "@tilewright/contract/states";
import { z } from "zod";
import { isDecided } from "../database/decided-condition.ts";
import { isStale } from "../database/stale-condition.ts";
import { latticeRegionSchema } from "./scope-rules.ts";

/** Which tasks are meant, by what they are like: for counting them, listing them, and doing something to all of them. */

export const taskSelectionSchema = z.strictObject({
	projectId: z.int(),
	/** Without them all stages that are not removed; never the root stage. */
	stageIds: z.array(z.int()).optional(),
	ids: z.array(z.int()).optional(),
	states: z.array(z.enum(taskStates)).optional(),
	/** Of the last attempt. */
	outcomes: z.array(z.enum(attemptOutcomes)).optional(),
	/** The recipe or an input changed after the result was made. */
	isStale: z.boolean().optional(),
	/** Of the unit's own tile, or of the plane a group is made by. */
	region: latticeRegionSchema.optional(),
	tileIds: z.array(z.int()).optional(),
	/** The worker of the last attempt. */
	workerId: z.uuid().optional(),
	/** As failures are grouped; of the last attempt. */
	signature: z.string().optional(),
	isCanary: z.boolean().optional(),
	/** By a gate or a person. */
	isFlagged: z.boolean().optional(),
	/** A person approved or rejected the result there is. */
	isDecided: z.boolean().optional(),
});
export type TaskSelection = z.output<typeof taskSelectionSchema>;

/**
 * A condition on `task t`, and its parameters from `$first` on. The stages are given, so that the order index is used.
 */
export function conditionOf(
	selection: TaskSelection,
	stageIds: readonly number[],
	first = 1,
): { readonly text: string; readonly parameters: readonly unknown[] } {
	const parameters: unknown[] = [];
	const bind = (value: unknown) => `$${first - 1 + parameters.push(value)}`;
	const conditions = [`t.stage_id = any(${bind(stageIds)})`, ...conditionsWithin(selection, bind)];
	return { text: conditions.join(" and "), parameters };
}

/** The same without the stages, for lists that go through one stage after the other. Null when everything fits. */
export function conditionWithinStage(
	selection: Omit<TaskSelection, "stageIds">,
	first: number,
): { readonly text: string; readonly parameters: readonly unknown[] } | null {
	const parameters: unknown[] = [];
	const conditions = conditionsWithin(selection, (value) => `$${first - 1 + parameters.push(value)}`);
	return conditions.length === 0 ? null : { text: conditions.join(" and "), parameters };
}

function conditionsWithin(selection: Omit<TaskSelection, "stageIds">, bind: (value: unknown) => string): string[] {
	const conditions: string[] = [];
	if (selection.ids) conditions.push(`t.id = any(${bind(selection.ids)}::bigint[])`);
	if (selection.states) conditions.push(`t.state = any(${bind(selection.states)}::task_state[])`);
	if (selection.isCanary !== undefined) conditions.push(`t.is_canary = ${bind(selection.isCanary)}`);
	if (selection.isFlagged !== undefined)
		conditions.push(`exists (select from task_flag f where f.task_id = t.id) = ${bind(selection.isFlagged)}`);
	if (selection.isDecided !== undefined) conditions.push(`(${isDecided}) = ${bind(selection.isDecided)}`);
	if (selection.tileIds) conditions.push(`t.tile_id = any(${bind(selection.tileIds)}::bigint[])`);
	if (selection.isStale !== undefined) conditions.push(`(${isStale}) = ${bind(selection.isStale)}`);
	const attempt = [
		...(selection.outcomes ? [`a.outcome = any(${bind(selection.outcomes)}::attempt_outcome[])`] : []),
		...(selection.workerId ? [`a.worker_id = ${bind(selection.workerId)}`] : []),
	];
	if (attempt.length > 0)
		conditions.push(`exists (select from attempt a where a.id = t.attempt_id and ${attempt.join(" and ")})`);
	if (selection.signature !== undefined)
		conditions.push(
			`exists (select from attempt_failure f join failure_group g on g.id = f.group_id where f.attempt_id = t.attempt_id and g.signature = ${bind(selection.signature)})`,
		);
	const bounds = (["x", "y", "z"] as const).flatMap((axis) => {
		const { min, max } = selection.region?.[axis] ?? {};
		return [
			...(min === undefined ? [] : [{ axis, comparison: `>= ${bind(min)}::int` }]),
			...(max === undefined ? [] : [{ axis, comparison: `<= ${bind(max)}::int` }]),
		];
	});
	if (bounds.length > 0) {
		const ofTile = bounds.map(({ axis, comparison }) => `tile.lattice_${axis} ${comparison}`).join(" and ");
		const ofGroup = bounds
			.map(({ axis, comparison }) => `(t.unit -> 'attributes' ->> '${axis}')::numeric ${comparison}`)
			.join(" and ");
		// The tiles are read once for all tasks, and not once for each.
		conditions.push(`case when t.tile_id is null then ${ofGroup}
			else t.tile_id in (select tile.id from tile where tile.project_id = ${bind(selection.projectId)} and ${ofTile}) end`);
	}
	return conditions;
}

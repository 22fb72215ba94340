import type { StageId } from "@tilewright/contract/ids";
import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "../database/database.ts";
import { conditionOf, type TaskSelection } from "./task-selection.ts";

export interface TaskChangeCount {
	readonly stageId: StageId;
	readonly state: TaskState;
	/** Tasks that fit. */
	readonly selected: number;
	/** Of these, those the action would do something to. */
	readonly changed: number;
}

/** What an action would find and change, by the conditions it is carried out with; one statement for any number of tasks. */
export async function previewTaskChange(
	database: Queryable,
	selection: TaskSelection,
	stageIds: readonly number[],
	/** On `task t`: what the action does something to. */
	actionCondition: string,
): Promise<TaskChangeCount[]> {
	const condition = conditionOf(selection, stageIds);
	return database.query(
		`select t.stage_id as "stageId", t.state, count(*)::int as selected,
			(count(*) filter (where ${actionCondition}))::int as changed
		from task t where ${condition.text} group by t.stage_id, t.state order by t.stage_id, t.state`,
		condition.parameters,
	);
}

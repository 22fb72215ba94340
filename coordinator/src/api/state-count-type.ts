import type { TaskState } from "@tilewright/contract/states";
import { TaskStateEnum } from "./enums.ts";
import { builder } from "./schema-builder.ts";

export interface StateCount {
	readonly state: TaskState;
	readonly count: number;
}

export const StateCountType = builder.objectRef<StateCount>("StateCount").implement({
	description: "How many tasks are in one state.",
	fields: (t) => ({
		state: t.field({ type: TaskStateEnum, description: "The state.", resolve: (count) => count.state }),
		count: t.exposeInt("count", { description: "Tasks in it now." }),
	}),
});

/** States without tasks are left out. */
export function stateCountsOf(counts: ReadonlyMap<TaskState, number>): StateCount[] {
	return [...counts].map(([state, count]) => ({ state, count }));
}

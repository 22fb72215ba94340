import { ApiProblem } from "../api/api-problem.ts";
import type { TaskState } from "../api/generated/documents.ts";
import { taskStateTable } from "../states/state-table.ts";

/**
 * The states of all tasks of one stage (in one plane) as columns, one entry per task: 100,000 tasks are some 3 MB
 * and no objects. The arrays are changed in place; `revision` tells that they were.
 */
export interface TaskTable {
	readonly stageId: string;
	/** Of the newest change that is contained. */
	readonly sequence: number;
	readonly revision: number;
	readonly length: number;
	readonly taskIds: Float64Array;
	/** 0 for a task without a tile (a group). */
	readonly tileIds: Float64Array;
	/** `noPosition` where the tile has no lattice position. */
	readonly x: Int32Array;
	readonly y: Int32Array;
	readonly z: Int32Array;
	/** Codes of states/state-table.ts. */
	readonly states: Uint8Array;
	readonly attempts: Uint16Array;
	/** 1 where a later tile took this one's place; empty when the coordinator does not say. */
	readonly superseded: Uint8Array;
	readonly rowOfTask: ReadonlyMap<number, number>;
}

export const noPosition = -0x8000_0000;

/** Parses the answer of `/api/projects/:id/stages/:id/task-states`. Throws ApiProblem when it is something else. */
export function parseTaskTable(answer: unknown): TaskTable {
	const source = answer as Readonly<Record<string, unknown>> | null;
	const column = (name: string): readonly unknown[] => {
		const values = source?.[name];
		if (!Array.isArray(values)) {
			throw new ApiProblem("NOT_UNDERSTOOD", `The states of the tasks came without the column "${name}".`);
		}
		return values;
	};
	const taskIds = Float64Array.from(column("taskId"), Number);
	const length = taskIds.length;
	const position = (name: string) =>
		Int32Array.from(column(name), (value) => (value === null ? noPosition : Number(value)));
	const table: TaskTable = {
		stageId: String(source?.stageId ?? ""),
		sequence: Number(source?.sequence ?? 0),
		revision: 0,
		length,
		taskIds,
		tileIds: Float64Array.from(column("tileId"), (value) => (value === null ? 0 : Number(value))),
		x: position("x"),
		y: position("y"),
		z: position("z"),
		states: Uint8Array.from(column("state"), Number),
		attempts: Uint16Array.from(column("attempts"), Number),
		superseded: Array.isArray(source?.superseded) ? Uint8Array.from(column("superseded"), Number) : new Uint8Array(0),
		rowOfTask: new Map(Array.from(taskIds, (id, row) => [id, row])),
	};
	for (const [name, values] of Object.entries({
		tileId: table.tileIds,
		x: table.x,
		y: table.y,
		z: table.z,
		state: table.states,
	})) {
		if (values.length !== length) {
			throw new ApiProblem(
				"NOT_UNDERSTOOD",
				`The column "${name}" of the task states has ${values.length} entries; there are ${length} tasks.`,
			);
		}
	}
	return table;
}

export interface TaskChange {
	readonly taskId: string;
	readonly stageId: string;
	readonly state: TaskState;
}

export interface AppliedTaskChanges {
	readonly table: TaskTable;
	/** A task of this stage that the table does not know: it must be read again to learn where it lies. */
	readonly hasUnknown: boolean;
}

/** Changes of other stages are passed over. Returns the same table when nothing in it changed. */
export function applyTaskChanges(
	table: TaskTable,
	sequence: number,
	changes: readonly TaskChange[],
): AppliedTaskChanges {
	let isChanged = false;
	let hasUnknown = false;
	for (const change of changes) {
		if (change.stageId !== table.stageId) continue;
		const row = table.rowOfTask.get(Number(change.taskId));
		if (row === undefined) {
			hasUnknown = true;
			continue;
		}
		const { code } = taskStateTable[change.state];
		if (table.states[row] === code) continue;
		if (change.state === "RUNNING") table.attempts[row] = (table.attempts[row] ?? 0) + 1;
		table.states[row] = code;
		isChanged = true;
	}
	if (!isChanged) return { table, hasUnknown };
	return {
		table: { ...table, sequence: Math.max(table.sequence, sequence), revision: table.revision + 1 },
		hasUnknown,
	};
}

import { ApiProblem } from "../api/api-problem.ts";
import { noPosition } from "./task-table-model.ts";

/** One number of all present results of a stage, as columns in the order of arrival. */
export interface MetricTable {
	/** Numbers that results of this stage have. */
	readonly names: readonly string[];
	/** The one below; null when there is none. */
	readonly name: string | null;
	readonly count: number;
	readonly taskIds: Float64Array;
	/** 0 for groups. */
	readonly tileIds: Float64Array;
	/** `noPosition` where there is none. */
	readonly x: Int32Array;
	readonly y: Int32Array;
	readonly z: Int32Array;
	/** Milliseconds; NaN for groups. */
	readonly arrivedAtMs: Float64Array;
	/** Codes of states/state-table.ts. */
	readonly states: Uint8Array;
	readonly values: Float64Array;
}

/** Parses the answer of `/api/projects/:id/stages/:id/metrics`. Throws ApiProblem when it is something else. */
export function parseMetricTable(answer: unknown): MetricTable {
	const source = (answer ?? {}) as Readonly<Record<string, unknown>>;
	if (!Array.isArray(source.names)) {
		throw new ApiProblem("NOT_UNDERSTOOD", "The metrics of the stage came without their names.");
	}
	const column = (name: string): readonly unknown[] => (Array.isArray(source[name]) ? source[name] : []);
	const position = (name: string) =>
		Int32Array.from(column(name), (value) => (value === null ? noPosition : Number(value)));
	const values = Float64Array.from(column("value"), Number);
	return {
		names: source.names.map(String),
		name: typeof source.name === "string" ? source.name : null,
		count: values.length,
		taskIds: Float64Array.from(column("taskId"), Number),
		tileIds: Float64Array.from(column("tileId"), (value) => (value === null ? 0 : Number(value))),
		x: position("x"),
		y: position("y"),
		z: position("z"),
		arrivedAtMs: Float64Array.from(column("arrivedAtMs"), (value) => (value === null ? Number.NaN : Number(value))),
		states: Uint8Array.from(column("state"), Number),
		values,
	};
}

import { codes, fixtureStages } from "./fixture-acquisition.ts";
import type { FixtureAnswers } from "./fixture-answers.ts";
import { firstTileOf, stageOf, taskIdOf, tileIdOf } from "./fixture-words.ts";

/** Tiles, states and metrics, many at once, as the coordinator gives them beside GraphQL. */

const headBytes = 16;
const noTask = 255;

function withHead(count: number, bytesEach: number, sequence: number): Buffer {
	const octets = Buffer.alloc(headBytes + count * bytesEach, noTask);
	octets.writeDoubleLE(sequence, 0);
	octets.writeUInt32LE(count, 8);
	octets.writeUInt32LE(0, 12);
	return octets;
}

export function fixtureTiles({ acquisition }: FixtureAnswers, after: number, sequence: number): Buffer {
	const first = after === 0 ? 0 : after - tileIdOf(0) + 1;
	const count = Math.max(0, acquisition.arrived - first);
	const octets = withHead(count, 20, sequence);
	for (let index = 0; index < count; index++) {
		const { x, y, z } = acquisition.positionOf(first + index);
		octets.writeDoubleLE(tileIdOf(first + index), headBytes + index * 8);
		for (const [axis, value] of [x, y, z].entries()) {
			octets.writeInt32LE(value, headBytes + count * (8 + axis * 4) + index * 4);
		}
	}
	return octets;
}

export function fixtureTileStates({ acquisition }: FixtureAnswers, stageId: number, sequence: number): Buffer {
	const rule = fixtureStages.find((stage) => stage.id === stageId)?.rule ?? "each";
	const octets = withHead(acquisition.arrived, 1, sequence);
	for (let tile = 0; tile < acquisition.arrived; tile++) {
		const unit = rule === "group" ? acquisition.positionOf(tile).z : rule === "neighbours" ? 2 * tile : tile;
		const code = acquisition.stateOf(stageId, unit);
		octets[headBytes + tile] = code === codes.absent ? noTask : code;
	}
	return octets;
}

/** The states of a stage's tasks, of one plane or of all, column by column. */
export function fixtureTaskStates(
	project: FixtureAnswers,
	stageId: number,
	z: number | null,
	sequence: number,
): object {
	const { acquisition } = project;
	const stage = stageOf(stageId);
	const columns = { taskId: [], tileId: [], x: [], y: [], z: [], state: [], attempts: [] } as Record<
		string,
		(number | null)[]
	>;
	const perPlane = acquisition.columns * acquisition.rows * (stage.rule === "neighbours" ? 2 : 1);
	const isGroup = stage.rule === "group";
	const states = acquisition.states.get(stageId) ?? new Uint8Array(0);
	const from = z === null ? 0 : isGroup ? z : z * perPlane;
	const to = Math.min(states.length, z === null ? states.length : isGroup ? z + 1 : from + perPlane);
	for (let unit = from; unit < to; unit++) {
		const state = states[unit] ?? codes.absent;
		if (state === codes.absent) continue;
		const tile = firstTileOf(stage, unit);
		const at = isGroup ? { x: null, y: null, z: null } : acquisition.positionOf(tile);
		columns.taskId?.push(taskIdOf(stageId, unit));
		columns.tileId?.push(isGroup ? null : tileIdOf(tile));
		columns.x?.push(at.x);
		columns.y?.push(at.y);
		columns.z?.push(at.z);
		columns.state?.push(state);
		columns.attempts?.push(acquisition.attempts.get(stageId)?.[unit] ?? 0);
	}
	return { sequence, stageId: project.stageKey(stageId), columns: Object.keys(columns), ...columns };
}

export function fixtureMetrics({ acquisition }: FixtureAnswers, name: string): object {
	const rows = Array.from({ length: acquisition.complete }, (_, tile) => tile);
	const at = (axis: "x" | "y" | "z") => rows.map((tile) => acquisition.positionOf(tile)[axis]);
	return {
		names: ["focus", "mean"],
		name,
		taskId: rows.map((tile) => tileIdOf(tile)),
		tileId: rows.map((tile) => tileIdOf(tile)),
		x: at("x"),
		y: at("y"),
		z: at("z"),
		arrivedAtMs: rows.map((tile) => acquisition.startedAt + tile * 1_000),
		state: rows.map(() => codes.succeeded),
		value: rows.map((tile) => 0.5 + 0.3 * Math.sin(tile / 7)),
	};
}

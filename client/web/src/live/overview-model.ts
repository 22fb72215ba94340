import { ApiProblem } from "../api/api-problem.ts";
import { taskStatesByCode, taskStateTable } from "../states/state-table.ts";
import type { TaskChange } from "./task-table-model.ts";

/*
 * All tiles of a project in the order of arrival, and the state each of them has in a stage: two columns of typed
 * arrays, 20 bytes for a tile and one for each stage. Laid out by coordinator/src/api/http/overview-format.ts.
 */

export interface TileColumns {
	readonly sequence: number;
	readonly count: number;
	/** Ascending. */
	readonly ids: Float64Array;
	/** `noPosition` of task-table-model.ts where the source gives none. */
	readonly x: Int32Array;
	readonly y: Int32Array;
	readonly z: Int32Array;
}

export interface TileStates {
	readonly sequence: number;
	/** Codes of states/state-table.ts, `noTaskCode` where there is no task. Changed in place; `revision` tells. */
	readonly states: Uint8Array;
	readonly revision: number;
}

export const noTaskCode = 255;
const headBytes = 16;

export const noTiles: TileColumns = {
	sequence: 0,
	count: 0,
	ids: new Float64Array(0),
	x: new Int32Array(0),
	y: new Int32Array(0),
	z: new Int32Array(0),
};

/** Throws ApiProblem when the octets are something else. */
export function parseTiles(octets: ArrayBuffer): TileColumns {
	const { sequence, count } = readHead(octets, 20);
	const column = (place: number) => new Int32Array(octets, headBytes + count * (8 + 4 * place), count);
	return { sequence, count, ids: new Float64Array(octets, headBytes, count), x: column(0), y: column(1), z: column(2) };
}

export function parseStates(octets: ArrayBuffer): TileStates {
	const { sequence, count } = readHead(octets, 1);
	return { sequence, states: new Uint8Array(octets, headBytes, count), revision: 0 };
}

function readHead(octets: ArrayBuffer, bytesEach: number): { readonly sequence: number; readonly count: number } {
	const head = octets.byteLength < headBytes ? null : new DataView(octets);
	const count = head?.getUint32(8, true) ?? -1;
	if (head === null || octets.byteLength !== headBytes + count * bytesEach) {
		throw new ApiProblem(
			"NOT_UNDERSTOOD",
			`The overview of the tiles has ${octets.byteLength} bytes and says that it has ${count} tiles.`,
		);
	}
	return { sequence: head.getFloat64(0, true), count };
}

/** Tiles that came later, behind those that were known. */
export function appendTiles(known: TileColumns, later: TileColumns): TileColumns {
	if (later.count === 0) return known;
	if (known.count === 0) return later;
	const joined = <Column extends Float64Array | Int32Array>(make: (size: number) => Column, a: Column, b: Column) => {
		const column = make(a.length + b.length);
		column.set(a);
		column.set(b, a.length);
		return column;
	};
	const integers = (size: number) => new Int32Array(size);
	return {
		sequence: later.sequence,
		count: known.count + later.count,
		ids: joined((size) => new Float64Array(size), known.ids, later.ids),
		x: joined(integers, known.x, later.x),
		y: joined(integers, known.y, later.y),
		z: joined(integers, known.z, later.z),
	};
}

/** Place of a tile in the order of arrival; -1 when it is not known. */
export function placeOfTile(tiles: TileColumns, id: number): number {
	let low = 0;
	let high = tiles.count - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const found = tiles.ids[middle] ?? 0;
		if (found === id) return middle;
		if (found < id) low = middle + 1;
		else high = middle - 1;
	}
	return -1;
}

export interface TileStateChange extends TaskChange {
	readonly tileId: string | null;
}

export interface AppliedStateChanges {
	readonly states: TileStates;
	/** Something changed that a tile's own entry cannot tell: groups, or one of several tasks. Read again. */
	readonly isUncertain: boolean;
}

/** `hasOneTask`: the stage works on each tile, so that a change of a task is the change of its tile. */
export function applyStateChanges(
	states: TileStates,
	tiles: TileColumns,
	stageId: string,
	changes: readonly TileStateChange[],
	hasOneTask: boolean,
): AppliedStateChanges {
	let isUncertain = false;
	let next: Uint8Array | null = null;
	for (const change of changes) {
		if (change.stageId !== stageId) continue;
		const place = change.tileId === null ? -1 : placeOfTile(tiles, Number(change.tileId));
		if (place < 0) {
			isUncertain = true;
			continue;
		}
		const { code, urgency } = taskStateTable[change.state];
		next ??= grown(states.states, tiles.count);
		const shown = next[place] ?? noTaskCode;
		if (hasOneTask || shown === noTaskCode) next[place] = code;
		else {
			// The other task of this tile may be the one that was shown.
			isUncertain ||= shown !== code;
			const shownState = taskStatesByCode[shown];
			if (shownState === undefined || urgency > taskStateTable[shownState].urgency) next[place] = code;
		}
	}
	return {
		states: next === null ? states : { ...states, states: next, revision: states.revision + 1 },
		isUncertain,
	};
}

/** The same array where it is long enough; tiles that came since have no task yet. */
function grown(states: Uint8Array, length: number): Uint8Array {
	if (states.length >= length) return states;
	const longer = new Uint8Array(length).fill(noTaskCode);
	longer.set(states);
	return longer;
}

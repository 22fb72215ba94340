import type { TileColumns, TileStates } from "../../../live/overview-model.ts";
import { taskStatesByCode, taskStateTable, troubledTaskStates } from "../../../states/state-table.ts";
import { cellOfTileIn, type PlaneLayout } from "./tile-map-model.ts";

/*
 * Which tiles have a failed, held or rejected task in any stage, whatever stage the map is coloured by: else a map of
 * a stage that went well is all green while others fail.
 */

const isOfNote = Uint8Array.from(taskStatesByCode, (state) => (troubledTaskStates.includes(state) ? 1 : 0));

/** Whether a cell of this state says by its colour that somebody is needed. */
export function isStateOfNote(code: number): boolean {
	return isOfNote[code] === 1;
}

/** Tasks of note of which the tiles are marked; of more there is a word only, so that a frame costs what it costs. */
export const mostNotes = 3_000;

export interface StateOfStage {
	readonly stageName: string;
	readonly states: TileStates;
}

export interface TileNotes {
	/** `failed in Quality, Preview`, by tile. */
	readonly byTile: ReadonlyMap<number, string>;
	/** There are more than `mostNotes`, and none of them is marked. */
	readonly isTooMany: boolean;
}

/** Nothing is marked, because there is nothing, or too much of it. */
export const noNotes: TileNotes = { byTile: new Map(), isTooMany: false };
export const tooManyNotes: TileNotes = { byTile: new Map(), isTooMany: true };

/** Failed, held and rejected tasks among these. */
export function countOfNote(counts: readonly { readonly state: string; readonly count: number }[]): number {
	return counts.reduce(
		(sum, { state, count }) => ((troubledTaskStates as readonly string[]).includes(state) ? sum + count : sum),
		0,
	);
}

const knownPlaces = new WeakMap<Uint8Array, { readonly revision: number; readonly places: readonly number[] }>();

/** Looked for once for each revision: with a push only the stages that changed are walked again. */
function placesOfNote({ states, revision }: TileStates): readonly number[] {
	const known = knownPlaces.get(states);
	if (known?.revision === revision) return known.places;
	const places: number[] = [];
	for (let place = 0; place < states.length && places.length <= mostNotes; place++) {
		if (isOfNote[states[place] ?? 0] === 1) places.push(place);
	}
	knownPlaces.set(states, { revision, places });
	return places;
}

/** `stages`: those of which tasks of note are counted, in the order of the project. */
export function notesOfTiles(tiles: TileColumns, stages: readonly StateOfStage[]): TileNotes {
	const found = new Map<number, Map<number, string[]>>();
	let notes = 0;
	for (const { stageName, states } of stages) {
		for (const place of placesOfNote(states)) {
			const code = states.states[place] ?? 0;
			const tile = tiles.ids[place];
			// The states may be of a moment later than the tiles.
			if (tile === undefined) break;
			// A pair is counted once and seen at two tiles.
			if (++notes > mostNotes) return tooManyNotes;
			const ofTile = found.get(tile) ?? new Map<number, string[]>();
			found.set(tile, ofTile);
			ofTile.set(code, [...(ofTile.get(code) ?? []), stageName]);
		}
	}
	return { byTile: new Map([...found].map(([tile, byCode]) => [tile, noteWords(byCode)])), isTooMany: false };
}

function noteWords(stagesByCode: ReadonlyMap<number, readonly string[]>): string {
	return troubledTaskStates
		.flatMap((state) => {
			const { code, word } = taskStateTable[state];
			const stages = stagesByCode.get(code);
			return stages === undefined ? [] : [`${word} in ${stages.join(", ")}`];
		})
		.join("; ");
}

/** Words of the noted cells of a plane, in ascending order of the cells. */
export function notesOfCells(layout: PlaneLayout, notes: TileNotes): ReadonlyMap<number, string> {
	const cellOf = cellOfTileIn(layout);
	const cells: [number, string][] = [];
	for (const [tile, words] of notes.byTile) {
		const cell = cellOf.get(tile);
		if (cell !== undefined) cells.push([cell, words]);
	}
	return new Map(cells.sort(([a], [b]) => a - b));
}

/** The next noted cell after `from` and around the end; -1 when there is none. */
export function nextNoted(noted: ReadonlyMap<number, string>, from: number): number {
	let first = -1;
	for (const cell of noted.keys()) {
		if (cell > from) return cell;
		if (first < 0) first = cell;
	}
	return first;
}

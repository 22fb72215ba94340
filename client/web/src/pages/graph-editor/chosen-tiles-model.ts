import type { TileColumns } from "../../live/overview-model.ts";
import { noPosition } from "../../live/task-table-model.ts";

/*
 * Tiles as somebody types them: lattice positions `3,2,0`, without z for the plane that is looked at, or `#81` for the
 * tile of that number where the source gives no positions; separated by blanks or semicolons.
 */

export interface ReadTiles {
	/** In the order they were written, each once. */
	readonly tileIds: readonly string[];
	/** Words that are no position, or of which no tile is known. */
	readonly unknown: readonly string[];
}

/** Of several tiles at one position the one that arrived last is meant. */
export function readTiles(text: string, columns: TileColumns, plane: number | null): ReadTiles {
	const tileIds = new Set<string>();
	const unknown: string[] = [];
	const places = placesOf(columns);
	for (const word of text.split(/[\s;]+/).filter((part) => part !== "")) {
		const index = word.startsWith("#") ? indexOfId(columns, Number(word.slice(1))) : placeOf(word, plane, places);
		if (index === undefined) unknown.push(word);
		else tileIds.add(String(columns.ids[index]));
	}
	return { tileIds: [...tileIds], unknown };
}

/** The same tiles in words that `readTiles` reads. */
export function tileWords(tileIds: readonly string[], columns: TileColumns): string {
	return tileIds
		.map((id) => {
			const index = indexOfId(columns, Number(id));
			const x = index === undefined ? noPosition : columns.x[index];
			return index === undefined || x === noPosition ? `#${id}` : `${x},${columns.y[index]},${columns.z[index]}`;
		})
		.join(" ");
}

function placeOf(word: string, plane: number | null, places: ReadonlyMap<string, number>): number | undefined {
	const numbers = /^(-?\d+),(-?\d+)(?:,(-?\d+))?$/.exec(word);
	if (numbers === null) return undefined;
	const [, x, y, z = plane ?? 0] = numbers;
	return places.get(`${Number(x)},${Number(y)},${Number(z)}`);
}

function placesOf(columns: TileColumns): ReadonlyMap<string, number> {
	const places = new Map<string, number>();
	for (let index = 0; index < columns.count; index++) {
		places.set(`${columns.x[index]},${columns.y[index]},${columns.z[index]}`, index);
	}
	return places;
}

/** Ids ascend. */
function indexOfId(columns: TileColumns, id: number): number | undefined {
	let [low, high] = [0, columns.count - 1];
	while (low <= high) {
		const middle = (low + high) >> 1;
		const found = columns.ids[middle] ?? Number.NaN;
		if (found === id) return middle;
		if (found < id) low = middle + 1;
		else high = middle - 1;
	}
	return undefined;
}

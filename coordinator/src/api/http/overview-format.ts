import type { PackedStates, PackedTiles } from "../../database/overview-reads.ts";

/*
 * What the filmstrip and the 3-D overview read, little-endian:
 *
 *   tiles   sequence f64 | count u32 | 0 u32 | id f64 × count | x i32 × count | y i32 × count | z i32 × count
 *   states  sequence f64 | count u32 | 0 u32 | state u8 × count
 *
 * Tiles are in the order of arrival, states in the order of the tiles: new ones only ever come behind. A state is its
 * place in the enum TaskState, 255 where the stage has no task for the tile; of several tasks the one that most needs
 * a person.
 */
export const noTask = 255;
const headBytes = 16;
const tileBytes = 20;

/** Which state speaks for a tile with several tasks, by code: higher wins. As the page's table of states has it. */
const urgency = [3, 4, 5, 7, 1, 6, 8, 2, 0];

export function formatTiles({ count, packed }: PackedTiles, sequence: number): Buffer {
	const answer = Buffer.alloc(headBytes + count * tileBytes);
	writeHead(answer, sequence, count);
	const from = headBytes + count * 8;
	for (let tile = 0; tile < count; tile++) {
		answer.writeDoubleLE(readId(packed, tile * tileBytes), headBytes + tile * 8);
		for (let axis = 0; axis < 3; axis++) {
			const value = packed?.readInt32BE(tile * tileBytes + 8 + axis * 4) ?? 0;
			answer.writeInt32LE(value, from + (axis * count + tile) * 4);
		}
	}
	return answer;
}

/** `tileIds` ascending, as `formatTiles` gives them. */
export function formatStates({ tiles, states }: PackedStates, tileIds: Float64Array, sequence: number): Buffer {
	const answer = Buffer.alloc(headBytes + tileIds.length, noTask);
	writeHead(answer, sequence, tileIds.length);
	const count = states?.length ?? 0;
	let near = 0;
	for (let entry = 0; entry < count; entry++) {
		const id = readId(tiles, entry * 8);
		// Tasks mostly lie in the order of their tiles: the next place is tried before searching.
		const place = tileIds[near] === id ? near : findPlace(tileIds, id);
		if (place < 0) continue;
		near = place + 1;
		const code = (states?.charCodeAt(entry) ?? 48) - 48;
		const shown = answer[headBytes + place] ?? noTask;
		if (shown === noTask || (urgency[code] ?? 0) > (urgency[shown] ?? 0)) answer[headBytes + place] = code;
	}
	return answer;
}

/** Ids as `readPackedTileIds` gives them, behind those that are known. */
export function appendTileIds(known: Float64Array, packed: Buffer | null): Float64Array {
	if (packed === null) return known;
	const ids = new Float64Array(known.length + packed.length / 8);
	ids.set(known);
	for (let index = known.length; index < ids.length; index++) ids[index] = readId(packed, (index - known.length) * 8);
	return ids;
}

function writeHead(answer: Buffer, sequence: number, count: number): void {
	answer.writeDoubleLE(sequence, 0);
	answer.writeUInt32LE(count, 8);
	answer.writeUInt32LE(0, 12);
}

/** Ids stay below 2^53. */
function readId(packed: Buffer | null, from: number): number {
	return packed === null ? 0 : packed.readUInt32BE(from) * 2 ** 32 + packed.readUInt32BE(from + 4);
}

function findPlace(ids: Float64Array, id: number): number {
	let low = 0;
	let high = ids.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const found = ids[middle] ?? 0;
		if (found === id) return middle;
		if (found < id) low = middle + 1;
		else high = middle - 1;
	}
	return -1;
}

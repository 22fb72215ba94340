import { countVoxels, type Triple } from "./volume.ts";

/**
 * A table of sums, one longer than the volume along each axis: entry (z, y, x) is the sum over all voxels before
 * it on every axis, so that the sum over any box takes eight look-ups.
 */
export function sumTable(values: Float64Array, size: Triple): Float64Array {
	const row = size.x + 1;
	const plane = row * (size.y + 1);
	const table = new Float64Array(countVoxels({ z: size.z + 1, y: size.y + 1, x: size.x + 1 }));
	let i = 0;
	for (let z = 1; z <= size.z; z++) {
		for (let y = 1; y <= size.y; y++) {
			let rowSum = 0;
			const start = z * plane + y * row;
			for (let x = 1; x <= size.x; x++) {
				rowSum += values[i++] ?? 0;
				const at = start + x;
				table[at] = rowSum + (table[at - row] ?? 0) + (table[at - plane] ?? 0) - (table[at - plane - row] ?? 0);
			}
		}
	}
	return table;
}

/** A box of voxels, its far ends not included, in plain numbers. */
export interface SumBox {
	readonly z0: number;
	readonly z1: number;
	readonly y0: number;
	readonly y1: number;
	readonly x0: number;
	readonly x1: number;
}

/** Sum over a box, from the table of a volume of that size. */
export function boxSum(table: Float64Array, size: Triple, box: SumBox): number {
	const row = size.x + 1;
	const plane = row * (size.y + 1);
	return planeSum(table, box.z1 * plane, row, box) - planeSum(table, box.z0 * plane, row, box);
}

function planeSum(table: Float64Array, plane: number, row: number, box: SumBox): number {
	const top = plane + box.y0 * row;
	const bottom = plane + box.y1 * row;
	return (
		(table[bottom + box.x1] ?? 0) -
		(table[bottom + box.x0] ?? 0) -
		(table[top + box.x1] ?? 0) +
		(table[top + box.x0] ?? 0)
	);
}

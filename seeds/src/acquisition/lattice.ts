import type { SimulationOptions } from "../simulation-options.ts";
import type { Vector } from "../specimen/structures.ts";

export type LatticeOptions = SimulationOptions["lattice"];

/**
 * Lattice positions in the order in which the stage visits them. Snake order makes every move one step long:
 * every other row runs backwards, and every other plane begins where the one before ended.
 */
export function latticeOrder(lattice: Pick<LatticeOptions, "columns" | "rows" | "planes" | "order">): Vector[] {
	const { columns, rows, planes } = lattice;
	const isSnake = lattice.order === "snake";
	const visited: Vector[] = [];
	let isRowReversed = false;
	for (let z = 0; z < planes; z++) {
		for (let row = 0; row < rows; row++) {
			const y = isSnake && z % 2 === 1 ? rows - 1 - row : row;
			for (let column = 0; column < columns; column++) {
				visited.push({ x: isRowReversed ? columns - 1 - column : column, y, z });
			}
			if (isSnake) isRowReversed = !isRowReversed;
		}
	}
	return visited;
}

/**
 * Distance between the nominal positions of neighbours along each axis, in micrometres: a whole number of pixels
 * and slices, unless `planeSpacingUm` says otherwise.
 */
export function latticeStepUm(lattice: LatticeOptions): Vector {
	const { tile, pixelSizeUm, overlap, overlapZ } = lattice;
	const slices = tile.depth === 1 ? 1 : Math.max(1, Math.round(tile.depth * (1 - overlapZ)));
	return {
		x: Math.max(1, Math.round(tile.width * (1 - overlap))) * pixelSizeUm.lateral,
		y: Math.max(1, Math.round(tile.height * (1 - overlap))) * pixelSizeUm.lateral,
		z: lattice.planeSpacingUm ?? slices * pixelSizeUm.axial,
	};
}

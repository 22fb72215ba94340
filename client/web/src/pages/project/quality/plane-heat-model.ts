import type { MetricTable } from "../../../live/metric-table-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { stepFrom } from "../../../wording/round-steps.ts";

/** A plane as a picture of cells, and how it lies in the room it has, with lattice numbers at its edges. */

export interface HeatPlane {
	/** Lattice position of the cell at the upper left. */
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
	/** Row of the table for each cell; -1 for none. */
	readonly rows: Int32Array;
}

/** Null where nothing of the plane has a position, or what has is so sparse that it is no picture. */
export function planeOf(table: MetricTable, z: number | null): HeatPlane | null {
	const inPlane: number[] = [];
	let [minimumX, maximumX, minimumY, maximumY] = [Infinity, -Infinity, Infinity, -Infinity];
	for (let row = 0; row < table.count; row++) {
		if (table.z[row] !== z || table.x[row] === noPosition || (table.tileIds[row] ?? 0) === 0) continue;
		inPlane.push(row);
		minimumX = Math.min(minimumX, table.x[row] ?? 0);
		maximumX = Math.max(maximumX, table.x[row] ?? 0);
		minimumY = Math.min(minimumY, table.y[row] ?? 0);
		maximumY = Math.max(maximumY, table.y[row] ?? 0);
	}
	if (inPlane.length === 0) return null;
	const [width, height] = [maximumX - minimumX + 1, maximumY - minimumY + 1];
	if (width * height > 16_000_000) return null;
	const rows = new Int32Array(width * height).fill(-1);
	for (const row of inPlane) {
		rows[((table.y[row] ?? 0) - minimumY) * width + (table.x[row] ?? 0) - minimumX] = row;
	}
	return { left: minimumX, top: minimumY, width, height, rows };
}

/** In CSS pixels within the room: where the picture lies, and its ticks along it. */
export interface HeatLayout {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
	readonly ticksX: readonly Tick[];
	readonly ticksY: readonly Tick[];
}

export interface Tick {
	readonly value: number;
	/** From the picture's left or upper edge to the middle of the cell. */
	readonly at: number;
}

const digitWidth = 6.5;
const lineHeight = 14;
/** A single row of tiles is still something one can see and point at. */
const leastSide = 24;

export function layOutHeat(plane: HeatPlane, roomWidth: number, roomHeight: number): HeatLayout {
	const { left: firstX, top: firstY } = plane;
	const widthOf = (first: number, count: number) =>
		Math.max(String(first).length, String(first + count - 1).length) * digitWidth;
	// The letter of the axis has a place of its own beside the numbers.
	const besideY = Math.ceil(widthOf(firstY, plane.height)) + 8;
	const belowX = lineHeight + 4;
	const [freeX, freeY] = [Math.max(1, roomWidth - 2 * besideY), Math.max(1, roomHeight - belowX)];
	const cell = Math.min(freeX / plane.width, freeY / plane.height);
	const width = Math.max(cell * plane.width, Math.min(leastSide, freeX));
	const height = Math.max(cell * plane.height, Math.min(leastSide, freeY));
	return {
		left: (roomWidth - width) / 2,
		top: Math.max(0, (freeY - height) / 2),
		width,
		height,
		ticksX: latticeTicks(firstX, plane.width, width / plane.width, widthOf(firstX, plane.width) + 12),
		ticksY: latticeTicks(firstY, plane.height, height / plane.height, lineHeight + 6),
	};
}

/** Whole numbers in steps of 1, 2 or 5 times a power of ten, at least `gap` pixels apart; never none. */
export function latticeTicks(first: number, count: number, cell: number, gap: number): readonly Tick[] {
	const step = stepFrom(Math.max(1, gap / cell));
	const ticks: Tick[] = [];
	for (let value = Math.ceil(first / step) * step; value < first + count; value += step) {
		ticks.push({ value, at: (value - first + 0.5) * cell });
	}
	return ticks.length > 0 ? ticks : [{ value: first, at: cell / 2 }];
}

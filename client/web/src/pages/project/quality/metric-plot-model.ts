import type { MetricTable } from "../../../live/metric-table-model.ts";
import { placeOfTile, type TileColumns } from "../../../live/overview-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { stepFrom, stepUpTo, withoutNoise } from "../../../wording/round-steps.ts";
import type { Brush, PlotAxis, Threshold } from "./plot-choice.ts";

/** Where the results of a stage lie in a plot, which of them are brushed, and what a threshold would do. */

export interface Domain {
	readonly least: number;
	readonly most: number;
}

/**
 * The value of a point along the plot's horizontal axis; NaN where it has none. Along arrival it is the number of its
 * tile, so that a point stays where it is when results before it come late; of groups that of the result.
 */
export function horizontalValues(table: MetricTable, axis: PlotAxis, arrived: TileColumns | null): Float64Array {
	if (axis === "arrival") {
		return Float64Array.from(table.tileIds, (tile, row) => {
			const place = tile === 0 || arrived === null ? -1 : placeOfTile(arrived, tile);
			return (place < 0 ? row : place) + 1;
		});
	}
	return Float64Array.from(table[axis], (value) => (value === noPosition ? Number.NaN : value));
}

/** A little wider than the values, so that none lies on the edge; never empty. */
export function domainOf(values: Float64Array): Domain {
	let least = Number.POSITIVE_INFINITY;
	let most = Number.NEGATIVE_INFINITY;
	for (const value of values) {
		if (value < least) least = value;
		if (value > most) most = value;
	}
	if (least > most) return { least: 0, most: 1 };
	const room = least === most ? Math.max(1e-9, Math.abs(least) * 0.1) : (most - least) * 0.04;
	return { least: least - room, most: most + room };
}

/** 1, 2 or 5 times a power of ten, about `wanted` of them. */
export function ticksOf({ least, most }: Domain, wanted: number): readonly number[] {
	const step = stepFrom((most - least) / Math.max(1, wanted));
	const ticks: number[] = [];
	for (let tick = Math.ceil(least / step) * step; tick <= most; tick += step) ticks.push(withoutNoise(tick));
	return ticks;
}

/** How much one press of a key moves a threshold: 1, 2 or 5 times a power of ten, at most a hundredth of the scale. */
export function stepOf({ least, most }: Domain): number {
	return withoutNoise(stepUpTo((most - least) / 100));
}

/** As exact as the scale can show it, so that what is dragged reads as if somebody had typed it. */
export function roundedWithin(value: number, { least, most }: Domain): number {
	const digits = Math.min(15, Math.max(-15, 3 - Math.floor(Math.log10(most - least))));
	const factor = 10 ** digits;
	return withoutNoise(Math.round(value * factor) / factor);
}

/** Rows of the table within the rectangle. */
export function brushedRows(across: Float64Array, values: Float64Array, brush: Brush): readonly number[] {
	const rows: number[] = [];
	for (let row = 0; row < values.length; row++) {
		const x = across[row] ?? Number.NaN;
		const y = values[row] ?? Number.NaN;
		if (x >= brush.fromX && x <= brush.toX && y >= brush.fromY && y <= brush.toY) rows.push(row);
	}
	return rows;
}

export function tilesOfRows(table: MetricTable, rows: readonly number[]): ReadonlySet<number> {
	const tiles = new Set<number>();
	for (const row of rows) {
		const tile = table.tileIds[row] ?? 0;
		if (tile !== 0) tiles.add(tile);
	}
	return tiles;
}

/** How many results the threshold would hold. */
export function heldCount(values: Float64Array, threshold: Threshold): number {
	let held = 0;
	for (const measured of values) if (isBeyond(measured, threshold)) held++;
	return held;
}

function isBeyond(measured: number, { side, value }: Threshold): boolean {
	return side === "below" ? measured < value : measured > value;
}

/** What a rule changes that takes the place of another one: results it gets, and results the other one had. */
export function changedBy(
	values: Float64Array,
	before: Threshold | null,
	after: Threshold,
): { readonly caught: number; readonly released: number } {
	let caught = 0;
	let released = 0;
	for (const measured of values) {
		const was = before !== null && isBeyond(measured, before);
		const is = isBeyond(measured, after);
		if (is && !was) caught++;
		if (was && !is) released++;
	}
	return { caught, released };
}

/** Where a first threshold is put: the worst twentieth lies beyond it. */
export function suggestedThreshold(values: Float64Array): Threshold {
	const sorted = values.slice().sort();
	return { side: "below", value: sorted[Math.floor(sorted.length / 20)] ?? 0 };
}

/** `focus < 0.4`. */
export function ruleText(name: string, { side, value }: Threshold): string {
	return `${ruleStart(name, side)} ${withoutNoise(value)}`;
}

/** `focus <`; names that are no words are asked for by their text. */
export function ruleStart(name: string, side: Threshold["side"]): string {
	const isWord = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);
	return `${isWord ? name : `metrics[${JSON.stringify(name)}]`} ${side === "below" ? "<" : ">"}`;
}

/** The threshold of a rule as `ruleText` writes it; null for every other rule, which cannot be drawn as a line. */
export function thresholdOfRule(rule: string, name: string): Threshold | null {
	for (const side of ["below", "above"] as const) {
		const sign = side === "below" ? "<" : ">";
		const [asked, value, ...others] = rule.split(sign).map((part) => part.trim());
		if (others.length > 0 || asked === undefined || value === undefined || value === "") continue;
		const isAsked = [name, `metrics.${name}`, `metrics[${JSON.stringify(name)}]`].includes(asked);
		const number = Number(value.replace(/^=\s*/, ""));
		if (isAsked && Number.isFinite(number)) return { side, value: number };
	}
	return null;
}

/** Row of the point nearest to a place in pixels, within `reach` of it; -1 for none. */
export function nearestRow(
	across: Float64Array,
	values: Float64Array,
	toX: (value: number) => number,
	toY: (value: number) => number,
	x: number,
	y: number,
	reach: number,
): number {
	let nearest = -1;
	let least = reach * reach;
	for (let row = 0; row < values.length; row++) {
		const byX = toX(across[row] ?? Number.NaN) - x;
		const byY = toY(values[row] ?? Number.NaN) - y;
		const distance = byX * byX + byY * byY;
		if (distance <= least) {
			least = distance;
			nearest = row;
		}
	}
	return nearest;
}

/** Numbers of values in equal steps of the domain, from its least. */
export function histogram(values: Float64Array, { least, most }: Domain, steps: number): Uint32Array {
	const counts = new Uint32Array(steps);
	for (const value of values) {
		const step = Math.floor(((value - least) / (most - least)) * steps);
		if (step >= 0 && step < steps) counts[step] = (counts[step] ?? 0) + 1;
	}
	return counts;
}

/** A row of the viridis scale by a share from 0 to 1: even to the eye, and for every kind of colour vision. */
export function scaleColour(share: number): readonly [number, number, number] {
	const place = Math.min(1, Math.max(0, share)) * (viridis.length - 1);
	const from = viridis[Math.floor(place)] ?? viridis[0];
	const to = viridis[Math.ceil(place)] ?? from;
	const part = place - Math.floor(place);
	const mix = (channel: 0 | 1 | 2) => Math.round((from?.[channel] ?? 0) * (1 - part) + (to?.[channel] ?? 0) * part);
	return [mix(0), mix(1), mix(2)];
}

const viridis: readonly (readonly [number, number, number])[] = [
	[68, 1, 84],
	[71, 44, 122],
	[59, 81, 139],
	[44, 113, 142],
	[33, 144, 141],
	[39, 173, 129],
	[92, 200, 99],
	[170, 220, 50],
	[253, 231, 37],
];

/** What was measured of each of these tiles, in the order of arrival: of pairs a tile has several. */
export function valuesOfTiles(
	{ tileIds, values, count }: Pick<MetricTable, "tileIds" | "values" | "count">,
	tiles: ReadonlySet<number>,
): ReadonlyMap<number, readonly number[]> {
	const found = new Map<number, number[]>();
	for (let row = 0; row < count; row++) {
		const tile = tileIds[row] ?? 0;
		const value = values[row];
		if (!tiles.has(tile) || value === undefined) continue;
		found.set(tile, [...(found.get(tile) ?? []), value]);
	}
	return found;
}

import type { LatticeOffset } from "@tilewright/contract/recipe";
import { type Axis, axes } from "./scope-conditions.ts";
import type { SkippedPlanes } from "./scope-rules.ts";
import { distinctOffsets } from "./wanted-units.ts";

/*
 * Pairs are counted without naming them: the three coordinates of a tile are one number, a step along an offset is a sum,
 * and a window over the tiles sorted by that number sees the other tile. A join of the tiles with themselves takes twice
 * as long.
 */

/** Coordinates beyond this do not fit. */
const codedPlaces = 524_288;

/** The place of tile `alias` as one number, null where it does not fit. Skipped planes are not counted: a step over them is a step of one. */
export function placeCode(skipped: SkippedPlanes, alias: string): string {
	const coordinate = (axis: Axis) =>
		skipped[axis].length === 0
			? `${alias}.lattice_${axis}`
			: `${alias}.lattice_${axis} - width_bucket(${alias}.lattice_${axis}, '{${sortedPlanes(skipped[axis]).join(",")}}'::int[])`;
	const isNear = axes
		.map((axis) => `${alias}.lattice_${axis} between ${-codedPlaces} and ${codedPlaces}`)
		.join(" and ");
	return `case when ${isNear} then (((${coordinate("z")})::bigint << 42) + ((${coordinate("y")})::bigint << 21) + ${coordinate("x")}) end`;
}

export const areShort = (offsets: readonly LatticeOffset[]) =>
	offsets.every((offset) => axes.every((axis) => Math.abs(offset[axis]) < codedPlaces));

/** What is added to a place by each offset. */
export function stepsOf(offsets: readonly LatticeOffset[]): readonly bigint[] {
	return distinctOffsets(offsets).map(({ x, y, z }) => (BigInt(z) << 42n) + (BigInt(y) << 21n) + BigInt(x));
}

/** For each offset a window named `name` and a number, in which a tile sees those that are one step from it. */
export function stepWindows(
	name: string,
	offsets: readonly LatticeOffset[],
	{ partition, code }: { readonly partition: string; readonly code: string },
): readonly { readonly name: string; readonly step: bigint; readonly definition: string }[] {
	return stepsOf(offsets).map((step, place) => {
		const to = `${step < 0n ? -step : step} ${step < 0n ? "preceding" : "following"}`;
		return {
			name: `${name}${place}`,
			step,
			definition: `${name}${place} as (partition by ${partition} order by ${code} range between ${to} and ${to})`,
		};
	});
}

/** How many tiles that fulfil all conditions are seen through a window. */
export function seen(conditions: readonly string[], window: string): string {
	return `count(*) ${conditions.length === 0 ? "" : `filter (where ${conditions.join(" and ")})`} over ${window}`;
}

const sortedPlanes = (planes: readonly number[]) => [...new Set(planes)].sort((one, other) => one - other);

import { type PackedGranules, reachInSigmas } from "../specimen/structures.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/** One row of the spot, reused for every granule: its values are needed for one drawing only. */
let profile = new Float64Array(256);

/**
 * Adds the blurred round spot that begins at `granuleAt` to `out` (row by row, x fastest). A Gaussian along the axes is a product of one along x
 * and one along y, so the exponential is taken once for each column and row instead of each pixel.
 */
export function drawGranule(
	out: Float64Array,
	plane: Plane,
	spread: PointSpread,
	granules: PackedGranules,
	granuleAt: number,
	weight: number,
): void {
	const centreX = granules[granuleAt] ?? 0;
	const centreY = granules[granuleAt + 1] ?? 0;
	const centreZ = granules[granuleAt + 2] ?? 0;
	const sigma = granules[granuleAt + 3] ?? 0;
	const brightness = granules[granuleAt + 4] ?? 0;
	const axialVariance = sigma * sigma + spread.axial * spread.axial;
	const dz = plane.z - centreZ;
	if (dz * dz > reachInSigmas * reachInSigmas * axialVariance) return;
	const lateralVariance = sigma * sigma + spread.lateral * spread.lateral;
	const margin = reachInSigmas * Math.sqrt(lateralVariance);
	const { pixelSize } = plane;
	const firstColumn = Math.max(0, Math.ceil((centreX - margin - plane.x) / pixelSize));
	const lastColumn = Math.min(plane.width - 1, Math.floor((centreX + margin - plane.x) / pixelSize));
	const firstRow = Math.max(0, Math.ceil((centreY - margin - plane.y) / pixelSize));
	const lastRow = Math.min(plane.height - 1, Math.floor((centreY + margin - plane.y) / pixelSize));
	const columns = lastColumn - firstColumn + 1;
	if (columns <= 0 || lastRow < firstRow) return;
	if (profile.length < columns) profile = new Float64Array(2 * columns);

	const height =
		((weight * brightness * sigma ** 3) / (lateralVariance * Math.sqrt(axialVariance))) *
		Math.exp((-0.5 * dz * dz) / axialVariance);
	for (let i = 0; i < columns; i++) {
		const dx = plane.x + (firstColumn + i) * pixelSize - centreX;
		profile[i] = Math.exp((-0.5 * dx * dx) / lateralVariance);
	}
	for (let row = firstRow; row <= lastRow; row++) {
		const dy = plane.y + row * pixelSize - centreY;
		const rowHeight = height * Math.exp((-0.5 * dy * dy) / lateralVariance);
		let at = row * plane.width + firstColumn;
		for (let i = 0; i < columns; i++, at++) out[at] = (out[at] ?? 0) + rowHeight * (profile[i] ?? 0);
	}
}

import { type PackedTubes, reachInSigmas } from "../specimen/structures.ts";
import { normalCdf } from "./normal-cdf.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/**
 * Adds the blurred tube that begins at `tubeAt` to `out` (row by row, x fastest). A line drawn with a Gaussian pen and blurred by a Gaussian
 * is the line drawn with a pen of the summed variances; with lengths measured in those standard deviations,
 *   brightness = A s² / (σx σy σz m) · exp(-ρ²/2) · [Φ(mL - u) - Φ(-u)]
 * where ρ is the distance from the line, u the place along it, and m L the length of the piece, all scaled.
 * Only the run of each row within `reachInSigmas` of the piece is visited: ρ² is a parabola along the row.
 */
export function drawTube(
	out: Float64Array,
	plane: Plane,
	spread: PointSpread,
	tubes: PackedTubes,
	tubeAt: number,
	weight: number,
): void {
	const fromX = tubes[tubeAt] ?? 0;
	const fromY = tubes[tubeAt + 1] ?? 0;
	const fromZ = tubes[tubeAt + 2] ?? 0;
	const toX = tubes[tubeAt + 3] ?? 0;
	const toY = tubes[tubeAt + 4] ?? 0;
	const toZ = tubes[tubeAt + 5] ?? 0;
	const sigma = tubes[tubeAt + 6] ?? 0;
	const brightness = tubes[tubeAt + 7] ?? 0;
	const lateral = Math.sqrt(sigma ** 2 + spread.lateral ** 2);
	const axial = Math.sqrt(sigma ** 2 + spread.axial ** 2);
	const lowZ = Math.min(fromZ, toZ) - reachInSigmas * axial;
	const highZ = Math.max(fromZ, toZ) + reachInSigmas * axial;
	if (plane.z < lowZ || plane.z > highZ) return;

	const dx = (toX - fromX) / lateral;
	const dy = (toY - fromY) / lateral;
	const dz = (toZ - fromZ) / axial;
	const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
	if (length === 0) return;
	const ex = dx / length;
	const ey = dy / length;
	const ez = dz / length;
	const stretch = length / Math.sqrt((toX - fromX) ** 2 + (toY - fromY) ** 2 + (toZ - fromZ) ** 2);
	const height = (weight * brightness * sigma ** 2) / (lateral * lateral * axial * stretch);

	const margin = reachInSigmas * lateral;
	const step = plane.pixelSize / lateral;
	const qz = (plane.z - fromZ) / axial;
	const firstRow = Math.max(0, Math.ceil((Math.min(fromY, toY) - margin - plane.y) / plane.pixelSize));
	const lastRow = Math.min(plane.height - 1, Math.floor((Math.max(fromY, toY) + margin - plane.y) / plane.pixelSize));
	// Scaled place of the row's first pixel relative to the tube's beginning.
	const qx0 = (plane.x - fromX) / lateral;
	const a = Math.max(1 - ex * ex, 1e-12);
	const limit = reachInSigmas * reachInSigmas;

	for (let row = firstRow; row <= lastRow; row++) {
		const qy = (plane.y + row * plane.pixelSize - fromY) / lateral;
		// ρ²(q) = a q² - 2 b q + c for a pixel at scaled x = q.
		const across = ey * qy + ez * qz;
		const b = ex * across;
		const c = qy * qy + qz * qz - across * across;
		const discriminant = b * b - a * (c - limit);
		if (discriminant < 0) continue;
		const half = Math.sqrt(discriminant) / a;
		let low = b / a - half;
		let high = b / a + half;
		if (Math.abs(ex) > 1e-9) {
			const atStart = (-reachInSigmas - across) / ex;
			const atEnd = (length + reachInSigmas - across) / ex;
			low = Math.max(low, Math.min(atStart, atEnd));
			high = Math.min(high, Math.max(atStart, atEnd));
		} else if (across < -reachInSigmas || across > length + reachInSigmas) continue;

		const firstColumn = Math.max(0, Math.ceil((low - qx0) / step));
		const lastColumn = Math.min(plane.width - 1, Math.floor((high - qx0) / step));
		const rowAt = row * plane.width;
		for (let column = firstColumn; column <= lastColumn; column++) {
			const q = qx0 + column * step;
			const distance = a * q * q - 2 * b * q + c;
			const along = ex * q + across;
			const at = rowAt + column;
			out[at] = (out[at] ?? 0) + height * Math.exp(-0.5 * distance) * (normalCdf(length - along) - normalCdf(-along));
		}
	}
}

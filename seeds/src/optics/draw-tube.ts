import { reachInSigmas, type Tube } from "../specimen/structures.ts";
import { normalCdf } from "./normal-cdf.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/**
 * Adds a blurred tube to `out` (row by row, x fastest). A line drawn with a Gaussian pen and blurred by a Gaussian
 * is the line drawn with a pen of the summed variances; with lengths measured in those standard deviations,
 *   brightness = A s² / (σx σy σz m) · exp(-ρ²/2) · [Φ(mL - u) - Φ(-u)]
 * where ρ is the distance from the line, u the place along it, and m L the length of the piece, all scaled.
 * Only the run of each row within `reachInSigmas` of the piece is visited: ρ² is a parabola along the row.
 */
export function drawTube(out: Float64Array, plane: Plane, spread: PointSpread, tube: Tube, weight: number): void {
	const lateral = Math.sqrt(tube.sigma ** 2 + spread.lateral ** 2);
	const axial = Math.sqrt(tube.sigma ** 2 + spread.axial ** 2);
	const lowZ = Math.min(tube.from.z, tube.to.z) - reachInSigmas * axial;
	const highZ = Math.max(tube.from.z, tube.to.z) + reachInSigmas * axial;
	if (plane.z < lowZ || plane.z > highZ) return;

	const dx = (tube.to.x - tube.from.x) / lateral;
	const dy = (tube.to.y - tube.from.y) / lateral;
	const dz = (tube.to.z - tube.from.z) / axial;
	const length = Math.sqrt(dx * dx + dy * dy + dz * dz);
	if (length === 0) return;
	const ex = dx / length;
	const ey = dy / length;
	const ez = dz / length;
	const stretch =
		length /
		Math.sqrt((tube.to.x - tube.from.x) ** 2 + (tube.to.y - tube.from.y) ** 2 + (tube.to.z - tube.from.z) ** 2);
	const height = (weight * tube.brightness * tube.sigma ** 2) / (lateral * lateral * axial * stretch);

	const margin = reachInSigmas * lateral;
	const step = plane.pixelSize / lateral;
	const qz = (plane.z - tube.from.z) / axial;
	const firstRow = Math.max(0, Math.ceil((Math.min(tube.from.y, tube.to.y) - margin - plane.y) / plane.pixelSize));
	const lastRow = Math.min(
		plane.height - 1,
		Math.floor((Math.max(tube.from.y, tube.to.y) + margin - plane.y) / plane.pixelSize),
	);
	// Scaled place of the row's first pixel relative to the tube's beginning.
	const qx0 = (plane.x - tube.from.x) / lateral;
	const a = Math.max(1 - ex * ex, 1e-12);
	const limit = reachInSigmas * reachInSigmas;

	for (let row = firstRow; row <= lastRow; row++) {
		const qy = (plane.y + row * plane.pixelSize - tube.from.y) / lateral;
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

import { type Covariance, type Ellipsoid, reachInSigmas, type Vector } from "../specimen/structures.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/** Weights of the Gaussians with covariance C, C/2, C/3 that make a soft-edged ellipsoid: 1 - (1 - g)³. */
const weights = [3, -3, 1] as const;

/** Adds a blurred ellipsoid to `out` (row by row, x fastest). */
export function drawEllipsoid(
	out: Float64Array,
	plane: Plane,
	spread: PointSpread,
	ellipsoid: Ellipsoid,
	weight: number,
): void {
	const { centre, covariance, brightness } = ellipsoid;
	const distance = plane.z - centre.z;
	if (Math.abs(distance) > reachInSigmas * Math.sqrt(covariance[5] + spread.axial ** 2)) return;
	for (const [index, part] of weights.entries()) {
		const k = 1 / (index + 1);
		const [xx, xy, xz, yy, yz, zz] = covariance;
		const sharp: Covariance = [xx * k, xy * k, xz * k, yy * k, yz * k, zz * k];
		const blurred: Covariance = [
			sharp[0] + spread.lateral ** 2,
			sharp[1],
			sharp[2],
			sharp[3] + spread.lateral ** 2,
			sharp[4],
			sharp[5] + spread.axial ** 2,
		];
		// Blur keeps the light and spreads it over a larger volume.
		const dimming = Math.sqrt(determinant(sharp) / determinant(blurred));
		drawGaussian(out, plane, centre, blurred, weight * brightness * part * dimming);
	}
}

/** Adds height · exp(-q/2); along a row q is a parabola, so the run to visit is known beforehand. */
function drawGaussian(out: Float64Array, plane: Plane, centre: Vector, covariance: Covariance, height: number): void {
	const [xx, xy, xz, yy, yz, zz] = covariance;
	const det = determinant(covariance);
	// The inverse of a symmetric matrix.
	const ixx = (yy * zz - yz * yz) / det;
	const ixy = (xz * yz - xy * zz) / det;
	const ixz = (xy * yz - xz * yy) / det;
	const iyy = (xx * zz - xz * xz) / det;
	const iyz = (xy * xz - xx * yz) / det;
	const izz = (xx * yy - xy * xy) / det;

	const { pixelSize } = plane;
	const dz = plane.z - centre.z;
	const margin = reachInSigmas * Math.sqrt(yy);
	const firstRow = Math.max(0, Math.ceil((centre.y - margin - plane.y) / pixelSize));
	const lastRow = Math.min(plane.height - 1, Math.floor((centre.y + margin - plane.y) / pixelSize));
	const limit = reachInSigmas * reachInSigmas;
	for (let row = firstRow; row <= lastRow; row++) {
		const dy = plane.y + row * pixelSize - centre.y;
		const b = ixy * dy + ixz * dz;
		const c = iyy * dy * dy + 2 * iyz * dy * dz + izz * dz * dz;
		const discriminant = b * b - ixx * (c - limit);
		if (discriminant < 0) continue;
		const half = Math.sqrt(discriminant) / ixx;
		const middle = centre.x - b / ixx - plane.x;
		const firstColumn = Math.max(0, Math.ceil((middle - half) / pixelSize));
		const lastColumn = Math.min(plane.width - 1, Math.floor((middle + half) / pixelSize));
		const rowAt = row * plane.width;
		for (let column = firstColumn; column <= lastColumn; column++) {
			const dx = plane.x + column * pixelSize - centre.x;
			const at = rowAt + column;
			out[at] = (out[at] ?? 0) + height * Math.exp(-0.5 * (ixx * dx * dx + 2 * b * dx + c));
		}
	}
}

function determinant([xx, xy, xz, yy, yz, zz]: Covariance): number {
	return xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
}

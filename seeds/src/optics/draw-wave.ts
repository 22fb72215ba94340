import type { Wave } from "../specimen/structures.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/**
 * Adds a plane wave to `out` (row by row, x fastest). Blur by a Gaussian multiplies a wave by exp(-k·Σk / 2). Along
 * a row the cosine is turned on by a fixed angle, so only two trigonometric functions are needed for a row.
 */
export function drawWave(out: Float64Array, plane: Plane, spread: PointSpread, wave: Wave): void {
	const { k } = wave;
	const damping = Math.exp(-0.5 * ((k.x * k.x + k.y * k.y) * spread.lateral ** 2 + k.z * k.z * spread.axial ** 2));
	const amplitude = wave.amplitude * damping;
	const turnCosine = Math.cos(k.x * plane.pixelSize);
	const turnSine = Math.sin(k.x * plane.pixelSize);
	for (let row = 0; row < plane.height; row++) {
		const y = plane.y + row * plane.pixelSize;
		const phase = k.x * plane.x + k.y * y + k.z * plane.z + wave.phase;
		let cosine = amplitude * Math.cos(phase);
		let sine = amplitude * Math.sin(phase);
		let at = row * plane.width;
		for (let column = 0; column < plane.width; column++, at++) {
			out[at] = (out[at] ?? 0) + cosine;
			const next = cosine * turnCosine - sine * turnSine;
			sine = sine * turnCosine + cosine * turnSine;
			cosine = next;
		}
	}
}

import type { Scene } from "../specimen/specimen.ts";
import { type Box, granuleStride, grow, reachInSigmas, tubeStride } from "../specimen/structures.ts";
import { drawEllipsoid } from "./draw-ellipsoid.ts";
import { drawGranule } from "./draw-granule.ts";
import { drawTube } from "./draw-tube.ts";
import { drawWave } from "./draw-wave.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/**
 * The noise-free brightness of every pixel of a plane, as the objective shows it. Row by row, x fastest. Draws into
 * `out` when there is one of the right length, so that a stack needs memory for one plane only.
 */
export function drawScene(
	scene: Scene,
	plane: Plane,
	spread: PointSpread,
	out = new Float64Array(plane.width * plane.height),
): Float64Array {
	out.fill(scene.base);
	for (const wave of scene.waves) drawWave(out, plane, spread, wave);
	for (const { cluster, weight } of scene.clusters) {
		const { granules, ellipsoids, tubes } = cluster;
		for (let at = 0; at < granules.length; at += granuleStride) drawGranule(out, plane, spread, granules, at, weight);
		for (const ellipsoid of ellipsoids) drawEllipsoid(out, plane, spread, ellipsoid, weight);
		for (let at = 0; at < tubes.length; at += tubeStride) drawTube(out, plane, spread, tubes, at, weight);
	}
	return out;
}

/** The part of the specimen that can shine into a stack of planes from `plane.z` up to `highestZ`. */
export function boxSeenBy(plane: Plane, highestZ: number, spread: PointSpread): Box {
	const box = {
		min: { x: plane.x, y: plane.y, z: plane.z },
		max: {
			x: plane.x + (plane.width - 1) * plane.pixelSize,
			y: plane.y + (plane.height - 1) * plane.pixelSize,
			z: highestZ,
		},
	};
	return grow(box, reachInSigmas * Math.max(spread.lateral, spread.axial));
}

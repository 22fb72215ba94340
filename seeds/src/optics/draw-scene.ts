import type { Scene } from "../specimen/specimen.ts";
import { type Box, grow, reachInSigmas } from "../specimen/structures.ts";
import { drawEllipsoid } from "./draw-ellipsoid.ts";
import { drawGranule } from "./draw-granule.ts";
import { drawTube } from "./draw-tube.ts";
import { drawWave } from "./draw-wave.ts";
import type { Plane } from "./plane.ts";
import type { PointSpread } from "./point-spread.ts";

/** The noise-free brightness of every pixel of a plane, as the objective shows it. Row by row, x fastest. */
export function drawScene(scene: Scene, plane: Plane, spread: PointSpread): Float64Array {
	const out = new Float64Array(plane.width * plane.height).fill(scene.base);
	for (const wave of scene.waves) drawWave(out, plane, spread, wave);
	for (const { cluster, weight } of scene.clusters) {
		for (const granule of cluster.granules) drawGranule(out, plane, spread, granule, weight);
		for (const ellipsoid of cluster.ellipsoids) drawEllipsoid(out, plane, spread, ellipsoid, weight);
		for (const tube of cluster.tubes) drawTube(out, plane, spread, tube, weight);
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

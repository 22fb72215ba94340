import type { Samples, ViewedImage, ViewedLevel } from "./viewed-image.ts";

/** Which part of an image's data a volume is made of, and how it lies in space. */

/** Four octets of each are held by the graphics card and, while it is read, by the page. */
export const mostVoxels = 32 * 1024 * 1024;
/** More channels at once are a fog, and each is a texture. */
export const mostVolumeChannels = 6;

export interface VolumeSize {
	readonly width: number;
	readonly height: number;
	readonly depth: number;
}

export interface Volume extends VolumeSize {
	/** Planes one after the other, each with its last row first: the way a graphics card counts. */
	readonly data: Float32Array<ArrayBuffer>;
}

/** The finest level whose channels fit; the coarsest where none does and it is not too large by far; else null. */
export function levelForVolume(
	levels: readonly ViewedLevel[],
	channels: number,
	mostSide: number,
	most: number = mostVoxels,
): number | null {
	const fits = levels.findIndex(
		({ width, height, depth }) =>
			width * height * depth * Math.max(1, channels) <= most && Math.max(width, height, depth) <= mostSide,
	);
	return fits < 0 ? null : fits;
}

/**
 * Edges of the whole volume in a unit in which the smallest voxel of the level is 1: true proportions where the image
 * says the size of its voxels, else cubes of the finest level.
 */
export function volumeEdges(image: ViewedImage, level: ViewedLevel): readonly [number, number, number] {
	const [full] = image.levels;
	const size = image.pixelSize;
	const x = (size?.x ?? 1) * level.factor;
	const y = (size?.y ?? 1) * ((full?.height ?? level.height) / level.height);
	const z = (size?.z ?? size?.x ?? 1) * ((full?.depth ?? level.depth) / level.depth);
	const least = Math.min(x, y, z);
	return [(level.width * x) / least, (level.height * y) / least, (level.depth * z) / least];
}

export interface Camera {
	readonly target: readonly [number, number, number];
	/** Base two logarithm of pixels per unit. */
	readonly zoom: number;
	/** Degrees. */
	readonly rotationX: number;
	readonly rotationOrbit: number;
}

/** A little from above and from the side, so that depth is seen at once; all of it in sight however it is turned. */
export function firstCamera(
	edges: readonly [number, number, number],
	screen: { readonly width: number; readonly height: number },
): Camera {
	const diagonal = Math.hypot(...edges);
	const room = Math.max(50, Math.min(screen.width, screen.height));
	return {
		target: [edges[0] / 2, edges[1] / 2, edges[2] / 2],
		zoom: Math.log2((room / diagonal) * 0.95),
		rotationX: 25,
		rotationOrbit: 30,
	};
}

export type CameraStep = "left" | "right" | "up" | "down" | "nearer" | "farther";

const turnDegrees = 10;
const zoomStep = 0.35;

export function stepCamera(camera: Camera, step: CameraStep): Camera {
	switch (step) {
		case "left":
			return { ...camera, rotationOrbit: camera.rotationOrbit - turnDegrees };
		case "right":
			return { ...camera, rotationOrbit: camera.rotationOrbit + turnDegrees };
		case "up":
			return { ...camera, rotationX: Math.min(90, camera.rotationX + turnDegrees) };
		case "down":
			return { ...camera, rotationX: Math.max(-90, camera.rotationX - turnDegrees) };
		case "nearer":
			return { ...camera, zoom: camera.zoom + zoomStep };
		case "farther":
			return { ...camera, zoom: camera.zoom - zoomStep };
	}
}

/** Writes planes from `firstPlane` on into a volume; values become fractions, rows are turned round. */
export function putPlanes(volume: Volume, firstPlane: number, data: Samples): void {
	const { width, height, depth } = volume;
	const planes = Math.min(depth - firstPlane, Math.floor(data.length / (width * height)));
	for (let plane = 0; plane < planes; plane++) {
		for (let row = 0; row < height; row++) {
			const from = (plane * height + row) * width;
			const to = ((firstPlane + plane) * height + (height - 1 - row)) * width;
			for (let column = 0; column < width; column++) volume.data[to + column] = data[from + column] ?? 0;
		}
	}
}

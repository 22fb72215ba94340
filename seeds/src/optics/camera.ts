import { createPixels, type PixelArray, type PixelType } from "@tilewright/contract/image/image";
import { Random, wordOf } from "../randomness/random.ts";
import type { SimulationOptions } from "../simulation-options.ts";
import { createSpecimen } from "../specimen/specimen.ts";
import type { Vector } from "../specimen/structures.ts";
import { type Detector, expose, illuminationOf } from "./detector.ts";
import { boxSeenBy, drawScene } from "./draw-scene.ts";
import { pointSpreadAt } from "./point-spread.ts";

/** One shot at one place. */
export interface Exposure {
	/** Where the first voxel really lies, in micrometres. */
	readonly truePositionUm: Vector;
	readonly defocusUm: number;
	/** Tile and repetition: noise is drawn anew for each. */
	readonly number: number;
	readonly imaging: number;
}

/** The specimen under the objective. */
export interface Camera {
	readonly channelNames: readonly string[];
	/**
	 * The planes of a stack from the lowest z up, row by row, x fastest. Each is made when it is asked for, in the
	 * memory of the one before.
	 */
	imageStack(exposure: Exposure, channel: number): Generator<PixelArray>;
}

/** Grey values of brightness 1 and of darkness, and the highest, where the options name none. */
const greyDefaults: Readonly<Record<PixelType, { greyValues: number; offset: number; saturation: number }>> = {
	uint8: { greyValues: 120, offset: 8, saturation: 255 },
	uint16: { greyValues: 6000, offset: 100, saturation: 65_535 },
	float32: { greyValues: 1, offset: 0, saturation: Infinity },
};

export function createCamera(options: SimulationOptions): Camera {
	const { optics, lattice, seed } = options;
	const specimen = createSpecimen(seed, lattice.channels);
	const { width, height, depth } = lattice.tile;
	const illumination = illuminationOf(width, height, optics.illuminationFallOff);
	const grey = greyDefaults[optics.pixelType];
	const detector: Detector = {
		...optics,
		greyValues: optics.greyValues ?? grey.greyValues,
		offset: optics.offset ?? grey.offset,
		saturation: Math.min(grey.saturation, optics.saturation ?? grey.saturation),
	};
	const canvas = new Float64Array(width * height);
	const pixels = createPixels(optics.pixelType, width * height);
	const { lateral: pixelSize, axial: sliceDistance } = lattice.pixelSizeUm;
	return {
		channelNames: specimen.channelNames,
		*imageStack({ truePositionUm, defocusUm, number, imaging }, channel) {
			const spread = pointSpreadAt(optics, defocusUm, pixelSize);
			const { x, y, z } = truePositionUm;
			const lowest = { x, y, z, pixelSize, width, height };
			const scene = specimen.sceneIn(channel, boxSeenBy(lowest, z + (depth - 1) * sliceDistance, spread));
			for (let slice = 0; slice < depth; slice++) {
				const brightness = drawScene(scene, { ...lowest, z: z + slice * sliceDistance }, spread, canvas);
				const noise = new Random(seed, wordOf("noise"), number, imaging, channel, slice);
				yield expose(detector, brightness, illumination, noise, pixels);
			}
		},
	};
}

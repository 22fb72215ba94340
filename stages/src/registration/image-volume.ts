import { axisLength } from "@tilewright/contract/image/image";
import type { ImageSource } from "../image/image-source.ts";
import type { VolumeReader } from "./find-displacement.ts";
import { boxSize, countVoxels, mapAxes, type Triple, type Volume, type VoxelBox } from "./volume.ts";

/** One channel of an image (first time point) as a volume, read plane by plane and only the rows that are asked for. */
export function imageVolume(image: ImageSource, channel: number): VolumeReader {
	return {
		size: { z: axisLength(image, "z"), y: axisLength(image, "y"), x: axisLength(image, "x") },
		read: (box, shrink) => readBox(image, channel, box, shrink),
	};
}

/**
 * A box as float32, each voxel the mean of `shrink` voxels along each axis; what does not fill a whole one at the
 * far sides is left out, unless that leaves nothing. Values that are not finite count as zero.
 */
async function readBox(image: ImageSource, channel: number, box: VoxelBox, shrink: Triple): Promise<Volume> {
	const whole = boxSize(box);
	const step = mapAxes((axis) => Math.min(shrink[axis], Math.max(1, whole[axis])));
	const size = mapAxes((axis) => Math.floor(whole[axis] / step[axis]));
	const values = new Float32Array(countVoxels(size));
	const width = axisLength(image, "x");
	const each = 1 / countVoxels(step);
	for (let z = 0; z < size.z * step.z; z++) {
		const rows = { from: box.from.y, to: box.from.y + size.y * step.y };
		const plane = await image.readPlane({ c: channel, z: box.from.z + z }, rows);
		const target = Math.floor(z / step.z) * size.y * size.x;
		for (let y = 0; y < size.y * step.y; y++) {
			let at = target + Math.floor(y / step.y) * size.x;
			let i = y * width + box.from.x;
			for (let x = 0; x < size.x; x++, at++) {
				let sum = 0;
				for (let k = 0; k < step.x; k++, i++) {
					const value = plane[i] ?? 0;
					if (value - value === 0) sum += value;
				}
				values[at] = (values[at] ?? 0) + sum * each;
			}
		}
	}
	return { size, values };
}

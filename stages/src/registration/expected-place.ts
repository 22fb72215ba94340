import type { PixelSize } from "@tilewright/contract/image/image";
import type { TaskFileTile } from "@tilewright/contract/task-file";
import { mapAxes, type Triple } from "./volume.ts";

type Place = Pick<TaskFileTile, "position" | "lattice" | "step">;

/**
 * Displacement of the second tile from the first in voxels, as the source tells: by stage position, else by
 * lattice times step (both micrometres). Null where neither or no pixel size is known. Along z it is zero when the
 * size of a step in depth is not known.
 */
export function expectedDisplacement(first: Place, second: Place, pixelSize: PixelSize): Triple | null {
	const { x, y, z } = pixelSize;
	if (x === null || y === null || x === 0 || y === 0) return null;
	const size = { x, y, z };
	const along = (length: (axis: keyof Triple) => number): Triple =>
		mapAxes((axis) => (size[axis] ? length(axis) / size[axis] : 0));
	const [from, to] = [first.position, second.position];
	if (from !== null && to !== null) return along((axis) => to[axis] - from[axis]);
	const [a, b, step] = [first.lattice, second.lattice, first.step ?? second.step];
	if (a !== null && b !== null && step !== null && (step.x !== 0 || step.y !== 0)) {
		return along((axis) => (b[axis] - a[axis]) * step[axis]);
	}
	return null;
}

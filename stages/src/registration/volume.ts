/** Lengths, positions or displacements along z, y and x, in voxels. */
export interface Triple {
	readonly z: number;
	readonly y: number;
	readonly x: number;
}

/** The axes in the order of memory, x fastest. */
export const spatialAxes = ["z", "y", "x"] as const;

/** A volume of plain numbers; a plane is a volume of depth 1. */
export interface Volume {
	readonly size: Triple;
	readonly values: Float32Array;
}

/** A box of voxels: `from` inclusive, `to` exclusive. */
export interface VoxelBox {
	readonly from: Triple;
	readonly to: Triple;
}

/** Displacements along each axis, both ends included. */
export interface DisplacementRange {
	readonly from: Triple;
	readonly to: Triple;
}

export function mapAxes(make: (axis: keyof Triple) => number): Triple {
	return { z: make("z"), y: make("y"), x: make("x") };
}

export function countVoxels(size: Triple): number {
	return size.z * size.y * size.x;
}

export function boxSize(box: VoxelBox): Triple {
	return mapAxes((axis) => Math.max(0, box.to[axis] - box.from[axis]));
}

/** Where two volumes overlap when the second's origin lies `displacement` from the first's, in each one's voxels. */
export function overlapBoxes(
	first: Triple,
	second: Triple,
	displacement: Triple,
): { inFirst: VoxelBox; inSecond: VoxelBox } {
	const from = mapAxes((axis) => Math.max(0, displacement[axis]));
	const to = mapAxes((axis) => Math.max(from[axis], Math.min(first[axis], second[axis] + displacement[axis])));
	return {
		inFirst: { from, to },
		inSecond: {
			from: mapAxes((axis) => from[axis] - displacement[axis]),
			to: mapAxes((axis) => to[axis] - displacement[axis]),
		},
	};
}

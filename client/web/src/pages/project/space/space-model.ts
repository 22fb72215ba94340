import { noTaskCode, type TileColumns } from "../../../live/overview-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";

/*
 * All tiles of all planes as little squares in space, seen from an angle that can be turned. Drawn by the processor
 * into a picture with a depth for each pixel: 100,000 tiles take a few milliseconds, everywhere, without a graphics
 * card; and which tile is under the pointer is looked up rather than searched.
 */

export interface SpaceView {
	/** Radians: around the vertical axis, and up or down. */
	readonly yaw: number;
	readonly pitch: number;
	/** 1 shows everything. */
	readonly zoom: number;
}

export const firstView: SpaceView = { yaw: -0.6, pitch: 0.65, zoom: 1 };

export interface SpaceBox {
	readonly middle: readonly [number, number, number];
	/** Half the size along each axis, in lattice steps times `stretch`. */
	readonly half: readonly [number, number, number];
	/** Planes are drawn further apart than they are where there are few of them. */
	readonly stretch: number;
	readonly minimum: readonly [number, number, number];
	readonly maximum: readonly [number, number, number];
}

/** Null when no tile has a position. */
export function boxOf({ count, x, y, z }: TileColumns): SpaceBox | null {
	const minimum = [Infinity, Infinity, Infinity] as [number, number, number];
	const maximum = [-Infinity, -Infinity, -Infinity] as [number, number, number];
	const axes = [x, y, z] as const;
	let hasAny = false;
	for (let tile = 0; tile < count; tile++) {
		if (x[tile] === noPosition) continue;
		hasAny = true;
		for (let axis = 0; axis < 3; axis++) {
			const value = axes[axis]?.[tile] ?? 0;
			if (value < (minimum[axis] ?? 0)) minimum[axis] = value;
			if (value > (maximum[axis] ?? 0)) maximum[axis] = value;
		}
	}
	if (!hasAny) return null;
	const size = minimum.map((least, axis) => (maximum[axis] ?? 0) - least + 1);
	const [width = 1, height = 1, depth = 1] = size;
	// A flat acquisition of three planes would otherwise be one line from the side.
	const stretch = Math.max(1, (0.35 * Math.max(width, height)) / depth);
	return {
		middle: minimum.map((least, axis) => (least + (maximum[axis] ?? 0)) / 2) as [number, number, number],
		half: [width / 2, height / 2, (depth * stretch) / 2],
		stretch,
		minimum,
		maximum,
	};
}

export interface Projection {
	/** Pixels from lattice positions: x = ox + ax·x + bx·y + cx·z; depth grows away from the eye. */
	readonly x: readonly [number, number, number, number];
	readonly y: readonly [number, number, number, number];
	readonly depth: readonly [number, number, number, number];
	/** Pixels of one lattice step. */
	readonly scale: number;
}

/** z of the lattice goes into the depth of the sample, which is drawn downwards; y of the lattice comes towards the eye. */
export function projectionOf(box: SpaceBox, view: SpaceView, width: number, height: number): Projection {
	const radius = Math.hypot(...box.half);
	const scale = (view.zoom * Math.min(width, height) * 0.48) / radius;
	const [sinYaw, cosYaw, sinPitch, cosPitch] = [
		Math.sin(view.yaw),
		Math.cos(view.yaw),
		Math.sin(view.pitch),
		Math.cos(view.pitch),
	];
	const rows = {
		x: [cosYaw, sinYaw, 0],
		y: [-sinYaw * sinPitch, cosYaw * sinPitch, cosPitch],
		depth: [sinYaw * cosPitch, -cosYaw * cosPitch, sinPitch],
	} as const;
	const line = (row: readonly [number, number, number], middle: number, factor: number) => {
		const [a, b, c] = [row[0] * factor, row[1] * factor, row[2] * factor * box.stretch];
		return [middle - a * box.middle[0] - b * box.middle[1] - c * box.middle[2], a, b, c] as const;
	};
	return {
		x: line(rows.x, width / 2, scale),
		y: line(rows.y, height / 2, scale),
		depth: line(rows.depth, 0, 1),
		scale,
	};
}

export function projectPoint(projection: Projection, x: number, y: number, z: number): readonly [number, number] {
	const { x: px, y: py } = projection;
	return [px[0] + px[1] * x + px[2] * y + px[3] * z, py[0] + py[1] * x + py[2] * y + py[3] * z];
}

export interface SpacePicture {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint32Array;
	readonly depths: Float32Array;
	/** Place of the tile each pixel shows; -1 for none. */
	readonly places: Int32Array;
}

export function createPicture(width: number, height: number): SpacePicture {
	const size = width * height;
	return {
		width,
		height,
		pixels: new Uint32Array(size),
		depths: new Float32Array(size),
		places: new Int32Array(size),
	};
}

/** Pixels of a tile; a few large ones would hide each other. */
function sideOf(scale: number): number {
	return Math.min(30, Math.max(1, Math.round(scale * 0.55)));
}

/**
 * `colourOf`: of a state's code, as ImageData has it. `isLit`: by place; null when all are. `isQuiet`: by code; such
 * tiles are dots that hide nothing; null when none are.
 */
export function paintSpace(
	picture: SpacePicture,
	tiles: TileColumns,
	codes: Uint8Array,
	projection: Projection,
	colourOf: Uint32Array,
	ground: number,
	isLit: Uint8Array | null,
	isQuiet: Uint8Array | null = null,
): void {
	const { width, height, pixels, depths, places } = picture;
	pixels.fill(ground);
	depths.fill(Number.POSITIVE_INFINITY);
	places.fill(-1);
	const { x: px, y: py, depth: pd } = projection;
	const wholeSide = sideOf(projection.scale);
	for (let tile = 0; tile < tiles.count; tile++) {
		const x = tiles.x[tile] ?? noPosition;
		if (x === noPosition) continue;
		const y = tiles.y[tile] ?? 0;
		const z = tiles.z[tile] ?? 0;
		const code = codes[tile] ?? noTaskCode;
		const isDot = isQuiet !== null && isQuiet[code] === 1;
		const side = isDot ? 1 : wholeSide;
		const before = side >> 1;
		const left = Math.round(px[0] + px[1] * x + px[2] * y + px[3] * z) - before;
		const top = Math.round(py[0] + py[1] * x + py[2] * y + py[3] * z) - before;
		if (left >= width || top >= height || left + side <= 0 || top + side <= 0) continue;
		// Dots lie behind everything.
		const depth = pd[0] + pd[1] * x + pd[2] * y + pd[3] * z + (isDot ? 1e6 : 0);
		const colour = colourOf[code] ?? ground;
		const shown =
			(isLit === null || isLit[tile] === 1) && !isDot ? colour : (((colour >>> 2) & 0x003f3f3f) | 0xff000000) >>> 0;
		const fromX = Math.max(0, left);
		const toX = Math.min(width, left + side);
		const toY = Math.min(height, top + side);
		for (let row = Math.max(0, top); row < toY; row++) {
			for (let at = row * width + fromX; at < row * width + toX; at++) {
				if (depth >= (depths[at] ?? 0)) continue;
				depths[at] = depth;
				pixels[at] = shown;
				places[at] = tile;
			}
		}
	}
}

/** The tile under a point or, beside one, within a few pixels of it; -1 for none. */
export function pickTile(picture: SpacePicture, x: number, y: number, reach = 3): number {
	const { width, height, places } = picture;
	for (let distance = 0; distance <= reach; distance++) {
		for (const [byX, byY] of [
			[0, 0],
			[distance, 0],
			[-distance, 0],
			[0, distance],
			[0, -distance],
		] as const) {
			const column = Math.round(x) + byX;
			const row = Math.round(y) + byY;
			if (column < 0 || row < 0 || column >= width || row >= height) continue;
			const place = places[row * width + column] ?? -1;
			if (place >= 0) return place;
		}
	}
	return -1;
}

/** So many pixels are drawn in a frame without stuttering; of many large tiles the picture is made coarser. */
const pixelsPerFrame = 2_500_000;

export function coarseness(count: number, scale: number, pixelRatio: number): number {
	const side = sideOf(scale * pixelRatio);
	return Math.min(1, Math.sqrt(pixelsPerFrame / Math.max(1, count * side * side)));
}

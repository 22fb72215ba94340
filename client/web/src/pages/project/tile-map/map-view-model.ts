import { stepFrom } from "../../../wording/round-steps.ts";

/** Where the plane is on the screen. Pixels are CSS pixels; a cell is `scale` wide and high. */
export interface MapView {
	readonly scale: number;
	/** Position of the plane's upper left corner. */
	readonly originX: number;
	readonly originY: number;
}

export interface Size {
	readonly width: number;
	readonly height: number;
}

export const largestScale = 72;
/** Room for the numbers at the upper and left edge. */
export const margin = { left: 34, top: 22, right: 10, bottom: 10 } as const;

export function fitView(plane: Size, screen: Size): MapView {
	if (plane.width === 0 || plane.height === 0) return { scale: 1, originX: margin.left, originY: margin.top };
	const roomX = Math.max(20, screen.width - margin.left - margin.right);
	const roomY = Math.max(20, screen.height - margin.top - margin.bottom);
	const scale = Math.min(largestScale / 1.6, roomX / plane.width, roomY / plane.height);
	return {
		scale,
		originX: margin.left + (roomX - plane.width * scale) / 2,
		// At the top rather than in the middle: the eye comes from the legend.
		originY: margin.top + Math.min(10, (roomY - plane.height * scale) / 2),
	};
}

/** Keeps the point under the pointer where it is. */
export function zoomAt(view: MapView, plane: Size, screen: Size, x: number, y: number, factor: number): MapView {
	const least = Math.min(largestScale, fitView(plane, screen).scale * 0.6);
	const scale = Math.min(largestScale, Math.max(least, view.scale * factor));
	const ratio = scale / view.scale;
	return keepInSight(
		{ scale, originX: x - (x - view.originX) * ratio, originY: y - (y - view.originY) * ratio },
		plane,
		screen,
	);
}

export function panBy(view: MapView, plane: Size, screen: Size, x: number, y: number): MapView {
	return keepInSight({ ...view, originX: view.originX + x, originY: view.originY + y }, plane, screen);
}

/** The plane cannot be pushed out of sight altogether. */
function keepInSight(view: MapView, plane: Size, screen: Size): MapView {
	const keep = 60;
	return {
		scale: view.scale,
		originX: clamp(view.originX, keep - plane.width * view.scale, screen.width - keep),
		originY: clamp(view.originY, keep - plane.height * view.scale, screen.height - keep),
	};
}

/** Index of the cell under a point; -1 outside. */
export function cellAt(view: MapView, plane: Size, x: number, y: number): number {
	const column = Math.floor((x - view.originX) / view.scale);
	const row = Math.floor((y - view.originY) / view.scale);
	if (column < 0 || row < 0 || column >= plane.width || row >= plane.height) return -1;
	return row * plane.width + column;
}

/** Moves as little as needed to bring a cell into sight. */
export function revealCell(view: MapView, plane: Size, screen: Size, cell: number): MapView {
	if (cell < 0 || plane.width === 0) return view;
	const left = view.originX + (cell % plane.width) * view.scale;
	const top = view.originY + Math.floor(cell / plane.width) * view.scale;
	const edge = 24;
	const moveX =
		Math.max(0, margin.left + edge - left) - Math.max(0, left + view.scale - (screen.width - margin.right - edge));
	const moveY =
		Math.max(0, margin.top + edge - top) - Math.max(0, top + view.scale - (screen.height - margin.bottom - edge));
	return moveX === 0 && moveY === 0 ? view : { ...view, originX: view.originX + moveX, originY: view.originY + moveY };
}

/** Brings a cell that is out of sight into the middle; one that is in sight stays where it is. */
export function centreCell(view: MapView, plane: Size, screen: Size, cell: number): MapView {
	if (cell < 0 || plane.width === 0 || screen.width === 0) return view;
	const left = view.originX + (cell % plane.width) * view.scale;
	const top = view.originY + Math.floor(cell / plane.width) * view.scale;
	const isInSight =
		left >= margin.left - 1 &&
		top >= margin.top - 1 &&
		left + view.scale <= screen.width &&
		top + view.scale <= screen.height;
	if (isInSight) return view;
	const middleX = margin.left + (screen.width - margin.left - margin.right - view.scale) / 2;
	const middleY = margin.top + (screen.height - margin.top - margin.bottom - view.scale) / 2;
	return { ...view, originX: view.originX + middleX - left, originY: view.originY + middleY - top };
}

/** Moves a cursor by whole cells and stops at the edges. Without a cursor it begins at the first cell. */
export function moveCursor(cell: number, plane: Size, byX: number, byY: number): number {
	if (plane.width === 0 || plane.height === 0) return -1;
	if (cell < 0) return 0;
	const column = clamp((cell % plane.width) + byX, 0, plane.width - 1);
	const row = clamp(Math.floor(cell / plane.width) + byY, 0, plane.height - 1);
	return row * plane.width + column;
}

/** A whole step of 1, 2 or 5 times a power of ten, so that the numbers at the edge are at least `leastPixels` apart. */
export function tickStep(scale: number, leastPixels: number): number {
	return stepFrom(Math.max(1, leastPixels / scale));
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, Math.min(least, most)), Math.max(least, most));
}

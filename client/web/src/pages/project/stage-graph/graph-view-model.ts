/** What is in sight of a graph: how large it is drawn, and which part of it. */

/** In pixels of the screen. */
export interface Room {
	readonly width: number;
	readonly height: number;
}

/** In pixels of the graph, which are those of the screen at a zoom of 1. */
export interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** A point of the graph is at `point * zoom + (x, y)` on the screen. */
export interface Viewport {
	readonly x: number;
	readonly y: number;
	readonly zoom: number;
}

/** The smallest words of a card are 12 px: this leaves them 11. */
export const leastReadableZoom = 0.92;
const largestZoom = 1.15;
const roomAround = 8;
/** Around the whole graph when it is moved to its edge, in its own pixels. */
const roomBeyond = 10;
/** A card that is cut off by no more than its edge is in sight. */
const edge = 3;

/** Whether all of it, or of its height, can be read there. */
export function fitsIn(graph: Room, room: Room, side: "both" | "height" = "both"): boolean {
	const isHighEnough = graph.height * leastReadableZoom <= room.height - roomAround;
	return isHighEnough && (side === "height" || graph.width * leastReadableZoom <= room.width - roomAround);
}

/** How high a room must be for all of a graph's height to be read there. */
export function leastRoomHeight(graph: Room): number {
	return Math.ceil(graph.height * leastReadableZoom) + roomAround;
}

/**
 * How much of a graph is shown: all of it where it can be read so, in the middle; else the beginning of it, and the rest
 * by moving it.
 */
export function readableViewport(graph: Room, room: Room): Viewport {
	const fitting = Math.min((room.width - roomAround) / graph.width, (room.height - roomAround) / graph.height);
	const zoom = Math.min(largestZoom, Math.max(leastReadableZoom, fitting));
	const spareX = room.width - graph.width * zoom;
	const spareY = room.height - graph.height * zoom;
	// The root is at the left in the middle: what does not fit is beyond it at the right, and as much above as below.
	return { x: Math.max(roomAround / 2, spareX / 2), y: spareY / 2, zoom };
}

/** Moved by as little as is needed for the box to be in sight, at the same size. */
export function bringIntoSight(viewport: Viewport, box: Box, room: Room): Viewport {
	const { zoom } = viewport;
	const moved = (offset: number, start: number, length: number, space: number) => {
		const from = start * zoom + offset;
		const to = from + length * zoom;
		// What is larger than the room begins where the room begins.
		if (from < roomAround || length * zoom > space - 2 * roomAround) return offset + roomAround - from;
		return to > space - roomAround ? offset + space - roomAround - to : offset;
	};
	return {
		x: isWithin(viewport.x, box.x, box.width, zoom, room.width)
			? viewport.x
			: moved(viewport.x, box.x, box.width, room.width),
		y: isWithin(viewport.y, box.y, box.height, zoom, room.height)
			? viewport.y
			: moved(viewport.y, box.y, box.height, room.height),
		zoom,
	};
}

/**
 * What the graph may be moved within, as its corners: no further than to its edges, so that whoever scrolls on does not lose it.
 * Where all of it has room it stays in the middle.
 */
export function limitsOf(graph: Room): [[number, number], [number, number]] {
	return [
		[-roomBeyond, -roomBeyond],
		[graph.width + roomBeyond, graph.height + roomBeyond],
	];
}

/** The box that is nearest to the middle of what is shown; null where one is at least partly in sight already, or there is none. */
export function nearestOutOfSight(boxes: readonly Box[], { x, y, zoom }: Viewport, room: Room): Box | null {
	const middle = { x: (room.width / 2 - x) / zoom, y: (room.height / 2 - y) / zoom };
	const reach = { x: room.width / 2 / zoom, y: room.height / 2 / zoom };
	let nearest: { readonly box: Box; readonly distance: number } | null = null;
	for (const box of boxes) {
		const awayX = Math.abs(box.x + box.width / 2 - middle.x) - box.width / 2;
		const awayY = Math.abs(box.y + box.height / 2 - middle.y) - box.height / 2;
		if (awayX < reach.x && awayY < reach.y) return null;
		const distance = Math.hypot(Math.max(0, awayX - reach.x), Math.max(0, awayY - reach.y));
		if (nearest === null || distance < nearest.distance) nearest = { box, distance };
	}
	return nearest?.box ?? null;
}

/** How many are cut off, or not there at all. */
export function countOutOfSight(boxes: readonly Box[], { x, y, zoom }: Viewport, room: Room): number {
	return boxes.filter(
		(box) => !isWithin(x, box.x, box.width, zoom, room.width) || !isWithin(y, box.y, box.height, zoom, room.height),
	).length;
}

function isWithin(offset: number, start: number, length: number, zoom: number, space: number): boolean {
	const from = start * zoom + offset;
	return from >= -edge && from + length * zoom <= space + edge;
}

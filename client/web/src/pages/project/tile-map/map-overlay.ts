import type { TaskState } from "../../../api/generated/documents.ts";
import { markPaths } from "../../../states/state-mark.tsx";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { type MapView, margin, type Size, tickStep } from "./map-view-model.ts";
import { isStateOfNote } from "./notes-model.ts";
import { noTask, type PlaneColours, type PlaneLayout } from "./tile-map-model.ts";

/** What lies over the cells: a mark for each state (large cells only), numbers at the edges, and outlines. */
export interface OverlayContent {
	readonly layout: PlaneLayout;
	readonly colours: PlaneColours;
	readonly selectedCell: number;
	readonly cursorCell: number;
	readonly hoveredCell: number;
	readonly hasFocus: boolean;
	/** 1 for cells that stand out; null when all do. */
	readonly lit: Uint8Array | null;
	/** Cells with a task of note in any stage: at most `mostNotes` of notes-model.ts. */
	readonly noted: ReadonlyMap<number, string>;
}

/** From this size on the shape of a state can be told. */
const markFromScale = 13;

export function drawOverlay(
	context: CanvasRenderingContext2D,
	screen: Size,
	view: MapView,
	pixelRatio: number,
	content: OverlayContent,
): void {
	context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
	context.clearRect(0, 0, screen.width, screen.height);
	if (content.lit !== null) dimOthers(context, view, content.layout, content.lit);
	if (view.scale >= markFromScale) drawMarks(context, screen, view, pixelRatio, content);
	const { layout } = content;
	drawNotes(context, screen, view, content);
	outline(context, view, layout, content.hoveredCell, "rgba(255,255,255,0.55)", 1);
	if (content.hasFocus) outline(context, view, layout, content.cursorCell, "#ffd166", 1.5);
	outline(context, view, layout, content.selectedCell, "#ffffff", 2);
	ring(context, view, layout, content.selectedCell);
	drawNumbers(context, screen, view, layout);
}

const veils = new WeakMap<Uint8Array, HTMLCanvasElement>();

/** A veil with holes, one pixel for each cell, enlarged: made once for each brush. */
function dimOthers(context: CanvasRenderingContext2D, view: MapView, layout: PlaneLayout, lit: Uint8Array): void {
	if (layout.width === 0 || layout.height === 0) return;
	let veil = veils.get(lit);
	if (veil === undefined) {
		veil = document.createElement("canvas");
		veil.width = layout.width;
		veil.height = layout.height;
		const veilContext = veil.getContext("2d");
		if (veilContext === null) return;
		const image = veilContext.createImageData(layout.width, layout.height);
		for (let cell = 0; cell < lit.length; cell++) {
			image.data.set([11, 13, 16, lit[cell] === 1 ? 0 : 190], cell * 4);
		}
		veilContext.putImageData(image, 0, 0);
		veils.set(lit, veil);
	}
	context.imageSmoothingEnabled = false;
	context.drawImage(veil, view.originX, view.originY, layout.width * view.scale, layout.height * view.scale);
}

function drawMarks(
	context: CanvasRenderingContext2D,
	screen: Size,
	view: MapView,
	pixelRatio: number,
	content: OverlayContent,
): void {
	const { layout, colours } = content;
	const firstColumn = Math.max(0, Math.floor(-view.originX / view.scale));
	const lastColumn = Math.min(layout.width - 1, Math.floor((screen.width - view.originX) / view.scale));
	const firstRow = Math.max(0, Math.floor(-view.originY / view.scale));
	const lastRow = Math.min(layout.height - 1, Math.floor((screen.height - view.originY) / view.scale));
	const size = Math.min(16, Math.max(8, view.scale * 0.5));
	const sprites = markSprites(Math.ceil(size * pixelRatio));
	const inset = (view.scale - 1 - size) / 2;
	for (let row = firstRow; row <= lastRow; row++) {
		for (let column = firstColumn; column <= lastColumn; column++) {
			const code = colours.cells[row * layout.width + column] ?? 255;
			const sprite = code < noTask ? sprites[code] : undefined;
			if (sprite === undefined || sprite === null) continue;
			const x = view.originX + column * view.scale + inset;
			const y = view.originY + row * view.scale + inset;
			context.drawImage(sprite, x, y, size, size);
		}
	}
}

/** Waiting is the crowd: its mark stays in the background. */
function inkOf(state: TaskState): string {
	if (state === "WAITING") return "rgba(226,232,240,0.38)";
	return state === "READY" || state === "EXCLUDED" ? "rgba(226,232,240,0.75)" : "rgba(8,10,13,0.85)";
}

let sprites: { readonly size: number; readonly images: readonly (HTMLCanvasElement | null)[] } = {
	size: 0,
	images: [],
};

/** Dark marks on bright cells, drawn once for each size. The plain succeeded cell has none: calm is the rule. */
function markSprites(size: number): readonly (HTMLCanvasElement | null)[] {
	if (sprites.size === size) return sprites.images;
	const images = taskStatesByCode.map((state) => {
		if (state === "SUCCEEDED") return null;
		const canvas = document.createElement("canvas");
		canvas.width = size;
		canvas.height = size;
		const context = canvas.getContext("2d");
		if (context === null) return null;
		const { path, strokeWidth } = markPaths[taskStateTable[state].shape];
		context.scale(size / 16, size / 16);
		const ink = inkOf(state);
		if (strokeWidth === null) {
			context.fillStyle = ink;
			context.fill(new Path2D(path));
		} else {
			context.strokeStyle = ink;
			context.lineWidth = strokeWidth;
			context.stroke(new Path2D(path));
		}
		return canvas;
	});
	sprites = { size, images };
	return images;
}

/** Below this size of a cell the note goes around it; above it sits in the corner, beside the mark of the state. */
const noteInCornerFromScale = 12;
/** Where both have room. */
const noteBesideMarkFromScale = 26;
export const noteColour = "#ff8a45";

/** Rings that can be seen at every scale, all in one path. */
function drawNotes(
	context: CanvasRenderingContext2D,
	screen: Size,
	view: MapView,
	{ layout, colours, noted }: OverlayContent,
): void {
	if (layout.width === 0) return;
	const isInCorner = view.scale >= noteInCornerFromScale;
	const radius = isInCorner ? (view.scale >= 20 ? 4 : 3) : view.scale / 2 + 3;
	const offset = isInCorner ? view.scale - 1 - radius - 2 : view.scale / 2;
	context.beginPath();
	for (const cell of noted.keys()) {
		// A small cell that says so by its colour and mark is not to be hidden by a ring that says no more.
		if (view.scale < noteBesideMarkFromScale && isStateOfNote(colours.cells[cell] ?? 255)) continue;
		const x = view.originX + (cell % layout.width) * view.scale + offset;
		const y = view.originY + Math.floor(cell / layout.width) * view.scale + view.scale - offset;
		if (x < -radius || y < -radius || x > screen.width + radius || y > screen.height + radius) continue;
		context.moveTo(x + radius, y);
		context.arc(x, y, radius, 0, 2 * Math.PI);
	}
	// Dark beside it, and within where it lies on a cell, so that the ring is seen on a cell of its own colour too.
	context.fillStyle = "rgba(8,10,13,0.9)";
	context.strokeStyle = "rgba(8,10,13,0.9)";
	context.lineWidth = 4;
	context.stroke();
	if (isInCorner) context.fill();
	context.lineWidth = 1.75;
	context.strokeStyle = noteColour;
	context.stroke();
}

function outline(
	context: CanvasRenderingContext2D,
	view: MapView,
	layout: PlaneLayout,
	cell: number,
	colour: string,
	width: number,
): void {
	if (cell < 0 || layout.width === 0 || cell >= layout.width * layout.height) return;
	const side = Math.max(view.scale, 5);
	const x = view.originX + ((cell % layout.width) + 0.5) * view.scale - side / 2;
	const y = view.originY + (Math.floor(cell / layout.width) + 0.5) * view.scale - side / 2;
	// A dark line inside keeps the outline visible on bright cells.
	context.lineWidth = width + 2;
	context.strokeStyle = "rgba(0,0,0,0.7)";
	context.strokeRect(x - 0.5, y - 0.5, side, side);
	context.lineWidth = width;
	context.strokeStyle = colour;
	context.strokeRect(x - 0.5, y - 0.5, side, side);
}

/** From this size on an outline is found at a glance; smaller cells get a ring around it. */
const ringUpToScale = 14;

function ring(context: CanvasRenderingContext2D, view: MapView, layout: PlaneLayout, cell: number): void {
	if (cell < 0 || view.scale >= ringUpToScale || layout.width === 0 || cell >= layout.width * layout.height) return;
	const x = view.originX + ((cell % layout.width) + 0.5) * view.scale;
	const y = view.originY + (Math.floor(cell / layout.width) + 0.5) * view.scale;
	for (const [width, colour] of [
		[5, "rgba(0,0,0,0.7)"],
		[2, "#ffffff"],
	] as const) {
		context.lineWidth = width;
		context.strokeStyle = colour;
		context.beginPath();
		context.arc(x, y, ringUpToScale, 0, 2 * Math.PI);
		context.stroke();
	}
}

function drawNumbers(context: CanvasRenderingContext2D, screen: Size, view: MapView, layout: PlaneLayout): void {
	if (layout.width === 0 || layout.kind !== "lattice") return;
	// Beside the plane where there is room, else at the edge of the screen, over the cells.
	const lineY = Math.max(9, view.originY - 11);
	const columnX = Math.max(margin.left - 9, view.originX - 7);
	context.fillStyle = "rgba(11,13,16,0.82)";
	if (lineY === 9) context.fillRect(0, 0, screen.width, margin.top - 4);
	if (columnX === margin.left - 9) context.fillRect(0, 0, margin.left - 4, screen.height);
	context.font = "11px ui-sans-serif, system-ui, sans-serif";
	context.fillStyle = "#8490a0";
	const step = tickStep(view.scale, 34);
	context.textAlign = "center";
	context.textBaseline = "middle";
	const firstX = Math.ceil((layout.minimumX - 0.001) / step) * step;
	for (let x = firstX; x < layout.minimumX + layout.width; x += step) {
		const at = view.originX + (x - layout.minimumX + 0.5) * view.scale;
		if (at > margin.left && at < screen.width - 8) context.fillText(String(x), at, lineY);
	}
	context.textAlign = "right";
	const firstY = Math.ceil((layout.minimumY - 0.001) / step) * step;
	for (let y = firstY; y < layout.minimumY + layout.height; y += step) {
		const at = view.originY + (y - layout.minimumY + 0.5) * view.scale;
		if (at > margin.top - 6 && at < screen.height - 6) context.fillText(String(y), columnX, at);
	}
	context.fillText("y\\x", columnX, lineY);
}

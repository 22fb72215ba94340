import { rgbOf } from "../../../states/contrast.ts";
import type { MapView } from "./map-view-model.ts";
import { cellColours, emptyColour, gapFromScale, groundColour, type PlanePainter } from "./plane-painter.ts";
import { type PlaneColours, type PlaneLayout, reduceCells } from "./tile-map-model.ts";

const empty = rgbOf(emptyColour);

/** A picture of one pixel for each cell, enlarged without smoothing; gaps are lines over it. */
export function createCanvasPainter(canvas: HTMLCanvasElement): PlanePainter {
	const context = canvas.getContext("2d", { alpha: false });
	if (context === null) throw new Error("this browser can draw neither WebGL2 nor a 2-D canvas");
	const picture = document.createElement("canvas");
	let plane: { readonly layout: PlaneLayout; readonly colours: PlaneColours } | null = null;
	/** Cells along each side that share a pixel of the picture; 0 when the picture is out of date. */
	let pictureReach = 0;
	return {
		kind: "canvas",
		setPlane(layout, colours) {
			plane = { layout, colours };
			pictureReach = 0;
		},
		draw(view, pixelRatio) {
			context.fillStyle = groundColour;
			context.fillRect(0, 0, canvas.width, canvas.height);
			if (plane === null || plane.layout.width === 0) return;
			const reach = Math.max(1, Math.ceil(1 / (view.scale * pixelRatio)));
			if (reach !== pictureReach) {
				const { layout, colours } = plane;
				const { cells, width, height } = reduceCells(colours.cells, layout.width, layout.height, reach);
				paintPicture(picture, cells, width, height);
				pictureReach = reach;
			}
			const scale = view.scale * pixelRatio * reach;
			const left = view.originX * pixelRatio;
			const top = view.originY * pixelRatio;
			context.imageSmoothingEnabled = false;
			context.drawImage(picture, left, top, picture.width * scale, picture.height * scale);
			if (view.scale >= gapFromScale) drawGaps(context, plane.layout, view, pixelRatio);
		},
		dispose() {
			picture.width = 0;
		},
	};
}

function paintPicture(picture: HTMLCanvasElement, cells: Uint8Array, width: number, height: number): void {
	picture.width = width;
	picture.height = height;
	const context = picture.getContext("2d");
	if (context === null) return;
	const image = context.createImageData(width, height);
	for (let cell = 0; cell < cells.length; cell++) {
		image.data.set(cellColours[cells[cell] ?? 255] ?? empty, cell * 4);
		image.data[cell * 4 + 3] = 255;
	}
	context.putImageData(image, 0, 0);
}

function drawGaps(context: CanvasRenderingContext2D, plane: PlaneLayout, view: MapView, pixelRatio: number): void {
	const { width, height } = context.canvas;
	const scale = view.scale * pixelRatio;
	const left = view.originX * pixelRatio;
	const top = view.originY * pixelRatio;
	const gap = Math.max(1, pixelRatio);
	const firstColumn = Math.max(1, Math.floor(-left / scale));
	const lastColumn = Math.min(plane.width, Math.ceil((width - left) / scale));
	for (let column = firstColumn; column <= lastColumn; column++) {
		context.fillRect(left + column * scale - gap, 0, gap, height);
	}
	const firstRow = Math.max(1, Math.floor(-top / scale));
	const lastRow = Math.min(plane.height, Math.ceil((height - top) / scale));
	for (let row = firstRow; row <= lastRow; row++) {
		context.fillRect(0, top + row * scale - gap, width, gap);
	}
}

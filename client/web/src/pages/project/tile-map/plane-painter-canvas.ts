import { rgbOf } from "../../../states/contrast.ts";
import { cellColours, emptyColour, gapFromScale, groundColour, type PlanePainter } from "./plane-painter.ts";

/** A picture of one pixel for each cell, enlarged without smoothing; gaps are lines over it. */
export function createCanvasPainter(canvas: HTMLCanvasElement): PlanePainter {
	const context = canvas.getContext("2d", { alpha: false });
	if (context === null) throw new Error("this browser can draw neither WebGL2 nor a 2-D canvas");
	const empty = rgbOf(emptyColour);
	const picture = document.createElement("canvas");
	const pictureContext = picture.getContext("2d");
	return {
		kind: "canvas",
		setPlane({ width, height }, { cells }) {
			picture.width = Math.max(1, width);
			picture.height = Math.max(1, height);
			if (pictureContext === null || width === 0 || height === 0) return;
			const image = pictureContext.createImageData(width, height);
			for (let cell = 0; cell < cells.length; cell++) {
				image.data.set(cellColours[cells[cell] ?? 255] ?? empty, cell * 4);
				image.data[cell * 4 + 3] = 255;
			}
			pictureContext.putImageData(image, 0, 0);
		},
		draw(view, pixelRatio) {
			const scale = view.scale * pixelRatio;
			const left = view.originX * pixelRatio;
			const top = view.originY * pixelRatio;
			context.fillStyle = groundColour;
			context.fillRect(0, 0, canvas.width, canvas.height);
			context.imageSmoothingEnabled = false;
			context.drawImage(picture, left, top, picture.width * scale, picture.height * scale);
			if (view.scale < gapFromScale) return;
			const gap = Math.max(1, pixelRatio);
			const firstColumn = Math.max(1, Math.floor(-left / scale));
			const lastColumn = Math.min(picture.width, Math.ceil((canvas.width - left) / scale));
			for (let column = firstColumn; column <= lastColumn; column++) {
				context.fillRect(left + column * scale - gap, 0, gap, canvas.height);
			}
			const firstRow = Math.max(1, Math.floor(-top / scale));
			const lastRow = Math.min(picture.height, Math.ceil((canvas.height - top) / scale));
			for (let row = firstRow; row <= lastRow; row++) {
				context.fillRect(0, top + row * scale - gap, canvas.width, gap);
			}
		},
		dispose() {
			picture.width = 0;
		},
	};
}

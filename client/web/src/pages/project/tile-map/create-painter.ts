import type { PlanePainter } from "./plane-painter.ts";
import { createCanvasPainter } from "./plane-painter-canvas.ts";
import { createGlPainter } from "./plane-painter-webgl.ts";

/** WebGL2 where there is one; a canvas of one pixel for each cell, enlarged, everywhere else. */
export function createPainter(canvas: HTMLCanvasElement, allowWebGl: boolean): PlanePainter {
	const painter = allowWebGl ? createGlPainter(canvas) : null;
	return painter ?? createCanvasPainter(canvas);
}

import type { PlanePainter } from "./plane-painter.ts";
import { createCanvasPainter } from "./plane-painter-canvas.ts";
import { createGlPainter, hasGraphicsCard } from "./plane-painter-webgl.ts";

export type PainterChoice = "best" | PlanePainter["kind"];

/**
 * WebGL2 where a graphics card draws it. Drawn in software (remote desktops, virtual machines) it is three times as
 * slow as a plain canvas with one pixel for each cell, enlarged, which therefore is what everybody else gets.
 */
export function createPainter(canvas: HTMLCanvasElement, choice: PainterChoice): PlanePainter {
	const isGl = choice === "webgl2" || (choice === "best" && hasGraphicsCard());
	return (isGl ? createGlPainter(canvas) : null) ?? createCanvasPainter(canvas);
}

import { rgbOf } from "../../../states/contrast.ts";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import type { MapView } from "./map-view-model.ts";
import type { PlaneColours, PlaneLayout } from "./tile-map-model.ts";

/** Fills the cells. What is drawn over them (marks, numbers, outlines) is the same for every painter. */
export interface PlanePainter {
	readonly kind: "webgl2" | "canvas";
	setPlane(layout: PlaneLayout, colours: PlaneColours): void;
	/** `pixelRatio`: device pixels for each CSS pixel; the canvas has its size in device pixels already. */
	draw(view: MapView, pixelRatio: number): void;
	dispose(): void;
}

/** Around the plane; a lattice position without a tile; a tile without a task. */
export const groundColour = "#0b0d10";
export const emptyColour = "#101318";
const noTaskColour = "#232a34";

/** Red, green and blue (0 to 255) for each code up to `noTask`. */
export const cellColours: readonly (readonly [number, number, number])[] = [
	...taskStatesByCode.map((state) => rgbOf(taskStateTable[state].colour)),
	rgbOf(noTaskColour),
];

/** From this size of a cell on there is a gap between cells. */
export const gapFromScale = 5;

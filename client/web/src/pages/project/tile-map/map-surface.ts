import { createPainter, type PainterChoice } from "./create-painter.ts";
import { drawOverlay, type OverlayContent } from "./map-overlay.ts";
import { cellAt, centreCell, fitView, type MapView, panBy, revealCell, type Size, zoomAt } from "./map-view-model.ts";
import type { PlanePainter } from "./plane-painter.ts";
import { emptyCell } from "./tile-map-model.ts";

/**
 * The two canvases of the map: cells below, marks and outlines above. It draws when something changed and never
 * otherwise; panning and zooming do not pass through React.
 */
export class MapSurface {
	readonly #overlay: HTMLCanvasElement;
	readonly #cells: HTMLCanvasElement;
	readonly #painter: PlanePainter;
	readonly #resizes: ResizeObserver;
	#content: OverlayContent | null = null;
	#screen: Size = { width: 0, height: 0 };
	#view: MapView = { scale: 1, originX: 0, originY: 0 };
	/** Until somebody moves it, the view keeps showing the whole plane as it grows. */
	#isFitted = true;
	#frame: number | null = null;

	constructor(cells: HTMLCanvasElement, overlay: HTMLCanvasElement, painter: PainterChoice) {
		this.#cells = cells;
		this.#overlay = overlay;
		this.#painter = createPainter(cells, painter);
		this.#resizes = new ResizeObserver(() => this.#resize());
		this.#resizes.observe(overlay);
		this.#resize();
	}

	get painterKind(): PlanePainter["kind"] {
		return this.#painter.kind;
	}

	show(content: OverlayContent): void {
		const before = this.#content;
		this.#content = content;
		if (before?.colours !== content.colours) this.#painter.setPlane(content.layout, content.colours);
		if (before !== null && before.layout !== content.layout && !this.#isFitted) {
			// Tiles stay where they are when the plane grows to the left or upwards.
			const { scale, originX, originY } = this.#view;
			this.#view = {
				scale,
				originX: originX + (content.layout.minimumX - before.layout.minimumX) * scale,
				originY: originY + (content.layout.minimumY - before.layout.minimumY) * scale,
			};
		}
		this.#refit();
		this.#requestFrame();
	}

	/** Index of the cell with a tile under a point of the element; -1 where there is none. */
	tileCellAt(x: number, y: number): number {
		const content = this.#content;
		if (content === null) return -1;
		const cell = cellAt(this.#view, content.layout, x, y);
		return cell < 0 || content.colours.cells[cell] === emptyCell ? -1 : cell;
	}

	fit(): void {
		this.#isFitted = true;
		this.#refit();
		this.#requestFrame();
	}

	pan(x: number, y: number): void {
		if (this.#content === null) return;
		this.#move(panBy(this.#view, this.#content.layout, this.#screen, x, y));
	}

	/** Around a point of the element; around its middle without one. */
	zoom(factor: number, x = this.#screen.width / 2, y = this.#screen.height / 2): void {
		if (this.#content === null) return;
		this.#move(zoomAt(this.#view, this.#content.layout, this.#screen, x, y, factor));
	}

	reveal(cell: number): void {
		if (this.#content === null) return;
		const view = revealCell(this.#view, this.#content.layout, this.#screen, cell);
		if (view !== this.#view) this.#move(view);
	}

	/** Leaves the view as it is where it shows the cell, and puts the cell into the middle where it does not. */
	find(cell: number): void {
		if (this.#content === null) return;
		const view = centreCell(this.#view, this.#content.layout, this.#screen, cell);
		if (view !== this.#view) this.#move(view);
	}

	dispose(): void {
		this.#resizes.disconnect();
		if (this.#frame !== null) cancelAnimationFrame(this.#frame);
		this.#painter.dispose();
	}

	#move(view: MapView): void {
		this.#isFitted = false;
		this.#view = view;
		this.#requestFrame();
	}

	#refit(): void {
		if (this.#isFitted && this.#content !== null) this.#view = fitView(this.#content.layout, this.#screen);
	}

	#resize(): void {
		const { clientWidth: width, clientHeight: height } = this.#overlay;
		this.#screen = { width, height };
		for (const canvas of [this.#cells, this.#overlay]) {
			canvas.width = Math.max(1, Math.round(width * devicePixelRatio));
			canvas.height = Math.max(1, Math.round(height * devicePixelRatio));
		}
		this.#refit();
		// At once: a resized canvas is empty.
		this.#draw();
	}

	#requestFrame(): void {
		if (this.#frame !== null) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = null;
			this.#draw();
		});
	}

	#draw(): void {
		if (this.#content === null) return;
		this.#painter.draw(this.#view, devicePixelRatio);
		const context = this.#overlay.getContext("2d");
		if (context !== null) drawOverlay(context, this.#screen, this.#view, devicePixelRatio, this.#content);
	}
}

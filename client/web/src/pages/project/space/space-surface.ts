import { noTaskCode, type TileColumns, type TileStates } from "../../../live/overview-model.ts";
import { rgbOf } from "../../../states/contrast.ts";
import { taskStatesByCode } from "../../../states/state-table.ts";
import { cellColours, groundColour } from "../tile-map/plane-painter.ts";
import { noTask } from "../tile-map/tile-map-model.ts";
import {
	coarseness,
	createPicture,
	type Projection,
	paintSpace,
	pickTile,
	projectionOf,
	projectPoint,
	type SpaceBox,
	type SpacePicture,
	type SpaceView,
} from "./space-model.ts";

export interface SpaceContent {
	readonly tiles: TileColumns;
	readonly box: SpaceBox;
	/** Null while they are on their way. */
	readonly states: TileStates | null;
	readonly view: SpaceView;
	/** 1 for tiles that stand out, by place; null when all do. */
	readonly lit: Uint8Array | null;
	/** Only what needs a person or runs is shown in full. */
	readonly isSparse: boolean;
	readonly selectedPlace: number;
	readonly hoveredPlace: number;
	/** The plane that the map shows. */
	readonly z: number | null;
}

const packed = ([red, green, blue]: readonly number[]) =>
	((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
const ground = packed(rgbOf(groundColour));
const colourOf = Uint32Array.from({ length: 256 }, (_, code) =>
	packed(cellColours[code === noTaskCode ? noTask : code] ?? rgbOf(groundColour)),
);
/** States that need nobody: done, or not begun. */
const quietCodes = Uint8Array.from({ length: 256 }, (_, code) => {
	const state = taskStatesByCode[code];
	return state === undefined || ["SUCCEEDED", "WAITING", "READY", "EXCLUDED"].includes(state) ? 1 : 0;
});
const noStates = new Uint8Array(0);

/** The canvas of the 3-D overview; draws when something changed and never otherwise. */
export class SpaceSurface {
	readonly #canvas: HTMLCanvasElement;
	readonly #sheet = document.createElement("canvas");
	readonly #resizes: ResizeObserver;
	#content: SpaceContent | null = null;
	#picture: SpacePicture = createPicture(1, 1);
	/** Pixels of the picture for each CSS pixel. */
	#fineness = 1;
	#frame: number | null = null;

	constructor(canvas: HTMLCanvasElement) {
		this.#canvas = canvas;
		this.#resizes = new ResizeObserver(() => this.#requestFrame());
		this.#resizes.observe(canvas);
	}

	show(content: SpaceContent): void {
		this.#content = content;
		this.#requestFrame();
	}

	/** Place of the tile at a point in CSS pixels; -1 for none. */
	tileAt(x: number, y: number): number {
		return pickTile(this.#picture, x * this.#fineness, y * this.#fineness);
	}

	dispose(): void {
		this.#resizes.disconnect();
		if (this.#frame !== null) cancelAnimationFrame(this.#frame);
	}

	#requestFrame(): void {
		this.#frame ??= requestAnimationFrame(() => {
			this.#frame = null;
			this.#draw();
		});
	}

	#draw(): void {
		const content = this.#content;
		const context = this.#canvas.getContext("2d", { alpha: false });
		const { clientWidth: width, clientHeight: height } = this.#canvas;
		if (content === null || context === null || width === 0 || height === 0) return;
		const { tiles, box, view } = content;
		const onScreen = projectionOf(box, view, width, height);
		this.#fineness = devicePixelRatio * coarseness(tiles.count, onScreen.scale, devicePixelRatio);
		const [columns, rows] = [Math.ceil(width * this.#fineness), Math.ceil(height * this.#fineness)];
		if (this.#picture.width !== columns || this.#picture.height !== rows) {
			this.#picture = createPicture(columns, rows);
			this.#sheet.width = columns;
			this.#sheet.height = rows;
		}
		const codes = content.states?.states ?? noStates;
		paintSpace(
			this.#picture,
			tiles,
			codes,
			projectionOf(box, view, columns, rows),
			colourOf,
			ground,
			content.lit,
			content.isSparse ? quietCodes : null,
		);
		const image = new ImageData(new Uint8ClampedArray(this.#picture.pixels.buffer as ArrayBuffer), columns, rows);
		this.#sheet.getContext("2d")?.putImageData(image, 0, 0);
		const ratio = devicePixelRatio;
		const [canvasWidth, canvasHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
		if (this.#canvas.width !== canvasWidth) this.#canvas.width = canvasWidth;
		if (this.#canvas.height !== canvasHeight) this.#canvas.height = canvasHeight;
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.imageSmoothingEnabled = false;
		context.drawImage(this.#sheet, 0, 0, width, height);
		drawFrames(context, content, onScreen);
	}
}

function drawFrames(context: CanvasRenderingContext2D, content: SpaceContent, projection: Projection): void {
	const { box, tiles, z } = content;
	const [x0, y0, z0] = box.minimum.map((value) => value - 0.5) as [number, number, number];
	const [x1, y1, z1] = box.maximum.map((value) => value + 0.5) as [number, number, number];
	const outline = (corners: readonly (readonly [number, number, number])[], colour: string, width: number) => {
		context.beginPath();
		for (const [index, corner] of [...corners, ...corners.slice(0, 1)].entries()) {
			const [x, y] = projectPoint(projection, ...corner);
			if (index === 0) context.moveTo(x, y);
			else context.lineTo(x, y);
		}
		context.strokeStyle = colour;
		context.lineWidth = width;
		context.stroke();
	};
	const plane = (at: number) =>
		[
			[x0, y0, at],
			[x1, y0, at],
			[x1, y1, at],
			[x0, y1, at],
		] as const;
	outline(plane(z0), "#37404d", 1);
	outline(plane(z1), "#37404d", 1);
	for (const [x, y] of [
		[x0, y0],
		[x1, y0],
		[x1, y1],
		[x0, y1],
	] as const) {
		outline(
			[
				[x, y, z0],
				[x, y, z1],
			],
			"#37404d",
			1,
		);
	}
	if (z !== null) outline(plane(z), "#ffd166", 1.5);
	context.fillStyle = "#8d98a7";
	context.font = "11px ui-sans-serif, system-ui, sans-serif";
	for (const [label, corner] of [
		[`x ${box.maximum[0]}`, [x1, y0, z0]],
		[`y ${box.maximum[1]}`, [x0, y1, z0]],
		[`z ${box.minimum[2]}`, [x0, y0, z0]],
		[`z ${box.maximum[2]}`, [x0, y0, z1]],
	] as const) {
		const [x, y] = projectPoint(projection, ...corner);
		context.fillText(label, x + 4, y - 3);
	}
	const side = Math.max(6, projection.scale * 0.8);
	for (const [place, colour] of [
		[content.hoveredPlace, "rgba(255,255,255,0.6)"],
		[content.selectedPlace, "#ffffff"],
	] as const) {
		if (place < 0) continue;
		const [x, y] = projectPoint(projection, tiles.x[place] ?? 0, tiles.y[place] ?? 0, tiles.z[place] ?? 0);
		context.lineWidth = 4;
		context.strokeStyle = "rgba(0,0,0,0.7)";
		context.strokeRect(x - side / 2, y - side / 2, side, side);
		context.lineWidth = 2;
		context.strokeStyle = colour;
		context.strokeRect(x - side / 2, y - side / 2, side, side);
	}
}

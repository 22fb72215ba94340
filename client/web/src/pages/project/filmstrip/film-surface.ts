import { noTaskCode, type TileColumns } from "../../../live/overview-model.ts";
import { rgbOf } from "../../../states/contrast.ts";
import { taskStateTable } from "../../../states/state-table.ts";
import { cellColours, emptyColour, groundColour } from "../tile-map/plane-painter.ts";
import { noTask } from "../tile-map/tile-map-model.ts";
import {
	codeOfRank,
	type FilmView,
	fitFilm,
	followEnd,
	isAtEnd,
	lineRanks,
	lineSamples,
	markedPixels,
	nothing,
	panFilm,
	planeTicks,
	rankBlocks,
	revealTile,
	tileAtPixel,
	zoomFilm,
} from "./film-model.ts";

export const rulerHeight = 15;

/** The lowest of these is for what needs a person among the many tiles that share a pixel. */
const rowsPerLine = 4;
const markFromRank = taskStateTable.REJECTED.urgency + 1;

export interface FilmLine {
	readonly stageId: string;
	readonly codes: Uint8Array;
	/** Together with `codes` it tells whether anything changed. */
	readonly revision: number;
}

export interface FilmContent {
	readonly tiles: TileColumns;
	readonly lines: readonly FilmLine[];
	/** Of one stage, in pixels. */
	readonly lineHeight: number;
	readonly selectedPlace: number;
	readonly hoveredPlace: number;
	readonly selectedStage: string | null;
	/** Places of tiles that stand out, ascending; null when all do. */
	readonly highlight: Float64Array | null;
}

/** Colour of each rank as 32 bits in the order of ImageData. */
const coloursOfRank = Uint32Array.from({ length: 256 }, (_, rank) => {
	if (rank === nothing) return packed(rgbOf(groundColour));
	const code = codeOfRank[rank] ?? noTaskCode;
	return packed(cellColours[code === noTaskCode ? noTask : code] ?? rgbOf(emptyColour));
});

function packed([red, green, blue]: readonly [number, number, number] | readonly number[]): number {
	return ((255 << 24) | ((blue ?? 0) << 16) | ((green ?? 0) << 8) | (red ?? 0)) >>> 0;
}

/** A quarter of the light: what is not highlighted stays in the background. */
function dimmed(colour: number): number {
	return ((colour >>> 2) & 0x003f3f3f) | 0xff000000;
}

/** The canvas of the filmstrip: one pixel for each column and line, enlarged; drawn when something changed. */
export class FilmSurface {
	readonly #canvas: HTMLCanvasElement;
	readonly #picture = document.createElement("canvas");
	readonly #resizes: ResizeObserver;
	readonly #blocks = new Map<string, { codes: Uint8Array; revision: number; blocks: Uint8Array }>();
	#content: FilmContent | null = null;
	#view: FilmView = { start: 0, tilesPerPixel: 1 };
	/** Until somebody zooms, all tiles are shown, however many come. */
	#isFitted = true;
	#isFollowing = true;
	#width = 0;
	#height = 0;
	#frame: number | null = null;

	constructor(canvas: HTMLCanvasElement) {
		this.#canvas = canvas;
		this.#resizes = new ResizeObserver(() => this.#resize());
		this.#resizes.observe(canvas);
		this.#resize();
	}

	show(content: FilmContent): void {
		const count = content.tiles.count;
		const before = this.#content?.tiles.count ?? 0;
		this.#content = content;
		if (this.#isFitted) this.#view = fitFilm(count, this.#width);
		else if (before !== count && this.#isFollowing) this.#view = followEnd(this.#view, count, this.#width);
		this.#requestFrame();
	}

	tileAt(x: number): number {
		return this.#content === null ? -1 : tileAtPixel(this.#view, this.#content.tiles.count, x);
	}

	/** Index of the line under a point; -1 beside them. */
	lineAt(y: number): number {
		const line = Math.floor((y - rulerHeight) / (this.#content?.lineHeight ?? 1));
		return y < rulerHeight || line >= (this.#content?.lines.length ?? 0) ? -1 : line;
	}

	zoom(factor: number, x = this.#width): void {
		this.#move((view, count) => zoomFilm(view, count, this.#width, x, factor));
	}

	pan(x: number): void {
		this.#move((view, count) => panFilm(view, count, this.#width, x));
	}

	reveal(place: number): void {
		this.#move((view, count) => revealTile(view, count, this.#width, place));
	}

	fit(): void {
		this.#move((_, count) => fitFilm(count, this.#width));
		this.#isFitted = true;
	}

	dispose(): void {
		this.#resizes.disconnect();
		if (this.#frame !== null) cancelAnimationFrame(this.#frame);
	}

	#move(change: (view: FilmView, count: number) => FilmView): void {
		if (this.#content === null) return;
		const { count } = this.#content.tiles;
		const before = this.#view;
		this.#view = change(before, count);
		if (this.#view.tilesPerPixel !== before.tilesPerPixel) this.#isFitted = false;
		this.#isFollowing = isAtEnd(this.#view, count, this.#width);
		this.#requestFrame();
	}

	#resize(): void {
		const { clientWidth, clientHeight } = this.#canvas;
		this.#width = Math.max(1, clientWidth);
		this.#height = clientHeight;
		this.#canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
		this.#canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
		if (this.#isFitted && this.#content !== null) this.#view = fitFilm(this.#content.tiles.count, this.#width);
		this.#draw();
	}

	#requestFrame(): void {
		if (this.#frame !== null) return;
		this.#frame = requestAnimationFrame(() => {
			this.#frame = null;
			this.#draw();
		});
	}

	#blocksOf(line: FilmLine): Uint8Array {
		const known = this.#blocks.get(line.stageId);
		if (known !== undefined && known.codes === line.codes && known.revision === line.revision) return known.blocks;
		const blocks = rankBlocks(line.codes);
		this.#blocks.set(line.stageId, { codes: line.codes, revision: line.revision, blocks });
		return blocks;
	}

	#draw(): void {
		const context = this.#canvas.getContext("2d", { alpha: false });
		if (context === null) return;
		context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
		context.fillStyle = groundColour;
		context.fillRect(0, 0, this.#width, this.#height);
		const content = this.#content;
		if (content === null || content.tiles.count === 0 || content.lines.length === 0) return;
		this.#drawLines(context, content);
		this.#drawRuler(context, content);
		const { selectedPlace, hoveredPlace } = content;
		if (hoveredPlace >= 0) this.#drawColumn(context, content, hoveredPlace, "rgba(255,255,255,0.5)", 1);
		if (selectedPlace >= 0) this.#drawColumn(context, content, selectedPlace, "#ffffff", 2);
	}

	#drawLines(
		context: CanvasRenderingContext2D,
		{ tiles, lines, lineHeight, highlight, selectedStage }: FilmContent,
	): void {
		const width = Math.ceil(this.#width);
		const picture = this.#picture;
		// Setting a size clears a canvas and costs memory traffic: only when it is another.
		if (picture.width !== width) picture.width = width;
		const rows = lines.length * rowsPerLine;
		if (picture.height !== rows) picture.height = rows;
		const pictureContext = picture.getContext("2d");
		if (pictureContext === null) return;
		const image = pictureContext.createImageData(width, rows);
		const pixels = new Uint32Array(image.data.buffer);
		const marked = highlight === null ? null : markedPixels(highlight, this.#view, width);
		for (const [index, line] of lines.entries()) {
			const worst = lineRanks(line.codes, this.#blocksOf(line), tiles.count, this.#view, width);
			const usual = lineSamples(line.codes, tiles.count, this.#view, width);
			for (let row = 0; row < rowsPerLine; row++) {
				const from = (index * rowsPerLine + row) * width;
				const isMarkRow = row === rowsPerLine - 1;
				for (let pixel = 0; pixel < width; pixel++) {
					const rank = worst[pixel] ?? nothing;
					const isMark = isMarkRow && rank !== nothing && rank >= markFromRank;
					const colour = coloursOfRank[isMark ? rank : (usual[pixel] ?? nothing)] ?? 0;
					pixels[from + pixel] = marked === null || marked[pixel] === 1 ? colour : dimmed(colour);
				}
			}
		}
		pictureContext.putImageData(image, 0, 0);
		context.imageSmoothingEnabled = false;
		context.drawImage(picture, 0, rulerHeight, width, lines.length * lineHeight);
		context.fillStyle = groundColour;
		for (let line = 0; line <= lines.length; line++) {
			context.fillRect(0, rulerHeight + line * lineHeight - 1, this.#width, 2);
		}
		const tileWidth = 1 / this.#view.tilesPerPixel;
		if (tileWidth >= 5) {
			const first = Math.ceil(this.#view.start);
			for (let tile = first; (tile - this.#view.start) * tileWidth < this.#width; tile++) {
				context.fillRect((tile - this.#view.start) * tileWidth - 1, rulerHeight, 1, lines.length * lineHeight);
			}
		}
		const selected = lines.findIndex((line) => line.stageId === selectedStage);
		if (selected >= 0) {
			context.fillStyle = "rgba(255,255,255,0.75)";
			context.fillRect(0, rulerHeight + selected * lineHeight - 1, this.#width, 1);
			context.fillRect(0, rulerHeight + (selected + 1) * lineHeight - 1, this.#width, 1);
		}
	}

	#drawRuler(context: CanvasRenderingContext2D, { tiles, lines, lineHeight }: FilmContent): void {
		context.font = "10.5px ui-sans-serif, system-ui, sans-serif";
		context.textBaseline = "middle";
		const bottom = rulerHeight + lines.length * lineHeight;
		for (const { x, z } of planeTicks(tiles.z, this.#view, this.#width, 34)) {
			context.fillStyle = "#37404d";
			context.fillRect(x, 2, 1, bottom - 2);
			context.fillStyle = "#8d98a7";
			context.fillText(`z ${z}`, x + 3, rulerHeight / 2 - 1);
		}
	}

	#drawColumn(
		context: CanvasRenderingContext2D,
		{ lines, lineHeight }: FilmContent,
		place: number,
		colour: string,
		width: number,
	): void {
		const { start, tilesPerPixel } = this.#view;
		const tileWidth = Math.max(3, 1 / tilesPerPixel);
		const x = (place + 0.5 - start) / tilesPerPixel - tileWidth / 2;
		context.lineWidth = width + 2;
		context.strokeStyle = "rgba(0,0,0,0.7)";
		context.strokeRect(x - 0.5, rulerHeight - 0.5, tileWidth, lines.length * lineHeight);
		context.lineWidth = width;
		context.strokeStyle = colour;
		context.strokeRect(x - 0.5, rulerHeight - 0.5, tileWidth, lines.length * lineHeight);
	}
}

import { BlockCache } from "./block-cache.ts";
import type { ViewedImage, Window } from "./viewed-image.ts";
import {
	composeChannels,
	fitImage,
	type ImageView,
	levelFor,
	planeAt,
	type ShownChannel,
	scaleBar,
	visibleBlocks,
	windowOf,
	zoomImage,
} from "./viewer-model.ts";

export interface ImageChoice {
	readonly t: number;
	readonly z: number;
	/** All planes laid over each other, the brightest of each pixel. */
	readonly isProjected: boolean;
	readonly channels: readonly {
		readonly isShown: boolean;
		readonly colour: readonly [number, number, number];
		/** Null: chosen by the values as soon as some are there. */
		readonly window: Window | null;
	}[];
}

/** The canvas of the viewer: the blocks in sight of the level that fits, coloured; drawn when something changed. */
export class ImageSurface {
	readonly #canvas: HTMLCanvasElement;
	readonly #image: ViewedImage;
	readonly #onChange: () => void;
	readonly #resizes: ResizeObserver;
	readonly #composed = new Map<string, { readonly stamp: string; readonly canvas: HTMLCanvasElement }>();
	#cache: BlockCache;
	#choice: ImageChoice | null = null;
	#view: ImageView | null = null;
	#windows: (Window | null)[] = [];
	#frame: number | null = null;

	/** `onChange`: something arrived, so that windows or the state of reading may be others. */
	constructor(canvas: HTMLCanvasElement, image: ViewedImage, onChange: () => void) {
		this.#canvas = canvas;
		this.#image = image;
		this.#onChange = onChange;
		this.#cache = this.#createCache();
		this.#resizes = new ResizeObserver(() => this.requestFrame());
		this.#resizes.observe(canvas);
	}

	show(choice: ImageChoice): void {
		this.#choice = choice;
		this.requestFrame();
	}

	/** The file has grown or was made again: everything in sight is read again. */
	reread(): void {
		this.#cache.end();
		this.#cache = this.#createCache();
		this.#composed.clear();
		this.requestFrame();
	}

	get status(): { readonly isReading: boolean; readonly problem: string | null } {
		return { isReading: this.#cache.isReading, problem: this.#cache.problem?.message ?? null };
	}

	/** What is shown where nobody chose a window. */
	get windows(): readonly (Window | null)[] {
		return this.#windows;
	}

	zoom(factor: number, x = this.#canvas.clientWidth / 2, y = this.#canvas.clientHeight / 2): void {
		if (this.#view !== null) this.#view = zoomImage(this.#view, x, y, factor);
		this.requestFrame();
	}

	pan(x: number, y: number): void {
		if (this.#view === null) return;
		this.#view = { ...this.#view, originX: this.#view.originX + x, originY: this.#view.originY + y };
		this.requestFrame();
	}

	fit(): void {
		this.#view = null;
		this.requestFrame();
	}

	/** Position in full-resolution pixels and the values of the channels there, as far as they are read. */
	pixelAt(x: number, y: number): { readonly x: number; readonly y: number } | null {
		const [full] = this.#image.levels;
		if (this.#view === null || full === undefined) return null;
		const column = Math.floor((x - this.#view.originX) / this.#view.scale);
		const row = Math.floor((y - this.#view.originY) / this.#view.scale);
		return column < 0 || row < 0 || column >= full.width || row >= full.height ? null : { x: column, y: row };
	}

	dispose(): void {
		this.#resizes.disconnect();
		this.#cache.end();
		if (this.#frame !== null) cancelAnimationFrame(this.#frame);
	}

	requestFrame(): void {
		this.#frame ??= requestAnimationFrame(() => {
			this.#frame = null;
			this.#draw();
		});
	}

	#createCache(): BlockCache {
		return new BlockCache(this.#image, () => {
			this.requestFrame();
			this.#onChange();
		});
	}

	#draw(): void {
		const choice = this.#choice;
		const context = this.#canvas.getContext("2d", { alpha: false });
		const [full] = this.#image.levels;
		const screen = { width: this.#canvas.clientWidth, height: this.#canvas.clientHeight };
		if (choice === null || context === null || full === undefined || screen.width === 0) return;
		const ratio = devicePixelRatio;
		const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)];
		if (this.#canvas.width !== width) this.#canvas.width = width;
		if (this.#canvas.height !== height) this.#canvas.height = height;
		this.#view ??= fitImage(full, screen);
		const view = this.#view;
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.fillStyle = "#000000";
		context.fillRect(0, 0, screen.width, screen.height);
		context.strokeStyle = "#37404d";
		context.strokeRect(
			view.originX - 0.5,
			view.originY - 0.5,
			full.width * view.scale + 1,
			full.height * view.scale + 1,
		);
		this.#cache.forgetWishes();
		const level = levelFor(this.#image.levels, view.scale, ratio);
		this.#chooseWindows(choice, level);
		context.imageSmoothingEnabled = view.scale * ratio < 1;
		this.#drawLevel(context, choice, level, view, screen);
		this.#drawScaleBar(context, view, screen);
	}

	#drawLevel(
		context: CanvasRenderingContext2D,
		choice: ImageChoice,
		index: number,
		view: ImageView,
		screen: { readonly width: number; readonly height: number },
	): void {
		const level = this.#image.levels[index];
		if (level === undefined) return;
		const z = planeAt(level, choice.z, this.#image.sizes.z);
		const projected = choice.isProjected ? level.depth : null;
		const { firstColumn, lastColumn, firstRow, lastRow } = visibleBlocks(level, view, screen);
		const perPixel = level.factor * view.scale;
		for (let row = firstRow; row <= lastRow; row++) {
			for (let column = firstColumn; column <= lastColumn; column++) {
				const shown = choice.channels.flatMap((channel, c): ShownChannel[] => {
					if (!channel.isShown) return [];
					const block = this.#cache.want(index, { t: choice.t, c, z, column, row }, projected);
					const window = channel.window ?? this.#windows[c] ?? null;
					return block === null || window === null ? [] : [{ block, colour: channel.colour, window }];
				});
				const [first] = shown;
				if (first === undefined) continue;
				const picture = this.#compose(`${index}/${column}/${row}`, shown, `${choice.t}/${z}/${projected}`);
				context.drawImage(
					picture,
					view.originX + column * level.blockWidth * perPixel,
					view.originY + row * level.blockHeight * perPixel,
					first.block.width * perPixel,
					first.block.height * perPixel,
				);
			}
		}
	}

	/** Coloured once for each choice of windows and colours. */
	#compose(key: string, shown: readonly ShownChannel[], plane: string): HTMLCanvasElement {
		const stamp = `${plane} ${shown.map(({ window, colour }) => `${window.from}-${window.to}-${colour.join()}`).join()}`;
		const known = this.#composed.get(key);
		if (known?.stamp === stamp) return known.canvas;
		const canvas = known?.canvas ?? document.createElement("canvas");
		const { width, height } = shown[0]?.block ?? { width: 1, height: 1 };
		canvas.width = width;
		canvas.height = height;
		const context = canvas.getContext("2d");
		if (context !== null) {
			const image = context.createImageData(width, height);
			composeChannels(shown, image.data);
			context.putImageData(image, 0, 0);
		}
		this.#composed.set(key, { stamp, canvas });
		if (this.#composed.size > 200) this.#composed.delete(this.#composed.keys().next().value ?? "");
		return canvas;
	}

	/** Once for each channel, from the first blocks that came; the coarsest level has an overview of all values. */
	#chooseWindows(choice: ImageChoice, level: number): void {
		for (const [c, channel] of choice.channels.entries()) {
			if (channel.window !== null || !channel.isShown) continue;
			if (this.#windows[c] != null) continue;
			const blocks = this.#cache.blocks.filter((entry) => entry.channel === c).map((entry) => entry.block);
			this.#windows[c] = windowOf(blocks);
			if (blocks.length > 0 || level < 0) this.#onChange();
		}
	}

	#drawScaleBar(
		context: CanvasRenderingContext2D,
		view: ImageView,
		screen: { readonly width: number; readonly height: number },
	): void {
		const bar = scaleBar(this.#image.pixelSize?.x ?? null, view.scale, 160);
		if (bar === null) return;
		const [left, bottom] = [16, screen.height - 18];
		context.fillStyle = "rgba(0,0,0,0.55)";
		context.fillRect(left - 6, bottom - 20, bar.width + 12, 30);
		context.fillStyle = "#ffffff";
		context.fillRect(left, bottom, bar.width, 3);
		context.font = "12px ui-sans-serif, system-ui, sans-serif";
		context.fillText(bar.words, left, bottom - 6);
	}
}

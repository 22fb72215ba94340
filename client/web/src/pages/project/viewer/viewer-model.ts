import { stepUpTo } from "../../../wording/round-steps.ts";
import type { ImageBlock, Samples, ViewedLevel, Window } from "./viewed-image.ts";

/** Where the image is on the screen, which blocks are needed, and how values become colours. */

export interface ImageView {
	/** CSS pixels of one pixel of full resolution. */
	readonly scale: number;
	readonly originX: number;
	readonly originY: number;
}

export interface Size {
	readonly width: number;
	readonly height: number;
}

export function fitImage(image: Size, screen: Size): ImageView {
	const scale = Math.min(8, (screen.width - 20) / image.width, (screen.height - 20) / image.height);
	return {
		scale,
		originX: (screen.width - image.width * scale) / 2,
		originY: (screen.height - image.height * scale) / 2,
	};
}

export function zoomImage(view: ImageView, x: number, y: number, factor: number): ImageView {
	const scale = Math.min(64, Math.max(1e-4, view.scale * factor));
	const ratio = scale / view.scale;
	return { scale, originX: x - (x - view.originX) * ratio, originY: y - (y - view.originY) * ratio };
}

/** The coarsest level that still has a pixel for each pixel of the screen. */
export function levelFor(levels: readonly ViewedLevel[], scale: number, pixelRatio: number): number {
	let chosen = 0;
	for (const [index, level] of levels.entries()) if (level.factor * scale * pixelRatio <= 1.4) chosen = index;
	return chosen;
}

export interface BlockRange {
	readonly firstColumn: number;
	readonly lastColumn: number;
	readonly firstRow: number;
	readonly lastRow: number;
}

export function visibleBlocks(level: ViewedLevel, view: ImageView, screen: Size): BlockRange {
	const perBlockX = level.blockWidth * level.factor * view.scale;
	const perBlockY = level.blockHeight * level.factor * view.scale;
	const last = (size: number, block: number) => Math.max(0, Math.ceil(size / block) - 1);
	return {
		firstColumn: Math.max(0, Math.floor(-view.originX / perBlockX)),
		lastColumn: Math.min(last(level.width, level.blockWidth), Math.floor((screen.width - view.originX) / perBlockX)),
		firstRow: Math.max(0, Math.floor(-view.originY / perBlockY)),
		lastRow: Math.min(last(level.height, level.blockHeight), Math.floor((screen.height - view.originY) / perBlockY)),
	};
}

/** A plane of another level that lies at the same depth: levels may have fewer planes. */
export function planeAt(level: ViewedLevel, z: number, depth: number): number {
	return Math.min(level.depth - 1, Math.floor((z * level.depth) / Math.max(1, depth)));
}

/** The brightest of several planes, pixel by pixel. Throws nothing; blocks of another shape are passed over. */
export function maximumOfBlocks(blocks: readonly ImageBlock[]): ImageBlock | null {
	const [first, ...others] = blocks;
	if (first === undefined) return null;
	const data = first.data.slice() as Samples;
	for (const block of others) {
		if (block.data.length !== data.length) continue;
		for (let index = 0; index < data.length; index++) {
			const value = block.data[index] ?? 0;
			if (value > (data[index] ?? 0)) data[index] = value;
		}
	}
	return { ...first, data };
}

const sampledValues = 40_000;

/** From the 1st to the 99.8th percentile of some values; a window is never empty. */
export function windowOf(blocks: readonly ImageBlock[]): Window | null {
	const values: number[] = [];
	for (const { data } of blocks) {
		const step = Math.max(1, Math.floor((data.length * blocks.length) / sampledValues));
		for (let index = 0; index < data.length; index += step) {
			const value = data[index] ?? 0;
			if (Number.isFinite(value)) values.push(value);
		}
	}
	if (values.length === 0) return null;
	values.sort((a, b) => a - b);
	const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0;
	const from = at(0.01);
	const to = at(0.998);
	return to > from ? { from, to } : { from, to: from + 1 };
}

export interface ShownChannel {
	readonly block: ImageBlock;
	readonly colour: readonly [number, number, number];
	readonly window: Window;
}

/** Channels laid over each other as light: sums, cut off at white. `pixels` as ImageData has them. */
export function composeChannels(channels: readonly ShownChannel[], pixels: Uint8ClampedArray): void {
	for (let index = 3; index < pixels.length; index += 4) pixels[index] = 255;
	for (const { block, colour, window } of channels) {
		const [red, green, blue] = colour;
		const perUnit = 1 / (window.to - window.from);
		for (let index = 0; index < block.data.length; index++) {
			const share = Math.min(1, Math.max(0, ((block.data[index] ?? 0) - window.from) * perUnit));
			if (!(share > 0)) continue;
			const place = index * 4;
			pixels[place] = (pixels[place] ?? 0) + share * red;
			pixels[place + 1] = (pixels[place + 1] ?? 0) + share * green;
			pixels[place + 2] = (pixels[place + 2] ?? 0) + share * blue;
		}
	}
}

/** A length for the scale bar that is round and at most `most` wide; null without a pixel size. */
export function scaleBar(
	micrometresPerPixel: number | null,
	scale: number,
	most: number,
): { readonly width: number; readonly words: string } | null {
	if (micrometresPerPixel === null || micrometresPerPixel <= 0) return null;
	const length = stepUpTo((most / scale) * micrometresPerPixel);
	return {
		width: (length / micrometresPerPixel) * scale,
		words: length >= 1000 ? `${length / 1000} mm` : `${Number(length.toPrecision(3))} µm`,
	};
}

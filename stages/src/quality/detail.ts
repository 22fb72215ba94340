import type { PixelArray } from "@tilewright/contract/image/image";
import { noiseOfBlock, blockSide as noiseSide, type PixelBlock } from "../image/noise.ts";

/*
 * How fine the structure of a plane is, whatever there is of it. In each block of 32 × 32 pixels the mean squared
 * difference between pixels two apart is compared with that between pixels eight apart, both without the part that
 * noise makes. Contrast, brightness and what lies in the block fall out of the ratio: of a smooth slope it is (2/8)²,
 * of a sharp edge about 1/4, of detail finer than two pixels 1; blur of more than two pixels brings all of them
 * towards the slope. Every block that shows something counts the same, so that one bright cell does not decide for a
 * sparse tile.
 */

const blockSide = 32;
const near = 2;
const far = 8;
/** What blur leaves of everything. */
const slope = (near / far) ** 2;
/** Squared differences beyond the noise's own, in units of its variance, from which a block shows structure. */
const leastStructure = 4;

export interface Detail {
	/** Blocks that show structure. */
	readonly structuredBlocks: number;
	/** Sum over these: 0 for a slope, 1 for detail finer than two pixels. */
	readonly detail: number;
}

/** Axes y, x. Differences with pixels that are not finite are left out. Blocks of fewer than 9 pixels a side show nothing. */
export function measureDetail(pixels: PixelArray, width: number): Detail {
	const height = Math.floor(pixels.length / width);
	let structuredBlocks = 0;
	let detail = 0;
	// Bright places have more noise than dark ones: it is measured where it is taken off, at the edges further in.
	for (let top = 0; top < height; top += noiseSide) {
		for (let left = 0; left < width; left += noiseSide) {
			const inner = {
				top: Math.max(1, Math.min(top, height - 1 - noiseSide)),
				left: Math.max(1, Math.min(left, width - 1 - noiseSide)),
				bottom: Math.min(top + noiseSide, height - 1),
				right: Math.min(left + noiseSide, width - 1),
			};
			const noise = noiseOfBlock(pixels, width, inner);
			if (noise === null) continue;
			for (const block of quarters(top, left, height, width)) {
				if (isNarrow(block) && height >= blockSide && width >= blockSide) continue;
				const structure = meanSquaredDifference(pixels, width, block, far) - 2 * noise;
				if (!(structure > leastStructure * noise && structure > 0)) continue;
				const fine = meanSquaredDifference(pixels, width, block, near) - 2 * noise;
				structuredBlocks += 1;
				detail += Math.min(1, Math.max(0, (fine / structure - slope) / (1 - slope)));
			}
		}
	}
	return { structuredBlocks, detail };
}

/** Too little of a block to say anything, at the edge of an image that has others. */
function isNarrow({ top, left, bottom, right }: PixelBlock): boolean {
	return bottom - top < blockSide / 2 || right - left < blockSide / 2;
}

function quarters(top: number, left: number, height: number, width: number): PixelBlock[] {
	return [top, top + blockSide].flatMap((y) =>
		[left, left + blockSide].map((x) => ({
			top: y,
			left: x,
			bottom: Math.min(y + blockSide, height),
			right: Math.min(x + blockSide, width),
		})),
	);
}

/** Of pixels so far apart along x or y within the block; NaN where there are none. */
function meanSquaredDifference(pixels: PixelArray, width: number, block: PixelBlock, distance: number): number {
	let sum = 0;
	let count = 0;
	for (let y = block.top; y < block.bottom; y++) {
		const row = y * width;
		const hasBelow = y + distance < block.bottom;
		for (let x = block.left; x < block.right; x++) {
			const value = pixels[row + x] ?? 0;
			if (x + distance < block.right) {
				const difference = (pixels[row + x + distance] ?? 0) - value;
				if (difference - difference === 0) {
					sum += difference * difference;
					count += 1;
				}
			}
			if (hasBelow) {
				const difference = (pixels[row + x + distance * width] ?? 0) - value;
				if (difference - difference === 0) {
					sum += difference * difference;
					count += 1;
				}
			}
		}
	}
	return sum / count;
}

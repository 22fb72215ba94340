import type { PixelArray, PixelType } from "@tilewright/contract/image/image";
import { contrastOf } from "./contrast.ts";
import type { ChannelWindow } from "./ome-zarr-attributes.ts";

const typeRange: Readonly<Record<PixelType, readonly [number, number] | null>> = {
	uint8: [0, 255],
	uint16: [0, 65_535],
	float32: null,
};

/** What a viewer should show of each channel: its percentiles 1 and 99.8, of pixels that are not empty. */
export function channelWindows(channels: readonly PixelArray[], dtype: PixelType): ChannelWindow[] {
	return channels.map((pixels) => {
		const filled = Array.from(pixels).filter((value) => value !== 0 && Number.isFinite(value));
		const { black, white } = contrastOf(filled, 1, 99.8);
		const [min, max] = typeRange[dtype] ?? [
			filled.reduce((least, value) => Math.min(least, value), 0),
			filled.reduce((most, value) => Math.max(most, value), white),
		];
		return { start: black, end: white, min, max };
	});
}

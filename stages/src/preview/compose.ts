import { channelColours } from "../image/channel-colours.ts";
import type { Contrast } from "../image/contrast.ts";

/**
 * Channels as one 8-bit picture: grey for one channel (a byte per pixel), else red, green and blue (three), the
 * channels' colours added up and cut at 255. Values at or below black give 0, at or above white the full colour.
 */
export function composeChannels(channels: readonly Float32Array[], contrasts: readonly Contrast[]): Uint8Array {
	const length = channels[0]?.length ?? 0;
	const isColour = channels.length > 1;
	const colours = channelColours(channels.length);
	// The clamped kind of array rounds to nearest and cuts off by itself.
	const picture = new Uint8ClampedArray(length * (isColour ? 3 : 1));
	const sums = new Float32Array(isColour ? length * 3 : length);
	for (const [index, values] of channels.entries()) {
		const { black, white } = contrasts[index] ?? { black: 0, white: 1 };
		const [red, green, blue] = colours[index] ?? [255, 255, 255];
		for (let i = 0; i < length; i++) {
			const level = Math.min(1, Math.max(0, ((values[i] ?? 0) - black) / (white - black)));
			if (isColour) {
				sums[3 * i] = (sums[3 * i] ?? 0) + level * red;
				sums[3 * i + 1] = (sums[3 * i + 1] ?? 0) + level * green;
				sums[3 * i + 2] = (sums[3 * i + 2] ?? 0) + level * blue;
			} else {
				sums[i] = level * 255;
			}
		}
	}
	picture.set(sums);
	return new Uint8Array(picture.buffer);
}

import { rename, writeFile } from "node:fs/promises";
import { type Contrast, contrastOf } from "../image/contrast.ts";
import { composeChannels } from "./compose.ts";

export interface PreviewOptions {
	readonly lowPercentile: number;
	readonly highPercentile: number;
}

/** What people find when they set nothing: a little is cut off at both ends, so that one hot pixel does not darken all. */
export const defaultPreviewOptions: PreviewOptions = { lowPercentile: 1, highPercentile: 99.8 };

/** Writes channels of equal size as a PNG, under a temporary name first. Returns the contrast chosen for each. */
export async function writePreview(
	path: string,
	channels: readonly Float32Array[],
	size: { readonly width: number; readonly height: number },
	options: PreviewOptions = defaultPreviewOptions,
): Promise<readonly Contrast[]> {
	const contrasts = channels.map((values) => contrastOf(values, options.lowPercentile, options.highPercentile));
	const data = composeChannels(channels, contrasts);
	const { encode } = await import("fast-png");
	const png = encode({ width: size.width, height: size.height, data, depth: 8, channels: channels.length > 1 ? 3 : 1 });
	const temporary = `${path}.partial`;
	await writeFile(temporary, png);
	await rename(temporary, path);
	return contrasts;
}

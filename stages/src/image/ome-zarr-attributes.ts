import type { Axis, ImageDescription } from "@tilewright/contract/image/image";
import { channelColours, hexColour } from "./channel-colours.ts";

/** What a viewer shows of a channel, and the range its values may have. */
export interface ChannelWindow {
	readonly start: number;
	readonly end: number;
	readonly min: number;
	readonly max: number;
}

export interface OmeZarrAttributeOptions {
	readonly name: string;
	readonly levelCount: number;
	/** One per channel. */
	readonly windows: readonly ChannelWindow[];
}

const axisTypes: Readonly<Record<Axis, "time" | "channel" | "space">> = {
	t: "time",
	c: "channel",
	z: "space",
	y: "space",
	x: "space",
};

/**
 * `.zattrs` of an OME-Zarr 0.4 image whose levels are halved in y and x by the mean of 2 x 2 pixels; the first
 * pixel of level n therefore lies (2^n - 1) / 2 full-resolution pixels further in than that of level 0.
 */
export function omeZarrAttributes(image: ImageDescription, options: OmeZarrAttributeOptions): Record<string, unknown> {
	const step = (axis: Axis): number => (axis === "t" || axis === "c" ? 1 : (image.pixelSize[axis] ?? 1));
	const start = (axis: Axis): number => (axis === "t" || axis === "c" ? 0 : (image.position?.[axis] ?? 0));
	const datasets = Array.from({ length: options.levelCount }, (_, level) => {
		const factor = (axis: Axis): number => (axis === "y" || axis === "x" ? 2 ** level : 1);
		return {
			path: String(level),
			coordinateTransformations: [
				{ type: "scale", scale: image.axes.map((axis) => step(axis) * factor(axis)) },
				{
					type: "translation",
					translation: image.axes.map((axis) => start(axis) + (step(axis) * (factor(axis) - 1)) / 2),
				},
			],
		};
	});
	const colours = channelColours(options.windows.length);
	return {
		multiscales: [
			{
				version: "0.4",
				name: options.name,
				axes: image.axes.map((axis) => ({
					name: axis,
					type: axisTypes[axis],
					...(isLength(axis) && image.pixelSize[axis] !== null ? { unit: "micrometer" } : {}),
				})),
				datasets,
				type: "mean",
				metadata: { description: "Each level halves y and x: the mean of 2 x 2 pixels, halves rounded up." },
			},
		],
		omero: {
			id: 1,
			name: options.name,
			version: "0.4",
			channels: options.windows.map((window, channel) => ({
				active: true,
				coefficient: 1,
				color: hexColour(colours[channel] ?? [255, 255, 255]),
				family: "linear",
				inverted: false,
				label: image.channelNames[channel] ?? `channel ${channel}`,
				window,
			})),
			rdefs: { defaultT: 0, defaultZ: 0, model: options.windows.length > 1 ? "color" : "greyscale" },
		},
	};
}

function isLength(axis: Axis): axis is "z" | "y" | "x" {
	return axisTypes[axis] === "space";
}

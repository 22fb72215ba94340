/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

const white: Colour = [255, 255, 255];
const magentaAndGreen: readonly Colour[] = [
	[255, 0, 255],
	[0, 255, 0],
];
/** Okabe and Ito's palette, told apart by people with any common colour blindness; brightest first. */
const okabeIto: readonly Colour[] = [
	[86, 180, 233],
	[230, 159, 0],
	[0, 158, 115],
	[204, 121, 167],
	[240, 228, 66],
	[213, 94, 0],
	[0, 114, 178],
];

/** White for one channel, magenta and green for two, Okabe and Ito's colours in turn for more. */
export function channelColours(count: number): readonly Colour[] {
	if (count <= 1) return [white];
	if (count === 2) return magentaAndGreen;
	return Array.from({ length: count }, (_, channel) => okabeIto[channel % okabeIto.length] ?? white);
}

/** `RRGGBB`, as OMERO metadata have it. */
export function hexColour(colour: Colour): string {
	return colour.map((part) => part.toString(16).padStart(2, "0").toUpperCase()).join("");
}

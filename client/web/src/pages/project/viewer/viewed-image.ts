/** An image as the viewer sees it, whatever file it comes from. */
export interface ViewedImage {
	readonly sizes: { readonly t: number; readonly c: number; readonly z: number };
	/** Full resolution first. */
	readonly levels: readonly ViewedLevel[];
	readonly channels: readonly ViewedChannel[];
	/** `uint16`, `float32`, … */
	readonly pixelType: string;
	/** Largest value of the type; null for fractions. */
	readonly maximum: number | null;
	/** Micrometres; null where nobody says, z alone where nobody says how far planes are apart. */
	readonly pixelSize: { readonly x: number; readonly y: number; readonly z: number | null } | null;
	/** Throws what the file or the network says; a block that is not there yet is all zeros. */
	readBlock(level: number, place: BlockPlace, signal: AbortSignal): Promise<ImageBlock>;
	/**
	 * Whole planes of a level, some at a time as they are stored together; absent where a format has nothing better
	 * than reading blocks. What is not there yet is all zeros.
	 */
	readonly readPlanes?: (
		level: number,
		place: { readonly t: number; readonly c: number },
		signal: AbortSignal,
	) => AsyncIterable<{ readonly firstPlane: number; readonly data: Samples }>;
}

export interface ViewedLevel {
	readonly width: number;
	readonly height: number;
	/** Full-resolution pixels along one side of one of this level's. */
	readonly factor: number;
	readonly depth: number;
	readonly blockWidth: number;
	readonly blockHeight: number;
}

export interface ViewedChannel {
	readonly name: string;
	readonly colour: readonly [number, number, number];
	/** Shown from black to full; null to choose by the values. */
	readonly window: Window | null;
}

export interface Window {
	readonly from: number;
	readonly to: number;
}

export interface BlockPlace {
	readonly t: number;
	readonly c: number;
	readonly z: number;
	readonly column: number;
	readonly row: number;
}

export type Samples =
	| Uint8Array
	| Uint16Array
	| Uint32Array
	| Int8Array
	| Int16Array
	| Int32Array
	| Float32Array
	| Float64Array;

export interface ImageBlock {
	readonly width: number;
	readonly height: number;
	readonly data: Samples;
}

/** Okabe and Ito's order for channels of which nobody says a colour; a single one is grey. */
const channelColours: readonly (readonly [number, number, number])[] = [
	[86, 180, 233],
	[230, 159, 0],
	[0, 200, 140],
	[204, 121, 167],
	[240, 228, 66],
	[213, 94, 0],
];

export function channelColour(index: number, count: number): readonly [number, number, number] {
	return count === 1 ? [255, 255, 255] : (channelColours[index % channelColours.length] ?? [255, 255, 255]);
}

/** Largest value of an integer type; null for others. */
export function maximumOf(pixelType: string): number | null {
	const bits = /^u?int(8|16|32)$/.exec(pixelType)?.[1];
	if (bits === undefined) return null;
	return 2 ** (Number(bits) - (pixelType.startsWith("u") ? 0 : 1)) - 1;
}

import { open, stat } from "node:fs/promises";
import { asImageError, type ImageSource, imageUnreadable, imageUnsupported } from "./image-source.ts";

/** First bytes of formats people are likely to hand us, for a message that helps. */
const foreignFormats: readonly (readonly [string, string])[] = [
	["89504e47", "a PNG"],
	["ffd8ff", "a JPEG"],
	["5a4953524157", "a Zeiss CZI"],
	["894844460d0a", "an HDF5 file (BigDataViewer, Imaris)"],
	["dacebe0a", "a Nikon ND2"],
	["504b0304", "a ZIP"],
	["70000000", "a Leica LIF"],
	["d0cf11e0", "an OLE file (OIB, ZVI)"],
];

export interface OpenImageOptions {
	/** Of a pyramid, take the coarsest level whose longer side has at least this many pixels. */
	readonly atLeast?: number;
}

/**
 * Opens a TIFF, BigTIFF or OME-TIFF file, or an OME-Zarr image folder (versions 0.1 to 0.5). The caller closes it.
 * Throws IMAGE_UNREADABLE for what is damaged, cut off or missing, IMAGE_UNSUPPORTED for what is of another kind.
 */
export async function openImage(path: string, options: OpenImageOptions = {}): Promise<ImageSource> {
	const stats = await stat(path).catch((error: unknown) => {
		throw imageUnreadable(path, isMissing(error) ? "there is no such file" : "it cannot be looked at", error);
	});
	if (stats.isDirectory()) {
		const { openOmeZarrImage } = await import("./ome-zarr-image.ts");
		return openOmeZarrImage(path, options);
	}
	if (!stats.isFile()) throw imageUnsupported(path, "it is neither a file nor a folder");
	if (stats.size < 8) throw imageUnreadable(path, stats.size === 0 ? "it is empty" : "it is too short for any image");
	const start = await readStart(path);
	const hex = start.toString("hex");
	if (!/^(49492[ab]00|4d4d002[ab])/.test(hex)) {
		const foreign = foreignFormats.find(([magic]) => hex.startsWith(magic));
		if (foreign) throw imageUnsupported(path, `it is ${foreign[1]}; TIFF, OME-TIFF and OME-Zarr are read`);
		throw imageUnreadable(path, `it does not begin as a TIFF does (its first bytes are ${hex.slice(0, 8)})`);
	}
	const { openTiffImage } = await import("./tiff-image.ts");
	return openTiffImage(path);
}

async function readStart(path: string): Promise<Buffer> {
	try {
		const handle = await open(path, "r");
		try {
			const bytes = Buffer.alloc(8);
			await handle.read(bytes, 0, 8, 0);
			return bytes;
		} finally {
			await handle.close();
		}
	} catch (error) {
		throw asImageError(path, error);
	}
}

function isMissing(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "ENOENT";
}

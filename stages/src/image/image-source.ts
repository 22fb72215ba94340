import { statSync } from "node:fs";
import { basename } from "node:path";
import { describeError, isTilewrightError, TilewrightError } from "@tilewright/contract/errors";
import type { ImageDescription, PixelArray } from "@tilewright/contract/image/image";

/** Which plane of an image; an axis left out means its first. */
export interface PlaneIndex {
	readonly t?: number;
	readonly c?: number;
	readonly z?: number;
}

/** Rows `from` (inclusive) to `to` (exclusive) of a plane. */
export interface RowRange {
	readonly from: number;
	readonly to: number;
}

/** An opened image. Planes are read when asked for, so that a stack need never be in memory as a whole. */
export interface ImageSource extends ImageDescription {
	readonly path: string;
	readonly format: "TIFF" | "OME-TIFF" | "OME-Zarr";
	/** Numeric type in the file; `dtype` is what `readPlane` gives (see voxel-types.ts for the conversions). */
	readonly storedType: string;
	/** Reading fewer rows than this costs as much as reading this many. */
	readonly rowsPerBlock: number;
	/**
	 * Pixels of one plane, or of some of its rows, x fastest, in memory of the caller's own.
	 * Throws IMAGE_UNREADABLE when the file's data do not hold what its header promised.
	 */
	readPlane(at: PlaneIndex, rows?: RowRange): Promise<PixelArray>;
	/** May be called twice. */
	close(): Promise<void>;
}

export function imageUnreadable(path: string, what: string, cause?: unknown): TilewrightError {
	const sizeBytes = fileSize(path);
	const size = sizeBytes === null ? "" : ` (${sizeBytes} bytes)`;
	return new TilewrightError({
		code: "IMAGE_UNREADABLE",
		message: `Image "${basename(path)}"${size} cannot be read: ${what}.`,
		fields: { path, sizeBytes },
		cause,
	});
}

export function imageUnsupported(path: string, what: string): TilewrightError {
	return new TilewrightError({
		code: "IMAGE_UNSUPPORTED",
		message: `Image "${basename(path)}" is of a kind this program does not read: ${what}.`,
		fields: { path },
	});
}

/** Whatever went wrong while reading `path`, as an IMAGE_UNREADABLE; our own errors pass as they are. */
export function asImageError(path: string, error: unknown): TilewrightError {
	return isTilewrightError(error) ? error : imageUnreadable(path, describeError(error).replace(/\.$/, ""), error);
}

function fileSize(path: string): number | null {
	const stats = statSync(path, { throwIfNoEntry: false });
	return stats?.isFile() ? stats.size : null;
}

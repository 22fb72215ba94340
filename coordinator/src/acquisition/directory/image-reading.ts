import { explainFileError, type FileAccess } from "../file-access.ts";
import { type ImageReading, noImageFacts } from "./image-facts.ts";
import { readTiff } from "./tiff-reading.ts";
import { readZarr } from "./zarr-reading.ts";

const tiffEnding = /\.(?:tiff?|btf|tf2|tf8)$/i;
const zarrEnding = /\.zarr$/i;

export type CheckedFormat = "tiff" | "zarr";

/** The format a name promises, of those that can be checked. */
export function formatOf(path: string): CheckedFormat | null {
	if (tiffEnding.test(path)) return "tiff";
	return zarrEnding.test(path) ? "zarr" : null;
}

/** Opens an image and looks whether it is whole. Files of other formats are sound and say nothing. */
export async function readImage(files: FileAccess, absolutePath: string): Promise<ImageReading> {
	try {
		switch (formatOf(absolutePath)) {
			case "tiff":
				return await files.read(absolutePath, async (file) => readTiff(file, (await file.stamp()).sizeBytes));
			case "zarr":
				return await readZarr(files, absolutePath);
			case null:
				return { kind: "sound", facts: noImageFacts };
		}
	} catch (error) {
		return { kind: "unsound", reason: `it cannot be opened: ${explainFileError(error)}` };
	}
}

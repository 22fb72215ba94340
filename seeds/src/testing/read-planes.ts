import { fromFile } from "geotiff";

/** All pages of a TIFF, read by software that is not ours. */
export async function readPlanes(path: string): Promise<ArrayLike<number>[]> {
	const file = await fromFile(path);
	try {
		const planes: ArrayLike<number>[] = [];
		for (let index = 0; index < (await file.getImageCount()); index++) {
			const [plane] = await (await file.getImage(index)).readRasters();
			if (plane === undefined || typeof plane === "number") throw new Error(`page ${index} of ${path} has no raster`);
			planes.push(plane);
		}
		return planes;
	} finally {
		file.close();
	}
}

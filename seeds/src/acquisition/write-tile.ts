import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ImageDescription, PixelArray } from "@tilewright/contract/image/image";
import { bytesPerPixel } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { TiffPlaneWriter } from "@tilewright/contract/image/tiff-writer";
import type { Camera } from "../optics/camera.ts";
import type { SimulationOptions } from "../simulation-options.ts";
import { corruptBytes } from "./corrupt-bytes.ts";
import { type Growth, growFile } from "./growth.ts";
import type { PlannedFile, SimulatedTile } from "./planned-tile.ts";

/**
 * A strip is what reaches the disk at once, so a plane can grow in so many steps. It does not depend on the pace:
 * the same acquisition gives the same bytes, fast or slow.
 */
const stripsPerPlane = 16;

/** Writes a tile's files below `root`, plane by plane as they are imaged, at the pace of `growth`. */
export async function writeTile(
	root: string,
	tile: SimulatedTile,
	options: SimulationOptions,
	camera: Camera,
	growth: Growth,
): Promise<void> {
	for (const [index, file] of tile.files.entries()) {
		const path = join(root, file.relativePath);
		const part = { from: index / tile.files.length, to: (index + 1) / tile.files.length };
		const image = describeFile(tile, file, options, camera);
		if (tile.faults.isCorrupt) {
			const sizeBytes = image.shape.reduce((product, length) => product * length, bytesPerPixel[image.dtype]);
			await growFile(path, corruptBytes(options.seed, tile.number, index, sizeBytes), sizeBytes, growth, part);
		} else {
			await mkdir(dirname(path), { recursive: true });
			await writeImage(path, tile, file, options, camera, image, growth, part);
		}
	}
}

async function writeImage(
	path: string,
	tile: SimulatedTile,
	planned: PlannedFile,
	options: SimulationOptions,
	camera: Camera,
	image: ImageDescription,
	growth: Growth,
	part: { readonly from: number; readonly to: number },
): Promise<void> {
	const { width, height, depth } = options.lattice.tile;
	const channels = planned.channel === null ? camera.channelNames.map((_, channel) => channel) : [planned.channel];
	const planeCount = channels.length * depth;
	const piecesPerPlane = Math.min(height, Math.max(1, Math.ceil(growth.pieces / planeCount)));
	const rowsPerPiece = Math.ceil(height / piecesPerPlane);
	const file = await open(path, "w");
	try {
		const writer = await TiffPlaneWriter.create(file, {
			width,
			height,
			dtype: image.dtype,
			compression: options.output.compression,
			description: buildOmeXml(image, { name: tile.relativePath.split("/").at(-1) ?? tile.relativePath }),
			pixelSize: image.pixelSize,
			expectedPlanes: planeCount,
			rowsPerStrip: Math.ceil(height / stripsPerPlane),
		});
		let planesWritten = 0;
		for (const channel of channels) {
			for (const plane of camera.imageStack(tile, channel)) {
				await writePieces(writer, plane, rowsPerPiece * width, (done) =>
					growth.reach(part.from + ((part.to - part.from) * (planesWritten + done)) / planeCount),
				);
				planesWritten++;
			}
		}
		await file.sync();
	} finally {
		// The writer is not closed: a half-written file is what a stopped instrument leaves.
		await file.close();
	}
}

async function writePieces(
	writer: TiffPlaneWriter,
	plane: PixelArray,
	pieceLength: number,
	reach: (done: number) => Promise<void>,
): Promise<void> {
	for (let at = 0; at < plane.length; at += pieceLength) {
		await reach(at / plane.length);
		await writer.writeRows(plane.subarray(at, at + pieceLength));
	}
}

function describeFile(
	tile: SimulatedTile,
	file: PlannedFile,
	options: SimulationOptions,
	camera: Camera,
): ImageDescription {
	const { width, height, depth } = options.lattice.tile;
	const { lateral, axial } = options.lattice.pixelSizeUm;
	const { channel } = file;
	const channelNames = camera.channelNames.filter((_, index) => channel === null || index === channel);
	return {
		axes: ["c", "z", "y", "x"],
		shape: [channelNames.length, depth, height, width],
		dtype: options.optics.pixelType,
		pixelSize: { x: lateral, y: lateral, z: axial },
		// The instrument knows only where it meant to be.
		position: tile.nominalPositionUm,
		channelNames,
	};
}

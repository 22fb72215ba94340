import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { type ImageDescription, type PixelSize, unknownPixelSize } from "@tilewright/contract/image/image";
import type { TaskFile } from "@tilewright/contract/task-file";
import { channelWindows } from "../image/channel-windows.ts";
import { OmeZarrWriter } from "../image/ome-zarr-writer.ts";
import { placeByShifts, readShifts } from "../mosaic/measured-placement.ts";
import { inspectTiles, type MosaicTile } from "../mosaic/mosaic-tile.ts";
import { placeNominally, roundPlaces } from "../mosaic/nominal-placement.ts";
import { OpenTiles } from "../mosaic/open-tiles.ts";
import { type PlacedTile, writeMosaic } from "../mosaic/write-mosaic.ts";
import { shrinkPlane } from "../preview/shrink.ts";
import { writePreview } from "../preview/write-preview.ts";
import { choiceParameter, numberParameter } from "../program/parameters.ts";
import { type Program, runProgram } from "../program/run-program.ts";
import { chooseImageInputs } from "../program/task-images.ts";
import { mapAxes, type Triple } from "../registration/volume.ts";

/*
 * Puts the tiles of a group (a plane, or everything) into one OME-Zarr 0.4 image with a pyramid, and a preview of
 * it. A partial group leaves gaps of zero.
 *
 * Parameters: `placement` "auto" (by measured shifts where the inputs bring any, else by stage position, else by
 * lattice), "shifts", "position" or "lattice"; `overlap` (0) for the lattice; `blend` "feather" or "last";
 * `chunkSize` (512); `compression` "zlib" (while the group is partial: "none"); `previewSize` (512); `pixelSize` in
 * micrometres where the files do not tell. Metrics: tiles, coverage (part of the mosaic that tiles cover), width, height, depth, and
 * acceptedShifts and rejectedShifts where shifts were used.
 */
const makeMosaic: Program = async (task, progress) => {
	const overlap = numberParameter(task, "overlap", 0, { minimum: 0, maximum: 0.95 });
	const placement = choiceParameter(task, "placement", ["auto", "shifts", "position", "lattice"], "auto");
	const blend = choiceParameter(task, "blend", ["feather", "last"], "feather");
	// A partial mosaic is soon replaced by the next: speed counts for more than space.
	const compression = choiceParameter(task, "compression", ["zlib", "none"], task.unit.isPartial ? "none" : "zlib");
	const chunkSize = numberParameter(task, "chunkSize", 512, { minimum: 16, maximum: 8192 });
	const previewSize = numberParameter(task, "previewSize", 512, { minimum: 16, maximum: 4096 });

	const { tiles: arrived, format } = await inspectTiles(task, await chooseImageInputs(task));
	// The same tiles give the same mosaic, in whichever order they came; with "last" it is the order that counts.
	const tiles = blend === "last" ? arrived : [...arrived].sort(byPlace);
	if (tiles.length === 0) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `The mosaic of unit "${task.unit.key}" has no tiles: none of its ${task.inputs.length} inputs brings an image.`,
			fields: { unit: task.unit.key },
		});
	}
	const pixelSize = knownPixelSize(task, tiles);
	const by = placement === "shifts" ? "auto" : placement;
	const nominal = placeNominally(tiles, { by, overlap, pixelSize });
	const shifts = placement === "auto" || placement === "shifts" ? await readShifts(task.inputs) : [];
	if (placement === "shifts" && shifts.length === 0) {
		progress("no input brings a measured shift; the tiles are placed nominally");
	}
	const solved = shifts.length > 0 ? placeByShifts(tiles, nominal.places, shifts) : null;
	const { origins, least } = roundPlaces(solved?.positions ?? nominal.places);
	progress(
		solved
			? `placing ${tiles.length} tiles by ${solved.accepted} shifts (${solved.rejected} rejected)`
			: `placing ${tiles.length} tiles by ${nominal.by}`,
	);
	const placed: PlacedTile[] = tiles.map((tile, i) => ({ tile, origin: origins[i] ?? { x: 0, y: 0, z: 0 } }));
	const size = boundingSize(placed);

	const isPlaced = nominal.by === "position";
	const along = (axis: keyof Triple) => least[axis] * (pixelSize[axis] ?? 1);
	const image: ImageDescription = {
		axes: ["c", "z", "y", "x"],
		shape: [format.channels, size.z, size.y, size.x],
		dtype: format.dtype,
		pixelSize,
		position: isPlaced ? { x: along("x"), y: along("y"), z: along("z") } : null,
		channelNames: format.channelNames,
	};
	const path = "mosaic.ome.zarr";
	const writer = await OmeZarrWriter.create(join(task.outputDirectory, path), image, {
		name: task.unit.key,
		chunkSize,
		compression,
	});
	const images = new OpenTiles(task);
	try {
		const { covered } = await writeMosaic(
			{ size, channels: format.channels, dtype: format.dtype, tiles: placed, blend },
			writer,
			images,
			progress,
		);
		const overview = writer.overview;
		const shrunk = overview.channels.map((pixels) => shrinkPlane(pixels, overview.width, previewSize));
		const { width = 0, height = 0 } = shrunk[0] ?? {};
		const previewPath = join(task.outputDirectory, "preview.png");
		await writePreview(
			previewPath,
			shrunk.map((plane) => plane.values),
			{ width, height },
		);
		await writer.finish(channelWindows(overview.channels, format.dtype));
		return {
			metrics: {
				tiles: tiles.length,
				coverage: covered / (size.x * size.y * size.z),
				width: size.x,
				height: size.y,
				depth: size.z,
				...(solved ? { acceptedShifts: solved.accepted, rejectedShifts: solved.rejected } : {}),
			},
			artifacts: [
				{ path, kind: "image", format: "ome-zarr", shape: image.shape },
				{ path: "preview.png", kind: "preview", format: "png", shape: [height, width] },
			],
		};
	} catch (error) {
		await writer.abandon();
		throw error;
	} finally {
		await images.close();
	}
};

/** By lattice position, then by name. */
function byPlace(one: MosaicTile, other: MosaicTile): number {
	const [a, b] = [one.place.lattice, other.place.lattice];
	if (a && b && (a.z !== b.z || a.y !== b.y || a.x !== b.x)) return a.z - b.z || a.y - b.y || a.x - b.x;
	return one.name < other.name ? -1 : Number(one.name > other.name);
}

/** The parameter, else what the first tile that says anything says. */
function knownPixelSize(task: TaskFile, tiles: readonly MosaicTile[]): PixelSize {
	const given = numberParameter(task, "pixelSize", null, { minimum: 1e-6, maximum: 1e6 });
	const first = tiles.find((tile) => tile.pixelSize.x !== null)?.pixelSize ?? unknownPixelSize;
	return given === null ? first : { x: given, y: given, z: first.z };
}

/** No acquisition is this wide; a mosaic that would be has positions in another unit than micrometres. */
const widest = 2 ** 22;
/** Nor does any leave so much of its area empty. */
const emptiest = 10_000;

function boundingSize(placed: readonly PlacedTile[]): Triple {
	const size = mapAxes((axis) => Math.max(...placed.map(({ tile, origin }) => origin[axis] + tile.size[axis])));
	const area = placed.reduce((sum, { tile }) => sum + tile.size.x * tile.size.y, 0);
	if (size.x <= widest && size.y <= widest && size.x * size.y <= emptiest * area) return size;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `The mosaic of ${placed.length} tiles would be ${size.x} x ${size.y} pixels: the stage positions or the pixel size are not in micrometres. Check them, or set the parameter "placement" to "lattice".`,
		fields: { width: size.x, height: size.y },
	});
}

await runProgram(makeMosaic);

import { readNames, readNumber, readNumbers, readPositive, readTileSize, readWhole } from "./argument-values.ts";

/** Values by their place among the simulation's options: `lattice.columns`. */
export type OptionValues = Readonly<Record<string, unknown>>;

export type OptionFlag = { readonly flags: string; readonly description: string } & (
	| { readonly kind: "value"; readonly read: (text: string) => OptionValues }
	| { readonly kind: "toggle"; readonly values: OptionValues }
);

function option<Value>(
	flags: string,
	description: string,
	read: (text: string) => Value,
	sets: string | ((value: Value) => OptionValues),
): OptionFlag {
	const place = typeof sets === "string" ? (value: Value) => ({ [sets]: value }) : sets;
	return { kind: "value", flags, description, read: (text) => place(read(text)) };
}

function toggle(flags: string, description: string, values: OptionValues): OptionFlag {
	return { kind: "toggle", flags, description, values };
}

const asIs = (text: string) => text;

/** Headings of the help and their options; what each means and its default stands in simulation-options.ts. */
export const optionGroups: readonly { readonly heading: string; readonly options: readonly OptionFlag[] }[] = [
	{
		heading: "Specimen and lattice:",
		options: [
			option("--seed <n>", "the same seed gives the same specimen, positions and noise (1)", readWhole, "seed"),
			option("--columns <n>", "tiles along x (4)", readWhole, "lattice.columns"),
			option("--rows <n>", "tiles along y (3)", readWhole, "lattice.rows"),
			option("--planes <n>", "tiles along z (1)", readWhole, "lattice.planes"),
			option(
				"--overlap <part>",
				"part of its width and height a tile shares with the next (0.1)",
				readNumber,
				"lattice.overlap",
			),
			option(
				"--overlap-z <part>",
				"part of its depth a stack shares with the next (0)",
				readNumber,
				"lattice.overlapZ",
			),
			option("--order <order>", "snake or raster (snake)", asIs, "lattice.order"),
			option("--tile <WxH[xD]>", "pixels across and slices deep (512x512)", readTileSize, "lattice.tile"),
			option(
				"--pixel-size <um[,um]>",
				"micrometres of a pixel across and from slice to slice (0.5,2)",
				(text) => readNumbers(text, 2),
				([lateral, axial]) => ({
					"lattice.pixelSizeUm.lateral": lateral,
					...(axial === undefined ? {} : { "lattice.pixelSizeUm.axial": axial }),
				}),
			),
			option(
				"--plane-spacing <um>",
				"from plane to plane, when not as deep as the stacks",
				readNumber,
				"lattice.planeSpacingUm",
			),
			option("--channels <n>", "neurons, nuclei, vessels, and so on (1)", readWhole, "lattice.channels"),
			option(
				"--wells <names>",
				"e.g. A01,A02: a lattice in each well; with --format directory",
				readNames,
				"lattice.wells",
			),
		],
	},
	{
		heading: "Stage and optics:",
		options: [
			option("--jitter <um>", "standard deviation of the stage's error across (1)", readNumber, "stage.jitterUm"),
			option("--jitter-z <um>", "and along z (0)", readNumber, "stage.jitterZUm"),
			toggle("--whole-pixels", "true positions are whole pixels", { "stage.wholePixels": true }),
			option(
				"--blur <um[,um]>",
				"standard deviation of the blur in focus, across and along z (0.5,2)",
				(text) => readNumbers(text, 2),
				([lateral, axial]) => ({
					"optics.lateralSigmaUm": lateral,
					...(axial === undefined ? {} : { "optics.axialSigmaUm": axial }),
				}),
			),
			option(
				"--numerical-aperture <n>",
				"decides how fast a defocused image widens (0.8)",
				readNumber,
				"optics.numericalAperture",
			),
			option("--defocus <um>", "of every tile (0)", readNumber, "optics.defocusUm"),
			option("--fall-off <part>", "light missing in the corners (0.25)", readNumber, "optics.illuminationFallOff"),
			option("--pixel-type <type>", "uint8, uint16 or float32 (uint16)", asIs, "optics.pixelType"),
			toggle("--noise-free", "neither shot noise nor read noise", { "optics.hasNoise": false }),
			option("--photons <n>", "from the brightness of an average cell body (400)", readNumber, "optics.photons"),
			option(
				"--grey-values <n>",
				"that these photons give (uint8 120, uint16 6000, float32 1)",
				readNumber,
				"optics.greyValues",
			),
			option("--read-noise <n>", "photoelectrons (2)", readNumber, "optics.readNoise"),
			option("--offset <n>", "grey value of darkness (uint8 8, uint16 100, float32 0)", readNumber, "optics.offset"),
			option("--saturation <n>", "highest grey value (that of the type)", readNumber, "optics.saturation"),
		],
	},
	{
		heading: "What is written:",
		options: [
			option("--format <format>", "pipeline, dashboard or directory (pipeline)", asIs, "output.format"),
			option("--channel-files <how>", "together in one OME-TIFF, or separate (together)", asIs, "output.channelFiles"),
			option("--prefix <name>", "in file names, as 00123-<prefix>.0.tif (tile)", asIs, "output.prefix"),
			option("--date <day>", "of the first tile, YYYY-MM-DD (today)", asIs, "output.date"),
			option("--tiles-per-day <n>", "then series numbers restart (99999)", readWhole, "output.tilesPerDay"),
			option(
				"--name-pattern <pattern>",
				"for --format directory, e.g. {plate}/{well}_s{site:int}_{channel}.tif; fields: plate, well, site, channel, row, column, z, tile, date (r{row:int}_c{column:int}_z{z:int}.tif)",
				asIs,
				"output.namePattern",
			),
			option("--digits <n>", "to which numbers in names are padded (1)", readWhole, "output.digits"),
			option("--plate <name>", "for {plate} (plate-1)", asIs, "output.plate"),
			option(
				"--end-marker <name>",
				"file that ends a directory acquisition, or none (acquisition-finished)",
				(name) => (name === "none" ? null : name),
				"output.endMarker",
			),
			toggle("--backslashes", "paths in the list as a Windows instrument writes them", { "output.backslashes": true }),
			toggle("--rewrite-list-in-place", "the list is emptied and written again in pieces, not replaced", {
				"output.rewriteListInPlace": true,
			}),
			option("--compression <kind>", "none or deflate (none)", asIs, "output.compression"),
			option(
				"--listing <when>",
				"tiles are listed twice (incomplete, then complete), after they are written, or too early (twice)",
				asIs,
				"output.listing",
			),
			option(
				"--plane-markers-z <planes>",
				"lattice planes to skip, e.g. 3,4",
				(text) => readNumbers(text, Number.POSITIVE_INFINITY),
				"output.planeMarkersZ",
			),
		],
	},
	{
		heading: "Pace:",
		options: [
			option(
				"--seconds-per-tile <s>",
				"from one tile to the next; 0: as fast as it goes (1)",
				readNumber,
				"pacing.secondsPerTile",
			),
			option("--rate <n>", "the same in tiles per second", (text) => 1 / readPositive(text), "pacing.secondsPerTile"),
			option("--seconds-per-row <s>", "besides, to begin another row (0)", readNumber, "pacing.secondsPerRow"),
			option("--seconds-per-plane <s>", "besides, to begin another plane (0)", readNumber, "pacing.secondsPerPlane"),
			option(
				"--write-fraction <part>",
				"of a tile's time, during which files grow (0.6)",
				readNumber,
				"pacing.writeFraction",
			),
			option("--pieces <n>", "in which a file grows (8)", readWhole, "pacing.pieces"),
		],
	},
	{
		heading: "Replay of recorded tiles:",
		options: [
			option("--replay <folder>", "copies the tiles of this folder instead of imaging", asIs, "replay.folder"),
			option("--replay-sort <by>", "name or time (name)", asIs, "replay.sortBy"),
			option("--replay-group <by>", "file or directory: which of them is a tile (file)", asIs, "replay.groupBy"),
			option("--replay-endings <list>", "only files ending so, e.g. .tif,.tiff", readNames, "replay.endings"),
			option(
				"--replay-lattice <CxR[:order]>",
				"lattice positions by counting, e.g. 5x5:columns; order is rows, columns, snakeRows or snakeColumns (rows)",
				readReplayLattice,
				"replay.lattice",
			),
		],
	},
];

function readReplayLattice(text: string): unknown {
	const [size = "", order] = text.split(":");
	const { width, height } = readTileSize(size);
	return { columns: width, rows: height, ...(order === undefined ? {} : { order }) };
}

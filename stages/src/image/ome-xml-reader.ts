import type { ImagePosition, PixelSize } from "@tilewright/contract/image/image";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { toMicrometres } from "./length-unit.ts";

/** Where OME-XML says a plane is. */
export interface OmePlanePlace {
	/** Another file of the same set, beside this one; null for this file. */
	readonly fileName: string | null;
	readonly page: number;
}

/** The first image that a block of OME-XML describes. */
export interface OmeImage {
	readonly sizes: {
		readonly x: number;
		readonly y: number;
		readonly z: number;
		readonly c: number;
		readonly t: number;
	};
	readonly type: string;
	readonly pixelSize: PixelSize;
	readonly position: ImagePosition | null;
	readonly channelNames: readonly string[];
	/** Channels that share a page as interleaved samples (3 for RGB), else 1. */
	readonly samplesPerPage: number;
	/** By `(t * pagesOfC + c) * z + z`, where `pagesOfC` is channels divided by `samplesPerPage`; undefined where nothing is said. */
	readonly places: readonly (OmePlanePlace | undefined)[];
}

/** A node as the parser gives it: attributes and children by name, children always in lists. */
interface XmlNode {
	readonly [name: string]: string | readonly XmlNode[] | undefined;
}

const maxPlanes = 1_000_000;
const attributePrefix = "@";

/** Throws RangeError with what is wrong. `pagesInFile` bounds TiffData that name no plane count. */
export function parseOmeXml(text: string, pagesInFile: number): OmeImage {
	if (text.includes("<!DOCTYPE")) throw new RangeError("its OME-XML has a document type, which OME-XML never needs");
	const verdict = XMLValidator.validate(text);
	if (verdict !== true) throw new RangeError(`its OME-XML is malformed (line ${verdict.err.line}: ${verdict.err.msg})`);
	const parser = new XMLParser({
		ignoreAttributes: false,
		attributeNamePrefix: attributePrefix,
		removeNSPrefix: true,
		parseAttributeValue: false,
		parseTagValue: false,
		htmlEntities: true,
		alwaysCreateTextNode: true,
		isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
	});
	const root: XmlNode = parser.parse(text);
	const ome = child(root, "OME");
	const binaryOnly = ome && child(ome, "BinaryOnly");
	if (binaryOnly) {
		throw new RangeError(
			`its metadata are in another file, "${attribute(binaryOnly, "MetadataFile") ?? "?"}", which is not read`,
		);
	}
	const image = ome && child(ome, "Image");
	const pixels = image && child(image, "Pixels");
	if (!image || !pixels) throw new RangeError("its OME-XML describes no Image with Pixels");

	const sizes = {
		x: size(pixels, "SizeX"),
		y: size(pixels, "SizeY"),
		z: size(pixels, "SizeZ"),
		c: size(pixels, "SizeC"),
		t: size(pixels, "SizeT"),
	};
	const order = attribute(pixels, "DimensionOrder") ?? "XYZCT";
	if (!/^XY(?!.*(.).*\1)[ZCT]{3}$/.test(order))
		throw new RangeError(`its OME-XML has the unknown DimensionOrder "${order}"`);
	const channels = children(pixels, "Channel");
	const samplesPerPage = Math.max(1, Number(channels[0] ? (attribute(channels[0], "SamplesPerPixel") ?? 1) : 1)) || 1;
	if (sizes.c % samplesPerPage !== 0) {
		throw new RangeError(`its OME-XML has ${sizes.c} channels in pages of ${samplesPerPage} samples`);
	}
	const planeCount = (sizes.z * sizes.c * sizes.t) / samplesPerPage;
	if (planeCount > maxPlanes) throw new RangeError(`its OME-XML promises ${planeCount} planes`);
	return {
		sizes,
		type: attribute(pixels, "Type") ?? attribute(pixels, "PixelType") ?? "",
		pixelSize: {
			x: physicalSize(pixels, "X"),
			y: physicalSize(pixels, "Y"),
			z: physicalSize(pixels, "Z"),
		},
		position: positionOf(image, pixels),
		channelNames: channels.some((channel) => attribute(channel, "Name"))
			? channels.map((channel, index) => attribute(channel, "Name") ?? `channel ${index}`)
			: [],
		samplesPerPage,
		places: placesOf(pixels, sizes, samplesPerPage, order, pagesInFile),
	};
}

function placesOf(
	pixels: XmlNode,
	sizes: OmeImage["sizes"],
	samplesPerPage: number,
	order: string,
	pagesInFile: number,
): (OmePlanePlace | undefined)[] {
	const lengths: Readonly<Record<string, number>> = { Z: sizes.z, C: sizes.c / samplesPerPage, T: sizes.t };
	const [first = "Z", second = "C", third = "T"] = order.slice(2);
	const planeCount = (lengths.Z ?? 1) * (lengths.C ?? 1) * (lengths.T ?? 1);
	const places: (OmePlanePlace | undefined)[] = new Array(planeCount).fill(undefined);
	const blocks = children(pixels, "TiffData");
	const names = new Set(blocks.map(fileNameOf).filter((name) => name !== null));
	// One name for everything is this file, under whatever name it goes by now.
	const isOneFile = names.size <= 1;

	const all: readonly XmlNode[] = blocks.length > 0 ? blocks : [{}];
	for (const block of all) {
		const start: Readonly<Record<string, number>> = {
			Z: whole(block, "FirstZ", 0),
			C: Math.floor(whole(block, "FirstC", 0) / samplesPerPage),
			T: whole(block, "FirstT", 0),
		};
		const page = whole(block, "IFD", 0);
		const isPageGiven = attribute(block, "IFD") !== null;
		const count = Math.min(whole(block, "PlaneCount", isPageGiven ? 1 : pagesInFile), planeCount);
		const name = fileNameOf(block);
		const fileName = isOneFile ? null : name;
		let index =
			((start[third] ?? 0) * (lengths[second] ?? 1) + (start[second] ?? 0)) * (lengths[first] ?? 1) +
			(start[first] ?? 0);
		for (let k = 0; k < count && index < planeCount; k++, index++) {
			const at: Record<string, number> = {};
			let rest = index;
			for (const axis of [first, second, third]) {
				const length = lengths[axis] ?? 1;
				at[axis] = rest % length;
				rest = Math.floor(rest / length);
			}
			const place = ((at.T ?? 0) * (lengths.C ?? 1) + (at.C ?? 0)) * (lengths.Z ?? 1) + (at.Z ?? 0);
			places[place] = { fileName, page: page + k };
		}
	}
	return places;
}

function fileNameOf(block: XmlNode): string | null {
	const uuid = child(block, "UUID");
	return uuid === undefined ? null : attribute(uuid, "FileName");
}

/** Of the first plane, else the stage label; null when the unit is not a length ("reference frame"). */
function positionOf(image: XmlNode, pixels: XmlNode): ImagePosition | null {
	const planes = children(pixels, "Plane");
	const plane =
		planes.find((node) => whole(node, "TheZ", 0) + whole(node, "TheC", 0) + whole(node, "TheT", 0) === 0) ?? planes[0];
	const label = child(image, "StageLabel");
	return (plane && position(plane, "Position")) ?? (label ? position(label, "") : null);
}

function position(node: XmlNode, prefix: string): ImagePosition | null {
	const read = (axis: string): number | null => {
		const value = attribute(node, `${prefix}${axis}`);
		const unit = attribute(node, `${prefix}${axis}Unit`) ?? "reference frame";
		return value === null ? null : toMicrometres(Number(value), unit);
	};
	const x = read("X");
	const y = read("Y");
	return x === null || y === null ? null : { x, y, z: read("Z") ?? 0 };
}

function physicalSize(pixels: XmlNode, axis: string): number | null {
	const value = Number(attribute(pixels, `PhysicalSize${axis}`) ?? Number.NaN);
	return value > 0 ? toMicrometres(value, attribute(pixels, `PhysicalSize${axis}Unit`) ?? "µm") : null;
}

function size(pixels: XmlNode, name: string): number {
	const value = Number(attribute(pixels, name) ?? Number.NaN);
	if (!Number.isInteger(value) || value < 1) {
		throw new RangeError(`its OME-XML has the impossible ${name} "${attribute(pixels, name) ?? ""}"`);
	}
	return value;
}

function whole(node: XmlNode, name: string, otherwise: number): number {
	const value = Number(attribute(node, name) ?? otherwise);
	if (!Number.isInteger(value) || value < 0) {
		throw new RangeError(`its OME-XML has the impossible ${name} "${attribute(node, name) ?? ""}"`);
	}
	return value;
}

function attribute(node: XmlNode, name: string): string | null {
	const value = node[attributePrefix + name];
	return typeof value === "string" ? value : null;
}

function children(node: XmlNode, name: string): readonly XmlNode[] {
	const value = node[name];
	return Array.isArray(value) ? value : [];
}

function child(node: XmlNode, name: string): XmlNode | undefined {
	return children(node, name)[0];
}

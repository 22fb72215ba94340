import { type LengthUnit, micrometresPer } from "@tilewright/contract/source-settings";
import type { Vector } from "../observed-tile.ts";
import type { ImageFacts } from "./image-facts.ts";

export interface OmeMetadata extends ImageFacts {
	/** Pages the first image takes, when all of them are in this file; null when it is not known. */
	readonly pagesInThisFile: number | null;
}

/**
 * The first image of an OME-XML text: pages, physical size, position (of the first plane, else the stage label).
 * Null for text that is not OME-XML. Reads tags one after the other instead of building a tree: of thousands of
 * Plane elements only the first matters.
 */
export function readOmeMetadata(xml: string): OmeMetadata | null {
	let isOme = false;
	let pixels: Attributes | null = null;
	let plane: Attributes | null = null;
	let label: Attributes | null = null;
	let hasOtherFiles = false;
	let images = 0;
	let samplesPerPixel = 1;
	for (const { name, attributes } of tagsOf(xml)) {
		if (name === "OME") isOme = true;
		else if (!isOme) return null;
		if (name === "BinaryOnly") hasOtherFiles = true;
		else if (name === "UUID" && "FileName" in attributes) hasOtherFiles = true;
		else if (name === "Image") images += 1;
		if (images > 1) continue;
		if (name === "Pixels") pixels = attributes;
		else if (name === "StageLabel") label = attributes;
		else if (name === "Channel" && attributes.SamplesPerPixel) samplesPerPixel = Number(attributes.SamplesPerPixel);
		else if (name === "Plane" && plane === null) plane = attributes;
	}
	if (!isOme) return null;
	const position = vectorOf(plane, "PositionX", "PositionY", "PositionZ") ?? vectorOf(label, "X", "Y", "Z");
	if (pixels === null) return { position, extent: null, pagesInThisFile: null };
	const count = (key: string) => Number(pixels?.[key] ?? 1);
	const pages = (count("SizeZ") * count("SizeC") * count("SizeT")) / samplesPerPixel;
	const isCountable = !hasOtherFiles && images === 1 && Number.isInteger(pages) && pages > 0;
	const size = vectorOf(pixels, "PhysicalSizeX", "PhysicalSizeY", "PhysicalSizeZ");
	const extent = size && {
		x: size.x * count("SizeX"),
		y: size.y * count("SizeY"),
		z: size.z > 0 ? size.z * count("SizeZ") : null,
	};
	return { position, extent, pagesInThisFile: isCountable ? pages : null };
}

type Attributes = Readonly<Record<string, string>>;

/** Start tags in order, without their name-space prefix; comments, CDATA and declarations are stepped over. */
function* tagsOf(xml: string): Generator<{ readonly name: string; readonly attributes: Attributes }> {
	const tag =
		/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(?:[\w.-]+:)?([\w.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*\/?>/g;
	for (const [, name, written] of xml.matchAll(tag)) {
		if (name !== undefined) yield { name, attributes: attributesOf(written ?? "") };
	}
}

function attributesOf(written: string): Attributes {
	const attributes: Record<string, string> = {};
	for (const [, key, double, single] of written.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
		if (key !== undefined) attributes[key] = unescapeXml(double ?? single ?? "");
	}
	return attributes;
}

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
	return text.replaceAll(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
		if (name !== undefined) return entities[name] ?? whole;
		return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16));
	});
}

/** x and y must be there; a missing z is 0. */
function vectorOf(attributes: Attributes | null, xKey: string, yKey: string, zKey: string): Vector | null {
	if (attributes === null) return null;
	const x = micrometresOf(attributes, xKey);
	const y = micrometresOf(attributes, yKey);
	const z = micrometresOf(attributes, zKey);
	return x === null || y === null ? null : { x, y, z: z ?? 0 };
}

/**
 * No unit is taken for micrometres: that is what it meant until 2015 and what most writers that leave it out mean.
 * A unit without a length ("reference frame", "pixel") says nothing.
 */
function micrometresOf(attributes: Attributes, key: string): number | null {
	const written = attributes[key];
	if (written === undefined || written.trim() === "") return null;
	const value = Number(written);
	if (!Number.isFinite(value)) return null;
	// µ has two code points that look alike: U+00B5, which the schema wants, and the Greek letter.
	const unit = attributes[`${key}Unit`]?.replace("\u03bc", "\u00b5") ?? "µm";
	return isLengthUnit(unit) ? value * micrometresPer[unit] : null;
}

function isLengthUnit(unit: string): unit is LengthUnit {
	return Object.hasOwn(micrometresPer, unit);
}

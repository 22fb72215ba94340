import { type ImagePosition, type PixelSize, unknownPixelSize } from "@tilewright/contract/image/image";
import { imageUnreadable, imageUnsupported } from "./image-source.ts";
import { toMicrometres } from "./length-unit.ts";
import type { TiffFile, TiffPage } from "./tiff-file.ts";

/** Where the pixels of one plane are: a page, and which of its samples. */
export interface PlanePlace {
	/** Another file beside this one, for an OME-TIFF set; null for this file. */
	readonly fileName: string | null;
	readonly page: number;
	readonly sample: number;
}

/** What the pages of a TIFF mean together. */
export interface TiffPlanes {
	readonly format: "TIFF" | "OME-TIFF";
	readonly sizes: { readonly t: number; readonly c: number; readonly z: number };
	readonly pixelSize: PixelSize;
	readonly position: ImagePosition | null;
	readonly channelNames: readonly string[];
	/** By `(t * sizes.c + c) * sizes.z + z`. */
	readonly places: readonly PlanePlace[];
}

/**
 * Reads the meaning of the pages: by OME-XML where there is any, by ImageJ's description, else as a stack along z
 * whose samples (RGB) are channels. Throws IMAGE_UNREADABLE when fewer planes are there than were promised.
 */
export async function interpretPages(file: TiffFile): Promise<TiffPlanes> {
	const first = firstPage(file);
	for (const [index, page] of file.pages.entries()) {
		if (page.width !== first.width || page.height !== first.height || page.storedType !== first.storedType) {
			throw imageUnsupported(
				file.path,
				`page 1 is ${describePage(first)} but page ${index + 1} is ${describePage(page)}; one image per file is expected`,
			);
		}
	}
	if (/<(\w+:)?OME[\s>]/.test(file.description)) return interpretOme(file, first);
	if (file.description.startsWith("ImageJ=")) return interpretImageJ(file, first);
	const perCentimetre = file.pixelsPerCentimetre;
	const pixelSize = perCentimetre ? { x: 10_000 / perCentimetre.x, y: 10_000 / perCentimetre.y, z: null } : null;
	return stackOf(file, first, { t: 1, c: 1, z: file.pages.length }, pixelSize);
}

async function interpretOme(file: TiffFile, first: TiffPage): Promise<TiffPlanes> {
	const { parseOmeXml } = await import("./ome-xml-reader.ts");
	const image = (() => {
		try {
			return parseOmeXml(file.description, file.pages.length);
		} catch (error) {
			if (error instanceof RangeError) throw imageUnreadable(file.path, error.message, error);
			throw imageUnreadable(file.path, "its OME-XML cannot be parsed", error);
		}
	})();
	const { sizes, samplesPerPage } = image;
	if (sizes.x !== first.width || sizes.y !== first.height || samplesPerPage !== first.samplesPerPixel) {
		throw imageUnreadable(
			file.path,
			`its OME-XML speaks of ${sizes.x} x ${sizes.y} with ${samplesPerPage} samples, its pages are ${describePage(first)} with ${first.samplesPerPixel}`,
		);
	}
	const places: PlanePlace[] = [];
	const pagesOfC = sizes.c / samplesPerPage;
	let missing = 0;
	for (let t = 0; t < sizes.t; t++) {
		for (let c = 0; c < sizes.c; c++) {
			for (let z = 0; z < sizes.z; z++) {
				const place = image.places[(t * pagesOfC + Math.floor(c / samplesPerPage)) * sizes.z + z];
				const isHere = place !== undefined && (place.fileName !== null || place.page < file.pages.length);
				if (!isHere) missing += 1;
				places.push({ ...(place ?? { fileName: null, page: 0 }), sample: c % samplesPerPage });
			}
		}
	}
	if (missing > 0) {
		throw imageUnreadable(
			file.path,
			`its OME-XML promises ${places.length} planes and ${missing} of them are not there: the file has ${file.pages.length} pages (is it cut off or still being written?)`,
		);
	}
	return {
		format: "OME-TIFF",
		sizes: { t: sizes.t, c: sizes.c, z: sizes.z },
		pixelSize: image.pixelSize,
		position: image.position,
		channelNames: image.channelNames,
		places,
	};
}

/** ImageJ: `images`, `channels`, `slices`, `frames` with c fastest, then z, then t; sizes in `unit`, z in `spacing`. */
function interpretImageJ(file: TiffFile, first: TiffPage): TiffPlanes {
	const values = new Map(file.description.split("\n").map((line) => splitOnce(line.trim())));
	const count = (name: string) => Math.max(1, Math.trunc(Number(values.get(name) ?? 1)) || 1);
	const images = count("images");
	if (images > file.pages.length) {
		// ImageJ writes stacks above 4 GiB as one page followed by bare pixels.
		throw imageUnreadable(file.path, `ImageJ wrote ${images} planes into it but it has ${file.pages.length} pages`);
	}
	const c = count("channels");
	const t = count("frames");
	const isHyperstack = c * t * count("slices") === file.pages.length;
	const sizes = isHyperstack ? { t, c, z: count("slices") } : { t: 1, c: 1, z: file.pages.length };

	const unit = (values.get("unit") ?? "").replaceAll("\\u00B5", "µ");
	const side = (perUnit: number | undefined) => (perUnit ? toMicrometres(1 / perUnit, unit) : null);
	const spacing = Number(values.get("spacing") ?? Number.NaN);
	const pixelSize = {
		x: side(file.resolution?.x),
		y: side(file.resolution?.y),
		z: Number.isFinite(spacing) ? toMicrometres(Math.abs(spacing), unit) : null,
	};
	const planes = stackOf(file, first, sizes, pixelSize);
	if (first.samplesPerPixel > 1) return planes;
	const places: PlanePlace[] = [];
	for (let ti = 0; ti < sizes.t; ti++) {
		for (let ci = 0; ci < sizes.c; ci++) {
			for (let zi = 0; zi < sizes.z; zi++) {
				places.push({ fileName: null, page: (ti * sizes.z + zi) * sizes.c + ci, sample: 0 });
			}
		}
	}
	return { ...planes, places };
}

function stackOf(file: TiffFile, first: TiffPage, sizes: TiffPlanes["sizes"], pixelSize: PixelSize | null): TiffPlanes {
	const samples = first.samplesPerPixel;
	const places: PlanePlace[] = [];
	for (let sample = 0; sample < samples; sample++) {
		for (let page = 0; page < file.pages.length; page++) places.push({ fileName: null, page, sample });
	}
	return {
		format: "TIFF",
		sizes: samples > 1 ? { t: 1, c: samples, z: file.pages.length } : sizes,
		pixelSize: pixelSize ?? unknownPixelSize,
		position: null,
		channelNames: [],
		places,
	};
}

function firstPage(file: TiffFile): TiffPage {
	const first = file.pages[0];
	if (first === undefined) throw imageUnreadable(file.path, "it has no pages");
	return first;
}

function describePage(page: TiffPage): string {
	return `${page.width} x ${page.height} ${page.storedType}`;
}

function splitOnce(line: string): [string, string] {
	const at = line.indexOf("=");
	return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}

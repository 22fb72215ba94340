import type { OpenFile } from "../file-access.ts";
import { type ImageFacts, type ImageReading, noImageFacts } from "./image-facts.ts";
import { readOmeMetadata } from "./ome-metadata.ts";
import { type TiffPage, TiffPages } from "./tiff-pages.ts";

/** Pages whose strips are looked at; a file cut off lacks its end, and the chain of pages is followed as far. */
const maximumPages = 20_000;

/**
 * Opens a TIFF and looks, without decoding a pixel, whether all that its headers promise lies inside the file: the
 * chain of pages, their strips or tiles, the planes that OME-XML or ImageJ speak of. So a file that is cut off, or
 * that an instrument left half-way for longer than the settle time, is told from a complete one.
 */
export async function readTiff(file: OpenFile, sizeBytes: number): Promise<ImageReading> {
	const pages = await TiffPages.open(file, sizeBytes);
	if (pages.kind === "unsound") return pages;
	let count = 0;
	let first: TiffPage | null = null;
	for (;;) {
		const next = await pages.reader.next();
		if (next.kind === "unsound") return { kind: "unsound", reason: `page ${count + 1}: ${next.reason}` };
		if (next.kind === "end") break;
		count += 1;
		first ??= next.page;
		const missing = describeMissingData(next.page, sizeBytes);
		if (missing !== null) return { kind: "unsound", reason: `page ${count}: ${missing}` };
		if (count >= maximumPages) break;
	}
	if (first === null) return { kind: "unsound", reason: "it has no page yet" };
	return checkDescription(first, count, sizeBytes);
}

function describeMissingData(page: TiffPage, sizeBytes: number): string | null {
	const { offsets, byteCounts } = page;
	if (offsets.length === 0) return "it says nothing of where its pixels are";
	for (const [index, offset] of offsets.entries()) {
		// Without counts (allowed for a single strip) only the beginning is known. A count of 0 is a strip left out on purpose.
		const end = offset + (byteCounts[index] ?? 1);
		if (byteCounts[index] !== 0 && end > sizeBytes) {
			return `its pixels reach to byte ${end} and the file ends at ${sizeBytes}`;
		}
	}
	return null;
}

function checkDescription(first: TiffPage, pageCount: number, sizeBytes: number): ImageReading {
	const description = first.description ?? "";
	const ome = description.includes("<") ? readOmeMetadata(description) : null;
	if (ome !== null) {
		const { pagesInThisFile, position, extent } = ome;
		if (pagesInThisFile !== null && pageCount < pagesInThisFile && pageCount < maximumPages) {
			return { kind: "unsound", reason: `it has ${pageCount} of the ${pagesInThisFile} planes its OME-XML speaks of` };
		}
		return { kind: "sound", facts: { position, extent } };
	}
	// ImageJ writes long stacks as one page followed by the raw planes.
	const planes = Number(/^ImageJ=[^\0]*?\nimages=(\d+)/.exec(description)?.[1] ?? 1);
	if (planes > 1 && pageCount === 1 && first.offsets.length === 1) {
		const end = (first.offsets[0] ?? 0) + planes * (first.byteCounts[0] ?? 0);
		if (end > sizeBytes) {
			return {
				kind: "unsound",
				reason: `its ${planes} planes reach to byte ${end} and the file ends at ${sizeBytes}`,
			};
		}
	}
	return { kind: "sound", facts: noImageFacts satisfies ImageFacts };
}

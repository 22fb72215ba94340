import { readFileSync, statSync } from "node:fs";
import { describeError } from "@tilewright/contract/errors";
import type { DeclaredOutput } from "@tilewright/contract/recipe";
import { FileWindow, FormatProblem } from "./file-window.ts";
import { readOmeZarrShape } from "./ome-zarr-header.ts";
import { readPngShape } from "./png-header.ts";
import { readTiffShape } from "./tiff-header.ts";

/** A larger JSON file is only looked at by its first and last character. */
const largestParsedJson = 64 * 1024 * 1024;

type Format = NonNullable<DeclaredOutput["format"]>;

/** Opens an output as its declared format; null when it is sound, else the end of a sentence saying what is wrong. */
export function checkFormat(path: string, format: Format, shape: readonly number[] | undefined): string | null {
	try {
		const found = readShape(path, format);
		if (shape === undefined || found === null || isSameShape(found, shape)) return null;
		return `has the shape ${found.join(" × ")}, declared is ${shape.join(" × ")}`;
	} catch (error) {
		return error instanceof FormatProblem
			? `is not a sound ${format} file: ${error.message}`
			: `could not be read: ${describeError(error)}`;
	}
}

function readShape(path: string, format: Format): readonly number[] | null {
	switch (format) {
		case "tiff":
			return withFile(path, readTiffShape);
		case "png":
			return withFile(path, readPngShape);
		case "ome-zarr":
			return readOmeZarrShape(path);
		case "json":
			checkJson(path);
			return null;
	}
}

/** Leading and closing axes of length 1 are a matter of taste; z, channel and time may be one chain of pages. */
function isSameShape(found: readonly number[], declared: readonly number[]): boolean {
	const product = (axes: readonly number[]) => axes.reduce((total, length) => total * length, 1);
	if (product(found) !== product(declared)) return false;
	const essential = (axes: readonly number[]) => axes.filter((length) => length !== 1);
	const [a, b] = [essential(found), essential(declared)];
	if (a.join() === b.join()) return true;
	// Pages: [z·c, y, x] may be declared as [z, c, y, x].
	return a.length === 3 && b.length > 3 && a.slice(-2).join() === b.slice(-2).join();
}

function checkJson(path: string): void {
	if (statSync(path).size <= largestParsedJson) {
		try {
			JSON.parse(readFileSync(path, "utf8"));
		} catch (error) {
			throw new FormatProblem(describeError(error));
		}
		return;
	}
	withFile(path, (file) => {
		const ends = [file.read(0, 1, "the first byte"), file.read(file.sizeBytes - 1, 1, "the last byte")];
		const [first, last] = ends.map((view) => String.fromCharCode(view.getUint8(0)));
		if (!"[{".includes(first ?? "") || !"]}\n".includes(last ?? ""))
			throw new FormatProblem("it does not end as it begins");
	});
}

function withFile<Result>(path: string, use: (file: FileWindow) => Result): Result {
	const file = new FileWindow(path);
	try {
		return use(file);
	} finally {
		file.close();
	}
}

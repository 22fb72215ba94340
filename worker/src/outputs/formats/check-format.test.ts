import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import { TiffPlaneWriter } from "@tilewright/contract/image/tiff-writer";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checkFormat } from "./check-format.ts";

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-formats-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const at = (name: string) => join(directory, name);

async function writeStack(path: string, compression: "none" | "deflate" = "none", bigTiff = false): Promise<void> {
	const pixelSize = { x: 1, y: 1, z: 1 };
	const options = { width: 50, height: 40, dtype: "uint16", pixelSize, compression, bigTiff } as const;
	const writer = await TiffPlaneWriter.create(path, options);
	for (let plane = 0; plane < 3; plane += 1) {
		await writer.writePlane(Uint16Array.from({ length: 40 * 50 }, (_, index) => index % 1_000));
	}
	await writer.close();
}

function png(width: number, height: number, colourType: number): Buffer {
	const chunk = (type: string, data: Buffer) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const frame = Buffer.alloc(4);
		const sum = Buffer.alloc(4);
		frame.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc32(body));
		return Buffer.concat([frame, body, sum]);
	};
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, colourType], 8);
	const rows = Buffer.alloc((width * (colourType === 2 ? 3 : 1) + 1) * height);
	const chunks = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
	return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...chunks]);
}

describe("a TIFF", () => {
	test.each([
		["none", false],
		["deflate", false],
		["none", true],
	] as const)("written whole (%s, BigTIFF %s) is sound, with the shape it has", async (compression, bigTiff) => {
		await writeStack(at("a.tif"), compression, bigTiff);
		expect(checkFormat(at("a.tif"), "tiff", undefined)).toBeNull();
		expect(checkFormat(at("a.tif"), "tiff", [3, 40, 50])).toBeNull();
		expect(checkFormat(at("a.tif"), "tiff", [1, 3, 1, 40, 50])).toBeNull();
		expect(checkFormat(at("a.tif"), "tiff", [3, 50, 40])).toBe("has the shape 3 × 40 × 50, declared is 3 × 50 × 40");
		expect(checkFormat(at("a.tif"), "tiff", [40, 50])).toContain("has the shape 3 × 40 × 50");
	});

	test("cut off anywhere is not sound", async () => {
		await writeStack(at("whole.tif"));
		const whole = readFileSync(at("whole.tif"));
		for (const share of [0, 0.001, 0.1, 0.5, 0.9, 0.999]) {
			writeFileSync(at("cut.tif"), whole.subarray(0, Math.floor(whole.length * share)));
			expect(checkFormat(at("cut.tif"), "tiff", undefined)).toMatch(/^is not a sound tiff file: /);
		}
	});

	test("whose writer died before the first page was whole has no page", () => {
		writeFileSync(at("a.tif"), Buffer.from("49492a0000000000", "hex"));
		expect(checkFormat(at("a.tif"), "tiff", undefined)).toBe(
			"is not a sound tiff file: it has no page: its writer did not finish",
		);
	});
});

describe("a PNG", () => {
	test("written whole is sound, with the shape it has", () => {
		writeFileSync(at("grey.png"), png(30, 20, 0));
		writeFileSync(at("rgb.png"), png(30, 20, 2));
		expect(checkFormat(at("grey.png"), "png", [20, 30])).toBeNull();
		expect(checkFormat(at("rgb.png"), "png", [20, 30, 3])).toBeNull();
		expect(checkFormat(at("grey.png"), "png", [30, 20])).toBe("has the shape 20 × 30, declared is 30 × 20");
	});

	test("cut off or of another kind is not sound", () => {
		writeFileSync(at("a.png"), png(30, 20, 0));
		truncateSync(at("a.png"), statSync(at("a.png")).size - 1);
		expect(checkFormat(at("a.png"), "png", undefined)).toContain("its last chunk is missing");
		writeFileSync(at("b.png"), "GIF89a".padEnd(100));
		expect(checkFormat(at("b.png"), "png", undefined)).toContain("it does not begin as a PNG does");
	});
});

describe("JSON", () => {
	test("is read to its end", () => {
		writeFileSync(at("a.json"), '{"a": [1, 2]}\n');
		expect(checkFormat(at("a.json"), "json", undefined)).toBeNull();
		appendFileSync(at("a.json"), "{");
		expect(checkFormat(at("a.json"), "json", undefined)).toMatch(/^is not a sound json file: /);
	});
});

describe("an OME-Zarr image", () => {
	function writeImage(levels: readonly string[]): void {
		mkdirSync(at("a.zarr/0"), { recursive: true });
		const datasets = levels.map((path) => ({ path }));
		writeFileSync(at("a.zarr/.zattrs"), JSON.stringify({ multiscales: [{ version: "0.4", datasets }] }));
		writeFileSync(at("a.zarr/0/.zarray"), JSON.stringify({ shape: [1, 100, 200], chunks: [1, 64, 64] }));
	}

	test("is sound when all its levels have their metadata", () => {
		writeImage(["0"]);
		expect(checkFormat(at("a.zarr"), "ome-zarr", [100, 200])).toBeNull();
		expect(checkFormat(at("a.zarr"), "ome-zarr", [2, 100, 200])).toContain("has the shape 1 × 100 × 200");
	});

	test("is not sound when a level is missing or it is no image", () => {
		writeImage(["0", "1"]);
		expect(checkFormat(at("a.zarr"), "ome-zarr", undefined)).toContain('its "1/.zarray" cannot be read');
		expect(checkFormat(at("none.zarr"), "ome-zarr", undefined)).toContain('its ".zattrs" cannot be read');
	});
});

const shared = resolve(import.meta.dirname, "../../../../../shared/data");
const samples = [
	["tiff", "cellfinder-cortex-3d/cortex-ch0-z30-y510-x667-uint16.tif", [30, 510, 667]],
	["tiff", "ome-tiff-samples/2010-06-18x24y5z1t2c8b-text.ome.tiff", [5, 2, 24, 18]],
	["tiff", "mist-phase-5x5/ImageName_t01_p01.tif", undefined],
	["ome-zarr", "ome-zarr-samples/viv/ome-zarr/blobs_image_v04.ome.zarr", [3, 12, 12]],
	["ome-zarr", "ome-zarr-samples/viv/ome-zarr/blobs_image_v05.ome.zarr", [3, 12, 12]],
] as const;

describe.skipIf(!existsSync(shared))("files of other people's software", () => {
	test.each(samples)("are sound as %s: %s", (format, path, shape) => {
		expect(checkFormat(join(shared, path), format, shape)).toBeNull();
	});

	test("are not sound when cut off", () => {
		const [, path] = samples[0];
		const whole = readFileSync(join(shared, path));
		writeFileSync(at("cut.tif"), whole.subarray(0, whole.length - 1));
		expect(checkFormat(at("cut.tif"), "tiff", undefined)).toMatch(/the file ends at/);
	});
});

import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { hasSharedData, sharedDataPath } from "../testing/sample-files.ts";
import { parseOmeXml } from "./ome-xml-reader.ts";

function ome(pixels: string, inside = "", beforePixels = ""): string {
	return `<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06"><Image ID="Image:0">${beforePixels}<Pixels ID="Pixels:0" Type="uint16" SizeX="10" SizeY="20" ${pixels}>${inside}</Pixels></Image></OME>`;
}

/** Pages in the order t, c, z. */
function pagesOf(text: string, pagesInFile = 100): (number | undefined)[] {
	return parseOmeXml(text, pagesInFile).places.map((place) => place?.page);
}

describe("TiffData", () => {
	const sizes = 'SizeZ="3" SizeC="2" SizeT="1"';

	test("without any, the pages come in the dimension order", () => {
		expect(pagesOf(ome(`DimensionOrder="XYZCT" ${sizes}`))).toEqual([0, 1, 2, 3, 4, 5]);
		expect(pagesOf(ome(`DimensionOrder="XYCZT" ${sizes}`))).toEqual([0, 2, 4, 1, 3, 5]);
	});

	test("a block begins at its first plane and page and runs on in the dimension order", () => {
		const blocks = '<TiffData IFD="7" FirstZ="1" FirstC="1" PlaneCount="2"/><TiffData IFD="0" PlaneCount="4"/>';
		expect(pagesOf(ome(`DimensionOrder="XYZCT" ${sizes}`, blocks))).toEqual([0, 1, 2, 3, 7, 8]);
	});

	test("an IFD alone is one plane; a plane that nobody places stays unknown", () => {
		const blocks = '<TiffData IFD="4" FirstZ="2"/><TiffData FirstC="1" IFD="1"/>';
		expect(pagesOf(ome(`DimensionOrder="XYZCT" ${sizes}`, blocks))).toEqual([
			undefined,
			undefined,
			4,
			1,
			undefined,
			undefined,
		]);
	});

	test("a block that names neither takes every page there is", () => {
		expect(pagesOf(ome(`DimensionOrder="XYZCT" ${sizes}`, "<TiffData/>"), 6)).toEqual([0, 1, 2, 3, 4, 5]);
	});

	test("one file name for all is this file, whatever it is called now; several are a set", () => {
		const block = (c: number, name: string) =>
			`<TiffData FirstC="${c}" IFD="0"><UUID FileName="${name}">urn:uuid:${name}</UUID></TiffData>`;
		const files = (text: string) => parseOmeXml(text, 2).places.map((place) => place?.fileName);
		const attributes = 'DimensionOrder="XYZCT" SizeZ="1" SizeC="2" SizeT="1"';
		expect(files(ome(attributes, block(0, "old.tif") + block(1, "old.tif")))).toEqual([null, null]);
		expect(files(ome(attributes, block(0, "a.tif") + block(1, "b.tif")))).toEqual(["a.tif", "b.tif"]);
	});
});

describe("sizes and places", () => {
	const attributes = 'DimensionOrder="XYZCT" SizeZ="1" SizeC="1" SizeT="1"';

	test("units are turned into micrometres; a size without one is in micrometres", () => {
		const text = ome(
			`${attributes} PhysicalSizeX="0.5" PhysicalSizeY="250" PhysicalSizeYUnit="nm" PhysicalSizeZ="2" PhysicalSizeZUnit="&#181;m"`,
		);
		expect(parseOmeXml(text, 1).pixelSize).toEqual({ x: 0.5, y: 0.25, z: 2 });
		expect(parseOmeXml(ome(`${attributes} PhysicalSizeX="3" PhysicalSizeXUnit="pixel"`), 1).pixelSize.x).toBeNull();
	});

	test("the first plane's position counts before the stage label; without a unit of length neither does", () => {
		const plane =
			'<Plane TheZ="0" TheT="0" TheC="0" PositionX="1" PositionXUnit="mm" PositionY="-2" PositionYUnit="mm"/>';
		const label = '<StageLabel Name="s" X="5" XUnit="µm" Y="6" YUnit="µm" Z="7" ZUnit="µm"/>';
		expect(parseOmeXml(ome(attributes, plane, label), 1).position).toEqual({ x: 1000, y: -2000, z: 0 });
		expect(parseOmeXml(ome(attributes, "", label), 1).position).toEqual({ x: 5, y: 6, z: 7 });
		expect(parseOmeXml(ome(attributes, "", label.replaceAll("µm", "reference frame")), 1).position).toBeNull();
	});

	test("what makes no sense is named", () => {
		const cases: readonly [string, string][] = [
			[ome('DimensionOrder="XYZCT" SizeZ="0" SizeC="1" SizeT="1"'), 'impossible SizeZ "0"'],
			[ome('DimensionOrder="XYZZT" SizeZ="1" SizeC="1" SizeT="1"'), 'unknown DimensionOrder "XYZZT"'],
			[ome('DimensionOrder="XYZCT" SizeZ="100000" SizeC="100" SizeT="100"'), "promises 1000000000 planes"],
			["<OME><Image/></OME>", "no Image with Pixels"],
			["<OME><Image></OME>", "is malformed"],
			['<OME><BinaryOnly MetadataFile="x.companion.ome"/></OME>', "x.companion.ome"],
			['<!DOCTYPE OME [<!ENTITY a "aaaa">]><OME>&a;</OME>', "document type"],
		];
		for (const [text, expected] of cases) expect(() => parseOmeXml(text, 1), expected).toThrow(expected);
	});
});

describe.skipIf(!hasSharedData)("samples of other software", () => {
	test("have the sizes that stand in them", async () => {
		const cases: readonly [string, object][] = [
			["minimum-specification", { x: 2, y: 2, z: 2, c: 2, t: 2 }],
			["multi-channel-z-series-time-series", { x: 18, y: 24, z: 5, c: 2, t: 5 }],
		];
		for (const [name, sizes] of cases) {
			const text = await readFile(sharedDataPath(`ome-tiff-samples/xml-valid/${name}.ome.xml`), "utf8");
			expect(parseOmeXml(text, 1000).sizes, name).toMatchObject(sizes);
		}
	});

	test("that are not well formed are refused", async () => {
		const text = await readFile(
			sharedDataPath("ome-tiff-samples/xml-invalid/18x24y5z5t2c8b-text-invalid2.ome.xml"),
			"utf8",
		);
		expect(() => parseOmeXml(text, 1000)).toThrow(RangeError);
	});
});

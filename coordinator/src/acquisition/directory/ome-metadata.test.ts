import type { Image } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { describe, expect, it } from "vitest";
import { readOmeMetadata } from "./ome-metadata.ts";

const image: Image = {
	axes: ["c", "z", "y", "x"],
	shape: [2, 3, 40, 50],
	dtype: "uint16",
	pixelSize: { x: 0.5, y: 0.25, z: 2 },
	position: { x: -12.5, y: 3, z: 0 },
	channelNames: ["<A&B>", "C"],
	data: new Uint16Array(0),
};

const ome = (inside: string) => `<?xml version="1.0"?><OME xmlns="x"><Image ID="Image:0">${inside}</Image></OME>`;

describe("OME-XML", () => {
	it("as Tilewright writes it is read back", () => {
		expect(readOmeMetadata(buildOmeXml(image, { name: "tile", text: "<Plane PositionX='9'/>" }))).toEqual({
			position: { x: -12.5, y: 3, z: 0 },
			extent: { x: 25, y: 10, z: 6 },
			pagesInThisFile: 6,
		});
	});

	it("may use prefixes, single quotes, entities, comments and other units", () => {
		const text = `<!-- <ome:Plane PositionX="1" PositionY="1"/> --><ome:OME><ome:Image>
			<ome:Pixels SizeX='10' SizeY='20' SizeC='1' SizeZ='1' SizeT='1' PhysicalSizeX='100' PhysicalSizeXUnit='nm'
				PhysicalSizeY='0.001' PhysicalSizeYUnit='mm'>
			<ome:Plane PositionX='1' PositionXUnit='mm' PositionY='-2' PositionYUnit='&#181;m'/>
			<ome:Plane PositionX='7' PositionY='7'/></ome:Pixels></ome:Image></ome:OME>`;
		expect(readOmeMetadata(text)).toEqual({
			position: { x: 1000, y: -2, z: 0 },
			extent: { x: 1, y: 20, z: null },
			pagesInThisFile: 1,
		});
	});

	it("gives the stage label's position where planes have none, and none in a reference frame", () => {
		expect(readOmeMetadata(ome('<StageLabel Name="a" X="1" Y="2" Z="3"/><Pixels SizeX="1"/>'))?.position).toEqual({
			x: 1,
			y: 2,
			z: 3,
		});
		const plane = '<Pixels><Plane PositionX="1" PositionXUnit="reference frame" PositionY="2"/></Pixels>';
		expect(readOmeMetadata(ome(plane))?.position).toBeNull();
	});

	it("counts no pages where some are in other files, or the images are several", () => {
		const pixels = '<Pixels SizeX="1" SizeY="1" SizeZ="5" SizeC="1" SizeT="1">';
		const elsewhere = `${pixels}<TiffData><UUID FileName="b.tif">urn:uuid:1</UUID></TiffData></Pixels>`;
		expect(readOmeMetadata(ome(elsewhere))?.pagesInThisFile).toBeNull();
		expect(readOmeMetadata(ome(`${pixels}</Pixels></Image><Image>${pixels}</Pixels>`))?.pagesInThisFile).toBeNull();
		expect(readOmeMetadata("<OME><BinaryOnly/></OME>")?.pagesInThisFile).toBeNull();
	});

	it("counts colours that share a page once", () => {
		const pixels = '<Pixels SizeX="1" SizeY="1" SizeZ="2" SizeC="3" SizeT="1"><Channel SamplesPerPixel="3"/></Pixels>';
		expect(readOmeMetadata(ome(pixels))?.pagesInThisFile).toBe(2);
	});

	it("is not any other text", () => {
		expect(readOmeMetadata("ImageJ=1.53\nimages=4")).toBeNull();
		expect(readOmeMetadata("<html><Pixels/></html>")).toBeNull();
	});
});

import { axisLength, type ImageDescription, type PixelType } from "./image.ts";

export interface OmeXmlOptions {
	/** Image name, shown by viewers. */
	readonly name?: string;
	readonly acquiredAt?: Date;
	/** Free text for people. */
	readonly text?: string;
}

const omePixelTypes: Readonly<Record<PixelType, string>> = { uint8: "uint8", uint16: "uint16", float32: "float" };

/**
 * OME-XML (schema 2016-06) for the ImageDescription of a TIFF whose pages come z fastest, then c, then t, as
 * `writeTiff` and `TiffPlaneWriter` write them. Sizes and positions are micrometres; a known position is given
 * both as StageLabel and for every plane (PositionZ grows with the voxel size), since readers differ in which
 * of the two they look at.
 */
export function buildOmeXml(image: ImageDescription, options: OmeXmlOptions = {}): string {
	const sizes = { t: axisLength(image, "t"), c: axisLength(image, "c"), z: axisLength(image, "z") };
	const name = options.name === undefined ? "" : ` Name="${escapeXml(options.name)}"`;
	const lines = [
		'<?xml version="1.0" encoding="UTF-8"?>',
		'<OME xmlns="http://www.openmicroscopy.org/Schemas/OME/2016-06" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.openmicroscopy.org/Schemas/OME/2016-06 http://www.openmicroscopy.org/Schemas/OME/2016-06/ome.xsd" Creator="Tilewright">',
		`<Image ID="Image:0"${name}>`,
	];
	if (options.acquiredAt) lines.push(`<AcquisitionDate>${options.acquiredAt.toISOString()}</AcquisitionDate>`);
	if (options.text) lines.push(`<Description>${escapeXml(options.text)}</Description>`);
	const position = image.position;
	if (position) {
		const coordinates = `X="${position.x}" XUnit="µm" Y="${position.y}" YUnit="µm" Z="${position.z}" ZUnit="µm"`;
		lines.push(`<StageLabel Name="${escapeXml(options.name ?? "tile")}" ${coordinates}/>`);
	}
	lines.push(
		`<Pixels ID="Pixels:0" DimensionOrder="XYZCT" Type="${omePixelTypes[image.dtype]}" BigEndian="false" Interleaved="false"` +
			` SizeX="${axisLength(image, "x")}" SizeY="${axisLength(image, "y")}" SizeZ="${sizes.z}" SizeC="${sizes.c}" SizeT="${sizes.t}"` +
			`${physicalSize("X", image.pixelSize.x)}${physicalSize("Y", image.pixelSize.y)}${physicalSize("Z", image.pixelSize.z)}>`,
	);
	for (let c = 0; c < sizes.c; c++) {
		const channelName = image.channelNames[c];
		const nameAttribute = channelName === undefined ? "" : ` Name="${escapeXml(channelName)}"`;
		lines.push(`<Channel ID="Channel:0:${c}"${nameAttribute} SamplesPerPixel="1"/>`);
	}
	lines.push(`<TiffData IFD="0" PlaneCount="${sizes.z * sizes.c * sizes.t}"/>`);
	if (position) {
		for (let t = 0; t < sizes.t; t++) {
			for (let c = 0; c < sizes.c; c++) {
				for (let z = 0; z < sizes.z; z++) {
					const planeZ = position.z + z * (image.pixelSize.z ?? 0);
					lines.push(
						`<Plane TheZ="${z}" TheT="${t}" TheC="${c}" PositionX="${position.x}" PositionXUnit="µm" PositionY="${position.y}" PositionYUnit="µm" PositionZ="${planeZ}" PositionZUnit="µm"/>`,
					);
				}
			}
		}
	}
	lines.push("</Pixels>", "</Image>", "</OME>");
	return lines.join("\n");
}

function physicalSize(axis: string, micrometres: number | null): string {
	return micrometres === null ? "" : ` PhysicalSize${axis}="${micrometres}" PhysicalSize${axis}Unit="µm"`;
}

function escapeXml(text: string): string {
	return (
		text
			.replaceAll("&", "&amp;")
			.replaceAll("<", "&lt;")
			.replaceAll(">", "&gt;")
			.replaceAll('"', "&quot;")
			// Control characters cannot stand in XML 1.0 in any form.
			.replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
	);
}

import { fromUrl, type GeoTIFFImage } from "geotiff";
import { ApiProblem } from "../../../api/api-problem.ts";
import { channelColour, maximumOf, type Samples, type ViewedImage } from "./viewed-image.ts";

const blockSize = 512;

/** Which page of the file a plane is on. */
interface PageOrder {
	readonly t: number;
	readonly c: number;
	readonly z: number;
	readonly pageOf: (t: number, c: number, z: number) => number;
	readonly channelNames: readonly string[];
	readonly pixelSize: ViewedImage["pixelSize"];
}

/** Opens a TIFF or OME-TIFF; only what is looked at is read (Range). Throws what the file or the network says. */
export async function openTiff(url: string): Promise<ViewedImage> {
	const file = await fromUrl(url);
	const pages = await file.getImageCount();
	const first = await file.getImage(0);
	const samples = first.getSamplesPerPixel();
	const description: unknown = await first.getFileDirectory().loadValue("ImageDescription");
	const order = pageOrder(typeof description === "string" ? description : "", pages, samples);
	const pixelType = pixelTypeOf(first);
	const [width, height] = [first.getWidth(), first.getHeight()];
	return {
		sizes: { t: order.t, c: order.c, z: order.z },
		levels: [{ width, height, depth: order.z, factor: 1, blockWidth: blockSize, blockHeight: blockSize }],
		channels: Array.from({ length: order.c }, (_, index) => ({
			name: order.channelNames[index] ?? `channel ${index + 1}`,
			colour: channelColour(index, order.c),
			window: pixelType === "uint8" ? { from: 0, to: 255 } : null,
		})),
		pixelType,
		maximum: maximumOf(pixelType),
		pixelSize: order.pixelSize,
		async readBlock(_level, { t, c, z, column, row }, signal) {
			const [left, top] = [column * blockSize, row * blockSize];
			const [right, bottom] = [Math.min(width, left + blockSize), Math.min(height, top + blockSize)];
			const page = await file.getImage(order.pageOf(t, c, z));
			const sample = samples > 1 ? c : 0;
			const rasters = await page.readRasters({ window: [left, top, right, bottom], samples: [sample], signal });
			const data = Array.isArray(rasters) ? rasters[0] : rasters;
			if (data === undefined) throw new ApiProblem("NOT_UNDERSTOOD", `The TIFF has no sample ${sample}.`);
			return { width: right - left, height: bottom - top, data: data as Samples };
		},
	};
}

/** By the OME-XML where there is some; else each page is a plane, and samples of a pixel are channels. */
function pageOrder(description: string, pages: number, samples: number): PageOrder {
	const plain: PageOrder = {
		t: 1,
		c: samples,
		z: pages,
		pageOf: (_t, _c, z) => z,
		channelNames: samples === 3 ? ["red", "green", "blue"] : [],
		pixelSize: null,
	};
	if (!description.includes("<OME")) return plain;
	const xml = new DOMParser().parseFromString(description, "text/xml");
	const pixels = xml.querySelector("Pixels");
	const number = (name: string) => Number(pixels?.getAttribute(name) ?? Number.NaN);
	const [t, c, z] = [number("SizeT"), number("SizeC"), number("SizeZ")];
	const planes = samples > 1 ? t * z : t * c * z;
	if (!(planes > 0) || planes > pages) return plain;
	const channelNames = [...xml.querySelectorAll("Channel")].map((channel) => channel.getAttribute("Name") ?? "");
	const [x, y, apart] = [number("PhysicalSizeX"), number("PhysicalSizeY"), number("PhysicalSizeZ")];
	const sizes: Readonly<Record<string, number>> = { T: t, C: samples > 1 ? 1 : c, Z: z };
	// XYCZT: the axis after XY goes fastest from page to page.
	const fast = (pixels?.getAttribute("DimensionOrder") ?? "XYZCT").slice(2).split("");
	return {
		t,
		c: samples > 1 ? samples : c,
		z,
		pageOf: (atT, atC, atZ) => {
			const at: Readonly<Record<string, number>> = { T: atT, C: samples > 1 ? 0 : atC, Z: atZ };
			let page = 0;
			let step = 1;
			for (const axis of fast) {
				page += (at[axis] ?? 0) * step;
				step *= sizes[axis] ?? 1;
			}
			return page;
		},
		channelNames: channelNames.map((name, index) => name || `channel ${index + 1}`),
		pixelSize: x > 0 && y > 0 ? { x, y, z: apart > 0 ? apart : null } : null,
	};
}

function pixelTypeOf(image: GeoTIFFImage): string {
	const bits = image.getBitsPerSample();
	// 1 unsigned, 2 signed, 3 fractions.
	const format = image.getSampleFormat();
	return `${format === 3 ? "float" : format === 2 ? "int" : "uint"}${bits}`;
}

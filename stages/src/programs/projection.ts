import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Axis, axisLength, type ImageDescription } from "@tilewright/contract/image/image";
import { buildOmeXml } from "@tilewright/contract/image/ome-xml";
import { TiffPlaneWriter } from "@tilewright/contract/image/tiff-writer";
import { maximumAlongZ } from "../image/maximum.ts";
import { choiceParameter } from "../program/parameters.ts";
import { type Program, runProgram } from "../program/run-program.ts";
import { chooseImageInput, openInputImage } from "../program/task-images.ts";

/*
 * Projects a tile: the maximum along z of every channel and time as projection.ome.tif, in the type the image is
 * read in (see voxel-types.ts), with its pixel size and position. Parameter `compression`: "deflate" or "none".
 */
const projectTile: Program = async (task, progress) => {
	const compression = choiceParameter(task, "compression", ["deflate", "none"], "deflate");
	const input = await chooseImageInput(task);
	const image = await openInputImage(task, input);
	const path = "projection.ome.tif";
	const temporary = join(task.outputDirectory, `${path}.partial`);
	try {
		const [times, channels, depth] = [axisLength(image, "t"), axisLength(image, "c"), axisLength(image, "z")];
		const axes: readonly Axis[] = image.axes.filter((axis) => axis !== "z");
		const projection: ImageDescription = {
			axes,
			shape: axes.map((axis) => axisLength(image, axis)),
			dtype: image.dtype,
			pixelSize: image.pixelSize,
			position: input.tile?.position ?? image.position,
			channelNames: image.channelNames,
		};
		progress(`projecting ${depth} planes of ${image.shape.join(" x ")} ${image.dtype}`);
		const writer = await TiffPlaneWriter.create(temporary, {
			width: axisLength(image, "x"),
			height: axisLength(image, "y"),
			dtype: image.dtype,
			compression,
			description: buildOmeXml(projection, { name: input.tile?.name ?? task.unit.key }),
			pixelSize: image.pixelSize,
			expectedPlanes: times * channels,
		});
		for (let t = 0; t < times; t++) {
			for (let c = 0; c < channels; c++) await writer.writePlane(await maximumAlongZ(image, { t, c }, depth));
		}
		await writer.close();
		await rename(temporary, join(task.outputDirectory, path));
		return {
			metrics: { planes: depth },
			artifacts: [{ path, kind: "image", format: "ome-tiff", shape: projection.shape }],
		};
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	} finally {
		await image.close();
	}
};

await runProgram(projectTile);

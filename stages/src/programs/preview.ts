import { join } from "node:path";
import { axisLength } from "@tilewright/contract/image/image";
import { maximumAlongZ } from "../image/maximum.ts";
import { type ShrunkPlane, shrinkPlane } from "../preview/shrink.ts";
import { defaultPreviewOptions, writePreview } from "../preview/write-preview.ts";
import { numberParameter } from "../program/parameters.ts";
import { type Program, runProgram } from "../program/run-program.ts";
import { chooseImageInput, openInputImage } from "../program/task-images.ts";

/*
 * Makes preview.png of a tile: the maximum along z of each channel (first time point), shrunk so that no side is
 * longer than `size` (256), contrast from `lowPercentile` to `highPercentile`, several channels in colours that
 * people with colour blindness can tell apart. Metrics `black` and `white` (`black.c0` …) say what was chosen.
 */
const makePreview: Program = async (task, progress) => {
	const size = numberParameter(task, "size", 256, { minimum: 16, maximum: 4096 });
	const percentile = { minimum: 0, maximum: 100 };
	const options = {
		lowPercentile: numberParameter(task, "lowPercentile", defaultPreviewOptions.lowPercentile, percentile),
		highPercentile: numberParameter(task, "highPercentile", defaultPreviewOptions.highPercentile, percentile),
	};
	const image = await openInputImage(task, await chooseImageInput(task), { atLeast: size });
	try {
		const channels = axisLength(image, "c");
		progress(`previewing ${image.shape.join(" x ")} ${image.dtype}`);
		const shrunk: ShrunkPlane[] = [];
		for (let c = 0; c < channels; c++) {
			const plane = await maximumAlongZ(image, { c }, axisLength(image, "z"));
			shrunk.push(shrinkPlane(plane, axisLength(image, "x"), size));
		}
		const { width = 0, height = 0 } = shrunk[0] ?? {};
		const path = "preview.png";
		const contrasts = await writePreview(
			join(task.outputDirectory, path),
			shrunk.map((plane) => plane.values),
			{ width, height },
			options,
		);
		const metrics: Record<string, number> = {};
		for (const [c, contrast] of contrasts.entries()) {
			const suffix = channels > 1 ? `.c${c}` : "";
			metrics[`black${suffix}`] = contrast.black;
			metrics[`white${suffix}`] = contrast.white;
		}
		return { metrics, artifacts: [{ path, kind: "preview", format: "png", shape: [height, width] }] };
	} finally {
		await image.close();
	}
};

await runProgram(makePreview);

import { axisLength } from "@tilewright/contract/image/image";
import { type Program, runProgram } from "../program/run-program.ts";
import { chooseImageInput, openInputImage } from "../program/task-images.ts";
import { measurePlane, type PlaneStatistics } from "../quality/plane-statistics.ts";
import { type QualityMetrics, qualityOf } from "../quality/quality-metrics.ts";

/*
 * Measures a tile: focus, saturation, signalToNoise, mean, min, max (see quality-metrics.ts for what they
 * mean). Several channels also give `focus.c0`, `focus.c1` …, and a stack `focus.bestPlane` (the sharpest z, from
 * 0) with its `focus.best`. Every plane is read once; focus and signalToNoise of the whole are means over channels.
 */
const measureQuality: Program = async (task, progress) => {
	const image = await openInputImage(task, await chooseImageInput(task));
	try {
		const [channels, depth, times] = [axisLength(image, "c"), axisLength(image, "z"), axisLength(image, "t")];
		const width = axisLength(image, "x");
		progress(`measuring ${image.shape.join(" x ")} ${image.dtype}`);
		const metrics: Record<string, number> = {};
		const byChannel: QualityMetrics[] = [];
		const allPlanes: PlaneStatistics[] = [];
		const focusByPlane = new Float64Array(depth);
		for (let c = 0; c < channels; c++) {
			const planes: PlaneStatistics[] = [];
			for (let t = 0; t < times; t++) {
				for (let z = 0; z < depth; z++) {
					const plane = measurePlane(await image.readPlane({ t, c, z }), width);
					planes.push(plane);
					focusByPlane[z] = (focusByPlane[z] ?? 0) + qualityOf([plane], image.dtype).focus / (channels * times);
				}
			}
			const quality = qualityOf(planes, image.dtype);
			byChannel.push(quality);
			allPlanes.push(...planes);
			if (channels > 1) for (const [name, value] of Object.entries(quality)) metrics[`${name}.c${c}`] = value;
		}
		const mean = (pick: (quality: QualityMetrics) => number) =>
			byChannel.reduce((total, quality) => total + pick(quality), 0) / channels;
		Object.assign(metrics, qualityOf(allPlanes, image.dtype), {
			focus: mean((quality) => quality.focus),
			saturation: mean((quality) => quality.saturation),
			signalToNoise: mean((quality) => quality.signalToNoise),
		});
		if (depth > 1) {
			const best = focusByPlane.reduce((found, value, z) => (value > (focusByPlane[found] ?? 0) ? z : found), 0);
			metrics["focus.bestPlane"] = best;
			metrics["focus.best"] = focusByPlane[best] ?? 0;
		}
		return { metrics, artifacts: [] };
	} finally {
		await image.close();
	}
};

await runProgram(measureQuality);

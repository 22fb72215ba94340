import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { axisLength, type PixelSize } from "@tilewright/contract/image/image";
import type { TaskFile, TaskFileInput } from "@tilewright/contract/task-file";
import type { ImageSource } from "../image/image-source.ts";
import { numberParameter } from "../program/parameters.ts";
import { type Program, runProgram, writeJson } from "../program/run-program.ts";
import { chooseImageInputs, openInputImage } from "../program/task-images.ts";
import { expectedDisplacement } from "../registration/expected-place.ts";
import { type FoundDisplacement, findDisplacement } from "../registration/find-displacement.ts";
import { imageVolume } from "../registration/image-volume.ts";
import { defaultSearchOptions, planSearch, type SearchOptions } from "../registration/search-range.ts";
import type { TileShift } from "../registration/tile-shift.ts";
import type { Triple } from "../registration/volume.ts";

/*
 * Measures where a tile's neighbour really is: transform.json with the displacement of the second tile's first
 * voxel from the first's, in voxels, and how sure that is; the same as metrics. It looks around the place the
 * stage position (or lattice times step) tells, else anywhere along the lattice offset where the tiles may
 * overlap, and there too when it is not sure of what it found around the expected place.
 *
 * Parameters: `channel` (0), `searchFraction`, `minimumOverlap`, `maximumOverlap` (search-range.ts) and
 * `pixelSize` in micrometres where the files do not tell.
 */
const measureShift: Program = async (task, progress) => {
	const [first, second] = await neighbourInputs(task);
	const offset = task.unit.offset ?? { x: 0, y: 0, z: 0 };
	const options = searchOptions(task);
	const images: ImageSource[] = [];
	try {
		const a = await openInputImage(task, first);
		images.push(a);
		const b = await openInputImage(task, second);
		images.push(b);
		const channel = numberParameter(task, "channel", 0, { minimum: 0, maximum: axisLength(a, "c") - 1 });
		const [volumeA, volumeB] = [imageVolume(a, channel), imageVolume(b, channel)];
		const expected = expectedDisplacement(first.tile ?? nowhere, second.tile ?? nowhere, knownPixelSize(task, a));
		const search = async (place: Triple | null): Promise<FoundDisplacement | null> => {
			const plan = planSearch(volumeA.size, volumeB.size, offset, place, options);
			if (plan === null) return null;
			const { from, to } = plan.range;
			progress(`searching x ${from.x} to ${to.x}, y ${from.y} to ${to.y}, z ${from.z} to ${to.z}`);
			return findDisplacement(volumeA, volumeB, plan.range, plan.isOpenEnd);
		};
		let found = expected === null ? null : await search(expected);
		if (found === null || (found.confidence < sureEnough && expected !== null)) {
			const elsewhere = await search(null);
			if (elsewhere !== null && elsewhere.confidence > (found?.confidence ?? -1)) found = elsewhere;
		}
		const result = found ?? notFound(expected ?? offset);
		const shift: TileShift = {
			from: first.tile?.relativePath ?? first.unitKey,
			to: second.tile?.relativePath ?? second.unitKey,
			offset,
			expected,
			...result,
		};
		await writeJson(join(task.outputDirectory, "transform.json"), shift);
		const { displacement: d, confidence, correlation, overlapFraction } = result;
		progress(`found x ${d.x}, y ${d.y}, z ${d.z} with confidence ${confidence.toFixed(2)}`);
		return {
			metrics: {
				"displacement.x": d.x,
				"displacement.y": d.y,
				"displacement.z": d.z,
				confidence,
				correlation,
				overlapFraction,
			},
			artifacts: [{ path: "transform.json", kind: "transform", format: "json" }],
		};
	} finally {
		for (const image of images) await image.close();
	}
};

/** Below this the place the stage told is doubted. */
const sureEnough = 0.3;
const nowhere = { position: null, lattice: null, step: null };

/** The two tiles in order: the unit's own and its neighbour. */
async function neighbourInputs(task: TaskFile): Promise<readonly [TaskFileInput, TaskFileInput]> {
	const inputs = [...(await chooseImageInputs(task))].sort((a, b) => a.index - b.index);
	const [first, second] = inputs;
	if (first !== undefined && second !== undefined && inputs.length === 2) return [first, second];
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `Stage "${task.stage.name}" measures the shift between two neighbours and got ${inputs.length} images for unit "${task.unit.key}". Give it the unit rule "neighbours".`,
		fields: { images: inputs.length },
	});
}

function searchOptions(task: TaskFile): SearchOptions {
	const part = { minimum: 0, maximum: 1 };
	return {
		searchFraction: numberParameter(task, "searchFraction", defaultSearchOptions.searchFraction, part),
		minimumOverlap: numberParameter(task, "minimumOverlap", defaultSearchOptions.minimumOverlap, part),
		maximumOverlap: numberParameter(task, "maximumOverlap", defaultSearchOptions.maximumOverlap, part),
	};
}

function knownPixelSize(task: TaskFile, image: ImageSource): PixelSize {
	const given = numberParameter(task, "pixelSize", null, { minimum: 1e-6, maximum: 1e6 });
	return given === null ? image.pixelSize : { x: given, y: given, z: image.pixelSize.z };
}

/** Tiles that cannot overlap where they are expected: said with confidence 0 rather than as a failure. */
function notFound(displacement: Triple): FoundDisplacement {
	return { displacement, subpixel: displacement, confidence: 0, correlation: 0, overlapFraction: 0 };
}

await runProgram(measureShift);

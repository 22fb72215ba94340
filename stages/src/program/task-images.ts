import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import { artifactsFileName } from "@tilewright/contract/result-files";
import { artifactsFileSchema, type TaskFile, type TaskFileInput } from "@tilewright/contract/task-file";
import type { ImageSource } from "../image/image-source.ts";
import { joinImages } from "../image/joined-image.ts";
import { type OpenImageOptions, openImage } from "../image/open-image.ts";
import { choiceParameter, textParameter } from "./parameters.ts";

const imageName = /\.(tiff?|btf|tf8|zarr|ome)$/i;

/**
 * The image of one input: what its stage published as an image, else the tile's own files. Several files of a
 * tile are its channels, or its planes along z with the parameter `filesAre: "planes"`.
 */
export async function openInputImage(
	task: TaskFile,
	input: TaskFileInput,
	options: OpenImageOptions = {},
): Promise<ImageSource> {
	const paths = await imagePaths(input);
	if (paths.length === 0) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `Unit "${input.unitKey}" of stage "${input.stage}" brings no image: neither a published one nor files of a tile.`,
			fields: { stage: input.stage, unitKey: input.unitKey },
		});
	}
	const axis = choiceParameter(task, "filesAre", ["channels", "planes"], "channels");
	const images: ImageSource[] = [];
	try {
		for (const path of paths) images.push(await openImage(path, options));
		return joinImages(images, axis === "channels" ? "c" : "z");
	} catch (error) {
		for (const image of images) await image.close();
		throw error;
	}
}

/**
 * The inputs whose images a program should work on, one per tile or group: those of the stage that the parameter
 * `imagesFrom` names; else those that bring a published image; else the acquired tiles themselves; else whatever
 * comes with files of a tile.
 */
export async function chooseImageInputs(task: TaskFile): Promise<readonly TaskFileInput[]> {
	const wanted = textParameter(task, "imagesFrom");
	const candidates = wanted === null ? task.inputs : task.inputs.filter((input) => input.stage === wanted);
	if (wanted !== null && candidates.length === 0) {
		const stages = [...new Set(task.inputs.map((input) => input.stage))].join('", "');
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `Parameter "imagesFrom" of stage "${task.stage.name}" names "${wanted}", but the inputs are from "${stages}".`,
			fields: { wanted },
		});
	}
	const published: TaskFileInput[] = [];
	const acquired: TaskFileInput[] = [];
	const mentioned: TaskFileInput[] = [];
	for (const input of candidates) {
		if ((await publishedImages(input)).length > 0) published.push(input);
		else if (input.tile !== null && input.tile.files.length > 0) (input.isRoot ? acquired : mentioned).push(input);
	}
	return onePerUnit([published, acquired, mentioned].find((inputs) => inputs.length > 0) ?? []);
}

/** The single image input of a program that works on one tile. */
export async function chooseImageInput(task: TaskFile): Promise<TaskFileInput> {
	const [input] = await chooseImageInputs(task);
	if (input !== undefined) return input;
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `Stage "${task.stage.name}" got no image for unit "${task.unit.key}": none of its ${task.inputs.length} inputs brings one.`,
		fields: { unit: task.unit.key },
	});
}

/** Two parents may pass on the same tile; the first counts. */
function onePerUnit(inputs: readonly TaskFileInput[]): readonly TaskFileInput[] {
	const byTile = new Map<string, TaskFileInput>();
	for (const input of inputs) {
		const key = input.tile?.relativePath ?? `unit ${input.unitKey}`;
		if (!byTile.has(key)) byTile.set(key, input);
	}
	return [...byTile.values()];
}

async function imagePaths(input: TaskFileInput): Promise<readonly string[]> {
	const published = await publishedImages(input);
	if (published.length > 0) return published;
	const files = input.tile?.files ?? [];
	const images = files.filter((file) => imageName.test(file));
	// Files with unusual names are tried, so that the message speaks of what is in them.
	return images.length > 0 ? images : files;
}

async function publishedImages(input: TaskFileInput): Promise<readonly string[]> {
	if (input.isRoot) return [];
	const described = await describedArtifacts(input.directory);
	if (described !== null) {
		return described
			.filter((artifact) => artifact.kind === "image")
			.map((artifact) => join(input.directory, artifact.path));
	}
	return input.artifacts
		.filter((artifact) => imageName.test(basename(artifact.path)))
		.map((artifact) => join(input.directory, artifact.path));
}

/** Null where the stage's program wrote no artifacts.json, or none that can be read. */
async function describedArtifacts(directory: string) {
	try {
		const text = await readFile(join(directory, artifactsFileName), "utf8");
		const result = artifactsFileSchema.safeParse(JSON.parse(text));
		return result.success ? result.data : null;
	} catch {
		return null;
	}
}

import { TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";
import { EventLoopBreaks } from "../event-loop-breaks.ts";
import type { InputObservation } from "../observed-tile.ts";
import { placeOfJsonError } from "./json-error-place.ts";
import { acquisitionSchema, customParametersSchema, extentsSchema, planeMarkersSchema } from "./list-schemas.ts";
import { type ListElement, ListStructureError, lineAndColumn, type SplitList, splitList } from "./list-splitter.ts";
import {
	isSameTile,
	type ListedEntry,
	type ListedTile,
	type ListFormat,
	type RefusedEntry,
	readListedTile,
} from "./listed-tile.ts";

export interface ParsedList {
	readonly format: ListFormat;
	/** By relative path, in the list's order. Entries that say the same as last time are the same objects. */
	readonly tiles: ReadonlyMap<string, ListedTile>;
	/** What is wrong with single entries, or with parts of the list that are not tiles. */
	readonly problems: readonly ListProblem[];
	readonly project: NonNullable<InputObservation["project"]>;
	readonly isFinished: boolean;
	readonly expectedTiles: number | null;
}

export interface ListProblem {
	/** The tile's path, or its place in the list. */
	readonly subject: string;
	readonly code: RefusedEntry["code"];
	readonly message: string;
}

/** Reads a source's list again and again; only entries whose text changed are parsed. */
export class ListParser {
	/** The entry last read of a path; an equal one is then the same object. */
	readonly #entryOf: (relativePath: string) => ListedTile | undefined;
	#format: ListFormat | null = null;
	/** By the hash of their text: 53 bits, so that of 100,000 entries two share one once in two million lists. */
	#known = new Map<number, ListedEntry>();

	constructor(entryOf: (relativePath: string) => ListedTile | undefined) {
		this.#entryOf = entryOf;
	}

	/** Throws INPUT_MALFORMED, with line and column, and remembers nothing of a list that is refused. */
	async parse(bytes: Uint8Array, path: string): Promise<ParsedList> {
		const breaks = new EventLoopBreaks();
		const split = await this.#split(bytes, path, breaks);
		const skeleton = parseSkeleton(split, bytes, path);
		// The predecessor's rule: what is in the list decides, not what the file is called.
		const format: ListFormat = skeleton.pipelineFormat == null ? "dashboard" : "pipeline";
		checkSkeleton(skeleton, format, path);
		const elements = (format === "pipeline" ? split.tiles : split.tileMap) ?? [];

		const reusable = this.#format === format ? this.#known : new Map<number, ListedEntry>();
		const known = new Map<number, ListedEntry>();
		const tiles = new Map<string, ListedTile>();
		const problems: ListProblem[] = [];
		for (const [index, element] of elements.entries()) {
			if (breaks.isDue()) await breaks.take();
			const entry =
				reusable.get(element.hash) ?? this.#unlessTheSame(readListedTile(parseElement(element, bytes, path), format));
			known.set(element.hash, entry);
			if (entry.kind === "refused") {
				const subject = entry.path ?? `entry ${index + 1} of the list`;
				const message = `Entry ${index + 1} of the list is not taken. ${entry.message}`;
				problems.push({ subject, code: entry.code, message });
			} else if (tiles.has(entry.relativePath)) {
				const subject = entry.relativePath;
				const message = `"${subject}" is in the list more than once; its first entry counts, entry ${index + 1} is skipped.`;
				problems.push({ subject, code: "TILE_PATH_DUPLICATE", message });
			} else {
				tiles.set(entry.relativePath, entry);
			}
		}
		this.#format = format;
		this.#known = known;
		return { format, tiles, ...readAbout(skeleton, format, problems), problems };
	}

	async #split(bytes: Uint8Array, path: string, breaks: EventLoopBreaks): Promise<SplitList> {
		const splitting = splitList(bytes);
		try {
			for (;;) {
				const step = splitting.next();
				if (step.done) return step.value;
				if (breaks.isDue()) await breaks.take();
			}
		} catch (error) {
			if (error instanceof ListStructureError) throw malformed(path, bytes, error.offset, error.message);
			throw error;
		}
	}

	/** Indentation, order of keys and keys we skip may change without the tile having changed. */
	#unlessTheSame(entry: ListedEntry): ListedEntry {
		if (entry.kind === "refused") return entry;
		const before = this.#entryOf(entry.relativePath);
		return before && isSameTile(before, entry) ? before : entry;
	}
}

type Skeleton = Readonly<Record<string, unknown>>;

function parseSkeleton(split: SplitList, bytes: Uint8Array, path: string): Skeleton {
	try {
		// Begins with a brace and ends with one, or the splitter would have refused it.
		return JSON.parse(split.skeleton) as Skeleton;
	} catch {
		throw malformed(path, bytes, toFileOffset(split, placeOfJsonError(split.skeleton)), unexpected);
	}
}

/** From characters of the skeleton to bytes of the file. */
function toFileOffset(split: SplitList, place: number): number {
	let left = Buffer.byteLength(split.skeleton.slice(0, place));
	for (const { start, end } of split.skeletonRanges) {
		if (left < end - start) return start + left;
		left -= end - start;
	}
	return split.skeletonRanges.at(-1)?.end ?? 0;
}

function parseElement(element: ListElement, bytes: Uint8Array, path: string): unknown {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset + element.start, element.end - element.start).toString();
	try {
		return JSON.parse(text);
	} catch {
		const offset = element.start + Buffer.byteLength(text.slice(0, placeOfJsonError(text)));
		throw malformed(path, bytes, offset, unexpected);
	}
}

const unexpected = "this cannot stand here";

function malformed(path: string, bytes: Uint8Array, offset: number, what: string): TilewrightError {
	const { line, column } = lineAndColumn(bytes, offset);
	const rest =
		Buffer.from(bytes.subarray(offset, offset + 20))
			.toString()
			.split("\n")[0] ?? "";
	const shown = rest === "" ? "" : ` (before ${JSON.stringify(rest)})`;
	return new TilewrightError({
		code: "INPUT_MALFORMED",
		message: `${path} is not valid JSON at line ${line}, column ${column}: ${what}${shown}. Nothing was changed; it will be read again.`,
		fields: { path, line, column },
	});
}

function checkSkeleton(skeleton: Skeleton, format: ListFormat, path: string): void {
	const refuse = (what: string) =>
		new TilewrightError({
			code: "INPUT_MALFORMED",
			message: `${path} ${what} Nothing was changed; it will be read again.`,
			fields: { path },
		});
	if (format === "pipeline" && !Array.isArray(skeleton.tiles)) {
		throw refuse('has no "tiles" list: expected { "pipelineFormat": …, "tiles": [ … ] }.');
	}
	if (format === "dashboard" && !isObject(skeleton.monitor)) {
		throw refuse(
			'has neither "pipelineFormat", as a pipeline list must, nor "monitor", as a dashboard must: expected { "pipelineFormat": …, "tiles": [ … ] } or { "monitor": { … }, "tileMap": { … } }.',
		);
	}
	if (format === "dashboard" && skeleton.tileMap != null && !isObject(skeleton.tileMap)) {
		throw refuse(
			'has a "tileMap" that is not an object of lists: expected { "monitor": { … }, "tileMap": { "0": [ … ] } }.',
		);
	}
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readAbout(
	skeleton: Skeleton,
	format: ListFormat,
	problems: ListProblem[],
): Pick<ParsedList, "project" | "isFinished" | "expectedTiles"> {
	const read = <Schema extends z.ZodType>(schema: Schema, subject: string, value: unknown): z.output<Schema> | null => {
		if (value == null) return null;
		const result = schema.safeParse(value);
		if (result.success) return result.data;
		const detail = z.prettifyError(result.error).replaceAll(/\s*\n\s*/g, " ");
		problems.push({ subject, code: "INPUT_MALFORMED", message: `"${subject}" of the list was skipped: ${detail}` });
		return null;
	};
	const monitor = isObject(skeleton.monitor) ? skeleton.monitor : {};
	const projectInfo = format === "pipeline" && isObject(skeleton.projectInfo) ? skeleton.projectInfo : {};
	const acquisition = read(acquisitionSchema, "acquisition", skeleton.acquisition);
	if (format === "dashboard" && isObject(skeleton.tileMap)) {
		for (const [key, value] of Object.entries(skeleton.tileMap)) {
			if (Array.isArray(value)) continue;
			const message = `"tileMap.${key}" of the list was skipped: expected a list of tiles.`;
			problems.push({ subject: `tileMap.${key}`, code: "INPUT_MALFORMED", message });
		}
	}
	return {
		project: {
			extents: read(extentsSchema, "extents", format === "pipeline" ? skeleton.extents : monitor.extents),
			customParameters: read(customParametersSchema, "projectInfo.customParameters", projectInfo.customParameters),
			planeMarkers: read(planeMarkersSchema, "planeMarkers", skeleton.planeMarkers),
		},
		isFinished: acquisition?.isFinished ?? false,
		expectedTiles: acquisition?.expectedTiles ?? null,
	};
}

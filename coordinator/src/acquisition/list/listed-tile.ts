import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import type { AttributeValue } from "@tilewright/contract/recipe";
import { z } from "zod";
import type { Vector } from "../observed-tile.ts";
import { parseTilePath } from "../tile-path.ts";
import { dashboardTileSchema, pipelineTileSchema, type WrittenCoordinates } from "./list-schemas.ts";

/** One entry of a list. */
export interface ListedTile {
	readonly kind: "tile";
	readonly id: number | string | null;
	readonly relativePath: string;
	readonly isComplete: boolean;
	readonly lattice: Vector | null;
	readonly step: Vector | null;
	readonly position: Vector | null;
	readonly attributes: Readonly<Record<string, AttributeValue>>;
	/** Below the source's root; null when the list does not say. */
	readonly files: readonly string[] | null;
	/** What is odd about the entry although it is taken. */
	readonly remark: string | null;
}

export type ListFormat = "pipeline" | "dashboard";

export type ListedEntry = ListedTile | RefusedEntry;

export interface RefusedEntry {
	readonly kind: "refused";
	/** As the list writes it; null when it has none. */
	readonly path: string | null;
	readonly code: "TILE_PATH_INVALID" | "TILE_PATH_DUPLICATE" | "INPUT_MALFORMED";
	readonly message: string;
}

/** Reads one entry; what is wrong with it costs that tile only. */
export function readListedTile(written: unknown, format: ListFormat): ListedEntry {
	const parsed = format === "pipeline" ? pipelineTileSchema.safeParse(written) : dashboardTileSchema.safeParse(written);
	if (!parsed.success) return describeBadEntry(written, parsed.error);
	const entry = parsed.data;
	// `in` tells the two shapes apart for the compiler; the schema has put the keys there.
	const place = "contents" in entry ? entry.contents : null;
	const lattice = format === "pipeline" && "position" in entry ? entry.position : place?.latticePosition;
	const step = format === "pipeline" && "step" in entry ? entry.step : place?.latticeStep;
	const whole = toLattice(toVector(lattice));
	if (whole.kind === "outOfRange") return refuse(entry.relativePath, "INPUT_MALFORMED", whole.message);
	try {
		const relativePath = parseTilePath(entry.relativePath);
		return {
			kind: "tile",
			id: entry.id ?? null,
			relativePath,
			isComplete: entry.isComplete,
			lattice: whole.lattice,
			step: shared(toVector(step)),
			position: toVector(entry.stagePosition),
			attributes: entry.attributes ?? noAttributes,
			files: entry.files?.map((file) => toFilePath(relativePath, file)) ?? null,
			remark: whole.remark,
		};
	} catch (error) {
		const code = isTilewrightError(error, "TILE_PATH_INVALID") ? "TILE_PATH_INVALID" : "INPUT_MALFORMED";
		return refuse(entry.relativePath, code, describeError(error));
	}
}

const noAttributes: ListedTile["attributes"] = {};
let lastStep: Vector | null = null;

/** Almost all tiles of a list have the same step; a hundred thousand copies of it are 10 MB. */
function shared(step: Vector | null): Vector | null {
	if (!isSameVector(step, lastStep)) lastStep = step;
	return lastStep;
}

/** True when a rewritten entry says the same as before. */
export function isSameTile(a: ListedTile, b: ListedTile): boolean {
	return (
		a.relativePath === b.relativePath &&
		a.isComplete === b.isComplete &&
		a.id === b.id &&
		isSameVector(a.lattice, b.lattice) &&
		isSameVector(a.step, b.step) &&
		isSameVector(a.position, b.position) &&
		JSON.stringify([a.attributes, a.files, a.remark]) === JSON.stringify([b.attributes, b.files, b.remark])
	);
}

function isSameVector(a: Vector | null, b: Vector | null): boolean {
	return a === b || (a !== null && b !== null && a.x === b.x && a.y === b.y && a.z === b.z);
}

/** A two-dimensional list may leave z out; nothing at all is no position. */
function toVector(written: WrittenCoordinates): Vector | null {
	const { x, y, z } = written ?? {};
	if (x == null && y == null && z == null) return null;
	return { x: x ?? 0, y: y ?? 0, z: z ?? 0 };
}

const largestLatticeValue = 2 ** 31 - 1;

function toLattice(
	position: Vector | null,
):
	| { readonly kind: "lattice"; readonly lattice: Vector | null; readonly remark: string | null }
	| { readonly kind: "outOfRange"; readonly message: string } {
	if (position === null) return { kind: "lattice", lattice: null, remark: null };
	const lattice = { x: roundHalfUp(position.x), y: roundHalfUp(position.y), z: roundHalfUp(position.z) };
	if ([lattice.x, lattice.y, lattice.z].some((value) => Math.abs(value) > largestLatticeValue)) {
		const message = `Its lattice position ${describeVector(position)} is beyond ${largestLatticeValue}. Does the list give micrometres as "position"? They belong into "stagePosition".`;
		return { kind: "outOfRange", message };
	}
	if (isSameVector(lattice, position)) return { kind: "lattice", lattice, remark: null };
	const remark = `its lattice position ${describeVector(position)} is not whole and was rounded to ${describeVector(lattice)}`;
	return { kind: "lattice", lattice, remark };
}

/** Plain `Math.round` may answer -0, which JSON and Postgres write differently from 0. */
function roundHalfUp(value: number): number {
	return Math.round(value) + 0;
}

function describeVector({ x, y, z }: Vector): string {
	return `${x}, ${y}, ${z}`;
}

function toFilePath(tilePath: string, written: string): string {
	const path = parseTilePath(written);
	return path === tilePath || path.startsWith(`${tilePath}/`) ? path : `${tilePath}/${path}`;
}

function refuse(path: string | null, code: RefusedEntry["code"], message: string): RefusedEntry {
	return { kind: "refused", path, code, message };
}

/** Spellings seen in the wild, the predecessor's own README among them. */
const misspeltPathKeys = ["relative_path", "relativepath", "RelativePath", "path", "tilePath", "tile_path"];

function describeBadEntry(written: unknown, error: z.ZodError): RefusedEntry {
	if (typeof written !== "object" || written === null || Array.isArray(written)) {
		const message = `It is ${Array.isArray(written) ? "an array" : JSON.stringify(written)}; expected { "relativePath": …, "isComplete": … }.`;
		return refuse(null, "INPUT_MALFORMED", message);
	}
	// Narrowed to an object above; its keys are still anybody's.
	const entry = written as Readonly<Record<string, unknown>>;
	if (typeof entry.relativePath !== "string") {
		const misspelt = misspeltPathKeys.find((key) => typeof entry[key] === "string");
		const hint = misspelt === undefined ? "" : ` It has "${misspelt}": rename that key to "relativePath".`;
		const path = misspelt === undefined ? null : String(entry[misspelt]);
		return refuse(path, "TILE_PATH_INVALID", `It has no "relativePath".${hint}`);
	}
	const message = z.prettifyError(error).replaceAll(/\s*\n\s*/g, " ");
	return refuse(entry.relativePath, "INPUT_MALFORMED", message);
}

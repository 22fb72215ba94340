import { TilewrightError } from "@tilewright/contract/errors";
import {
	type DirectoryLattice,
	type DirectoryPosition,
	type DirectorySourceSettings,
	micrometresPer,
} from "@tilewright/contract/source-settings";
import type { Vector } from "../observed-tile.ts";
import type { ImageFacts } from "./image-facts.ts";
import type { FieldValues, PathPattern } from "./path-pattern.ts";

/** Where a tile is, from the fields of its path and what its file says of itself. */
export interface TilePlace {
	readonly lattice: Vector | null;
	readonly step: Vector | null;
	readonly position: Vector | null;
	/** What does not fit, for people; the lattice position is null then. */
	readonly problem: string | null;
}

export function placeTile(
	settings: Pick<DirectorySourceSettings, "lattice" | "position">,
	fields: FieldValues,
	facts: ImageFacts | null,
): TilePlace {
	const found = findLattice(settings.lattice, fields, facts);
	const step = stepOf(settings);
	const position = findPosition(settings.position, fields, facts, found.lattice);
	if (found.lattice !== null && Object.values(found.lattice).some((value) => Math.abs(value) > 2 ** 31 - 1)) {
		const { x, y, z } = found.lattice;
		return { lattice: null, step, position, problem: `its lattice position ${x}, ${y}, ${z} is beyond ${2 ** 31 - 1}` };
	}
	return { ...found, step, position };
}

/** Fields that need not agree between neighbours. */
export function latticeFields(settings: Pick<DirectorySourceSettings, "lattice" | "countingFields">): string[] {
	const { lattice, countingFields } = settings;
	if (lattice === null || "from" in lattice) return [...countingFields];
	const names = "index" in lattice ? [lattice.index, lattice.z] : [lattice.x, lattice.y, lattice.z];
	return [...new Set([...names.filter((name) => name !== undefined), ...countingFields])];
}

/** Throws ARGUMENT_INVALID when the settings speak of fields that the pattern has not, or not as numbers. */
export function checkFieldsExist(settings: DirectorySourceSettings, pattern: PathPattern): void {
	const { lattice, position } = settings;
	const wanted: { name: string | undefined; types: readonly string[]; for: string }[] = [];
	if (lattice !== null && !("from" in lattice)) {
		const names = "index" in lattice ? [lattice.index, lattice.z] : [lattice.x, lattice.y, lattice.z];
		for (const name of names) wanted.push({ name, types: ["int"], for: "lattice" });
	}
	if (position !== null && !("from" in position)) {
		for (const name of [position.x, position.y, position.z]) {
			wanted.push({ name, types: ["int", "float"], for: "position" });
		}
	}
	for (const name of settings.countingFields) {
		wanted.push({ name, types: ["str", "int", "float", "path"], for: "countingFields" });
	}
	for (const { name, types, for: purpose } of wanted) {
		if (name === undefined) continue;
		const field = pattern.fields.find((one) => one.name === name);
		if (field !== undefined && types.includes(field.type)) continue;
		const have = pattern.fields.map((one) => `${one.name}:${one.type}`).join(", ") || "none";
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${purpose}" of the source's settings wants the field "${name}" of type ${types.join(" or ")}, and the pattern "${pattern.text}" has ${have}.`,
			fields: { field: name, pattern: pattern.text },
		});
	}
}

type FoundLattice = Pick<TilePlace, "lattice" | "problem">;

function findLattice(lattice: DirectoryLattice, fields: FieldValues, facts: ImageFacts | null): FoundLattice {
	if (lattice === null) return { lattice: null, problem: null };
	if ("index" in lattice) return latticeFromIndex(lattice, fields);
	if ("from" in lattice) return latticeFromPosition(lattice, facts);
	const at = (name: string | undefined) => (name === undefined ? 0 : Number(fields[name]));
	return { lattice: { x: at(lattice.x), y: at(lattice.y), z: at(lattice.z) }, problem: null };
}

function latticeFromIndex(grid: Extract<DirectoryLattice, { index: string }>, fields: FieldValues): FoundLattice {
	const value = Number(fields[grid.index]);
	const number = value - grid.start;
	const isByRow = grid.order === "rows" || grid.order === "snakeRows";
	// The schema sees to it that the length of what is run through is given.
	const lineLength = (isByRow ? grid.columns : grid.rows) ?? 1;
	const lineCount = isByRow ? grid.rows : grid.columns;
	const perPlane = lineCount === undefined ? Number.POSITIVE_INFINITY : lineLength * lineCount;
	const planes = grid.z !== undefined && lineCount !== undefined ? 1 : Number.POSITIVE_INFINITY;
	if (number < 0 || number >= perPlane * planes) {
		const grids = lineCount === undefined ? `lines of ${lineLength}` : `a grid of ${lineLength * lineCount}`;
		const problem = `field "${grid.index}" is ${value}, which lies outside ${grids} that starts at ${grid.start}`;
		return { lattice: null, problem };
	}
	const plane = Number.isFinite(perPlane) ? Math.floor(number / perPlane) : 0;
	const inPlane = number - (plane === 0 ? 0 : plane * perPlane);
	const line = Math.floor(inPlane / lineLength);
	const along = inPlane % lineLength;
	const turns = grid.order === "snakeRows" || grid.order === "snakeColumns";
	const place = turns && line % 2 === 1 ? lineLength - 1 - along : along;
	const z = grid.z === undefined ? plane : Number(fields[grid.z]);
	return { lattice: isByRow ? { x: place, y: line, z } : { x: line, y: place, z }, problem: null };
}

function latticeFromPosition(
	lattice: Extract<DirectoryLattice, { from: "metadata" }>,
	facts: ImageFacts | null,
): FoundLattice {
	const position = facts?.position ?? null;
	if (position === null)
		return { lattice: null, problem: "its file states no stage position to make a lattice position of" };
	const step = lattice.step ?? facts?.extent ?? null;
	if (step === null) {
		const problem =
			'its file states no pixel size, so that the distance of neighbours is not known; set "lattice.step"';
		return { lattice: null, problem };
	}
	const { origin } = lattice;
	const along = (axis: "x" | "y" | "z") => {
		const length = step[axis];
		// Without a distance of planes there is one plane, whatever the focus drifts.
		return length == null ? 0 : Math.round((position[axis] - origin[axis]) / length) + 0;
	};
	return { lattice: { x: along("x"), y: along("y"), z: along("z") }, problem: null };
}

function stepOf(settings: Pick<DirectorySourceSettings, "lattice" | "position">): Vector | null {
	const { lattice, position } = settings;
	const latticeStep = lattice !== null && "from" in lattice ? lattice.step : undefined;
	const positionStep =
		position !== null && "from" in position && position.from === "lattice" ? position.step : undefined;
	const step = latticeStep ?? positionStep;
	return step === undefined ? null : { x: step.x, y: step.y, z: step.z ?? 0 };
}

function findPosition(
	position: DirectoryPosition,
	fields: FieldValues,
	facts: ImageFacts | null,
	lattice: Vector | null,
): Vector | null {
	if (position === null) return null;
	if ("from" in position) {
		if (position.from === "metadata") return facts?.position ?? null;
		if (lattice === null) return null;
		const { origin, step } = position;
		return {
			x: origin.x + lattice.x * step.x,
			y: origin.y + lattice.y * step.y,
			z: origin.z + lattice.z * (step.z ?? 0),
		};
	}
	const factor = micrometresPer[position.unit];
	const at = (name: string | undefined) => (name === undefined ? 0 : Number(fields[name]) * factor);
	return { x: at(position.x), y: at(position.y), z: at(position.z) };
}

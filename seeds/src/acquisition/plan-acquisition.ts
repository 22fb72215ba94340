import { TilewrightError } from "@tilewright/contract/errors";
import type { SimulationOptions } from "../simulation-options.ts";
import type { Vector } from "../specimen/structures.ts";
import { applyMisbehaviours } from "./apply-misbehaviours.ts";
import { chooseMisbehaviours } from "./choose-misbehaviours.ts";
import { latticeOrder } from "./lattice.ts";
import { parseNamePattern } from "./name-pattern.ts";
import { noFaults, type PlannedFile, type SimulatedTile } from "./planned-tile.ts";
import { nominalPosition, truePosition } from "./stage-positions.ts";

/**
 * Every image of the acquisition in the order in which it is taken, with paths, positions and faults: a pure
 * function of the options, so a run that was interrupted goes on with the same plan. `date` is that of the first
 * tile, YYYY-MM-DD. Throws ARGUMENT_INVALID or PATH_PATTERN_INVALID for options that do not fit together.
 */
export function planAcquisition(
	options: SimulationOptions,
	date: string,
	channelNames: readonly string[],
): SimulatedTile[] {
	const wells: readonly (string | null)[] = options.lattice.wells ?? [null];
	const order = latticeOrder(options.lattice);
	const regular = wells.flatMap((well, wellIndex) =>
		order.map((lattice, index) => {
			const place = { lattice, well, wellIndex, site: index + 1 };
			return imageTile(options, date, channelNames, place, wellIndex * order.length + index + 1, 1);
		}),
	);

	const plan = applyMisbehaviours(regular, chooseMisbehaviours(options, regular.length), {
		again: (tile, as, number) => {
			const wellIndex = wells.indexOf(tile.well);
			const site = as === "same" ? ((tile.number - 1) % order.length) + 1 : order.length + number - regular.length;
			const place = { lattice: tile.lattice, well: tile.well, wellIndex, site };
			return imageTile(options, date, channelNames, place, number, as === "same" ? 2 : 1);
		},
		outOfFocus: (tile, defocusUm) => ({ ...tile, defocusUm }),
	});
	refuseSharedFiles(plan, options);
	return plan;
}

interface Place {
	readonly lattice: Vector;
	readonly well: string | null;
	readonly wellIndex: number;
	/** Counted from 1 within the well. */
	readonly site: number;
}

function imageTile(
	options: SimulationOptions,
	date: string,
	channelNames: readonly string[],
	place: Place,
	number: number,
	imaging: number,
): SimulatedTile {
	const nominalPositionUm = nominalPosition(options, place.lattice, place.wellIndex);
	return {
		number,
		imaging,
		...pathsOf(options, date, channelNames, place, number),
		lattice: place.lattice,
		well: place.well,
		nominalPositionUm,
		truePositionUm: truePosition(options, nominalPositionUm, number, imaging),
		defocusUm: options.optics.defocusUm,
		faults: noFaults,
		misbehaviours: [],
	};
}

function pathsOf(
	options: SimulationOptions,
	firstDate: string,
	channelNames: readonly string[],
	place: Place,
	number: number,
): { relativePath: string; files: PlannedFile[] } {
	const { output } = options;
	const day = Math.floor((number - 1) / output.tilesPerDay);
	const date = addDays(firstDate, day);
	if (output.format === "directory") {
		const pattern = parseNamePattern(output.namePattern);
		const nameOf = (channel: string | number) =>
			pattern.format(
				{
					plate: output.plate,
					well: place.well ?? "A01",
					site: place.site,
					channel,
					row: place.lattice.y,
					column: place.lattice.x,
					z: place.lattice.z,
					tile: number,
					date,
				},
				output.digits,
			);
		const isNumbered = output.namePattern.includes("{channel:int}");
		const files = pattern.has("channel")
			? channelNames.map((name, channel) => ({ relativePath: nameOf(isNumbered ? channel : name), channel }))
			: [{ relativePath: nameOf(""), channel: null }];
		return { relativePath: files[0]?.relativePath ?? "", files };
	}
	const series = String(number - day * output.tilesPerDay).padStart(5, "0");
	const relativePath = `${date}/${series.slice(0, 2)}/${series}`;
	const base = `${relativePath}/${series}-${output.prefix}`;
	const files =
		output.channelFiles === "separate"
			? channelNames.map((_, channel) => ({ relativePath: `${base}.${channel}.tif`, channel }))
			: [{ relativePath: `${base}.ome.tif`, channel: null }];
	return { relativePath, files };
}

function refuseSharedFiles(plan: readonly SimulatedTile[], options: SimulationOptions): void {
	const owners = new Map<string, SimulatedTile>();
	for (const tile of plan) {
		for (const { relativePath } of tile.files) {
			const owner = owners.get(relativePath);
			if (owner && owner.number !== tile.number) {
				throw new TilewrightError({
					code: "ARGUMENT_INVALID",
					message:
						`Tiles ${owner.number} and ${tile.number} would both be written to "${relativePath}". ` +
						`Put a field into the name pattern "${options.output.namePattern}" that tells them apart, such as {tile:int}.`,
					fields: { relativePath, tiles: [owner.number, tile.number] },
				});
			}
			owners.set(relativePath, tile);
		}
	}
}

function addDays(date: string, days: number): string {
	return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

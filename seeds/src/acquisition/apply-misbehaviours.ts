import { TilewrightError } from "@tilewright/contract/errors";
import type { Misbehaviour } from "./misbehaviour.ts";
import type { PlannedTile, TileFaults } from "./planned-tile.ts";

export interface ImagingAgain<Tile> {
	/** The same lattice position once more: under the same path, or as a tile of its own with a new number. */
	readonly again: (tile: Tile, as: "same" | "new", number: number) => Tile;
	readonly outOfFocus: (tile: Tile, defocusUm: number) => Tile;
}

/**
 * The plan with everything that is to go wrong worked in: tiles put later, repeated and marked. New tiles take the
 * numbers after the last regular one, so that tile numbers in the options mean the same with and without them.
 * Throws ARGUMENT_INVALID for a tile that does not exist.
 */
export function applyMisbehaviours<Tile extends PlannedTile>(
	regular: readonly Tile[],
	misbehaviours: readonly Misbehaviour[],
	imaging: ImagingAgain<Tile>,
): Tile[] {
	let plan = [...regular];
	let nextNumber = regular.length + 1;
	const change = (number: number, by: (tile: Tile) => Tile) => {
		plan = plan.map((tile) => (tile.number === number ? by(tile) : tile));
	};

	// Repeats come last, so that they repeat the tile as it is and do not inherit its faults twice.
	const repeats: (() => void)[] = [];
	for (const fault of misbehaviours) {
		const number = fault.tile;
		if (number > regular.length) throw noSuchTile(fault, regular.length);
		const mark = (faults: Partial<TileFaults>) => change(number, (tile) => withFault(tile, fault, faults));
		switch (fault.kind) {
			case "halfWritten":
				mark({ halfWritten: { forMs: fault.forMs } });
				break;
			case "pause":
				mark({ pauseBeforeMs: fault.forMs });
				break;
			case "corrupt":
				mark({ isCorrupt: true });
				break;
			case "truncatedList":
				mark({ truncatedListMs: fault.forMs });
				break;
			case "shrunkList":
				mark({ shrunkListMs: fault.forMs });
				break;
			case "outOfFocus":
				change(number, (tile) => withFault(imaging.outOfFocus(tile, fault.defocusUm), fault, {}));
				break;
			case "late":
				mark({});
				plan = moveLater(plan, number, fault.by);
				break;
			case "reImage":
			case "duplicatePosition": {
				const isNew = fault.kind === "duplicatePosition" || fault.path === "new";
				const after = fault.kind === "duplicatePosition" ? 0 : fault.after;
				repeats.push(() => {
					const original = regular[number - 1];
					if (!original) return;
					const repeated = imaging.again(original, isNew ? "new" : "same", isNew ? nextNumber++ : number);
					const at = plan.findIndex((tile) => tile.number === number) + 1 + after;
					plan.splice(at, 0, withFault(repeated, fault, {}));
				});
				break;
			}
		}
	}
	for (const repeat of repeats) repeat();
	return plan;
}

function withFault<Tile extends PlannedTile>(tile: Tile, fault: Misbehaviour, faults: Partial<TileFaults>): Tile {
	return {
		...tile,
		faults: { ...tile.faults, ...faults },
		misbehaviours: [...tile.misbehaviours, fault.kind],
	};
}

function moveLater<Tile extends PlannedTile>(plan: readonly Tile[], number: number, by: number): Tile[] {
	const at = plan.findIndex((tile) => tile.number === number);
	const late = plan[at];
	if (!late) return [...plan];
	const others = plan.filter((_, index) => index !== at);
	others.splice(at + by, 0, late);
	return others;
}

function noSuchTile(fault: Misbehaviour, tileCount: number): TilewrightError {
	return new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `Misbehaviour "${fault.kind}" is asked for at tile ${fault.tile}, but the acquisition has tiles 1 to ${tileCount}.`,
		fields: { kind: fault.kind, tile: fault.tile, tileCount },
	});
}

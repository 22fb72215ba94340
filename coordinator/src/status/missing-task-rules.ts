import type { UnitRule } from "@tilewright/contract/recipe";

/** Why a stage has no task for a tile, as one factual sentence without a full stop. */

export interface MissingTaskFacts {
	/** Null for the root stage. */
	readonly unitRule: UnitRule | null;
	readonly tile: {
		readonly hasPosition: boolean;
		readonly isWithdrawn: boolean;
		readonly isSuperseded: boolean;
		readonly attributes: Readonly<Record<string, unknown>>;
	};
	/** Parents that have no task for the tile either. */
	readonly parentsWithout: readonly string[];
	/** Offsets at which no tile is known. */
	readonly missingNeighbours: readonly { readonly x: number; readonly y: number; readonly z: number }[];
	/** The stage only works in a part of the lattice. */
	readonly hasRegion: boolean;
}

/** Attributes of a group that come from the lattice rather than from the tile's own. */
const latticeAttributes = new Set(["x", "y", "z"]);

export function reasonOfMissingTask(facts: MissingTaskFacts): string {
	const { unitRule, tile, parentsWithout } = facts;
	if (tile.isWithdrawn) return "no task: the source has withdrawn the tile";
	if (tile.isSuperseded) return "no task: a newer tile counts at its lattice position";
	const [parent] = parentsWithout;
	if (parent !== undefined) return `no task, because stage "${parent}" has none for this tile`;
	if (unitRule?.kind === "neighbours") {
		if (!tile.hasPosition) return "no task: pairs need a lattice position, and the tile has none";
		if (facts.missingNeighbours.length === unitRule.offsets.length) {
			const places = facts.missingNeighbours.map(describeOffset).join(" or ");
			return `no task: no neighbour at ${places} has arrived`;
		}
	}
	if (unitRule?.kind === "group") {
		const missing = unitRule.by.find((name) => !(name in tile.attributes) && !latticeAttributes.has(name));
		if (missing !== undefined) return `no task: groups share "${missing}", which the tile does not have`;
		if (!tile.hasPosition && unitRule.by.some((name) => latticeAttributes.has(name))) {
			return "no task: groups need a lattice position, and the tile has none";
		}
	}
	if (facts.hasRegion) return "no task: the tile lies outside of the stage's region";
	return "no task: the stage was not asked to work on this tile, or has not been planned yet";
}

function describeOffset({ x, y, z }: { readonly x: number; readonly y: number; readonly z: number }): string {
	const parts = Object.entries({ x, y, z }).flatMap(([axis, steps]) =>
		steps === 0 ? [] : [`${axis}${steps > 0 ? "+" : ""}${steps}`],
	);
	return parts.join(", ");
}

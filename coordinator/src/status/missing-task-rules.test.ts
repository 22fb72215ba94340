import { describe, expect, it } from "vitest";
import { type MissingTaskFacts, reasonOfMissingTask } from "./missing-task-rules.ts";

const facts: MissingTaskFacts = {
	unitRule: { kind: "each" },
	tile: { hasPosition: true, isWithdrawn: false, isSuperseded: false, attributes: { well: "B03" } },
	parentsWithout: [],
	missingNeighbours: [],
	hasRegion: false,
};
const right = { x: 1, y: 0, z: 0 };

describe("why a stage has no task for a tile", () => {
	it.each<[string, Partial<MissingTaskFacts>]>([
		['no task, because stage "Shift" has none for this tile', { parentsWithout: ["Shift"] }],
		[
			"no task: no neighbour at x+1 has arrived",
			{ unitRule: { kind: "neighbours", offsets: [right] }, missingNeighbours: [right] },
		],
		[
			"no task: pairs need a lattice position, and the tile has none",
			{ unitRule: { kind: "neighbours", offsets: [right] }, tile: { ...facts.tile, hasPosition: false } },
		],
		[
			'no task: groups share "plate", which the tile does not have',
			{ unitRule: { kind: "group", by: ["well", "plate"], completion: { kind: "endOfAcquisition" }, partial: null } },
		],
		["no task: the tile lies outside of the stage's region", { hasRegion: true }],
		["no task: a newer tile counts at its lattice position", { tile: { ...facts.tile, isSuperseded: true } }],
		["no task: the stage was not asked to work on this tile, or has not been planned yet", {}],
	])("%s", (sentence, over) => {
		expect(reasonOfMissingTask({ ...facts, ...over })).toBe(sentence);
	});
});

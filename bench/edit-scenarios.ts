import type { editGraphCommand } from "../coordinator/src/commands/graph-commands.ts";
import type { previewProjectUpdate } from "../coordinator/src/editing/edit-preview.ts";

export type Edits = (typeof editGraphCommand.input)["_zod"]["input"]["edits"];
type Scope = Omit<Parameters<typeof previewProjectUpdate>[1], "projectId">;

export interface EditScenarios {
	/** Carried out as well as previewed. */
	readonly edits: readonly (readonly [name: string, edits: Edits])[];
	readonly onlyPreviewed: readonly (readonly [name: string, edits: Edits])[];
	readonly narrowed: readonly (readonly [name: string, scope: Scope])[];
	/** From a tenth of the planes. */
	readonly widened: readonly (readonly [name: string, scope: Scope])[];
	readonly tenth: Scope;
	/** What most projects have below their chain: pairs, something for each, one group for each plane, and one of everything. */
	readonly belowChain: Edits;
}

/** The edits of docs/editing.md on a chain of stages over `tiles`, as `seedLargeProject` makes it. */
export function editScenarios(project: {
	readonly tiles: number;
	readonly stageIds: readonly number[];
	readonly definitionId: number;
}): EditScenarios {
	const { tiles, stageIds, definitionId } = project;
	const [top = 0, ...rest] = stageIds;
	const middle = rest[Math.floor(rest.length / 2)] ?? 0;
	const last = rest.at(-1) ?? 0;
	const pairs = { kind: "neighbours" as const, offsets: [{ x: 1, y: 0, z: 0 }] };
	const threeWays = { ...pairs, offsets: [...pairs.offsets, { x: 0, y: 1, z: 0 }, { x: 1, y: 1, z: 0 }] };
	const completion = { kind: "endOfAcquisition" as const };
	const planes = { kind: "group" as const, by: ["z"], completion };
	const half = { z: { max: Math.floor(tiles / 5_000) } };
	const tenth = { z: { max: Math.floor(tiles / 25_000) } };
	const add = (parent: number | string, unitRule: object, more: object = {}) => ({
		...{ kind: "addStage", name: "New", definitionId, parents: [parent], unitRule },
		...more,
	});
	const change = (stage: number, more: object) => [{ kind: "changeStage", stage, ...more }] as Edits;
	const one = (edit: object) => [edit] as Edits;
	const each = { kind: "each" };
	return {
		edits: [
			["add a stage", one(add("Acquisition", each))],
			["insert a stage", one(add("Acquisition", each, { before: [top] }))],
			["change parameters", change(top, { parameters: { sigma: 2 } })],
			["remove a stage", one({ kind: "removeStage", stage: middle })],
		],
		onlyPreviewed: [
			["add pairs", one(add("Acquisition", pairs))],
			["add pairs of a stage", one(add(top, pairs))],
			["add pairs in three directions", one(add("Acquisition", threeWays))],
			["add pairs of two parents", one(add(top, pairs, { parents: [top, middle] }))],
			["add groups", one(add("Acquisition", planes))],
			["add a stage with two parents", one(add(top, each, { parents: [top, middle] }))],
			["add a stage in a region", one(add(top, each, { region: half }))],
			["add a canary", one(add(top, each, { canary: { count: 10 } }))],
			["try a change out", change(middle, { parameters: { sigma: 2 }, canary: { count: 10 } })],
			["other parents", change(middle, { parents: ["Acquisition"] })],
			["two parents", change(middle, { parents: [top, "Acquisition"] })],
			["from tiles to pairs", change(last, { unitRule: pairs })],
			["from tiles to groups", change(last, { unitRule: planes })],
			["region of the first stage", change(top, { region: half })],
			["region of the last stage", change(last, { region: half })],
		],
		narrowed: [
			["narrow the region to a tenth", { region: tenth }],
			["skip two planes", { skippedPlanes: { x: [], y: [], z: [2, 5] } }],
		],
		tenth: { region: tenth },
		widened: [
			["widen the region to everything", { region: {} }],
			["widen the region by a plane", { region: { z: { max: tenth.z.max + 1 } } }],
		],
		belowChain: [
			add(last, pairs, { name: "Pairs" }),
			add("Pairs", each, { name: "Of each pair" }),
			add("Pairs", { kind: "all", completion }, { name: "Everything" }),
			add(last, planes, { name: "Planes" }),
		] as Edits,
	};
}

/** The same edits once more, under other names. */
export function renamed(edits: Edits): Edits {
	return edits.map((edit) => (edit.kind === "addStage" ? { ...edit, name: `${edit.name} 2` } : edit));
}

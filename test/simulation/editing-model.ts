import type { LatticeOffset, UnitRule } from "@tilewright/contract/recipe";

/*
 * The simple model of which tasks should exist, from nothing but tiles, graph, region, skipped planes and units taken
 * out: worked out from scratch with loops, without any of the planner's ideas. What is current follows from it and
 * from what each accepted result was made of.
 */

export interface ModelTile {
	readonly id: number;
	x: number;
	readonly z: number;
	readonly channel: string;
	/** Null while it is not complete. */
	content: string | null;
	hasBeenComplete: boolean;
	isWithdrawn: boolean;
}

export interface ModelStage {
	readonly id: number;
	readonly parents: readonly number[];
	readonly unitRule: UnitRule;
}

export interface ModelBounds {
	readonly min?: number | undefined;
	readonly max?: number | undefined;
}

export interface ModelWorld {
	readonly rootStageId: number;
	/** Parents before children. */
	readonly stages: readonly ModelStage[];
	readonly tiles: readonly ModelTile[];
	readonly regionX: ModelBounds;
	readonly skippedX: readonly number[];
	/** `stage/unit`. */
	readonly excluded: ReadonlySet<string>;
}

export interface ModelUnit {
	/** The unit's own (first) tile; null for groups. */
	readonly tile: ModelTile | null;
	readonly attributes: Readonly<Record<string, string | number>> | null;
	/** `stage/unit` of every input. */
	readonly inputs: readonly string[];
}

/** Every unit of every stage, by `stage/unit`. */
export function unitsOf(world: ModelWorld): Map<string, ModelUnit> {
	const units = new Map<string, ModelUnit>();
	const byStage = new Map<number, Map<string, ModelUnit>>();
	const root = new Map<string, ModelUnit>();
	for (const tile of world.tiles)
		if (isInScope(tile, world)) root.set(String(tile.id), { tile, attributes: null, inputs: [] });
	byStage.set(world.rootStageId, root);
	for (const stage of world.stages) {
		const own = new Map<string, ModelUnit>();
		for (const [key, unit] of unitsOfStage(stage, world, byStage)) {
			if (!world.excluded.has(`${stage.id}/${key}`)) own.set(key, unit);
		}
		byStage.set(stage.id, own);
		for (const [key, unit] of own) units.set(`${stage.id}/${key}`, unit);
	}
	return units;
}

export function isInScope(tile: ModelTile, { regionX, skippedX }: ModelWorld): boolean {
	if (tile.isWithdrawn) return false;
	if (regionX.min !== undefined && tile.x < regionX.min) return false;
	if (regionX.max !== undefined && tile.x > regionX.max) return false;
	return !skippedX.includes(tile.x);
}

/** Another tile of its place, heard of later, counts beside neighbours and in groups. */
function isSuperseded(tile: ModelTile, { tiles }: ModelWorld): boolean {
	return tiles.some(
		(other) =>
			other.id > tile.id &&
			other.hasBeenComplete &&
			!other.isWithdrawn &&
			other.x === tile.x &&
			other.z === tile.z &&
			other.channel === tile.channel,
	);
}

type UnitsByStage = ReadonlyMap<number, ReadonlyMap<string, ModelUnit>>;

function unitsOfStage(stage: ModelStage, world: ModelWorld, byStage: UnitsByStage): Map<string, ModelUnit> {
	switch (stage.unitRule.kind) {
		case "each":
			return eachOf(stage, byStage);
		case "neighbours":
			return pairsOf(stage, stage.unitRule.offsets, world, byStage);
		case "group":
			return groupsOf(stage, stage.unitRule.by, world, byStage);
		case "all":
			return groupsOf(stage, [], world, byStage);
	}
}

function eachOf(stage: ModelStage, byStage: UnitsByStage): Map<string, ModelUnit> {
	const units = new Map<string, ModelUnit>();
	const [first, ...others] = stage.parents;
	for (const [key, unit] of byStage.get(first ?? -1) ?? []) {
		if (!others.every((parent) => byStage.get(parent)?.has(key))) continue;
		units.set(key, { ...unit, inputs: stage.parents.map((parent) => `${parent}/${key}`) });
	}
	return units;
}

function pairsOf(
	stage: ModelStage,
	offsets: readonly LatticeOffset[],
	world: ModelWorld,
	byStage: UnitsByStage,
): Map<string, ModelUnit> {
	const units = new Map<string, ModelUnit>();
	const counted = world.tiles.filter((tile) => !tile.isWithdrawn && !isSuperseded(tile, world));
	for (const a of counted) {
		for (const offset of offsets) {
			const x = stepX(a.x, offset.x, world.skippedX);
			for (const b of counted) {
				if (b.x !== x || b.z !== a.z + offset.z || b.channel !== a.channel) continue;
				const keys = [String(a.id), String(b.id)];
				if (!stage.parents.every((parent) => keys.every((key) => byStage.get(parent)?.has(key)))) continue;
				units.set(`${a.id}>${b.id}`, {
					tile: a,
					attributes: null,
					inputs: stage.parents.flatMap((parent) => keys.map((key) => `${parent}/${key}`)),
				});
			}
		}
	}
	return units;
}

function stepX(from: number, steps: number, skipped: readonly number[]): number {
	let place = from;
	for (let left = Math.abs(steps); left > 0; ) {
		place += Math.sign(steps);
		if (!skipped.includes(place)) left -= 1;
	}
	return place;
}

function groupsOf(
	stage: ModelStage,
	by: readonly string[],
	world: ModelWorld,
	byStage: UnitsByStage,
): Map<string, ModelUnit> {
	const units = new Map<string, { attributes: Record<string, string | number>; inputs: string[]; tile: null }>();
	for (const parent of stage.parents) {
		for (const [key, unit] of byStage.get(parent) ?? []) {
			if (unit.tile && isSuperseded(unit.tile, world)) continue;
			const known: Record<string, string | number> = unit.attributes
				? { ...unit.attributes }
				: unit.tile
					? { x: unit.tile.x, y: 0, z: unit.tile.z, channel: unit.tile.channel }
					: {};
			if (by.some((name) => known[name] === undefined)) continue;
			const attributes = Object.fromEntries(by.map((name) => [name, known[name] ?? ""]));
			const group = by.length === 0 ? "all" : by.map((name) => `${name}=${attributes[name]}`).join(";");
			const members = units.get(group) ?? { attributes, inputs: [], tile: null };
			members.inputs.push(`${parent}/${key}`);
			units.set(group, members);
		}
	}
	return units;
}

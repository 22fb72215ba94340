import type { Queryable } from "../database/database.ts";
import { countedPairs } from "../planning/counted-pairs.ts";
import { gatheredUnits } from "../planning/gathered-units.ts";
import { opennessOf } from "../planning/openness-rules.ts";
import type { RememberedProject } from "../planning/project-graph.ts";
import { wantedUnits } from "../planning/wanted-units.ts";
import type { CountedResults } from "./counted-results.ts";
import { type CountedStage, countStates, noResults, noUnits } from "./counted-stage.ts";
import type { Graph, GraphStage } from "./graph.ts";
import type { ImaginedTasks } from "./imagined-tasks.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { plannedAs } from "./planned-as.ts";
import { isSameSet, type UnitSet, type UnitSets, whereOf } from "./unit-sets.ts";

/** The units of new stages, counted without naming them where that is possible. */
export class NewUnits {
	readonly #database: Queryable;
	readonly #project: RememberedProject;
	readonly #graph: Graph;
	readonly #sets: { readonly before: UnitSets; readonly after: UnitSets };
	readonly #added: ReadonlySet<number>;
	readonly #tiles: ImaginedTiles;
	readonly #tasks: ImaginedTasks;
	readonly #results: CountedResults;
	/** How many units those stages have whose units were not named. */
	readonly #unnamed = new Map<number, number>();

	constructor(parts: {
		readonly database: Queryable;
		readonly project: RememberedProject;
		/** As it would be. */
		readonly graph: Graph;
		readonly sets: { readonly before: UnitSets; readonly after: UnitSets };
		readonly added: ReadonlySet<number>;
		readonly tiles: ImaginedTiles;
		readonly tasks: ImaginedTasks;
		readonly results: CountedResults;
	}) {
		this.#database = parts.database;
		this.#project = parts.project;
		this.#graph = parts.graph;
		this.#sets = parts.sets;
		this.#added = parts.added;
		this.#tiles = parts.tiles;
		this.#tasks = parts.tasks;
		this.#results = parts.results;
	}

	/** Those of all tiles, pairs, groups, and what each of these gets; null for what has to be named. */
	async count(stage: GraphStage): Promise<CountedStage | null> {
		const [parent] = stage.recipe.parents;
		const children = this.#graph.stages.filter((other) => other.recipe.parents.includes(stage.id));
		if (parent === undefined) return null;
		const ofParent = this.#unnamed.get(parent);
		if (ofParent !== undefined) {
			if (!this.#followsUnnamed(stage)) return null;
			this.#unnamed.set(stage.id, ofParent);
			return { ...noUnits, ...noResults, tasksToAdd: ofParent, tasksToRun: ofParent };
		}
		const set = this.#sets.after.get(stage.id) ?? null;
		if (set?.kind === "tiles") {
			const tiles = await this.#newTiles(stage, set);
			if (tiles) this.#tasks.tell(stage.id, set);
			return tiles;
		}
		const rule = stage.recipe.unitRule;
		if ((rule.kind === "group" || rule.kind === "all") && children.length === 0) return this.#newGroups(stage);
		if (rule.kind !== "neighbours" || !(set || children.every((child) => this.#followsUnnamed(child)))) return null;
		const counted = countedPairs(
			{ ...plannedAs(stage, this.#project), projectRegion: this.#project.region },
			rule.offsets,
			this.#tasks.ofParents(stage),
		);
		const [pairs] = await this.#database.query<{ units: number; ready: number; is_countable: boolean }>(
			counted.text,
			counted.parameters,
		);
		if (!pairs?.is_countable) return null;
		// Of pairs with a tile that runs again none is counted as ready: it is the least that can be said without naming them.
		const tasksReady = stage.recipe.parents.some((id) => this.#results.goingBack(id) > 0) ? 0 : pairs.ready;
		if (children.length > 0) this.#unnamed.set(stage.id, pairs.units);
		if (set) this.#tasks.tell(stage.id, set);
		return { ...noUnits, ...noResults, tasksToAdd: pairs.units, tasksReady, tasksToRun: pairs.units };
	}

	/** A new stage whose units are tiles; null when parents run again, so that their tasks have to be looked at. */
	async #newTiles(stage: GraphStage, set: UnitSet): Promise<CountedStage | null> {
		const { parents } = stage.recipe;
		const [parent, ...others] = parents;
		const hasAll = this.#hasAllTiles(stage.id);
		const counts = await countStates(this.#database, [this.#project.rootStageId, ...parents]);
		const tasksToAdd = hasAll
			? counts(this.#project.rootStageId, (state) => state !== "excluded")
			: (await this.#tiles.count("false", whereOf(set))).coming;
		const units = { ...noUnits, ...noResults, tasksToAdd, tasksToRun: tasksToAdd };
		const areThere = parents.every((id) => id === this.#project.rootStageId || this.#sets.before.has(id));
		if (parent === undefined || !areThere) return units;
		const goingBack = this.#results.goingBack(parent);
		if (hasAll && others.length === 0)
			return { ...units, tasksReady: Math.max(0, counts(parent, (state) => state === "succeeded") - goingBack) };
		if (parents.some((id) => this.#results.goingBack(id) > 0)) return null;
		const inputs = parents.map(
			(id, place) => `join task p${place} on p${place}.tile_id = t.id and p${place}.unit is null
				and p${place}.stage_id = ${Math.trunc(id)} and p${place}.state = 'succeeded'`,
		);
		const [row] = await this.#database.query<{ count: number }>(
			`select count(*)::int as count from tile t ${inputs.join(" ")} where t.project_id = $1 and ${whereOf(set)}`,
			[this.#project.id],
		);
		return { ...units, tasksReady: row?.count ?? 0 };
	}

	async #newGroups(stage: GraphStage): Promise<CountedStage> {
		const planned = plannedAs(stage, this.#project);
		const wanted = wantedUnits(planned, null, this.#tasks.ofParents(stage));
		const units = gatheredUnits({
			from: `(${wanted.text}) as w`,
			inputState: "w.input_state",
			openness: opennessOf(planned, this.#project.acquisitionIsFinished),
		});
		const [row] = await this.#database.query<{ units: number; ready: number }>(
			`select count(*)::int as units, (count(*) filter (where unmet_inputs = 0 and not is_open))::int as ready
			from (${units}) as u`,
			wanted.parameters,
		);
		const tasksToAdd = row?.units ?? 0;
		return { ...noUnits, ...noResults, tasksToAdd, tasksReady: row?.ready ?? 0, tasksToRun: tasksToAdd };
	}

	/** A new stage that has just the units of its one parent, and so has everything below it. */
	#followsUnnamed(stage: GraphStage): boolean {
		return (
			this.#added.has(stage.id) &&
			stage.recipe.parents.length === 1 &&
			stage.recipe.unitRule.kind === "each" &&
			stage.scope.region === undefined &&
			stage.scope.firstOrdinal === undefined &&
			this.#graph.stages
				.filter((other) => other.recipe.parents.includes(stage.id))
				.every((child) => this.#followsUnnamed(child))
		);
	}

	#hasAllTiles(stageId: number): boolean {
		const [set, all] = [this.#sets.after.get(stageId), this.#sets.after.get(this.#project.rootStageId)];
		return !!set && !!all && isSameSet(set, all);
	}
}

import type { Queryable } from "../database/database.ts";
import { opennessOf } from "../planning/openness-rules.ts";
import type { RememberedProject } from "../planning/project-graph.ts";
import { wantedUnits } from "../planning/wanted-units.ts";
import { countGroups } from "./counted-groups.ts";
import { CountedResults } from "./counted-results.ts";
import { type CountedStage, countLive, countStates, noResults, noUnits } from "./counted-stage.ts";
import { editedTasks } from "./edited-tasks.ts";
import { followingTasks } from "./following-tasks.ts";
import type { Graph, GraphStage } from "./graph.ts";
import type { GraphDifference } from "./graph-difference.ts";
import type { EditPolicy } from "./graph-edit.ts";
import { ImaginedPairs } from "./imagined-pairs.ts";
import { ImaginedTasks, imaginedColumns } from "./imagined-tasks.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { NewUnits } from "./new-units.ts";
import { plannedAs } from "./planned-as.ts";
import { arePairs, type PairChange, type SetChange } from "./told-units.ts";
import { isSameSet, type UnitSets, whereOf } from "./unit-sets.ts";

/** Goes through the stages of the graph to be, parents first, and counts what would become of their tasks. */
export class Imagination {
	readonly #database: Queryable;
	/** As it would be. */
	readonly #project: RememberedProject;
	readonly #difference: GraphDifference;
	readonly #graph: Graph;
	readonly #sets: { readonly before: UnitSets; readonly after: UnitSets };
	readonly #withExcluded: ReadonlySet<number>;
	readonly #isEdit: boolean;
	readonly #tiles: ImaginedTiles;
	readonly #pairs: ImaginedPairs;
	readonly #tasks: ImaginedTasks;
	readonly #results: CountedResults;
	readonly #newUnits: NewUnits;

	constructor(parts: {
		readonly database: Queryable;
		readonly project: RememberedProject;
		readonly difference: GraphDifference;
		readonly policy: EditPolicy;
		readonly after: Graph;
		readonly sets: { readonly before: UnitSets; readonly after: UnitSets };
		readonly tiles: ImaginedTiles;
		/** Stages of which a person has taken units out. */
		readonly withExcluded: ReadonlySet<number>;
		/** The graph is edited; otherwise tiles come and go. */
		readonly isEdit: boolean;
	}) {
		const { database, project, difference, after: graph, sets, tiles } = parts;
		this.#database = database;
		this.#project = project;
		this.#difference = difference;
		this.#graph = graph;
		this.#sets = sets;
		this.#withExcluded = parts.withExcluded;
		this.#isEdit = parts.isEdit;
		this.#tiles = tiles;
		this.#pairs = new ImaginedPairs(database, tiles);
		const tasks = new ImaginedTasks(database, graph, tiles);
		this.#tasks = tasks;
		this.#results = new CountedResults({ database, projectId: project.id, difference, policy: parts.policy, tasks });
		const added = new Set(difference.added.map((stage) => stage.id));
		this.#newUnits = new NewUnits({ database, project, graph, sets, added, tiles, tasks, results: this.#results });
		const root = this.#setChange(project.rootStageId);
		if (root && this.#movesUnits(root)) tasks.tell(project.rootStageId, root.after);
	}

	/** Null for a stage that stays as it is. */
	async count(stage: GraphStage): Promise<CountedStage | null> {
		const isAdded = this.#difference.added.some((added) => added.id === stage.id);
		const change = this.#difference.changed.find(({ after }) => after.id === stage.id);
		const hasOtherResults = change?.hasOtherResults ?? false;
		const known = isAdded || (await this.#hasNoneOfItsUnits(stage)) ? await this.#newUnits.count(stage) : null;
		if (known && !isAdded) return { ...known, tasksToRetire: await countLive(this.#database, stage.id) };
		if (known) return known;
		const sets = isAdded ? null : this.#setChange(stage.id);
		if (sets && !this.#movesUnits(sets)) {
			if (!change) return null;
			return { ...noUnits, ...(hasOtherResults ? await this.#results.count(stage) : noResults) };
		}
		const told = sets && (await this.#countTold(stage, sets, hasOtherResults));
		if (told) return told.counted;
		if (!isAdded && !change?.hasOtherUnits && !hasOtherResults) {
			const groups = await this.#countGroups(stage);
			if (groups) return isNothing(groups) && !change ? null : groups;
		}
		const follows = stage.recipe.parents.some((id) => this.#tasks.isImagined(id) || this.#tasks.isTold(id));
		if (!this.#isEdit) return follows || stage.recipe.unitRule.kind !== "each" ? this.#countFollowing(stage) : null;
		if (isAdded || change?.hasOtherUnits || follows) return this.#countEdited(stage, hasOtherResults);
		if (hasOtherResults) return { ...noUnits, ...(await this.#results.count(stage)) };
		return change ? { ...noUnits, ...noResults } : null;
	}

	/** Null where the units cannot be told from the tiles. */
	#setChange(stageId: number): SetChange | null {
		const [before, after] = [this.#sets.before.get(stageId), this.#sets.after.get(stageId)];
		return before && after && before.kind === after.kind ? { before, after } : null;
	}

	#movesUnits({ before, after }: SetChange): boolean {
		return this.#tiles.movesTiles || !isSameSet(before, after);
	}

	/** With another kind of rule nothing stays, and nothing comes back where nothing was retired: as if it were new. */
	async #hasNoneOfItsUnits(stage: GraphStage): Promise<boolean> {
		const before = this.#difference.changed.find(({ after }) => after.id === stage.id)?.before;
		if (!before) return false;
		const hadTiles = this.#sets.before.get(stage.id)?.kind === "tiles";
		const hasTiles = this.#sets.after.get(stage.id)?.kind === "tiles";
		const isOther =
			(hadTiles && stage.recipe.unitRule.kind !== "each") || (hasTiles && before.recipe.unitRule.kind !== "each");
		if (!isOther) return false;
		const counts = await countStates(this.#database, [stage.id]);
		return counts(stage.id, (state) => state === "excluded" || state === "cancelled" || state === "running") === 0;
	}

	/** What comes and goes of units that are told from the tiles; null where these have to be named after all. */
	async #countTold(
		stage: GraphStage,
		sets: SetChange,
		hasOtherResults: boolean,
	): Promise<{ readonly counted: CountedStage | null } | null> {
		const counted = arePairs(sets)
			? !hasOtherResults && (await this.#countPairs(stage, sets))
			: sets.after.kind === "tiles" && (await this.#countTiles(stage, sets, hasOtherResults));
		if (!counted) return null;
		if (counted.tasksToAdd + counted.tasksToRetire > 0) this.#tasks.tell(stage.id, sets.after);
		const isTouched =
			this.#difference.changed.some(({ after }) => after.id === stage.id) || this.#tasks.isTold(stage.id);
		return { counted: isTouched || hasOtherResults ? counted : null };
	}

	/** A stage whose units are tiles, before and after. */
	async #countTiles(stage: GraphStage, sets: SetChange, hasOtherResults: boolean): Promise<CountedStage> {
		const [before, after] = [whereOf(sets.before), whereOf(sets.after)];
		const { coming, going } = await this.#tiles.count(before, after);
		const results = hasOtherResults ? await this.#results.count(stage, after) : noResults;
		const back = await this.#tiles.countBack(stage.id, { before, after, coming }, this.#graph);
		return {
			...results,
			tasksToAdd: coming,
			tasksReady: back.ready,
			tasksToRun: coming - back.held,
			tasksToRetire: going,
			runningAffected: this.#isEdit || going === 0 ? 0 : await this.#tiles.countRunning(stage.id, before, after),
		};
	}

	/** A stage whose units are pairs of tiles, before and after; null where these have to be named. */
	async #countPairs(stage: GraphStage, sets: PairChange): Promise<CountedStage | null> {
		const pairs = await this.#pairs.count(sets);
		if (!pairs) return null;
		const [coming, going] = [pairs.after - pairs.staying, pairs.before - pairs.staying];
		const alike = this.#stagesWith(sets);
		const counts = await countStates(this.#database, alike);
		const [before, after] = [whereOf(sets.before), whereOf(sets.after)];
		const retired = coming === 0 ? 0 : Math.max(...alike.map((id) => counts(id, (state) => state === "excluded")));
		const held =
			retired === 0 ? 0 : Math.min(coming, await this.#pairs.countHeld(stage.id, sets, { ids: alike, retired }));
		const tiles = coming === 0 ? 0 : (await this.#tiles.count(before, after)).coming;
		const share =
			coming === 0 ? 0 : await this.#tiles.shareReady(stage.id, { before, after, coming: tiles }, this.#graph);
		const mayRun = !this.#isEdit && going > 0 && counts(stage.id, (state) => state === "running") > 0;
		return {
			...noResults,
			tasksToAdd: coming,
			tasksReady: Math.round((coming - held) * share),
			tasksToRun: coming - held,
			tasksToRetire: going,
			runningAffected: mayRun ? await this.#pairs.countRunning(stage.id, sets) : 0,
		};
	}

	#stagesWith(sets: SetChange): readonly number[] {
		return this.#graph.stages
			.map(({ id }) => id)
			.filter((id) => {
				const other = this.#setChange(id);
				return other && isSameSet(other.before, sets.before) && isSameSet(other.after, sets.after);
			});
	}

	/** Null for stages that are not groups, and for groups that cannot be told from the tiles. */
	async #countGroups(stage: GraphStage): Promise<CountedStage | null> {
		const { unitRule, parents } = stage.recipe;
		if (this.#withExcluded.has(stage.id) || (unitRule.kind !== "group" && unitRule.kind !== "all")) return null;
		const members = parents.map((parent) => this.#setChange(parent));
		const imagined = { database: this.#database, tiles: this.#tiles, pairs: this.#pairs, tasks: this.#tasks };
		const counted = await countGroups(stage, members, imagined);
		return counted && this.#isEdit ? { ...counted, runningAffected: 0 } : counted;
	}

	async #countEdited(stage: GraphStage, hasOtherResults: boolean): Promise<CountedStage> {
		const planned = plannedAs(stage, this.#project);
		const wanted = wantedUnits(planned, null, this.#tasks.ofParents(stage));
		const edited = editedTasks({
			stageId: stage.id,
			wanted,
			openness: opennessOf(planned, this.#project.acquisitionIsFinished),
			newId: this.#tasks.newId(),
		});
		type UnitCounts = Omit<CountedStage, "becomeStale" | "becomeCurrent" | "runningAffected">;
		let counted: UnitCounts | undefined;
		if (this.#tasks.isParent(stage) || hasOtherResults) {
			// What is below is imagined on top of it.
			await this.#tasks.imagine(stage, `select ${imaginedColumns} from (${edited.rows}) as r`, wanted.parameters);
			const imagined = `(select * from imagined where stage_id = ${Math.trunc(stage.id)})`;
			[counted] = await this.#database.query<UnitCounts>(edited.counts(imagined, "$1"), [planned.resultHash]);
		} else {
			const hash = `$${wanted.parameters.length + 1}`;
			const parameters = [...wanted.parameters, planned.resultHash];
			[counted] = await this.#database.query<UnitCounts>(edited.counts(`(${edited.rows})`, hash), parameters);
		}
		// With the units it had, what is below sees what it saw.
		if (stage.id > 0 && counted?.tasksToAdd === 0 && counted.tasksToRetire === 0) this.#tasks.forget(stage);
		if (!hasOtherResults) return { ...noUnits, ...noResults, ...counted };
		const results = await this.#results.count(stage);
		const tasksToRerun = Math.max(counted?.tasksToRerun ?? 0, results.tasksToRerun);
		return { ...noUnits, ...counted, ...results, tasksToRerun };
	}

	/** A stage below tiles that come and go: what the planner does to tasks whose data changed. */
	async #countFollowing(stage: GraphStage): Promise<CountedStage> {
		const { unitRule } = stage.recipe;
		const planned = plannedAs(stage, this.#project);
		const query = followingTasks({
			stageId: stage.id,
			wanted: wantedUnits(planned, null, this.#tasks.ofParents(stage), this.#tiles.relation),
			openness: opennessOf(planned, this.#project.acquisitionIsFinished),
			isGroup: unitRule.kind === "group" || unitRule.kind === "all",
			newId: this.#tasks.newId(),
			isImagined: this.#tasks.isParent(stage),
			columns: imaginedColumns,
		});
		const [row] = await this.#database.query<CountedStage>(query.text, query.parameters);
		if (query.isImagined) await this.#tasks.noteImagined(stage);
		return { ...noUnits, ...noResults, ...row };
	}
}

const isNothing = ({ tasksToAdd, tasksToRetire }: CountedStage) => tasksToAdd + tasksToRetire === 0;

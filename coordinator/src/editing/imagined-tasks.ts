import type { TaskState } from "@tilewright/contract/states";
import type { Queryable } from "../database/database.ts";
import { gatheredUnits, withoutExcluded } from "../planning/gathered-units.ts";
import { opennessOf } from "../planning/openness-rules.ts";
import type { PlannedStage } from "../planning/planner.ts";
import type { RememberedProject } from "../planning/project-graph.ts";
import { resultHashOf } from "../planning/stage-version-rules.ts";
import { conditionOf } from "../planning/task-selection.ts";
import { countedPairs, wantedUnits } from "../planning/wanted-units.ts";
import { followingTasks } from "./following-tasks.ts";
import type { Graph, GraphStage } from "./graph.ts";
import { rerunSelections } from "./graph-changer.ts";
import type { GraphDifference } from "./graph-difference.ts";
import type { EditPolicy } from "./graph-edit.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import type { UnitSets } from "./unit-sets.ts";

/** What would become of the tasks of one stage. */
export interface CountedStage {
	readonly tasksToAdd: number;
	readonly tasksReady: number;
	/** Of the units to add, those without a result that still holds. */
	readonly tasksToRun: number;
	readonly tasksToRetire: number;
	readonly becomeStale: number;
	readonly becomeCurrent: number;
	readonly tasksToRerun: number;
	/** Only where tiles come and go: an edit of the graph touches all programs of the stages it changes. */
	readonly runningAffected?: number;
}

const columns = "id, stage_id, unit_key, tile_id, unit, ordinal, state, input_count, input_digest";

/** Where imagined tasks are kept, as long as the transaction lives. */
export const imaginedTable = `create temporary table imagined (
	id bigint not null, stage_id integer not null, unit_key text not null, tile_id bigint, unit jsonb,
	ordinal bigint not null, state task_state not null, input_count integer not null,
	input_digest bigint not null
) on commit drop`;

/** Goes through the stages of the graph to be, parents first, and imagines the tasks of those whose units change. */
export class Imagination {
	readonly #database: Queryable;
	/** As it would be. */
	readonly #project: RememberedProject;
	readonly #difference: GraphDifference;
	readonly #policy: EditPolicy;
	readonly #after: Graph;
	/** Tasks of a stage that have succeeded and would run again. */
	readonly #goingBack = new Map<number, number>();
	/** How many units those new stages have whose units were counted and not imagined. */
	readonly #unnamed = new Map<number, number>();
	readonly #setsBefore: UnitSets;
	readonly #setsAfter: UnitSets;
	readonly #tiles: ImaginedTiles;
	readonly #isEdit: boolean;
	/** Stages whose tasks are in the table `imagined`, and not in `task`. */
	readonly #imagined = new Set<number>();

	constructor(parts: {
		readonly database: Queryable;
		readonly project: RememberedProject;
		readonly difference: GraphDifference;
		readonly policy: EditPolicy;
		readonly after: Graph;
		readonly sets: { readonly before: UnitSets; readonly after: UnitSets };
		readonly tiles: ImaginedTiles;
		/** The graph is edited; otherwise tiles come and go. */
		readonly isEdit: boolean;
	}) {
		this.#after = parts.after;
		this.#setsBefore = parts.sets.before;
		this.#setsAfter = parts.sets.after;
		this.#database = parts.database;
		this.#project = parts.project;
		this.#difference = parts.difference;
		this.#policy = parts.policy;
		this.#tiles = parts.tiles;
		this.#isEdit = parts.isEdit;
	}

	/** Before all stages when tiles come and go: what is below sees them come and go. */
	async imagineRoot(): Promise<void> {
		const root = this.#project.rootStageId;
		const isSameScope = this.#setsAfter.get(root) === this.#setsBefore.get(root);
		if ((isSameScope && !this.#tiles.movesTiles) || !this.#needsTasks(root)) return;
		await this.#database.query(
			`insert into imagined (${columns})
			select p.id, p.stage_id, p.unit_key, p.tile_id, p.unit, p.ordinal,
				(case when not (${this.#tiles.isWorkedOn("after")} and ${this.#setsAfter.get(root)}) then 'excluded'
					when t.content_signature is null then 'waiting' else 'succeeded' end)::task_state, 0, 0
			from task p join tile t on t.id = p.tile_id where p.stage_id = $1`,
			[root],
		);
		await this.#database.query("analyze imagined");
		this.#imagined.add(root);
	}

	/** Null for a stage that stays as it is. */
	async count(stage: GraphStage): Promise<CountedStage | null> {
		const isAdded = this.#difference.added.some((added) => added.id === stage.id);
		const change = this.#difference.changed.find(({ after }) => after.id === stage.id);
		const follows = stage.recipe.parents.some((parent) => this.#imagined.has(parent));
		const known = isAdded || (await this.#hasNoneOfItsUnits(stage)) ? await this.#knownUnits(stage) : null;
		if (known && !isAdded) return { ...known, tasksToRetire: await countLive(this.#database, stage.id) };
		if (known) return known;
		const [before, after] = [this.#setsBefore.get(stage.id), this.#setsAfter.get(stage.id)];
		if (!isAdded && before && after) {
			if (before === after && !this.#tiles.movesTiles) {
				if (!change) return null;
				return { ...noUnits, ...(change.hasOtherResults ? await this.#countResults(stage) : noResults) };
			}
			if (!this.#needsTasks(stage.id)) return this.#countTiles(stage, before, after, change?.hasOtherResults ?? false);
		}
		if (!this.#isEdit) return follows || stage.recipe.unitRule.kind !== "each" ? this.#countFollowing(stage) : null;
		if (isAdded || change?.hasOtherUnits || follows) return this.#countUnits(stage, change?.hasOtherResults ?? false);
		if (change?.hasOtherResults) return { ...noUnits, ...(await this.#countResults(stage)) };
		return change ? { ...noUnits, ...noResults } : null;
	}

	/** With another kind of rule nothing stays, and nothing comes back where nothing was retired: as if it were new. */
	async #hasNoneOfItsUnits(stage: GraphStage): Promise<boolean> {
		const before = this.#difference.changed.find(({ after }) => after.id === stage.id)?.before;
		if (!before) return false;
		const hadTiles = this.#setsBefore.get(stage.id) !== null;
		const hasTiles = this.#setsAfter.get(stage.id) !== null;
		const isOther =
			(hadTiles && stage.recipe.unitRule.kind !== "each") || (hasTiles && before.recipe.unitRule.kind !== "each");
		if (!isOther) return false;
		const counts = await countStates(this.#database, [stage.id]);
		return counts(stage.id, (state) => state === "excluded" || state === "cancelled" || state === "running") === 0;
	}

	/** Whether a stage below it has units that cannot be told from the tiles alone. */
	#needsTasks(stageId: number): boolean {
		return this.#after.stages.some(
			(other) =>
				other.recipe.parents.includes(stageId) &&
				(this.#setsAfter.get(other.id) === null ||
					this.#setsBefore.get(other.id) === null ||
					this.#needsTasks(other.id)),
		);
	}

	/** A stage whose units are tiles, before and after. */
	async #countTiles(
		stage: GraphStage,
		before: string,
		after: string,
		hasOtherResults: boolean,
	): Promise<CountedStage | null> {
		const { coming, going } = await this.#tiles.count(before, after);
		const results = hasOtherResults ? await this.#countResults(stage, after) : noResults;
		if (coming + going === 0 && !hasOtherResults && !this.#difference.changed.some((one) => one.after.id === stage.id))
			return null;
		const back = await this.#tiles.countBack(stage.id, { before, after, coming }, this.#after);
		return {
			...results,
			tasksToAdd: coming,
			tasksReady: back.ready,
			tasksToRun: coming - back.held,
			tasksToRetire: going,
			runningAffected: this.#isEdit ? 0 : await this.#tiles.countRunning(stage.id, before, after),
		};
	}

	/** Units of a new stage that can be told without naming them: those of all tiles, pairs, and what each of these gets. */
	async #knownUnits(stage: GraphStage): Promise<CountedStage | null> {
		const [parent] = stage.recipe.parents;
		const children = this.#after.stages.filter((other) => other.recipe.parents.includes(stage.id));
		if (parent === undefined) return null;
		const ofParent = this.#unnamed.get(parent);
		if (ofParent !== undefined) {
			if (!this.#followsUnnamed(stage)) return null;
			this.#unnamed.set(stage.id, ofParent);
			return { ...noUnits, ...noResults, tasksToAdd: ofParent, tasksToRun: ofParent };
		}
		const set = this.#setsAfter.get(stage.id);
		// What is below with other units has to be imagined on top of this one.
		if (set && !this.#needsTasks(stage.id)) return this.#newTiles(stage, set);
		const rule = stage.recipe.unitRule;
		if ((rule.kind === "group" || rule.kind === "all") && children.length === 0) return this.#newGroups(stage);
		if (rule.kind !== "neighbours" || !children.every((child) => this.#followsUnnamed(child))) return null;
		const counted = countedPairs(
			{ ...this.#planned(stage), projectRegion: this.#project.region },
			rule.offsets,
			this.#relation(),
		);
		const [pairs] = await this.#database.query<{ units: number; ready: number; is_countable: boolean }>(
			counted.text,
			counted.parameters,
		);
		if (!pairs?.is_countable) return null;
		// Of pairs with a tile that runs again none is counted as ready: it is the least that can be said without naming them.
		const tasksReady = stage.recipe.parents.some((id) => this.#goingBack.get(id)) ? 0 : pairs.ready;
		if (children.length > 0) this.#unnamed.set(stage.id, pairs.units);
		return { ...noUnits, ...noResults, tasksToAdd: pairs.units, tasksReady, tasksToRun: pairs.units };
	}

	/** A new stage whose units are tiles; null when parents run again, so that their tasks have to be looked at. */
	async #newTiles(stage: GraphStage, set: string): Promise<CountedStage | null> {
		const { parents } = stage.recipe;
		const [parent, ...others] = parents;
		const hasAll = this.#hasAllTiles(stage.id);
		const counts = await countStates(this.#database, [this.#project.rootStageId, ...parents]);
		const tasksToAdd = hasAll
			? counts(this.#project.rootStageId, (state) => state !== "excluded")
			: (await this.#tiles.count("false", set)).coming;
		const units = { ...noUnits, ...noResults, tasksToAdd, tasksToRun: tasksToAdd };
		const areThere = parents.every((id) => id === this.#project.rootStageId || this.#setsBefore.has(id));
		if (parent === undefined || !areThere) return units;
		const goingBack = this.#goingBack.get(parent) ?? 0;
		if (hasAll && others.length === 0)
			return { ...units, tasksReady: Math.max(0, counts(parent, (state) => state === "succeeded") - goingBack) };
		if (parents.some((id) => (this.#goingBack.get(id) ?? 0) > 0)) return null;
		const inputs = parents.map(
			(id, place) => `join task p${place} on p${place}.tile_id = t.id and p${place}.unit is null
				and p${place}.stage_id = ${Math.trunc(id)} and p${place}.state = 'succeeded'`,
		);
		const [row] = await this.#database.query<{ count: number }>(
			`select count(*)::int as count from tile t ${inputs.join(" ")} where t.project_id = $1 and ${set}`,
			[this.#project.id],
		);
		return { ...units, tasksReady: row?.count ?? 0 };
	}

	async #newGroups(stage: GraphStage): Promise<CountedStage> {
		const planned = this.#planned(stage);
		const wanted = wantedUnits(planned, null, this.#relation());
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
			this.#difference.added.some((added) => added.id === stage.id) &&
			stage.recipe.parents.length === 1 &&
			stage.recipe.unitRule.kind === "each" &&
			stage.scope.region === undefined &&
			stage.scope.firstOrdinal === undefined &&
			this.#after.stages
				.filter((other) => other.recipe.parents.includes(stage.id))
				.every((child) => this.#followsUnnamed(child))
		);
	}

	#hasAllTiles(stageId: number): boolean {
		const set = this.#setsAfter.get(stageId);
		return set !== null && set === this.#setsAfter.get(this.#project.rootStageId);
	}

	async #countUnits(stage: GraphStage, hasOtherResults: boolean): Promise<CountedStage> {
		const planned = this.#planned(stage);
		const wanted = wantedUnits(planned, null, this.#relation());
		const units = gatheredUnits({
			from: `(${withoutExcluded(wanted.text, stage.id)}) as w`,
			inputState: "w.input_state",
			openness: opennessOf(planned, this.#project.acquisitionIsFinished),
		});
		const rows = `
			select coalesce(e.id, -(${this.#imagined.size}::bigint * 1000000000 + row_number() over ())) as id, ${stage.id}::int as stage_id,
				u.unit_key, u.tile_id, u.unit, u.ordinal,
				case when e.state = 'succeeded' then 'succeeded'::task_state when u.unmet_inputs = 0 and not u.is_open then 'ready' else 'waiting' end as state,
				u.input_count, u.input_digest
			from (${units}) as u left join task e on e.stage_id = ${stage.id} and e.unit_key = u.unit_key`;
		// What was made by just this recipe from other inputs runs again by itself, whatever the policy says; what another
		// one has made is stale.
		const counts = (imagined: string, hash: string) => `
			select (count(*) filter (where i.id is not null and (e.id is null or e.input_count = 0)))::int as "tasksToAdd",
				(count(*) filter (where i.state = 'ready' and (e.id is null or e.input_count = 0)))::int as "tasksReady",
				(count(*) filter (where i.id is not null and (e.id is null or (e.input_count = 0 and e.result_attempt_id is null))))::int as "tasksToRun",
				(count(*) filter (where i.id is null and e.input_count > 0))::int as "tasksToRetire",
				(count(*) filter (where e.input_count > 0 and e.result_attempt_id is not null and i.input_digest <> e.input_digest
					and e.state in ('succeeded', 'review', 'rejected') and e.made_of is distinct from i.input_digest
					and e.result_hash = ${hash}))::int as "tasksToRerun"
			from ${imagined} as i full join (
				select t.*, a.input_digest as made_of from task t left join attempt a on a.id = t.result_attempt_id
				where t.stage_id = ${stage.id}
			) as e on e.id = i.id`;
		type UnitCounts = Omit<CountedStage, "becomeStale" | "becomeCurrent" | "runningAffected">;
		const isParent = this.#after.stages.some((other) => other.recipe.parents.includes(stage.id));
		let counted: UnitCounts | undefined;
		if (isParent || hasOtherResults) {
			// What is below is imagined on top of it.
			await this.#database.query(
				`insert into imagined (${columns}) select ${columns} from (${rows}) as r`,
				wanted.parameters,
			);
			await this.#database.query("analyze imagined");
			this.#imagined.add(stage.id);
			const imagined = `(select * from imagined where stage_id = ${stage.id})`;
			[counted] = await this.#database.query<UnitCounts>(counts(imagined, "$1"), [planned.resultHash]);
		} else {
			const hash = `$${wanted.parameters.length + 1}`;
			const parameters = [...wanted.parameters, planned.resultHash];
			[counted] = await this.#database.query<UnitCounts>(counts(`(${rows})`, hash), parameters);
		}
		// With the units it had, what is below sees what it saw.
		if (stage.id > 0 && counted?.tasksToAdd === 0 && counted.tasksToRetire === 0) this.#imagined.delete(stage.id);
		if (!hasOtherResults) return { ...noUnits, ...noResults, ...counted };
		const results = await this.#countResults(stage);
		const tasksToRerun = Math.max(counted?.tasksToRerun ?? 0, results.tasksToRerun);
		return { ...noUnits, ...counted, ...results, tasksToRerun };
	}

	/** A stage below tiles that come and go: what the planner does to tasks whose data changed. */
	async #countFollowing(stage: GraphStage): Promise<CountedStage> {
		const { unitRule } = stage.recipe;
		const planned = this.#planned(stage);
		const query = followingTasks({
			stageId: stage.id,
			wanted: wantedUnits(planned, null, this.#relation(), this.#tiles.relation),
			openness: opennessOf(planned, this.#project.acquisitionIsFinished),
			isGroup: unitRule.kind === "group" || unitRule.kind === "all",
			newId: `-(${this.#imagined.size + 1}::bigint * 1000000000 + row_number() over ())`,
			isImagined: this.#after.stages.some((other) => other.recipe.parents.includes(stage.id)),
			columns,
		});
		const [row] = await this.#database.query<CountedStage>(query.text, query.parameters);
		if (query.isImagined) {
			await this.#database.query("analyze imagined");
			this.#imagined.add(stage.id);
		}
		return { ...noUnits, ...noResults, ...row };
	}

	/** Results of tasks that stay, compared with what the stage's recipe would be. */
	async #countResults(
		stage: GraphStage,
		/** The tiles of the tasks that stay, where they are told by a condition. */
		tiles?: string,
	): Promise<Pick<CountedStage, "becomeStale" | "becomeCurrent" | "tasksToRerun">> {
		const hash = resultHashOf(stage.recipe);
		const before = this.#difference.changed.find(({ after }) => after.id === stage.id)?.before;
		const stay = this.#imagined.has(stage.id)
			? "and t.id in (select id from imagined where stage_id = $1)"
			: tiles === undefined
				? ""
				: `and t.tile_id in (select t.id from tile t where t.project_id = ${this.#project.id} and ${tiles})`;
		const stays = `t.input_count > 0 ${stay}`;
		const [row] = await this.#database.query<{ becomeStale: number; becomeCurrent: number }>(
			`select (count(*) filter (where t.result_hash is distinct from $2 and t.result_hash = $3))::int as "becomeStale",
				(count(*) filter (where t.result_hash = $2 and t.result_hash is distinct from $3))::int as "becomeCurrent"
			from task t where t.stage_id = $1 and t.result_attempt_id is not null and ${stays}`,
			[stage.id, hash, before ? resultHashOf(before.recipe) : null],
		);
		const accepted = this.#policy.acceptAsIs;
		return {
			becomeStale: accepted ? 0 : (row?.becomeStale ?? 0),
			becomeCurrent: row?.becomeCurrent ?? 0,
			tasksToRerun: await this.#countReruns(stage, hash, stays),
		};
	}

	async #countReruns(stage: GraphStage, hash: string, stays: string): Promise<number> {
		let count = 0;
		for (const { isStale, ...selection } of rerunSelections(this.#project.id, this.#policy)) {
			if (isStale && this.#policy.acceptAsIs) continue;
			const condition = conditionOf(selection, [stage.id], 3);
			const [row] = await this.#database.query<{ count: number; succeeded: number }>(
				`select count(*)::int as count, (count(*) filter (where t.state = 'succeeded'))::int as succeeded from task t
				where ${condition.text} and ${stays} and t.stage_id = $1
					and ($2::text is null or (t.result_attempt_id is not null
						and (t.result_hash is distinct from $2 or t.result_revision is distinct from t.input_revision)))`,
				[stage.id, isStale ? hash : null, ...condition.parameters],
			);
			count += row?.count ?? 0;
			this.#goingBack.set(stage.id, (this.#goingBack.get(stage.id) ?? 0) + (row?.succeeded ?? 0));
		}
		return count;
	}

	/** What holds the tasks of the parents: those imagined, and for all other stages those there are. */
	#relation(): string {
		if (this.#imagined.size === 0) return "task";
		const ids = [...this.#imagined].join(",");
		return `(select ${columns} from task where stage_id not in (${ids}) union all select ${columns} from imagined)`;
	}

	#planned(stage: GraphStage): PlannedStage {
		return {
			id: stage.id,
			projectId: this.#project.id,
			rootStageId: this.#project.rootStageId,
			parents: stage.recipe.parents,
			unitRule: stage.recipe.unitRule,
			resultHash: resultHashOf(stage.recipe),
			skippedPlanes: this.#project.skippedPlanes,
			firstOrdinal: stage.scope.firstOrdinal ?? null,
			region: stage.scope.region ?? null,
			canary: stage.canary,
		};
	}
}

const noResults = { becomeStale: 0, becomeCurrent: 0, tasksToRerun: 0 } as const;

export async function stagesWithExcludedUnits(database: Queryable, projectId: number): Promise<ReadonlySet<number>> {
	const rows = await database.query<{ stage_id: number }>(
		"select distinct e.stage_id from excluded_unit e join stage s on s.id = e.stage_id where s.project_id = $1",
		[projectId],
	);
	return new Set(rows.map((row) => row.stage_id));
}

async function countStates(
	database: Queryable,
	stageIds: readonly number[],
): Promise<(stageId: number, isMeant: (state: TaskState) => boolean) => number> {
	const rows = await database.query<{ stage_id: number; state: TaskState; count: number }>(
		"select stage_id, state, count from task_count where stage_id = any($1)",
		[stageIds],
	);
	return (stageId, isMeant) =>
		rows.reduce((sum, row) => (row.stage_id === stageId && isMeant(row.state) ? sum + row.count : sum), 0);
}

export async function countLive(database: Queryable, stageId: number): Promise<number> {
	const [row] = await database.query<{ count: number }>(
		"select count(*)::int as count from task where stage_id = $1 and input_count > 0",
		[stageId],
	);
	return row?.count ?? 0;
}

const noUnits = { tasksToAdd: 0, tasksReady: 0, tasksToRun: 0, tasksToRetire: 0 } as const;

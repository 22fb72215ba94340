import type { ProjectId } from "@tilewright/contract/ids";
import type { Queryable } from "../database/database.ts";
import type { Graph } from "./graph.ts";
import { type Sampling, strideOf } from "./sampling.ts";

/** More tasks that come back are not looked at one by one: a sample of their tiles tells how many of them still hold. */
const tasksLookedAt: Sampling = { mostCounted: 30_000, inSample: 10_000 };

export interface TileCounts {
	readonly coming: number;
	readonly going: number;
}

/** Tiles that come whose tasks are alike, by the stages these are of. */
interface ComingTiles {
	readonly is_complete: boolean;
	/** Retired with a result. */
	readonly held: readonly number[];
	/** Still running, or cancelled by a person. */
	readonly busy: readonly number[];
	/** Of stages that had these tiles all the time. */
	readonly succeeded: readonly number[];
	readonly count: number;
}

/** Tiles as they would be worked on, for stages whose units are tiles: counted from the tiles alone. */
export class ImaginedTiles {
	readonly #database: Queryable;
	readonly projectId: ProjectId;
	/** Tiles that a person withdraws or takes up again are in the table `imagined_tile`. */
	readonly movesTiles: boolean;
	readonly #counts = new Map<string, TileCounts>();
	readonly #running = new Map<string, ReadonlyMap<number, number>>();
	readonly #coming = new Map<string, readonly ComingTiles[]>();

	constructor(database: Queryable, projectId: ProjectId, options: { readonly movesTiles: boolean }) {
		this.#database = database;
		this.projectId = projectId;
		this.movesTiles = options.movesTiles;
	}

	/** What holds the tiles, with who would give way to whom and who would be withdrawn. */
	get relation(): string {
		if (!this.movesTiles) return "tile";
		return `(select t.id, t.project_id, t.lattice_x, t.lattice_y, t.lattice_z, t.neighbour_key, t.attributes, t.content_signature,
			case when i.id is null then t.superseded_by else i.superseded_by end as superseded_by,
			case when i.id is null then t.withdrawn_at when i.is_withdrawn then now() end as withdrawn_at
			from tile t left join imagined_tile i on i.id = t.id)`;
	}

	/** On `tile t`: nobody has withdrawn it. */
	isWorkedOn(when: "before" | "after"): string {
		if (when === "before" || !this.movesTiles) return "t.withdrawn_at is null";
		return "coalesce((select not i.is_withdrawn from imagined_tile i where i.id = t.id), t.withdrawn_at is null)";
	}

	/** On `tile t`: it gives way to no other at its place. */
	isFirst(when: "before" | "after"): string {
		if (when === "before" || !this.movesTiles) return "t.superseded_by is null";
		return "coalesce((select i.superseded_by is null from imagined_tile i where i.id = t.id), t.superseded_by is null)";
	}

	/** On `tile t`: it can be in pairs and groups. */
	stands(when: "before" | "after"): string {
		return `${this.isWorkedOn(when)} and ${this.isFirst(when)}`;
	}

	/** Tiles that a stage does not have `before` and has `after`, both conditions on `tile t`; and the other way round. */
	async count(before: string, after: string): Promise<TileCounts> {
		const known = this.#counts.get(`${before}|${after}`);
		if (known) return known;
		const [row] = await this.#database.query<TileCounts>(
			`select (count(*) filter (where is_after and not is_before))::int as coming,
				(count(*) filter (where is_before and not is_after))::int as going
			from (select ${this.#both(before, after)} from tile t where t.project_id = $1) as t`,
			[this.projectId],
		);
		const counts = row ?? { coming: 0, going: 0 };
		this.#counts.set(`${before}|${after}`, counts);
		return counts;
	}

	#both(before: string, after: string): string {
		return `(${this.isWorkedOn("before")} and ${before}) as is_before, (${this.isWorkedOn("after")} and ${after}) as is_after`;
	}

	/** Of the units of a stage that come: how many find a result that holds, and how many of the others could run at once. */
	async countBack(
		stageId: number,
		units: { readonly before: string; readonly after: string; readonly coming: number },
		graph: Graph,
	): Promise<{ readonly held: number; readonly ready: number }> {
		if (units.coming === 0) return { held: 0, ready: 0 };
		const tiles = await this.#comingTiles(units, graph);
		const succeeds = successOf(graph);
		const counts = { looked: 0, held: 0, ready: 0 };
		for (const tile of tiles) {
			counts.looked += tile.count;
			if (tile.held.includes(stageId)) counts.held += tile.count;
			else if (tile.busy.includes(stageId)) continue;
			else if (parentsOf(graph, stageId).every((parent) => succeeds(tile, parent))) counts.ready += tile.count;
		}
		const share = counts.looked === 0 ? 0 : units.coming / counts.looked;
		return { held: Math.round(counts.held * share), ready: Math.round(counts.ready * share) };
	}

	/** Of the tiles that come, the part whose inputs for this stage have succeeded; 1 where none comes. */
	async shareReady(
		stageId: number,
		units: { readonly before: string; readonly after: string; readonly coming: number },
		graph: Graph,
	): Promise<number> {
		if (units.coming === 0) return 1;
		const tiles = await this.#comingTiles(units, graph);
		const succeeds = successOf(graph);
		const isReady = (tile: ComingTiles) => parentsOf(graph, stageId).every((parent) => succeeds(tile, parent));
		const sum = (some: readonly ComingTiles[]) => some.reduce((total, tile) => total + tile.count, 0);
		return sum(tiles.filter(isReady)) / Math.max(1, sum(tiles));
	}

	/** Every so many of the tiles that come, by what their tasks are like: of a hundred thousand there are few kinds. */
	async #comingTiles(
		{ before, after, coming }: { readonly before: string; readonly after: string; readonly coming: number },
		graph: Graph,
	): Promise<readonly ComingTiles[]> {
		const known = this.#coming.get(`${before}|${after}`);
		if (known) return known;
		const stride = strideOf(coming * graph.stages.length, tasksLookedAt);
		const stages = (condition: string) =>
			`coalesce(array_agg(e.stage_id order by e.stage_id) filter (where ${condition}), '{}')`;
		// All tasks of a few tiles: the index finds them, and a join over all tasks there are would take a second.
		await this.#database.query("set local enable_nestloop = on");
		const rows = await this.#database.query<ComingTiles>(
			`with coming as materialized (
				select id, is_complete from (
					select t.id, t.content_signature is not null as is_complete, ${this.#both(before, after)}
					from tile t where t.project_id = $1 and t.id % $2 = 0
				) as t where is_after and not is_before
			), kind as (
				select is_complete, held, busy, succeeded from coming cross join lateral (
					select ${stages("e.state = 'excluded' and e.result_attempt_id is not null")} as held,
						${stages("e.state in ('running', 'cancelled') and e.input_count = 0")} as busy,
						${stages("e.state = 'succeeded' and e.input_count > 0")} as succeeded
					from task e where e.tile_id = coming.id and e.unit is null
				) as tasks
			)
			select is_complete, held, busy, succeeded, count(*)::int as count from kind group by 1, 2, 3, 4`,
			[this.projectId, stride],
		);
		await this.#database.query("set local enable_nestloop = off");
		this.#coming.set(`${before}|${after}`, rows);
		return rows;
	}

	/** Programs that run on tiles that go. All stages that lose the same tiles are looked through at once. */
	async countRunning(stageId: number, before: string, after: string): Promise<number> {
		const key = `${before}|${after}`;
		const known = this.#running.get(key) ?? (await this.#runningOnGoing(before, after));
		this.#running.set(key, known);
		return known.get(stageId) ?? 0;
	}

	async #runningOnGoing(before: string, after: string): Promise<ReadonlyMap<number, number>> {
		const stages = await this.#database.query<{ stage_id: number }>(
			`select c.stage_id from task_count c join stage s on s.id = c.stage_id
			where s.project_id = $1 and c.state = 'running' and c.count > 0`,
			[this.projectId],
		);
		if (stages.length === 0) return new Map();
		const rows = await this.#database.query<{ stage_id: number; count: number }>(
			`with running as materialized (
				select stage_id, tile_id from task
				where stage_id = any($2) and state = 'running' and input_count > 0 and unit is null
			)
			select stage_id, count(*)::int as count
			from running join (select t.id, ${this.#both(before, after)} from tile t where t.project_id = $1) as t on t.id = running.tile_id
			where t.is_before and not t.is_after group by stage_id`,
			[this.projectId, stages.map((stage) => stage.stage_id)],
		);
		return new Map(rows.map((row) => [row.stage_id, row.count]));
	}
}

function parentsOf(graph: Graph, stageId: number): readonly number[] {
	return graph.stages.find(({ id }) => id === stageId)?.recipe.parents ?? [];
}

/** Whether a stage's task of such a tile will have succeeded as soon as the tile is back. */
function successOf(graph: Graph): (tile: ComingTiles, stageId: number) => boolean {
	const succeeds = (tile: ComingTiles, id: number): boolean => {
		if (id === graph.rootStageId) return tile.is_complete;
		if (tile.succeeded.includes(id)) return true;
		return tile.held.includes(id) && parentsOf(graph, id).every((parent) => succeeds(tile, parent));
	};
	return succeeds;
}

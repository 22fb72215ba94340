import type { ProjectId } from "@tilewright/contract/ids";
import type { Queryable } from "../database/database.ts";

/** More tasks that come back are not looked at one by one: a sample of their tiles tells how many of them still hold. */
const tasksLookedAt = 30_000;

export interface TileCounts {
	readonly coming: number;
	readonly going: number;
}

/** Tiles as they would be worked on, for stages whose units are tiles: counted from the tiles alone. */
export class ImaginedTiles {
	readonly #database: Queryable;
	readonly #projectId: ProjectId;
	/** Tiles that a person withdraws or takes up again are in the table `imagined_tile`. */
	readonly movesTiles: boolean;
	readonly #counts = new Map<string, TileCounts>();

	constructor(database: Queryable, projectId: ProjectId, options: { readonly movesTiles: boolean }) {
		this.#database = database;
		this.#projectId = projectId;
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

	/** Tiles that a stage does not have `before` and has `after`, both conditions on `tile t`; and the other way round. */
	async count(before: string, after: string): Promise<TileCounts> {
		const known = this.#counts.get(`${before}|${after}`);
		if (known) return known;
		const [row] = await this.#database.query<TileCounts>(
			`select (count(*) filter (where is_after and not is_before))::int as coming,
				(count(*) filter (where is_before and not is_after))::int as going
			from (select ${this.#both(before, after)} from tile t where t.project_id = $1) as t`,
			[this.#projectId],
		);
		const counts = row ?? { coming: 0, going: 0 };
		this.#counts.set(`${before}|${after}`, counts);
		return counts;
	}

	#both(before: string, after: string): string {
		return `(${this.isWorkedOn("before")} and ${before}) as is_before, (${this.isWorkedOn("after")} and ${after}) as is_after`;
	}

	/** Of the units that come: how many find a result that holds, and how many of the others could run at once. */
	async countBack(
		stageId: number,
		/** Without the root stage. */
		parents: readonly number[],
		units: { readonly before: string; readonly after: string; readonly coming: number; readonly stages: number },
	): Promise<{ readonly held: number; readonly ready: number }> {
		if (units.coming === 0) return { held: 0, ready: 0 };
		const stride = Math.max(1, Math.ceil((units.coming * units.stages) / tasksLookedAt));
		// What was retired in full comes back with the result it had.
		const willSucceed = parents.map(
			(parent) =>
				`exists (select from task p where p.tile_id = t.id and p.stage_id = ${parent} and p.unit is null
				and (p.state = 'succeeded' or (p.state = 'excluded' and p.result_attempt_id is not null)))`,
		);
		await this.#database.query("set local enable_nestloop = on");
		const [row] = await this.#database.query<{ looked: number; held: number; ready: number }>(
			`select count(*)::int as looked, (count(*) filter (where e.result_attempt_id is not null and e.state = 'excluded'))::int as held,
				(count(*) filter (where (e.id is null or (e.state = 'excluded' and e.result_attempt_id is null))
					and ${["t.content_signature is not null", ...willSucceed].join(" and ")}))::int as ready
			from (select t.*, ${this.#both(units.before, units.after)} from tile t where t.project_id = $1 and t.id % $3 = 0) as t
			left join task e on e.tile_id = t.id and e.stage_id = $2 and e.unit is null
			where t.is_after and not t.is_before`,
			[this.#projectId, stageId, stride],
		);
		await this.#database.query("set local enable_nestloop = off");
		if (!row || row.looked === 0) return { held: 0, ready: 0 };
		const share = units.coming / row.looked;
		return { held: Math.round(row.held * share), ready: Math.round(row.ready * share) };
	}

	/** Programs that run on tiles that go. */
	async countRunning(stageId: number, before: string, after: string): Promise<number> {
		const [some] = await this.#database.query(
			"select 1 from task_count where stage_id = $1 and state = 'running' and count > 0",
			[stageId],
		);
		if (!some) return 0;
		const [row] = await this.#database.query<{ count: number }>(
			`select count(*)::int as count
			from task e join (select t.id, ${this.#both(before, after)} from tile t where t.project_id = $1) as t on t.id = e.tile_id
			where e.stage_id = $2 and e.state = 'running' and e.input_count > 0 and t.is_before and not t.is_after`,
			[this.#projectId, stageId],
		);
		return row?.count ?? 0;
	}
}

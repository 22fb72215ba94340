import type { Queryable } from "../database/database.ts";
import { canonicalJson } from "../planning/stage-version-rules.ts";
import type { ImaginedTiles } from "./imagined-tiles.ts";
import { type Sampling, strideOf } from "./sampling.ts";
import { countedByFirstTile, type PairChange, pairsLookedAt } from "./told-units.ts";
import { whereOf } from "./unit-sets.ts";

/** More retired pairs are not looked at one by one: a sample tells how many of them hold a result for what comes back. */
const retiredLookedAt: Sampling = { mostCounted: 20_000, inSample: 5_000 };

export interface PairCounts {
	readonly before: number;
	readonly after: number;
	/** In both. */
	readonly staying: number;
}

/** Pairs of tiles as they would be, counted without naming them. */
export class ImaginedPairs {
	readonly #database: Queryable;
	readonly #tiles: ImaginedTiles;
	readonly #counts = new Map<string, PairCounts | null>();
	readonly #held = new Map<string, ReadonlyMap<number, number>>();

	constructor(database: Queryable, tiles: ImaginedTiles) {
		this.#database = database;
		this.#tiles = tiles;
	}

	/** Null where tiles lie so far out that pairs have to be named. */
	async count(change: PairChange): Promise<PairCounts | null> {
		const key = canonicalJson(change);
		const known = this.#counts.get(key);
		if (known !== undefined) return known;
		const counted = countedByFirstTile(change, this.#tiles, await this.#movesOf(change));
		const [row] = await this.#database.query<PairCounts & { readonly is_far: boolean | null }>(
			`select coalesce(sum(before), 0)::int as before, coalesce(sum(after), 0)::int as after, coalesce(sum(staying), 0)::int as staying,
				bool_or(is_far) as is_far
			from (${counted}) as t`,
		);
		const counts = row && row.is_far !== true ? row : null;
		this.#counts.set(key, counts);
		return counts;
	}

	async #movesOf({ before, after }: PairChange): Promise<{ readonly tilesCome: boolean; readonly tilesGo: boolean }> {
		if (this.#tiles.movesTiles) return { tilesCome: true, tilesGo: true };
		const { coming, going } = await this.#tiles.count(whereOf(before), whereOf(after));
		return { tilesCome: coming > 0, tilesGo: going > 0 };
	}

	/** Programs that run on pairs that go. */
	async countRunning(stageId: number, change: PairChange): Promise<number> {
		const named =
			"select stage_id, unit_key from task where stage_id = any($1) and state = 'running' and input_count > 0";
		const counts = await this.#countNamed(named, [stageId], change, "not is_after");
		return counts.get(stageId) ?? 0;
	}

	/**
	 * Pairs that are retired now with a result, and would come back: an estimate where there are many. All stages that
	 * have these pairs are looked through at once.
	 */
	async countHeld(
		stageId: number,
		change: PairChange,
		stages: { readonly ids: readonly number[]; readonly retired: number },
	): Promise<number> {
		const key = canonicalJson(change);
		const known = this.#held.get(key) ?? (await this.#heldByStage(change, stages));
		this.#held.set(key, known);
		return known.get(stageId) ?? 0;
	}

	async #heldByStage(
		change: PairChange,
		{ ids, retired }: { readonly ids: readonly number[]; readonly retired: number },
	): Promise<ReadonlyMap<number, number>> {
		const stride = strideOf(retired, retiredLookedAt);
		const tiles = `select id from tile where project_id = ${this.#tiles.projectId} and id % ${stride} = 0`;
		const named = `select stage_id, unit_key from task
			where stage_id = any($1) and state = 'excluded' and result_attempt_id is not null
				${stride === 1 ? "" : `and tile_id = any(array(${tiles}))`}`;
		const counts = await this.#countNamed(named, ids, change, "is_after");
		return new Map([...counts].map(([id, count]) => [id, count * stride]));
	}

	async #countNamed(
		named: string,
		stageIds: readonly number[],
		change: PairChange,
		condition: string,
	): Promise<ReadonlyMap<number, number>> {
		const rows = await this.#database.query<{ stage_id: number; count: number }>(
			`select stage_id, count(*)::int as count from (${pairsLookedAt(named, change, this.#tiles)}) as t where ${condition} group by stage_id`,
			[stageIds],
		);
		return new Map(rows.map((row) => [row.stage_id, row.count]));
	}
}

import type { StageId } from "@tilewright/contract/ids";
import type { Queryable } from "../../database/database.ts";
import { readMeanRunTimes } from "../../database/pace-reads.ts";

const readEveryMs = 5_000;

/** How long tasks take, asked for only while a stage has something to do and read at most every few seconds. */
export class RunTimeWatch {
	readonly #database: Queryable;
	#known: ReadonlyMap<StageId, number> = new Map();
	#asked = new Set<StageId>();
	#readAtMs = Number.NEGATIVE_INFINITY;

	constructor(database: Queryable) {
		this.#database = database;
	}

	/** `nowMs` of a clock that never goes back. */
	async look(busyStages: readonly StageId[], nowMs: number): Promise<void> {
		if (busyStages.length === 0) return;
		const hasNew = busyStages.some((id) => !this.#asked.has(id));
		if (!hasNew && nowMs - this.#readAtMs < readEveryMs) return;
		this.#readAtMs = nowMs;
		this.#asked = new Set(busyStages);
		this.#known = await readMeanRunTimes(this.#database, busyStages);
	}

	/** In milliseconds; null when nothing is known of it. */
	meanRunMs(stageId: StageId): number | null {
		return this.#known.get(stageId) ?? null;
	}
}

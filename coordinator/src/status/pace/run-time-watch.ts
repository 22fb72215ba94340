import type { StageId } from "@tilewright/contract/ids";
import type { Queryable } from "../../database/database.ts";
import { readMeanBytes, readMeanRunTimes, readRecentTries, type TriesOfStage } from "../../database/pace-reads.ts";

const readEveryMs = 5_000;
/** Looking gets a twentieth of the time, however much there is to look at. */
const pausesPerRead = 20;

/** How long tasks take, how much they leave, and whether tries succeed, asked for only while a stage has something to do and at most every few seconds. */
export class RunTimeWatch {
	readonly #database: Queryable;
	#known: ReadonlyMap<StageId, number> = new Map();
	#bytes: ReadonlyMap<StageId, number> = new Map();
	#asked = new Set<StageId>();
	#tries: ReadonlyMap<StageId, TriesOfStage> = new Map();
	#readAtMs = Number.NEGATIVE_INFINITY;
	#pauseMs = readEveryMs;

	constructor(database: Queryable) {
		this.#database = database;
	}

	/** `nowMs` of a clock that never goes back. */
	async look(busyStages: readonly StageId[], nowMs: number): Promise<void> {
		if (busyStages.length === 0) {
			this.#tries = new Map();
			this.#asked = new Set();
			return;
		}
		const hasNew = busyStages.some((id) => !this.#asked.has(id));
		if (!hasNew && nowMs - this.#readAtMs < this.#pauseMs) return;
		this.#readAtMs = nowMs;
		this.#asked = new Set(busyStages);
		const beganAt = performance.now();
		const [known, bytes, tries] = await Promise.all([
			readMeanRunTimes(this.#database, busyStages),
			readMeanBytes(this.#database, busyStages),
			readRecentTries(this.#database, busyStages),
		]);
		this.#known = new Map([...this.#known, ...known]);
		this.#bytes = new Map([...this.#bytes, ...bytes]);
		this.#tries = new Map(tries.map((row) => [row.stageId, row]));
		this.#pauseMs = Math.max(readEveryMs, pausesPerRead * (performance.now() - beganAt));
	}

	/** Null where the stage has nothing to do, or none of its newest tries failed. */
	triesOf(stageId: StageId): TriesOfStage | null {
		return this.#tries.get(stageId) ?? null;
	}

	/** Of one result; null when nothing is known of it. */
	meanBytes(stageId: StageId): number | null {
		return this.#bytes.get(stageId) ?? null;
	}

	/** In milliseconds; null when nothing is known of it. */
	meanRunMs(stageId: StageId): number | null {
		return this.#known.get(stageId) ?? null;
	}
}

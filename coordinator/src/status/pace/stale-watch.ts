import type { ProjectId, StageId } from "@tilewright/contract/ids";
import type { Queryable } from "../../database/database.ts";
import { countStaleTasks } from "../../database/stage-reads.ts";

const shortestPauseMs = 2_000;
/** Counting reads every task of the stages (0.4 s for a million): it gets a twentieth of the time, however many there are. */
const pausesPerCount = 20;

interface Counted {
	readonly counts: ReadonlyMap<StageId, number>;
	readonly stageKey: string;
	readonly sequence: number;
	readonly nextAtMs: number;
}

/** How many results of each stage are stale and stay so: counted for who watches, once for all of them, and only after something has changed. */
export class StaleWatch {
	readonly #database: Queryable;
	readonly #sequenceOf: (projectId: ProjectId) => number;
	readonly #projects = new Map<ProjectId, Counted>();

	/** `sequenceOf`: of the newest change of a project. */
	constructor(database: Queryable, sequenceOf: (projectId: ProjectId) => number) {
		this.#database = database;
		this.#sequenceOf = sequenceOf;
	}

	/** `nowMs` of a clock that never goes back. */
	async look(projectId: ProjectId, stageIds: readonly StageId[], nowMs: number): Promise<void> {
		const known = this.#projects.get(projectId);
		const stageKey = stageIds.join();
		// Read before it is counted: what changes meanwhile is counted again.
		const sequence = this.#sequenceOf(projectId);
		const isSame = known?.sequence === sequence && known.stageKey === stageKey;
		if (isSame || (known && nowMs < known.nextAtMs)) return;
		const beganAt = performance.now();
		const counts = await countStaleTasks(this.#database, stageIds);
		const tookMs = performance.now() - beganAt;
		this.#projects.set(projectId, {
			counts: new Map(counts.map(({ stageId, lasting }) => [stageId, lasting])),
			stageKey,
			sequence,
			nextAtMs: nowMs + Math.max(shortestPauseMs, pausesPerCount * tookMs),
		});
	}

	/** Null while it has not been counted. */
	staleIn(projectId: ProjectId, stageId: StageId): number | null {
		const counted = this.#projects.get(projectId);
		return counted === undefined ? null : (counted.counts.get(stageId) ?? 0);
	}

	forget(projectId: ProjectId): void {
		this.#projects.delete(projectId);
	}
}

import type { StageId } from "@tilewright/contract/ids";

/*
 * The small part of the capacity that live tiles leave to work which comes after them: back-fill, and groups that run
 * while they grow. Without it an acquisition that fills every worker would keep both waiting to its end.
 *
 * It is an account in work units × milliseconds. It grows with time, by a tenth of what all workers can do; a task that
 * goes before live tiles is paid from it by what tasks of its stage take on average, and the account may be overdrawn by
 * one task. So the share holds on two cores as well as on a thousand, for short tasks and for long ones, and the first
 * task of a stage that was just added goes at once. Stages take turns.
 */

const guaranteedShare = 0.1;
/** What is not used is kept for so long: enough for several short tasks in one round, not for a burst. */
const savedMs = 1_000;
/** What the first task of a stage is taken to need. */
const unknownRunMs = 5_000;

/** A stage as far as turns are concerned. */
export interface TurnTaker {
	readonly stageId: StageId;
	readonly workUnits: number;
	readonly meanRunMs: number | undefined;
	/** Attempts of it that run. */
	readonly running: number;
}

export class SmallShare {
	#account = 0;
	#knownAtMs: number | undefined;
	#turn = 0;
	readonly #turns = new Map<StageId, number>();

	/** `capacity`: work units of all workers that take work, by now. */
	accrue(nowMs: number, capacity: number): void {
		const perMs = this.ofCapacity(capacity);
		const elapsed = nowMs - (this.#knownAtMs ?? nowMs);
		this.#knownAtMs = nowMs;
		this.#account = Math.min(this.#account + elapsed * perMs, savedMs * perMs);
	}

	/** Work units that are guaranteed of so many. */
	ofCapacity(workUnits: number): number {
		return guaranteedShare * workUnits;
	}

	get isDue(): boolean {
		return this.#account >= 0;
	}

	/** The one whose turn is longest ago; while nobody knows how long its tasks take, one of them at a time. */
	next<Stage extends TurnTaker>(stages: readonly Stage[]): Stage | undefined {
		let next: Stage | undefined;
		for (const stage of stages) {
			if (stage.meanRunMs === undefined && stage.running > 0) continue;
			if (next === undefined || this.#turnOf(stage) < this.#turnOf(next)) next = stage;
		}
		return next;
	}

	/** A task of it was dispatched before live tiles. */
	pay({ stageId, workUnits, meanRunMs = unknownRunMs }: TurnTaker): void {
		this.#account -= workUnits * meanRunMs;
		this.#turn += 1;
		this.#turns.set(stageId, this.#turn);
	}

	#turnOf({ stageId }: TurnTaker): number {
		return this.#turns.get(stageId) ?? 0;
	}
}

import type { TaskState } from "../api/generated/documents.ts";
import type { ProjectChange } from "./live-store-model.ts";

/** Tells from the counts in changes whether tasks arrived at some states, or left them. */
export class CountedStates {
	readonly #states: readonly TaskState[];
	readonly #told = new Map<string, string>();

	constructor(states: readonly TaskState[]) {
		this.#states = states;
	}

	/** False for the first counts of a stage: there was nothing to compare them with. */
	take(change: Pick<ProjectChange, "stages">): boolean {
		let hasMoved = false;
		for (const { stageId, counts } of change.stages) {
			const now = this.#states.map((state) => counts.find((entry) => entry.state === state)?.count ?? 0).join(" ");
			const before = this.#told.get(stageId);
			this.#told.set(stageId, now);
			hasMoved ||= before !== undefined && before !== now;
		}
		return hasMoved;
	}
}

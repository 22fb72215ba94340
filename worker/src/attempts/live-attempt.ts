import type { AssignedAttempt, AssignedRecipe } from "@tilewright/contract/messages";
import { applyAttemptEvent, type LiveAttemptEvent, type LiveAttemptState } from "./attempt-machine.ts";
import type { StopReason } from "./stop-reason.ts";

type StopProgram = (reason: StopReason, graceMs?: number) => void;

/** One attempt from its assignment until its result is committed. */
export class LiveAttempt {
	readonly assigned: AssignedAttempt;
	readonly recipe: AssignedRecipe;
	/** By the machine's clock. */
	readonly receivedAtMs: number;
	#state: LiveAttemptState = "queued";
	#stopProgram: StopProgram | null = null;
	#stopReason: StopReason | null = null;
	#isForgotten = false;
	#programHash: string | null = null;

	constructor(assigned: AssignedAttempt, recipe: AssignedRecipe, receivedAtMs: number) {
		this.assigned = assigned;
		this.recipe = recipe;
		this.receivedAtMs = receivedAtMs;
	}

	get id(): number {
		return this.assigned.attemptId;
	}

	/** Where the coordinator has counted it. */
	get place(): "local" | "cluster" {
		return this.assigned.place ?? "local";
	}

	/** What it takes of its place. */
	get workUnits(): number {
		const { workUnits, clusterWorkUnits } = this.recipe.operations;
		return this.place === "cluster" ? clusterWorkUnits : workUnits;
	}

	get state(): LiveAttemptState {
		return this.#state;
	}

	/** Asked for before the program runs or after it has ended; the step that has the attempt looks at it. */
	get stopReason(): StopReason | null {
		return this.#stopReason;
	}

	/** The coordinator has given it to somebody else: no result is wanted, nothing may be published. */
	get isForgotten(): boolean {
		return this.#isForgotten;
	}

	/** SHA-256 of its script right before it was started; null without one, or when it could not be read. */
	get programHash(): string | null {
		return this.#programHash;
	}

	isAboutToStart(programHash: string | null): void {
		this.#programHash = programHash;
	}

	/** False when the event does not fit the state. */
	advance(event: LiveAttemptEvent): boolean {
		const next = applyAttemptEvent(this.#state, event);
		if (next !== null) this.#state = next;
		return next !== null;
	}

	/** Its program runs and can be stopped; at once when that was asked for meanwhile. */
	hasProgram(stopProgram: StopProgram): void {
		this.#stopProgram = stopProgram;
		if (this.#stopReason !== null) stopProgram(this.#stopReason);
	}

	stop(reason: StopReason, graceMs?: number): void {
		this.#stopReason ??= reason;
		if (this.#state === "running") this.#stopProgram?.(reason, graceMs);
	}

	forget(): void {
		this.#isForgotten = true;
		this.stop("lost");
	}
}

import type { Clock } from "@tilewright/contract/clock";
import { describeError } from "@tilewright/contract/errors";
import type { BusMessage, BusSubscription, MessageBus } from "@tilewright/contract/message-bus";
import {
	type AssignedAttempt,
	type AssignedRecipe,
	assignSchema,
	cancelSchema,
	committedSchema,
	decodeMessage,
	subjects,
} from "@tilewright/contract/messages";
import type { Logger } from "pino";
import { LiveAttempt } from "../attempts/live-attempt.ts";
import type { AttemptJournal } from "./attempt-journal.ts";
import { RecipeMemory } from "./recipe-memory.ts";

export interface AssignmentIntakeOptions {
	readonly bus: MessageBus;
	readonly workerId: string;
	readonly clock: Clock;
	readonly logger: Logger;
	readonly journal: AttemptJournal;
	readonly isOwnSession: (sessionId: string) => boolean;
	/** False for a coordinator that has been replaced. */
	readonly acceptEpoch: (epoch: number) => boolean;
	/** Assigned before; an assignment may arrive twice. */
	readonly isKnown: (attemptId: number) => boolean;
	/** Written to the journal: these wait for their turn now. */
	readonly queue: (attempts: readonly LiveAttempt[]) => void;
	/** Programs of kind `none`: they have succeeded. */
	readonly succeed: (attempts: readonly LiveAttempt[]) => void;
	/** It cannot be run as it came. */
	readonly refuse: (attempt: Pick<LiveAttempt, "id" | "receivedAtMs">, problem: string) => void;
	readonly cancel: (attemptIds: readonly number[]) => void;
	readonly committed: (attemptIds: readonly number[]) => void;
}

/** Listens to the coordinator. Messages of other sessions and of replaced coordinators are not obeyed. */
export class AssignmentIntake {
	readonly #options: AssignmentIntakeOptions;
	readonly #recipes = new RecipeMemory();
	readonly #orders: BusSubscription[] = [];
	readonly #answers: BusSubscription[] = [];

	constructor(options: AssignmentIntakeOptions) {
		this.#options = options;
	}

	/** Recipes of attempts that came before a restart. */
	remember(recipes: Iterable<AssignedRecipe>): void {
		for (const recipe of recipes) this.#recipes.remember(recipe);
	}

	start(): void {
		const { bus, workerId } = this.#options;
		const listen = (subject: string, handle: (message: BusMessage) => void) =>
			bus.subscribe(subject, (message) => this.#guard(message, handle));
		this.#orders.push(
			listen(subjects.assign(workerId), (message) => this.#assign(message)),
			listen(subjects.cancel(workerId), (message) => this.#cancel(message)),
		);
		this.#answers.push(listen(subjects.committed(workerId), (message) => this.#committed(message)));
	}

	/** Takes no more work, but still hears what is committed. */
	stopTaking(): void {
		for (const subscription of this.#orders.splice(0)) subscription.unsubscribe();
	}

	stop(): void {
		this.stopTaking();
		for (const subscription of this.#answers.splice(0)) subscription.unsubscribe();
	}

	/** One message that is not understood must not stop the others. */
	#guard(message: BusMessage, handle: (message: BusMessage) => void): void {
		try {
			handle(message);
		} catch (error) {
			this.#options.logger.error({ subject: message.subject, error: describeError(error) }, "A message was refused.");
		}
	}

	#assign({ payload, subject }: BusMessage): void {
		const receivedAtMs = this.#options.clock.monotonicMs();
		const { epoch, sessionId, recipes, attempts } = decodeMessage(assignSchema, payload, subject);
		const { logger } = this.#options;
		if (!this.#options.isOwnSession(sessionId)) {
			logger.debug({ sessionId, attempts: attempts.length }, "Assignments of another session were ignored.");
			return;
		}
		if (!this.#options.acceptEpoch(epoch)) {
			logger.warn({ epoch, attempts: attempts.length }, "Assignments of a replaced coordinator were ignored.");
			return;
		}
		for (const recipe of recipes) this.#recipes.remember(recipe);
		this.#sort(
			attempts.filter(({ attemptId }) => !this.#options.isKnown(attemptId)),
			receivedAtMs,
		);
	}

	#sort(attempts: readonly AssignedAttempt[], receivedAtMs: number): void {
		const immediate: LiveAttempt[] = [];
		const programs: LiveAttempt[] = [];
		for (const assigned of attempts) {
			const recipe = this.#recipes.get(assigned.stageVersionId);
			if (recipe === undefined) {
				this.#options.refuse(
					{ id: assigned.attemptId, receivedAtMs },
					`The recipe of stage version ${assigned.stageVersionId} did not reach this worker.`,
				);
				continue;
			}
			const attempt = new LiveAttempt(assigned, recipe, receivedAtMs);
			(recipe.recipe.definition.program.kind === "none" ? immediate : programs).push(attempt);
		}
		if (programs.length > 0) {
			this.#options.journal.assigned(programs);
			this.#options.queue(programs);
		}
		if (immediate.length > 0) this.#options.succeed(immediate);
	}

	#cancel({ payload, subject }: BusMessage): void {
		const { sessionId, attemptIds } = decodeMessage(cancelSchema, payload, subject);
		if (this.#options.isOwnSession(sessionId)) this.#options.cancel(attemptIds);
	}

	/** Of whatever session: what is committed or refused stays so. */
	#committed({ payload, subject }: BusMessage): void {
		this.#options.committed(decodeMessage(committedSchema, payload, subject).attemptIds);
	}
}

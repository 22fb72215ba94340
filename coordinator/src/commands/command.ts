import type { ProjectId } from "@tilewright/contract/ids";
import type { z } from "zod";
import type { Transaction } from "../database/database.ts";
import type { RoundEffects } from "../effects/round-effects.ts";

/**
 * What a person asks for over the API. The API stores it as a row and rings a bell; the active coordinator
 * carries it out inside its own loop, so that nothing is dispatched under the old graph, and stores the answer.
 * The row stays as the audit.
 */
export interface CommandKind<Schema extends z.ZodType, Result> {
	readonly name: string;
	readonly input: Schema;
	/** Runs in a savepoint; a TilewrightError is the answer to the person, anything else is our fault. */
	carryOut(context: CommandContext, input: z.output<Schema>): Promise<Result & { readonly audit?: Audit }>;
}

export interface CommandContext {
	readonly transaction: Transaction;
	/** What else has to happen because of the command (planning, reloading, telling). */
	readonly effects: RoundEffects;
	readonly actor: string;
	/** Why, as the person said. */
	readonly message: string | null;
	readonly now: Date;
}

/** What a command leaves for those who ask later; kept beside its input, not part of its answer. */
export interface Audit {
	/** What was done, in a sentence without a full stop. */
	readonly summary: string;
	readonly before?: unknown;
	readonly after?: unknown;
}

export function defineCommand<Schema extends z.ZodType, Result>(
	kind: CommandKind<Schema, Result>,
): CommandKind<Schema, Result> {
	return kind;
}

/** How the API hands a command over and waits for its answer (a plain JSON value). */
export interface CommandGate {
	/**
	 * Throws the command's TilewrightError, ARGUMENT_INVALID when the input does not fit its schema, or
	 * COORDINATOR_NOT_ACTIVE when no coordinator has carried it out in time (it may still do so later).
	 */
	submit<Schema extends z.ZodType, Result>(
		kind: CommandKind<Schema, Result>,
		input: z.input<Schema>,
		asked: { readonly actor: string; readonly message?: string | null; readonly projectId?: ProjectId | null },
	): Promise<Result>;
}

import { argumentValues, renderTemplate } from "@tilewright/contract/command-line";
import { describeError } from "@tilewright/contract/errors";
import type { AttemptResult } from "@tilewright/contract/messages";
import { asSentence } from "@tilewright/contract/sentence";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import { argumentContextOf } from "../execution/argument-context.ts";
import { composeCommand } from "../execution/compose-command.ts";
import { limitsOf } from "../execution/limit-rules.ts";
import { judgeExit } from "../execution/outcome-rules.ts";
import { describeStartProblem, type ProgramPlaces } from "../execution/program-rules.ts";
import { resultOfRun } from "../execution/run-result.ts";
import type { ProgramExit } from "../execution/task-runner.ts";
import type { Collected, CollectOrder } from "./collect-outputs.ts";
import type { DiscardOrder } from "./discard-attempt.ts";
import type { LogTailOrder } from "./log-tail.ts";

export interface ResultCollectorOptions {
	readonly placesFor: (attempt: LiveAttempt) => ProgramPlaces;
	/** The work on files, done elsewhere. */
	readonly files: {
		collect(order: CollectOrder): Promise<Collected>;
		/** Answers with what went wrong, or null. */
		discard(order: DiscardOrder): Promise<string | null>;
		readLogTail(order: LogTailOrder): Promise<string | null>;
	};
	/** Resolves when the worker has a lease, or when the attempt is of no interest any more. */
	readonly whenAllowed: (attempt: LiveAttempt) => Promise<void>;
	/** Null when nobody wants a result. */
	readonly finished: (attempt: LiveAttempt, result: AttemptResult | null) => void;
	/** Its private files are gone. */
	readonly cleared: (attempt: LiveAttempt) => void;
	readonly warn: (fields: object, message: string) => void;
}

/** Turns the end of a program into a result: looks at what it left, publishes it, clears up. */
export class ResultCollector {
	readonly #options: ResultCollectorOptions;

	constructor(options: ResultCollectorOptions) {
		this.#options = options;
	}

	/** May be called again for the same attempt after a restart of the worker. Never rejects. */
	async take(attempt: LiveAttempt, exit: ProgramExit): Promise<void> {
		try {
			const result = await this.#judge(attempt, exit);
			this.#options.finished(attempt, result);
			await this.discard(attempt, result?.outcome === "succeeded");
		} catch (error) {
			const problem = asSentence(`Its outputs could not be looked at: ${describeError(error)}`);
			this.#options.finished(attempt, resultOfRun(attempt, exit, null, "nodeFailed", problem));
			await this.discard(attempt, false);
		}
	}

	async discard(attempt: LiveAttempt, hasSucceeded: boolean): Promise<void> {
		const { outputPath } = attempt.recipe.recipe;
		const { directory: unitDirectory } = attempt.assigned.unit;
		const order = { attemptId: attempt.id, outputPath, unitDirectory, hasSucceeded };
		const problem = await this.#options.files.discard(order);
		if (problem !== null) {
			const fields = { attemptId: attempt.id, outputPath, problem };
			this.#options.warn(fields, "The private files of an attempt could not be removed.");
		}
		this.#options.cleared(attempt);
	}

	/** Null when nobody wants the result. */
	async #judge(attempt: LiveAttempt, exit: ProgramExit): Promise<AttemptResult | null> {
		const composed = composeCommand(attempt, attempt.assigned.inputs ?? [], this.#options.placesFor(attempt));
		const command = "problem" in composed ? null : composed.command;
		if (attempt.isForgotten) return null;
		if (exit.startProblem !== null) {
			const isInterpreted = !("problem" in composed) && !composed.program.mustBeExecutable;
			const problem = describeStartProblem(exit.startProblem, command ?? [], isInterpreted);
			return resultOfRun(attempt, exit, command, "couldNotStart", problem);
		}
		const { recipe, operations } = attempt.recipe;
		const { expectedExitCode } = recipe.definition;
		const { maximumOutputBytes } = operations;
		const limits = { ...limitsOf(operations, attempt.assigned), maximumOutputBytes, expectedExitCode };
		const verdict = judgeExit(exit, limits);
		if (verdict.kind === "ended") {
			const result = resultOfRun(attempt, exit, command, verdict.outcome, verdict.problem);
			return this.#withLogTail(attempt, exit, result);
		}
		const collected = await this.#collect(attempt);
		if (collected === null) return null;
		switch (collected.kind) {
			case "published": {
				const { metrics, artifacts, outputSignature } = collected.manifest;
				const result = resultOfRun(attempt, exit, command, "succeeded", null);
				return { ...result, metrics, artifacts, outputSignature };
			}
			case "invalid": {
				const result = resultOfRun(attempt, exit, command, "invalidOutput", collected.problem);
				return this.#withLogTail(attempt, exit, result);
			}
			case "superseded": {
				const problem = `The result of a later attempt, ${collected.byAttemptId}, is published already.`;
				return resultOfRun(attempt, exit, command, "lost", problem);
			}
			case "cancelled":
				return resultOfRun(attempt, exit, command, "cancelled", "It was cancelled before its outputs were published.");
		}
	}

	/** Publishes only with a lease, however long that takes to come (back). */
	async #collect(attempt: LiveAttempt) {
		for (;;) {
			await this.#options.whenAllowed(attempt);
			if (attempt.isForgotten) return null;
			if (attempt.stopReason === "cancelled") return { kind: "cancelled" } as const;
			const collected = await this.#options.files.collect(this.#collectOrder(attempt));
			if (collected.kind !== "leaseEnded") return collected;
		}
	}

	#collectOrder(attempt: LiveAttempt): CollectOrder {
		const { recipe, operations, stageVersionId } = attempt.recipe;
		const { taskId, tile, unit } = attempt.assigned;
		const declared = recipe.definition.outputs;
		const values = argumentValues(argumentContextOf(attempt, attempt.assigned.inputs ?? []));
		return {
			attemptId: attempt.id,
			outputPath: recipe.outputPath,
			unitDirectory: unit.directory,
			tilePath: tile?.relativePath ?? null,
			taskId,
			stageVersionId,
			unitKey: unit.key,
			declaredOutputs: declared.map((output) => ({ ...output, path: renderTemplate(output.path, values) })),
			maximumOutputBytes: operations.maximumOutputBytes,
		};
	}

	async #withLogTail(attempt: LiveAttempt, exit: ProgramExit, result: AttemptResult): Promise<AttemptResult> {
		if (exit.stdoutBytes === 0 && exit.stderrBytes === 0) return result;
		const { outputPath } = attempt.recipe.recipe;
		return { ...result, logTail: await this.#options.files.readLogTail({ outputPath, attemptId: attempt.id }) };
	}
}

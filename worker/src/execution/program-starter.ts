import { attemptLogFile } from "@tilewright/contract/attempt-paths";
import { parameterDefaults } from "@tilewright/contract/command-line";
import { describeError } from "@tilewright/contract/errors";
import { asSentence } from "@tilewright/contract/sentence";
import type { AttemptOutcome } from "@tilewright/contract/states";
import type { TaskFileInput } from "@tilewright/contract/task-file";
import type { LiveAttempt } from "../attempts/live-attempt.ts";
import type { StopReason } from "../attempts/stop-reason.ts";
import { type ComposedCommand, composeCommand } from "./compose-command.ts";
import { limitsOf } from "./limit-rules.ts";
import type { Prepared, PrepareOrder } from "./prepare-attempt.ts";
import { attemptEnvironment } from "./program-environment.ts";
import type { ProgramPlaces } from "./program-rules.ts";
import type { ProgramExit, ProgramHandle, ProgramOrder, TaskRunner } from "./task-runner.ts";

export interface ProgramStarterOptions {
	readonly runner: TaskRunner;
	readonly placesFor: (attempt: LiveAttempt) => ProgramPlaces;
	/** It goes to a cluster's scheduler, not to this machine. */
	readonly isForScheduler: (attempt: LiveAttempt) => boolean;
	readonly readInputs: (attempt: LiveAttempt) => Promise<readonly TaskFileInput[] | null>;
	readonly prepare: (order: PrepareOrder) => Promise<Prepared>;
	/** Written before the program is started. */
	readonly recordStart: (attempt: LiveAttempt) => void;
	readonly notStarted: (attempt: LiveAttempt, outcome: AttemptOutcome, problem: string) => void;
	/** Its program has been running for a moment. */
	readonly started: (attempt: LiveAttempt, startedAtMs: number) => void;
	readonly exited: (attempt: LiveAttempt, exit: ProgramExit) => void;
}

/** Takes an attempt whose turn has come to its program, and the program to its end. */
export class ProgramStarter {
	readonly #options: ProgramStarterOptions;

	constructor(options: ProgramStarterOptions) {
		this.#options = options;
	}

	start(attempt: LiveAttempt): void {
		attempt.advance("slotFree");
		this.#launch(attempt).catch((error: unknown) => {
			this.#options.notStarted(
				attempt,
				"couldNotStart",
				asSentence(`It could not be started: ${describeError(error)}`),
			);
		});
	}

	/** Goes on with a program that an earlier process of this worker has started. */
	adopt(attempt: LiveAttempt, program: ProgramHandle): void {
		attempt.advance("adopted");
		this.#follow(attempt, program);
	}

	async #launch(attempt: LiveAttempt): Promise<void> {
		const inputs = await this.#options.readInputs(attempt);
		if (this.#wasStopped(attempt) || inputs === null) return;
		const composed = composeCommand(attempt, inputs, this.#options.placesFor(attempt));
		const order = "problem" in composed ? composed : await this.#prepare(attempt, composed, inputs);
		if ("problem" in order) {
			this.#options.notStarted(attempt, "couldNotStart", order.problem);
			return;
		}
		if (this.#wasStopped(attempt)) return;
		this.#options.recordStart(attempt);
		attempt.advance("prepared");
		this.#follow(attempt, this.#options.runner.start(order));
	}

	#wasStopped(attempt: LiveAttempt): boolean {
		if (attempt.stopReason === null) return false;
		this.#options.notStarted(attempt, ...stoppedBeforeStart(attempt.stopReason));
		return true;
	}

	async #prepare(
		attempt: LiveAttempt,
		{ command, program, logFile }: ComposedCommand,
		inputs: readonly TaskFileInput[],
	): Promise<ProgramOrder | { readonly problem: string }> {
		const { recipe, operations } = attempt.recipe;
		const isScript = recipe.definition.program.kind === "script";
		const isForScheduler = this.#options.isForScheduler(attempt);
		const prepared = await this.#options.prepare({
			outputPath: recipe.outputPath,
			unitDirectory: attempt.assigned.unit.directory,
			taskFile: taskFileOf(attempt, inputs),
			program: {
				file: program.file,
				mustBeExecutable: program.mustBeExecutable,
				// A batch waits for its jobs to be written.
				isHashed: isScript && !isForScheduler,
			},
			logFile,
		});
		if (prepared.kind === "problem") return prepared;
		attempt.isAboutToStart(prepared.programHash);
		const { timeLimitSeconds, memoryMb } = limitsOf(operations, attempt.assigned);
		const { template, cpus } = operations.cluster;
		const group = String(attempt.recipe.stageVersionId);
		const script = isScript ? { script: program.file } : {};
		const cluster = { template, cpus, workUnits: attempt.workUnits, group, ...script };
		return {
			attemptId: attempt.id,
			command,
			workingDirectory: program.workingDirectory ?? prepared.outputDirectory,
			environment: attemptEnvironment({
				taskFile: prepared.taskFile,
				outputDirectory: prepared.outputDirectory,
				own: recipe.definition.environment,
			}),
			stdoutPath: attemptLogFile(recipe.outputPath, attempt.id, "stdout"),
			stderrPath: attemptLogFile(recipe.outputPath, attempt.id, "stderr"),
			limits: {
				timeLimitMs: timeLimitSeconds === null ? null : timeLimitSeconds * 1000,
				memoryMb,
				maximumLogBytes: operations.maximumLogBytes,
				// What a script writes beside its unit's folder counts as well.
				outputDirectory: prepared.outputRoot,
				maximumOutputBytes: operations.maximumOutputBytes,
			},
			...(isForScheduler ? { cluster } : {}),
		};
	}

	#follow(attempt: LiveAttempt, program: ProgramHandle): void {
		attempt.hasProgram((reason, graceMs) => program.stop(reason, graceMs));
		void program.started.then((startedAtMs) => {
			if (startedAtMs !== null) this.#options.started(attempt, startedAtMs);
		});
		void program.exited.then((exit) => {
			attempt.advance("exited");
			this.#options.exited(attempt, exit);
		});
	}
}

function stoppedBeforeStart(reason: StopReason): readonly [AttemptOutcome, string] {
	switch (reason) {
		case "cancelled":
			return ["cancelled", "It was cancelled before its program was started."];
		case "preempted":
			return ["preempted", "Its worker was shut down before its program was started."];
		case "lost":
		case "timeLimit":
		case "memoryLimit":
		case "outputLimit":
		case "nodeFailed":
			return ["lost", "Its worker lost its lease before its program was started."];
	}
}

function taskFileOf(attempt: LiveAttempt, inputs: readonly TaskFileInput[]): PrepareOrder["taskFile"] {
	const { assigned } = attempt;
	const { project, stage, recipe, operations } = attempt.recipe;
	const { key, offset, attributes, isPartial, memberCount } = assigned.unit;
	return {
		schemaVersion: 1,
		taskId: assigned.taskId,
		attemptId: attempt.id,
		attemptNumber: assigned.attemptNumber,
		project: { name: project.name, rootPath: project.rootPath, parameters: project.parameters },
		stage: { name: stage.name },
		unit: { rule: recipe.unitRule.kind, key, offset, attributes, isPartial, memberCount },
		inputs: [...inputs],
		parameters: { ...parameterDefaults(recipe.definition), ...recipe.parameters },
		resources: { workUnits: attempt.workUnits, ...limitsOf(operations, assigned) },
	};
}

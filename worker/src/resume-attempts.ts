import type { Logger } from "pino";
import type { AttemptTable } from "./attempts/attempt-table.ts";
import type { ProgramStarter } from "./execution/program-starter.ts";
import type { TaskRunner } from "./execution/task-runner.ts";
import type { AssignmentIntake } from "./intake/assignment-intake.ts";
import type { RecoveredAttempt } from "./intake/attempt-journal.ts";
import type { AttemptQueue } from "./intake/work-queue.ts";
import type { ResultCollector } from "./outputs/result-collector.ts";
import type { AttemptCloser } from "./reporting/attempt-closer.ts";
import type { Outbox } from "./reporting/outbox.ts";

interface ResumeParts {
	readonly recovered: readonly RecoveredAttempt[];
	readonly table: AttemptTable;
	readonly queue: AttemptQueue;
	readonly runner: TaskRunner;
	readonly starter: ProgramStarter;
	readonly outbox: Outbox;
	readonly collector: ResultCollector;
	readonly closer: AttemptCloser;
	readonly intake: AssignmentIntake;
	readonly logger: Logger;
}

/**
 * Puts every attempt of the journal where it was before the worker ended: results into the outbox, programs
 * that still run (or have ended meanwhile) back under our eyes, the rest into the queue. What was started and
 * is not known to the runner any more is lost. Nothing of it is told or published before there is a session.
 */
export function resumeAttempts(parts: ResumeParts): void {
	const { recovered, table, queue, runner, starter, outbox, collector, closer, intake, logger } = parts;
	const programs = new Map(runner.survivors().map((program) => [program.attemptId, program]));
	const counts = { finished: 0, adopted: 0, queued: 0, lost: 0, unknown: 0 };
	for (const { attemptId, attempt, hasStarted, result } of recovered) {
		const program = programs.get(attemptId);
		programs.delete(attemptId);
		if (attempt !== null) {
			table.add(attempt);
			intake.remember([attempt.recipe]);
		}
		if (result !== null) {
			counts.finished += 1;
			outbox.restore([result]);
			attempt?.advance("finished");
			if (program !== undefined) runner.forget([attemptId]);
			if (attempt !== null) void collector.discard(attempt, false);
		} else if (attempt === null) {
			counts.unknown += 1;
		} else if (program !== undefined) {
			counts.adopted += 1;
			queue.occupy(attempt);
			starter.adopt(attempt, program);
		} else if (hasStarted) {
			counts.lost += 1;
			closer.neverStarted(attempt, "lost", "Its program was lost when worker and spawner were both killed.");
		} else {
			counts.queued += 1;
			queue.enqueue(attempt);
		}
	}
	for (const [attemptId, program] of programs) {
		// Forgotten by the journal: it has ended, or should.
		program.stop("lost");
		void program.exited.then(() => runner.forget([attemptId]));
	}
	if (recovered.length > 0) logger.info(counts, "Resumed what an earlier process has left.");
}

import { availableParallelism } from "node:os";
import type { Clock } from "@tilewright/contract/clock";
import type { MessageBus } from "@tilewright/contract/message-bus";
import type { Logger } from "pino";
import { resultWithoutRun } from "./attempts/attempt-results.ts";
import { AttemptTable } from "./attempts/attempt-table.ts";
import type { WorkerConfiguration } from "./configuration.ts";
import type { DataDirectory } from "./data-directory.ts";
import { readInputs } from "./execution/input-reader.ts";
import { LocalRunner } from "./execution/local-runner.ts";
import { inheritedEnvironment } from "./execution/program-environment.ts";
import { ProgramStarter } from "./execution/program-starter.ts";
import type { FileJobs } from "./file-jobs.ts";
import { FileThreads } from "./file-work/file-threads.ts";
import { LeaseSignal } from "./file-work/lease-signal.ts";
import { AssignmentIntake } from "./intake/assignment-intake.ts";
import { AttemptJournal } from "./intake/attempt-journal.ts";
import { WorkQueue } from "./intake/work-queue.ts";
import { machineMs } from "./machine-clock.ts";
import { DiscardQueue } from "./outputs/discard-queue.ts";
import { ResultCollector } from "./outputs/result-collector.ts";
import { AttemptCloser } from "./reporting/attempt-closer.ts";
import { HostLoad } from "./reporting/host-load.ts";
import { Outbox } from "./reporting/outbox.ts";
import { SessionKeeper } from "./reporting/session-keeper.ts";
import { StartedReports } from "./reporting/started-reports.ts";
import { resumeAttempts } from "./resume-attempts.ts";
import { giveBack } from "./shutdown.ts";

export interface WorkerParts {
	readonly configuration: WorkerConfiguration;
	readonly dataDirectory: DataDirectory;
	readonly bus: MessageBus;
	readonly logger: Logger;
	/** Files of the build. */
	readonly programs: { readonly spawner: string; readonly fileThread: string };
	readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface RunningWorker {
	/** `stop` ends the programs and gives their attempts back; `leave` keeps them for the next process. */
	stop(mode: WorkerConfiguration["shutdown"]): Promise<void>;
}

const clock: Clock = { now: () => new Date(), monotonicMs: machineMs };
const fewestFileThreads = 2;
const mostFileThreads = 8;

/** An attempt flows from top to bottom: intake, queue, program, outputs, report. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
	const { configuration, dataDirectory, bus, logger } = parts;
	const { workerId } = dataDirectory;
	const places = { nodePath: process.execPath, stagesDirectory: configuration.stagesDirectory };

	const { journal, recovered, damagedRecords } = AttemptJournal.open(dataDirectory.journalPath);
	if (damagedRecords > 0) logger.warn({ damagedRecords }, "The journal had damaged records; they were left out.");

	const lease = new LeaseSignal();
	const threadCount = Math.min(mostFileThreads, Math.max(fewestFileThreads, availableParallelism()));
	const files = new FileThreads<FileJobs>({
		program: parts.programs.fileThread,
		lease,
		owner: workerId,
		count: threadCount,
	});
	const runner = await LocalRunner.open({
		directory: dataDirectory.spawnerDirectory,
		program: parts.programs.spawner,
		workerId,
		environment: inheritedEnvironment(parts.environment),
		logger,
	});

	const table = new AttemptTable((attemptIds) => journal.forgotten(attemptIds));
	const sessionId = (): string | null => session.sessionId;

	const intake = new AssignmentIntake({
		bus,
		workerId,
		clock,
		logger,
		journal,
		isOwnSession: (id) => session.isOwnSession(id),
		acceptEpoch: (epoch) => session.acceptEpoch(epoch),
		isKnown: (attemptId) => table.knows(attemptId) || outbox.has(attemptId),
		queue: (attempts) => {
			for (const attempt of attempts) table.add(attempt);
			for (const attempt of attempts) queue.enqueue(attempt);
		},
		succeed: (attempts) => closer.succeedWithoutProgram(attempts),
		refuse: (attempt, problem) =>
			outbox.add([resultWithoutRun(attempt, "couldNotStart", problem, clock.monotonicMs())]),
		cancel: (attemptIds) => closer.cancel(attemptIds),
		committed: (attemptIds) => closer.committed(attemptIds),
	});

	const queue = new WorkQueue({
		capacity: configuration.localWorkUnits,
		start: (attempt) => starter.start(attempt),
		refuse: (attempt, outcome, problem) => closer.refuse(attempt, outcome, problem),
	});

	const starter = new ProgramStarter({
		runner,
		places,
		readInputs: (attempt) => readInputs(bus, attempt),
		prepare: (order) => files.run("prepare", order),
		recordStart: (attempt) => journal.started(attempt.id),
		notStarted: (attempt, outcome, problem) => closer.neverStarted(attempt, outcome, problem),
		started: (attempt, startedAtMs) => startedReports.add(attempt.id, startedAtMs - attempt.receivedAtMs),
		exited: (attempt, exit) => {
			queue.programEnded(attempt);
			void collector.take(attempt, exit);
		},
	});

	const discards = new DiscardQueue((orders) => files.run("discard", orders));
	const collector = new ResultCollector({
		places,
		files: {
			collect: (order) => files.run("collect", order),
			discard: (order) => discards.add(order),
			readLogTail: (order) => files.run("readLogTail", order),
		},
		whenAllowed: async (attempt) => {
			while (!lease.isValid && !attempt.isForgotten) await session.whenHeld();
		},
		finished: (attempt, result) => {
			closer.finish(attempt, result);
			queue.release(attempt);
		},
		cleared: (attempt) => table.cleared(attempt),
		warn: (fields, message) => logger.warn(fields, message),
	});

	const outbox: Outbox = new Outbox({ bus, journal, clock, logger, workerId, sessionId });
	const startedReports = new StartedReports(bus, sessionId);
	const closer = new AttemptCloser({
		table,
		queue,
		runner,
		outbox,
		collector,
		clock,
		wake: () => session.wakeWaiters(),
	});

	const hostLoad = new HostLoad();
	const session: SessionKeeper = new SessionKeeper({
		bus,
		logger,
		workerId,
		name: configuration.name,
		capacity: { localWorkUnits: configuration.localWorkUnits, clusterWorkUnits: configuration.clusterWorkUnits },
		lease,
		attemptIds: () => [...new Set([...table.all.map(({ id }) => id), ...outbox.attemptIds])],
		load: () => ({
			localWorkUnits: queue.usedWorkUnits,
			clusterWorkUnits: 0,
			cpuPercent: hostLoad.cpuPercent(),
			freeMemoryMb: hostLoad.freeMemoryMb(),
		}),
		onLease: (terms, capacity) => {
			runner.renewLease(terms);
			queue.setCapacity(capacity.localWorkUnits);
		},
		onSession: () => {
			queue.setOpen(true);
			outbox.resendAll();
		},
		onStrays: (attemptIds) => closer.forget(attemptIds),
		onLapse: () => {
			queue.setOpen(false);
			closer.stopRunning("lost");
		},
	});

	resumeAttempts({ recovered, table, queue, runner, starter, outbox, collector, closer, intake, logger });
	intake.start();
	outbox.start();
	session.start();

	let stopping: Promise<void> | undefined;
	const stop = async (mode: WorkerConfiguration["shutdown"]) => {
		queue.setOpen(false);
		intake.stopTaking();
		if (mode === "stop") {
			await giveBack({ table, queue, closer, outbox, logger });
			await session.sayGoodbye();
		}
		await session.stop();
		intake.stop();
		outbox.stop();
		await discards.flush();
		await files.close();
		await (mode === "stop" ? runner.close() : runner.leave());
		await journal.close();
	};
	return {
		stop: (mode) => {
			stopping ??= stop(mode);
			return stopping;
		},
	};
}

import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import type { Clock } from "@tilewright/contract/clock";
import type { MessageBus } from "@tilewright/contract/message-bus";
import type { ClusterOffer } from "@tilewright/contract/messages";
import type { Logger } from "pino";
import { resultWithoutRun } from "./attempts/attempt-results.ts";
import { AttemptTable } from "./attempts/attempt-table.ts";
import type { LiveAttempt } from "./attempts/live-attempt.ts";
import type { WorkerConfiguration } from "./configuration.ts";
import type { DataDirectory } from "./data-directory.ts";
import { ClusterAccess } from "./execution/cluster/cluster-access.ts";
import { ClusterRunner } from "./execution/cluster/cluster-runner.ts";
import type { ClusterSettings } from "./execution/cluster/cluster-settings.ts";
import { PilotLife } from "./execution/cluster/pilot-life.ts";
import { readInputs } from "./execution/input-reader.ts";
import { LocalRunner } from "./execution/local-runner.ts";
import { PlacedRunner } from "./execution/placed-runner.ts";
import { inheritedEnvironment } from "./execution/program-environment.ts";
import { ProgramStarter } from "./execution/program-starter.ts";
import type { FileJobs } from "./file-jobs.ts";
import { FileThreads } from "./file-work/file-threads.ts";
import { LeaseSignal } from "./file-work/lease-signal.ts";
import { SpareWorkplaces } from "./file-work/spare-workplaces.ts";
import { AssignmentIntake } from "./intake/assignment-intake.ts";
import { AttemptJournal } from "./intake/attempt-journal.ts";
import { PlacedQueue } from "./intake/placed-queue.ts";
import { WorkQueue } from "./intake/work-queue.ts";
import { machineMs } from "./machine-clock.ts";
import { DiscardQueue } from "./outputs/discard-queue.ts";
import { ResultCollector } from "./outputs/result-collector.ts";
import { AttemptCloser } from "./reporting/attempt-closer.ts";
import { ClusterJobReports } from "./reporting/cluster-job-reports.ts";
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
	/** Of a pilot: it has given back all its work and is not needed any more. Never for others. */
	readonly over: Promise<void>;
	/** Of a pilot: its allocation is about to end. */
	drain(reason: string): void;
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
	const { stagesDirectory, pilot } = configuration;
	const places = { nodePath: process.execPath, stagesDirectory };
	const placesThere = { nodePath: configuration.cluster?.nodePath ?? process.execPath, stagesDirectory };
	const startedAtMs = machineMs();

	const { journal, recovered, damagedRecords } = AttemptJournal.open(dataDirectory.journalPath);
	if (damagedRecords > 0) logger.warn({ damagedRecords }, "The journal had damaged records; they were left out.");

	const lease = new LeaseSignal();
	const threadCount = Math.min(mostFileThreads, Math.max(fewestFileThreads, availableParallelism()));
	const run = randomUUID().slice(0, 8);
	const spares = new SpareWorkplaces(workerId, run);
	const files = new FileThreads<FileJobs>({
		program: parts.programs.fileThread,
		lease,
		owner: workerId,
		run,
		count: threadCount,
	});
	const localRunner = await LocalRunner.open({
		directory: dataDirectory.spawnerDirectory,
		program: parts.programs.spawner,
		workerId,
		environment: inheritedEnvironment(parts.environment),
		logger,
	});

	const access =
		configuration.cluster === null
			? null
			: new ClusterAccess({
					settings: configuration.cluster,
					directory: dataDirectory.clusterDirectory,
					workerId,
					workerName: configuration.name,
					workUnits: configuration.clusterWorkUnits,
					natsUrl: configuration.natsUrl,
					programDirectory: dirname(parts.programs.spawner),
					stagesDirectory,
					environment: parts.environment,
					logger,
					changed: (job) => jobReports?.add(job),
				});
	if (access === null && configuration.clusterWorkUnits > 0) {
		const fields = { clusterWorkUnits: configuration.clusterWorkUnits };
		logger.warn(fields, "Cluster work units without TILEWRIGHT_WORKER_CLUSTER_FILE: nothing runs on a cluster.");
	}
	const jobReports = access === null ? null : new ClusterJobReports(bus, workerId, () => access);
	const runner = access === null ? localRunner : new PlacedRunner(localRunner, new ClusterRunner(access));
	/** Of a pilot, what the coordinator counts to a cluster runs here. */
	const isForScheduler = (attempt: LiveAttempt) => access !== null && attempt.place === "cluster";
	const isForThisMachine = (attempt: LiveAttempt) => !isForScheduler(attempt);
	const placesFor = (attempt: LiveAttempt) => (isForScheduler(attempt) ? placesThere : places);

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

	const queueOf = (capacity: number) =>
		new WorkQueue({
			capacity,
			start: (attempt) => starter.start(attempt),
			refuse: (attempt, outcome, problem) => closer.refuse(attempt, outcome, problem),
		});
	const localQueue = queueOf(configuration.localWorkUnits);
	// What runs on the cluster at once is up to its scheduler; batches are limited when they are submitted.
	const clusterQueue = queueOf(Number.POSITIVE_INFINITY);
	const queue = access === null ? localQueue : new PlacedQueue(localQueue, clusterQueue);
	if (access !== null) access.usedByBatches = () => clusterQueue.usedWorkUnits;

	const starter = new ProgramStarter({
		runner,
		placesFor,
		isForScheduler,
		readInputs: (attempt) => readInputs(bus, attempt),
		prepare: async (order) => {
			const spare = spares.take(order);
			const prepared = await files.run("prepare", { ...order, spare });
			// At worst it was used after all, and whoever is given it next finds that it is gone.
			if (prepared.kind === "problem" && spare !== null) spares.add(order, spare);
			return prepared;
		},
		recordStart: (attempt) => journal.started(attempt.id, attempt.programHash),
		notStarted: (attempt, outcome, problem) => closer.neverStarted(attempt, outcome, problem),
		started: (attempt, startedAtMs) => startedReports.add(attempt.id, startedAtMs - attempt.receivedAtMs),
		exited: (attempt, exit) => {
			queue.programEnded(attempt);
			void collector.take(attempt, exit);
		},
	});

	const discards = new DiscardQueue(async (orders) => {
		const named = spares.name(orders);
		const discarded = await files.run("discard", named);
		for (const [index, { isSpare }] of discarded.entries()) {
			const order = named[index];
			if (isSpare && order?.spare) spares.add(order, order.spare);
		}
		return discarded.map(({ problem }) => problem);
	});
	const collector = new ResultCollector({
		placesFor,
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

	const outbox: Outbox = new Outbox({
		bus,
		journal,
		clock,
		logger,
		workerId,
		sessionId,
		isBusy: () => localQueue.hasWaiting,
	});
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

	const life =
		pilot === null
			? null
			: new PilotLife({
					pilot,
					logger,
					startedAtMs,
					attempts: () => table.size + outbox.size,
					draining: () => session.heartbeatNow(),
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
			clusterWorkUnits: clusterQueue.usedWorkUnits,
			cpuPercent: hostLoad.cpuPercent(),
			freeMemoryMb: hostLoad.freeMemoryMb(),
		}),
		onLease: (terms, capacity) => {
			runner.renewLease(terms);
			localQueue.setCapacity(capacity.localWorkUnits);
			access?.setWorkUnits(capacity.clusterWorkUnits);
		},
		introduction: () => introduce(configuration, life),
		isDraining: () => life?.isDraining ?? false,
		onHeartbeat: ({ clusterBacklog }, saidDraining) => {
			life?.heartbeatAnswered(saidDraining);
			if (clusterBacklog !== undefined) access?.pilots?.setBacklog(clusterBacklog);
		},
		onSession: () => {
			queue.setOpen(true);
			outbox.resendAll();
		},
		onStrays: (attemptIds) => closer.forget(attemptIds),
		onLapse: () => {
			queue.setOpen(false);
			closer.stopRunning("lost", isForThisMachine);
		},
	});

	resumeAttempts({ recovered, table, queue, runner, starter, outbox, collector, closer, intake, logger });
	intake.start();
	outbox.start();
	session.start();

	let stopping: Promise<void> | undefined;
	const stop = async (mode: WorkerConfiguration["shutdown"]) => {
		queue.setOpen(false);
		life?.stop();
		intake.stopTaking();
		if (mode === "stop") {
			await giveBack({ table, queue, isMeant: isForThisMachine, closer, outbox, logger });
			await session.sayGoodbye();
		}
		await session.stop();
		intake.stop();
		outbox.stop();
		await discards.flush();
		// Closing waits for it, within limits: the file system may hang.
		files.run("removeSpares", spares.takeAll()).catch(() => {});
		await files.close();
		await (mode === "stop" ? runner.close() : runner.leave());
		jobReports?.stop();
		await journal.close();
	};
	return {
		over: life?.over ?? new Promise(() => {}),
		drain: (reason) => life?.drain(reason),
		stop: (mode) => {
			stopping ??= stop(mode);
			return stopping;
		},
	};
}

/** What the coordinator should know of this worker besides its machine. */
function introduce({ cluster, pilot }: WorkerConfiguration, life: PilotLife | null) {
	return {
		...(cluster === null ? {} : { cluster: offerOf(cluster) }),
		...(pilot === null || life === null
			? {}
			: {
					pilot: {
						proxyWorkerId: pilot.proxyWorkerId,
						key: pilot.key,
						element: pilot.element,
						jobId: pilot.jobId,
						remainingMs: Math.max(0, life.remainingMs()),
					},
				}),
	};
}

function offerOf({ pilot, batch }: ClusterSettings): ClusterOffer {
	const { itemsAhead } = batch;
	if (pilot === null) return { pilot, itemsAhead };
	const usableMs = (pilot.timeLimitMinutes * 60 - pilot.drainSeconds) * 1_000;
	return { pilot: { usableMs, workUnits: pilot.workUnits }, itemsAhead };
}

import { mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { describeError } from "@tilewright/contract/errors";
import type { SupervisorLogger } from "./child-process/supervised-process.ts";
import type { StartOptions } from "./command-line.ts";
import { lockDirectory } from "./data-directory/directory-lock.ts";
import { startDemonstration } from "./demonstration/demonstration.ts";
import { startBusServer } from "./embedded-nats/start-bus-server.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres/embedded-postgres.ts";
import type { LogOutput } from "./log/log-output.ts";
import type { Paths } from "./paths.ts";
import { startCoordinator } from "./programs/coordinator-program.ts";
import { endLeftoverPrograms } from "./programs/node-program.ts";
import { startWorker } from "./programs/worker-program.ts";
import type { ObservedAcquisition } from "./until-idle/idle-rules.ts";

/** Everything `npm start` runs. */
export interface Composition {
	/** Where the page is. */
	readonly url: string;
	readonly graphqlUrl: string;
	/** Whether the demonstration's microscope still images. */
	readonly acquisition: () => ObservedAcquisition;
	/** In reverse order of start; an abort of `force` skips waiting. May be called twice. */
	stop(force: AbortSignal): Promise<void>;
}

type Stop = (force: AbortSignal) => Promise<unknown>;

const usualPort = 6001;

/** Starts all, or nothing: what has been started is stopped again when a later part cannot start. */
export async function startComposition(
	options: StartOptions,
	paths: Paths,
	log: LogOutput,
	signals: { readonly stop: AbortSignal; readonly force: AbortSignal },
): Promise<Composition> {
	const logger = log.logger("start");
	const stops: Stop[] = [];
	let stopped: Promise<void> | undefined;
	const stop = (force: AbortSignal) => {
		stopped ??= stopAll(stops, force, logger);
		return stopped;
	};
	try {
		return { ...(await startAll(options, paths, log, signals.stop, stops)), stop };
	} catch (error) {
		await stop(signals.force);
		throw error;
	}
}

async function startAll(
	options: StartOptions,
	paths: Paths,
	log: LogOutput,
	signal: AbortSignal,
	stops: Stop[],
): Promise<Omit<Composition, "stop">> {
	const logger = log.logger("start");
	mkdirSync(paths.run, { recursive: true, mode: 0o700 });
	const lock = lockDirectory({ lockFile: paths.lockFile, directory: paths.data, user: "Tilewright" });
	stops.push(async () => lock.release());
	await endLeftoverPrograms(paths.run, logger);

	const { databaseUrl, natsUrl } = await startServices(options, paths, logger, signal, stops);
	const environment = {
		...process.env,
		TILEWRIGHT_DATABASE_URL: databaseUrl,
		TILEWRIGHT_NATS_URL: natsUrl,
		TILEWRIGHT_DATA_DIR: paths.data,
		TILEWRIGHT_STAGES_DIR: paths.stages,
		TILEWRIGHT_LOG_LEVEL: options.logLevel,
		// The lines of all processes are put together here.
		TILEWRIGHT_LOG_FORMAT: "json",
	};
	const port = options.port ?? (await usualPortOrFree(options.host));
	const coordinator = startCoordinator({ paths, environment, host: options.host, port, log });
	stops.push(coordinator.stop);
	// Workers need the bus only; they wait for the coordinator themselves.
	for (let number = 1; number <= options.workers; number += 1) {
		const worker = startWorker({ number, workUnits: options.workUnits, paths, environment, log });
		stops.push(worker.stop);
	}
	const url = await coordinator.ready(signal);
	const graphqlUrl = new URL("/graphql", url).href;
	const demonstration = options.withDemonstration
		? await startDemonstration({
				isFast: options.untilIdle,
				secondsPerTile: options.demonstrationSecondsPerTile,
				paths,
				log,
				graphqlUrl,
				environment,
				signal,
			})
		: undefined;
	if (demonstration !== undefined) stops.push(demonstration.stop);
	const readyAt = Date.now();
	return { url, graphqlUrl, acquisition: () => demonstration?.acquisition() ?? { endedAt: readyAt, failure: null } };
}

/** Both at once: a first start makes a database while the message server may be fetched. */
async function startServices(
	options: StartOptions,
	paths: Paths,
	logger: SupervisorLogger,
	signal: AbortSignal,
	stops: Stop[],
): Promise<{ readonly databaseUrl: string; readonly natsUrl: string }> {
	const [database, bus] = await Promise.allSettled([
		startDatabase(options, paths, logger, signal),
		startBusServer({
			configuredUrl: options.natsUrl,
			directory: paths.nats,
			choice: options.natsChoice,
			logger,
			signal,
		}),
	]);
	for (const service of [database, bus]) if (service.status === "fulfilled") stops.push(service.value.stop);
	if (database.status === "rejected") throw database.reason;
	if (bus.status === "rejected") throw bus.reason;
	logger.info({}, `Database: ${database.value.description}.`);
	logger.info({}, `Messages: ${bus.value.description}.`);
	return { databaseUrl: database.value.url, natsUrl: bus.value.url };
}

async function startDatabase(
	options: StartOptions,
	paths: Paths,
	logger: SupervisorLogger,
	signal: AbortSignal,
): Promise<Pick<EmbeddedPostgres, "url" | "description" | "stop">> {
	if (options.databaseUrl === undefined) {
		return startEmbeddedPostgres({ dataDirectory: paths.postgres, logger, signal });
	}
	return {
		url: options.databaseUrl,
		description: "the configured one (TILEWRIGHT_DATABASE_URL)",
		stop: async () => {},
	};
}

async function stopAll(stops: readonly Stop[], force: AbortSignal, logger: SupervisorLogger): Promise<void> {
	for (const stop of [...stops].reverse()) {
		try {
			await stop(force);
		} catch (error) {
			logger.error({}, `Something did not stop cleanly: ${describeError(error)}`);
		}
	}
}

/** A bookmark keeps working when the usual port is free; a second instance on the machine works all the same. */
function usualPortOrFree(host: string): Promise<number> {
	return new Promise((resolve) => {
		const trial = createServer();
		trial.once("error", () => resolve(0));
		trial.listen(usualPort, host, () => trial.close(() => resolve(usualPort)));
	});
}

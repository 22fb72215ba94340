import { fileURLToPath } from "node:url";
import { describeError, isTilewrightError } from "@tilewright/contract/errors";
import { createLogger } from "@tilewright/contract/logger";
import type { MessageBus } from "@tilewright/contract/message-bus";
import { connectNatsMessageBus } from "@tilewright/contract/messaging/nats-message-bus";
import type { Logger } from "pino";
import { readConfiguration, type WorkerConfiguration } from "./configuration.ts";
import { openDataDirectory } from "./data-directory.ts";
import { startWorker } from "./worker.ts";

/** Runs until SIGTERM or SIGINT; a second signal ends it at once (the spawner then stops the programs). */
async function main(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const logger = createLogger("worker", configuration.logLevel, configuration.logFormat);
	const stopping = new AbortController();
	for (const signal of ["SIGTERM", "SIGINT"] as const) {
		process.on(signal, () => {
			if (stopping.signal.aborted) process.exit(1);
			logger.info({ signal, shutdown: configuration.shutdown }, "Shutting down.");
			stopping.abort();
		});
	}
	const dataDirectory = await openDataDirectory(configuration.dataDirectory);
	try {
		const bus = await connectBus(configuration, logger, stopping.signal);
		if (bus === null) return;
		const worker = await startWorker({
			configuration,
			dataDirectory,
			bus,
			logger,
			programs: { spawner: siblingOfThis("spawner"), fileThread: siblingOfThis("file-thread") },
			environment: process.env,
		});
		logger.info(
			{ workerId: dataDirectory.workerId, bus: bus.description, localWorkUnits: configuration.localWorkUnits },
			"The worker runs.",
		);
		// A pilot's script passes its scheduler's early signal on as this one.
		if (configuration.pilot !== null) process.on("SIGUSR2", () => worker.drain("its allocation is about to end"));
		await Promise.race([aborted(stopping.signal), worker.over]);
		await worker.stop(configuration.shutdown);
		await bus.close();
	} finally {
		await dataDirectory.release();
	}
	logger.info({}, "The worker has ended.");
}

/** A broker that is not there yet is waited for; null when told to stop meanwhile. */
async function connectBus(
	{ natsUrl, name }: WorkerConfiguration,
	logger: Logger,
	signal: AbortSignal,
): Promise<MessageBus | null> {
	while (!signal.aborted) {
		try {
			return await connectNatsMessageBus({ url: natsUrl, name: `worker ${name}`, signal, logger });
		} catch (error) {
			if (!signal.aborted && !isTilewrightError(error, "BUS_UNREACHABLE")) throw error;
			if (!signal.aborted) logger.error({ error: describeError(error) }, "The worker waits for the message bus.");
		}
	}
	return null;
}

/** The programs of the build lie beside each other. */
function siblingOfThis(name: string): string {
	return fileURLToPath(new URL(`./${name}.mjs`, import.meta.url));
}

function aborted(signal: AbortSignal): Promise<void> {
	if (signal.aborted) return Promise.resolve();
	return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

try {
	await main();
	process.exit(0);
} catch (error) {
	if (isTilewrightError(error)) process.stderr.write(`${error.code}: ${error.message}\n`);
	else
		process.stderr.write(`The worker failed: ${describeError(error)}\n${error instanceof Error ? error.stack : ""}\n`);
	process.exit(1);
}

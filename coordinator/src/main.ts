import { isTilewrightError } from "@tilewright/contract/errors";
import { createLogger } from "@tilewright/contract/logger";
import { readConfiguration } from "./configuration.ts";
import { startCoordinator } from "./coordinator.ts";

/** The coordinator as a process: configuration, wiring, signals. */
async function main(): Promise<void> {
	const configuration = readConfiguration(process.env);
	const logger = createLogger("coordinator", configuration.logLevel, configuration.logFormat);
	const coordinator = await startCoordinator(configuration, logger);
	const stop = (signal: string) => {
		logger.info({ signal }, "stopping");
		coordinator.stop().then(
			() => process.exit(0),
			(error: unknown) => {
				logger.error({ error }, "could not stop cleanly");
				process.exit(1);
			},
		);
	};
	process.once("SIGTERM", () => stop("SIGTERM"));
	process.once("SIGINT", () => stop("SIGINT"));
}

main().catch((error: unknown) => {
	process.stderr.write(
		`${isTilewrightError(error) ? `${error.code}: ${error.message}` : error instanceof Error ? error.stack : String(error)}\n`,
	);
	process.exit(1);
});

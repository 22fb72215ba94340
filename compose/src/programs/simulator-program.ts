import { mkdirSync } from "node:fs";
import { z } from "zod";
import type { LogOutput } from "../log/log-output.ts";
import { tellingLine } from "../log/telling-line.ts";
import type { Paths } from "../paths.ts";
import { type NodeProgram, startNodeProgram } from "./node-program.ts";

const stopTimeoutMs = 10_000;
const eventSchema = z.looseObject({
	event: z.string(),
	completed: z.number().optional(),
	total: z.number().optional(),
});

/** The simulated microscope of the demonstration. Started again, it goes on where it stopped. */
export function startSimulator(options: {
	readonly paths: Paths;
	/** Tiles as quickly as a run without a person wants them. */
	readonly isFast: boolean;
	/** Instead of either pace, without the time the stage needs for another row. */
	readonly secondsPerTile: number | undefined;
	readonly environment: NodeJS.ProcessEnv;
	readonly log: LogOutput;
	/** With null when all tiles are written and listed, else with what went wrong. */
	readonly onEnded: (failure: string | null) => void;
}): NodeProgram {
	const { paths, log } = options;
	const name = "microscope";
	const logger = log.logger(name);
	mkdirSync(paths.demonstrationAcquisition, { recursive: true });
	const program = startNodeProgram({
		name,
		file: paths.program("seeds/simulate"),
		args: [
			paths.demonstrationAcquisition,
			...["--preset", "demonstration", "--json"],
			...(options.isFast ? ["--fast"] : []),
			...(options.secondsPerTile === undefined
				? []
				: ["--seconds-per-tile", String(options.secondsPerTile), "--seconds-per-row", "0", "--seconds-per-plane", "0"]),
		],
		environment: () => options.environment,
		runDirectory: paths.run,
		log,
		onLine: (line, stream) => {
			const event = readEvent(line);
			if (event === undefined) {
				log.childLine(name, line, stream);
				return;
			}
			const counts = { completed: event.completed, total: event.total };
			if (event.event === "started") logger.info(counts, "The simulated microscope images.");
			if (event.event === "finished") logger.info(counts, "The simulated microscope has finished.");
		},
		onDied: ({ exitCode, reason }) => {
			const failure = exitCode === 0 ? null : `${reason}: ${tellingLine(program.process.lastLines)}`;
			if (failure !== null) logger.error({ reason: failure }, `The simulated microscope has failed (${reason}).`);
			options.onEnded(failure);
			return false;
		},
		stopTimeoutMs,
	});
	return program;
}

function readEvent(line: string): z.infer<typeof eventSchema> | undefined {
	try {
		return eventSchema.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}

import { mkdirSync } from "node:fs";
import { z } from "zod";
import type { LogOutput } from "../log/log-output.ts";
import type { Paths } from "../paths.ts";
import { type NodeProgram, startNodeProgram } from "./node-program.ts";

/** The simulated microscope of the demonstration. Started again, it goes on where it stopped. */
export interface SimulatorProgram extends NodeProgram {
	readonly outcome: SimulatorOutcome;
}

export type SimulatorOutcome =
	| { readonly state: "running" }
	/** All tiles are written and listed. */
	| { readonly state: "finished"; readonly tiles: number }
	| { readonly state: "failed"; readonly reason: string };

const stopTimeoutMs = 10_000;
const eventSchema = z.looseObject({
	event: z.string(),
	completed: z.number().optional(),
	total: z.number().optional(),
});

export async function startSimulator(options: {
	readonly paths: Paths;
	/** Tiles as quickly as a run without a person wants them. */
	readonly isFast: boolean;
	readonly environment: NodeJS.ProcessEnv;
	readonly log: LogOutput;
	readonly onFinished: () => void;
}): Promise<SimulatorProgram> {
	const { paths, log } = options;
	const name = "microscope";
	const logger = log.logger(name);
	let outcome: SimulatorOutcome = { state: "running" };
	let tiles = 0;
	mkdirSync(paths.demonstrationAcquisition, { recursive: true });
	const program = await startNodeProgram({
		name,
		file: paths.program("seeds/simulate"),
		args: [
			paths.demonstrationAcquisition,
			...["--preset", "demonstration", "--json"],
			...(options.isFast ? ["--fast"] : []),
		],
		environment: () => options.environment,
		runDirectory: paths.run,
		log,
		onLine: (line) => {
			const event = readEvent(line);
			if (event === undefined) {
				log.childLine(name, line);
				return;
			}
			tiles = event.total ?? tiles;
			const counts = { completed: event.completed, total: event.total };
			if (event.event === "started") logger.info(counts, "The simulated microscope images.");
			if (event.event === "finished") logger.info(counts, "The simulated microscope has finished.");
		},
		onDied: ({ exitCode, reason }) => {
			if (exitCode === 0) {
				outcome = { state: "finished", tiles };
				options.onFinished();
			} else {
				outcome = { state: "failed", reason: `${reason}: ${program.process.lastLines.at(-1) ?? "no words"}` };
				logger.error({ reason }, `The simulated microscope has failed (${reason}).`);
			}
			return false;
		},
		stopTimeoutMs,
	});
	return {
		...program,
		get outcome() {
			return outcome;
		},
	};
}

function readEvent(line: string): z.infer<typeof eventSchema> | undefined {
	try {
		return eventSchema.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}

import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describeError } from "@tilewright/contract/errors";
import type { LogOutput } from "../log/log-output.ts";
import type { Paths } from "../paths.ts";
import { startSimulator } from "../programs/simulator-program.ts";
import type { ObservedAcquisition } from "../until-idle/idle-rules.ts";
import {
	ensureDemonstrationProject,
	finishDemonstrationAcquisition,
	isDemonstrationRead,
} from "./ensure-demonstration-project.ts";

/** The demonstration project and the simulated microscope that feeds it. */
export interface Demonstration {
	acquisition(): ObservedAcquisition;
	stop(force: AbortSignal): Promise<void>;
}

const askAgainMs = 250;

/** Undefined when people have projects of their own and no demonstration. */
export async function startDemonstration(options: {
	/** Tiles as quickly as a run without a person wants them. */
	readonly isFast: boolean;
	/** Instead of either pace. */
	readonly secondsPerTile: number | undefined;
	readonly paths: Paths;
	readonly log: LogOutput;
	readonly graphqlUrl: string;
	readonly environment: NodeJS.ProcessEnv;
	readonly signal: AbortSignal;
}): Promise<Demonstration | undefined> {
	const { paths, log, graphqlUrl } = options;
	mkdirSync(paths.demonstrationAcquisition, { recursive: true });
	mkdirSync(paths.demonstrationResults, { recursive: true });
	const project = await ensureDemonstrationProject({
		graphqlUrl,
		acquisitionDirectory: paths.demonstrationAcquisition,
		resultsDirectory: paths.demonstrationResults,
		signal: options.signal,
	});
	if (project === undefined) return undefined;

	const stopping = new AbortController();
	let acquisition: ObservedAcquisition = { endedAt: null, failure: null };
	let finishing: Promise<void> | undefined;
	const simulator = startSimulator({
		paths,
		isFast: options.isFast,
		secondsPerTile: options.secondsPerTile,
		environment: options.environment,
		log,
		onEnded: (failure) => {
			if (failure !== null) {
				acquisition = { endedAt: null, failure: `the simulated microscope failed: ${failure}` };
				return;
			}
			const endedAt = Date.now();
			finishing = tellTheEnd(graphqlUrl, { ...project, endedAt, signal: stopping.signal }).then(
				() => {
					acquisition = { endedAt, failure: null };
				},
				() => {}, // Stopped meanwhile; the next start tells it.
			);
		},
	});
	return {
		acquisition: () => acquisition,
		stop: async (force) => {
			stopping.abort();
			await simulator.stop(force);
			await finishing;
		},
	};

	/** Only when everything has been read: nothing may come after the end. */
	async function tellTheEnd(
		url: string,
		end: {
			readonly projectId: string;
			readonly sourceId: string;
			readonly endedAt: number;
			readonly signal: AbortSignal;
		},
	): Promise<void> {
		const logger = log.logger("start");
		let isReported = false;
		for (;;) {
			end.signal.throwIfAborted();
			try {
				if (await isDemonstrationRead(url, end)) {
					await finishDemonstrationAcquisition(url, end.sourceId);
					return;
				}
			} catch (error) {
				if (!isReported && !end.signal.aborted) {
					logger.warn({}, `The end of the acquisition cannot be told yet: ${describeError(error)}`);
				}
				isReported = true;
			}
			await sleep(askAgainMs, undefined, { signal: end.signal });
		}
	}
}

import { setTimeout as sleep } from "node:timers/promises";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import {
	hasFinishedTile,
	judgeProgress,
	type ObservedAcquisition,
	type ObservedProject,
	type Progress,
} from "./idle-rules.ts";

/** What `--until-idle --json` prints. */
export interface IdleReport {
	readonly projects: readonly {
		readonly name: string;
		readonly tiles: number;
		/** Without the root stage, which runs nothing; only states that occur. */
		readonly stages: readonly { readonly name: string; readonly counts: Readonly<Record<string, number>> }[];
	}[];
	/** Since the start of `npm start`; null when no tile came through. */
	readonly secondsToFirstFinishedTile: number | null;
	readonly secondsTotal: number;
}

const intervalMs = 250;
/** Between a tile that is read and the tasks it makes ready nothing may seem to be left: idle must last. */
const idleForMs = 1_500;

/**
 * Resolves when everything is done and went well. Throws UNTIL_IDLE_FAILED when something did not, when nothing can
 * go on, or when `timeLimitSeconds` have passed.
 */
export async function waitUntilIdle(options: {
	/** May throw: then it is asked again. */
	readonly observe: () => Promise<ObservedProject[]>;
	readonly acquisition: () => ObservedAcquisition;
	readonly timeLimitSeconds: number;
	/** Seconds since the start of everything. */
	readonly elapsedSeconds: () => number;
	readonly signal: AbortSignal;
}): Promise<IdleReport> {
	const { elapsedSeconds, signal } = options;
	let secondsToFirstFinishedTile: number | null = null;
	let idleSince: number | undefined;
	let last: { readonly projects: readonly ObservedProject[]; readonly progress: Progress } | undefined;
	let lastError: unknown;
	while (elapsedSeconds() < options.timeLimitSeconds) {
		signal.throwIfAborted();
		try {
			const projects = await options.observe();
			last = { projects, progress: judgeProgress(projects, options.acquisition()) };
		} catch (error) {
			// The coordinator may just be starting again.
			signal.throwIfAborted();
			lastError = error;
			idleSince = undefined;
			await sleep(intervalMs);
			continue;
		}
		if (hasFinishedTile(last.projects)) secondsToFirstFinishedTile ??= elapsedSeconds();
		const { progress } = last;
		if (progress.kind === "busy") {
			idleSince = undefined;
		} else {
			idleSince ??= elapsedSeconds();
			if (elapsedSeconds() - idleSince >= idleForMs / 1000) {
				if (progress.problems.length > 0) throw failed(progress.problems);
				return report(last.projects, secondsToFirstFinishedTile, idleSince);
			}
		}
		await sleep(intervalMs);
	}
	throw timedOut(options.timeLimitSeconds, last?.progress, lastError);
}

function report(
	projects: readonly ObservedProject[],
	secondsToFirstFinishedTile: number | null,
	secondsTotal: number,
): IdleReport {
	return {
		projects: projects.map(({ name, tileCount, stages }) => ({
			name,
			tiles: tileCount,
			stages: stages
				.filter(({ isRoot }) => !isRoot)
				.map((stage) => ({ name: stage.name, counts: occurring(stage.counts) })),
		})),
		secondsToFirstFinishedTile: secondsToFirstFinishedTile === null ? null : rounded(secondsToFirstFinishedTile),
		secondsTotal: rounded(secondsTotal),
	};
}

function occurring(counts: Readonly<Record<string, number>>): Record<string, number> {
	return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function rounded(seconds: number): number {
	return Math.round(seconds * 100) / 100;
}

function failed(problems: readonly string[]): TilewrightError {
	return new TilewrightError({
		code: "UNTIL_IDLE_FAILED",
		message: `Not everything went well: ${problems.join("; ")}.`,
		fields: { problems },
	});
}

function timedOut(timeLimitSeconds: number, progress: Progress | undefined, lastError: unknown): TilewrightError {
	const why =
		progress?.kind === "busy"
			? progress.why
			: `the coordinator could not be asked${lastError === undefined ? "" : `: ${describeError(lastError)}`}`;
	return new TilewrightError({
		code: "UNTIL_IDLE_FAILED",
		message: `Not idle after ${timeLimitSeconds} s: ${why}. A higher --time-limit gives it longer.`,
		fields: { timeLimitSeconds },
	});
}

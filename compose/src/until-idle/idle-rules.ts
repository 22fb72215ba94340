/** Decides whether a run without a person is over. Plain data in, plain data out. */

export interface ObservedStage {
	readonly name: string;
	readonly isRoot: boolean;
	readonly rule: string | null;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	/** By state, in the words of contract/states. */
	readonly counts: Readonly<Record<string, number>>;
}

export interface ObservedSource {
	readonly name: string;
	readonly problem: string | null;
	/** Files that are seen but not yet believed to be complete. */
	readonly pendingFiles: number;
	/** Milliseconds since 1970; null before the first look. */
	readonly lastCheckedAt: number | null;
	/** It was said that nothing more comes. */
	readonly isFinished: boolean;
}

export interface ObservedProject {
	readonly name: string;
	readonly tileCount: number;
	readonly completeTileCount: number;
	readonly sources: readonly ObservedSource[];
	readonly stages: readonly ObservedStage[];
}

/** How far the acquisition itself is. */
export interface ObservedAcquisition {
	/** When nothing more was going to be written; null while the microscope runs. */
	readonly endedAt: number | null;
	readonly failure: string | null;
}

export type Progress =
	| { readonly kind: "busy"; readonly why: string }
	/** All that can be done has been; `problems` is empty when all went well. */
	| { readonly kind: "idle"; readonly problems: readonly string[] }
	| { readonly kind: "stuck"; readonly problems: readonly string[] };

const activeStates = ["ready", "running"] as const;
const goodStates = ["succeeded", "excluded"];

export function judgeProgress(projects: readonly ObservedProject[], acquisition: ObservedAcquisition): Progress {
	if (acquisition.failure !== null) return { kind: "stuck", problems: [acquisition.failure] };
	const paused = projects.flatMap((project) =>
		project.stages.filter(isHeldWithWork).map((stage) => describePause(project, stage)),
	);
	if (paused.length > 0) return { kind: "stuck", problems: paused };
	if (acquisition.endedAt === null) return { kind: "busy", why: "the microscope still images" };
	const { endedAt } = acquisition;
	for (const project of projects) {
		const unread = project.sources.find(
			({ isFinished, lastCheckedAt, pendingFiles }) =>
				!isFinished && (pendingFiles > 0 || lastCheckedAt === null || lastCheckedAt <= endedAt),
		);
		if (unread !== undefined) return { kind: "busy", why: `source "${unread.name}" has not been read to its end` };
		for (const stage of project.stages) {
			const active = activeStates.reduce((sum, state) => sum + (stage.counts[state] ?? 0), 0);
			if (active > 0) return { kind: "busy", why: `stage "${stage.name}" has ${active} tasks to run` };
		}
	}
	return { kind: "idle", problems: projects.flatMap(problemsOf) };
}

/** What is not as it should be, when nothing moves any more. */
function problemsOf(project: ObservedProject): string[] {
	const sources = project.sources.flatMap(({ name, problem }) =>
		problem === null ? [] : [`source "${name}": ${problem}`],
	);
	const incomplete = project.tileCount - project.completeTileCount;
	const tiles = incomplete === 0 ? [] : [`${incomplete} of ${project.tileCount} tiles never became complete`];
	const stages = project.stages.flatMap((stage) =>
		Object.entries(stage.counts)
			.filter(([state, count]) => count > 0 && !goodStates.includes(state))
			.map(([state, count]) => `stage "${stage.name}": ${count} ${state}`),
	);
	return [...sources, ...tiles, ...stages].map((problem) => `project "${project.name}", ${problem}`);
}

function isHeldWithWork(stage: ObservedStage): boolean {
	return stage.isPaused && (stage.counts.ready ?? 0) > 0 && (stage.counts.running ?? 0) === 0;
}

function describePause(project: ObservedProject, stage: ObservedStage): string {
	const reason = stage.pauseReason === null ? "" : `: ${stage.pauseReason}`;
	return `project "${project.name}", stage "${stage.name}" is paused with ${stage.counts.ready} tasks ready${reason}`;
}

/** Whether one tile has come through all stages that work tile by tile (and there is one such stage). */
export function hasFinishedTile(projects: readonly ObservedProject[]): boolean {
	return projects.some(({ stages }) => {
		const tileByTile = stages.filter(({ rule }) => rule === "each");
		return tileByTile.length > 0 && tileByTile.every(({ counts }) => (counts.succeeded ?? 0) > 0);
	});
}

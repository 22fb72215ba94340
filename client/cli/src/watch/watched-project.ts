import type { FollowProjectResult, ReadWatchedProjectResult, TaskState } from "../api/generated/documents.ts";
import { countsOf } from "../stages/stage-columns.ts";

export type WatchedProject = NonNullable<ReadWatchedProjectResult["project"]>;
export type WatchedStage = WatchedProject["stages"][number];
export type ProjectChange = FollowProjectResult["projectChanged"];

/** The project after a change that does not ask for everything to be read again. */
export function applyChange(project: WatchedProject, change: ProjectChange): WatchedProject {
	const changed = new Map(change.stages.map((stage) => [stage.stageId, stage]));
	const sources = new Map(change.sources.map((source) => [source.id, source]));
	return {
		...project,
		tileCount: change.tileCount,
		completeTileCount: change.completeTileCount,
		sources: project.sources.map((source) => sources.get(source.id) ?? source),
		stages: project.stages.map((stage) => {
			const news = changed.get(stage.id);
			return news === undefined ? stage : { ...stage, counts: news.counts, isPaused: news.isPaused };
		}),
	};
}

/** What became different, as lines for a log: `tiles: 14 of 60 complete`, `quality: 12 done, 3 running`. */
export function describeDifference(before: WatchedProject | undefined, now: WatchedProject): string[] {
	const lines: string[] = [];
	if (before?.tileCount !== now.tileCount || before.completeTileCount !== now.completeTileCount) {
		lines.push(`tiles: ${now.completeTileCount} of ${now.tileCount} complete`);
	}
	for (const source of now.sources) {
		const { problem } = source;
		const earlier = before?.sources.find(({ id }) => id === source.id)?.problem ?? null;
		if (problem !== null && problem.message !== earlier?.message)
			lines.push(`source ${source.name}: ${problem.message}`);
		if (problem === null && earlier !== null) lines.push(`source ${source.name}: fine again`);
	}
	// Sentences hold figures that change all the time; what is worth a line is another verdict.
	const arrival = now.pace?.arrival;
	if (arrival !== undefined && arrival.verdict !== before?.pace?.arrival.verdict) {
		lines.push(`arrival: ${arrival.sentence}`);
	}
	const processing = now.pace?.processing;
	if (processing !== undefined && processing.verdict !== before?.pace?.processing.verdict) {
		lines.push(`processing: ${processing.sentence}`);
	}
	for (const disk of now.pace?.disks ?? []) {
		const earlier = before?.pace?.disks.find(({ roots }) => roots.join() === disk.roots.join());
		if (disk.verdict !== (earlier?.verdict ?? "ENOUGH"))
			lines.push(`disk of ${disk.roots.join(", ")}: ${disk.sentence}`);
	}
	for (const stage of now.stages) {
		if (stage.kind === "ROOT") continue;
		const words = describeCounts(stage);
		const earlier = before?.stages.find(({ id }) => id === stage.id);
		if (earlier === undefined || describeCounts(earlier) !== words) lines.push(`${stage.name}: ${words}`);
	}
	return lines;
}

const words = [
	["done", ["SUCCEEDED"]],
	["running", ["RUNNING"]],
	["ready", ["READY"]],
	["waiting", ["WAITING"]],
	["in review", ["REVIEW"]],
	["failed", ["FAILED", "REJECTED"]],
	["cancelled", ["CANCELLED"]],
	["excluded", ["EXCLUDED"]],
] as const satisfies readonly (readonly [string, readonly TaskState[]])[];

function describeCounts(stage: WatchedStage): string {
	const parts = words.flatMap(([word, states]) => {
		const count = countsOf(stage, ...states);
		return count === 0 ? [] : [`${count} ${word}`];
	});
	return [...(parts.length === 0 ? ["nothing to do"] : parts), ...(stage.isPaused ? ["paused"] : [])].join(", ");
}

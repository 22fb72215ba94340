import { useMemo, useSyncExternalStore } from "react";
import { combineReadings } from "../../../live/combined-reading.ts";
import { useReading } from "../../../live/live-context.tsx";
import type { LiveReading, Reading } from "../../../live/live-reading.ts";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { noTaskCode, type TileColumns, type TileStates } from "../../../live/overview-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import type { FilmLine } from "./film-surface.ts";

export interface Film {
	readonly tiles: TileColumns;
	readonly lines: readonly FilmLine[];
	/** Names of stages whose states are still on their way. */
	readonly missing: readonly string[];
}

export function statesOf(live: ProjectLive, stage: LiveStage): LiveReading<TileStates> {
	return live.tileStates(stage.id, stage.kind === "ROOT" || viewUnitRule(stage.unitRule).kind === "each");
}

const unknown = new Uint8Array(0);

/** All tiles with their states in all stages. */
export function useFilm(live: ProjectLive, stages: readonly LiveStage[]): Reading<Film> {
	const tiles = useReading(live.tiles);
	const ids = stages.map((stage) => stage.id).join();
	// biome-ignore lint/correctness/useExhaustiveDependencies: other stages are other ids
	const combined = useMemo(() => combineReadings(stages.map((stage) => statesOf(live, stage))), [live, ids]);
	const readings = useSyncExternalStore(combined.subscribe, combined.current);
	return useMemo((): Reading<Film> => {
		if (tiles.kind !== "ready") return tiles;
		const lines = stages.map((stage, index): FilmLine => {
			const reading = readings[index];
			return reading?.kind === "ready"
				? { stageId: stage.id, codes: reading.value.states, revision: reading.value.revision }
				: { stageId: stage.id, codes: unknown, revision: -1 };
		});
		const missing = stages.filter((_, index) => readings[index]?.kind !== "ready").map((stage) => stage.name);
		const failed = readings.find((reading) => reading.kind === "failed");
		const problem = failed?.kind === "failed" ? failed.problem : tiles.problem;
		return { kind: "ready", value: { tiles: tiles.value, lines, missing }, problem };
	}, [tiles, readings, stages]);
}

export function codeAt(line: FilmLine, place: number): number {
	return line.codes[place] ?? noTaskCode;
}

import { useMemo, useSyncExternalStore } from "react";
import { combineReadings } from "../../../live/combined-reading.ts";
import { useReading } from "../../../live/live-context.tsx";
import type { LiveStage } from "../../../live/live-store-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { statesOf } from "../filmstrip/use-film.ts";
import { countOfNote, mostNotes, noNotes, notesOfTiles, type TileNotes, tooManyNotes } from "./notes-model.ts";

/**
 * What is of note at each tile. Nothing is read for it: the filmstrip, which always stands below the map, has the
 * states of all stages, and of these only the stages are looked through that count a failed, held or rejected task.
 */
export function useNotes(live: ProjectLive, stages: readonly LiveStage[]): TileNotes {
	const noted = stages.filter((stage) => {
		// A group's task would mark every tile of the group.
		const { kind } = viewUnitRule(stage.unitRule);
		return stage.kind !== "ROOT" && kind !== "group" && kind !== "all" && countOfNote(stage.counts) > 0;
	});
	const counted = noted.reduce((sum, stage) => sum + countOfNote(stage.counts), 0);
	const looked = counted > mostNotes ? [] : noted;
	const ids = looked.map((stage) => stage.id).join();
	const names = looked.map((stage) => stage.name).join("\n");
	const tiles = useReading(live.tiles);
	const columns = tiles.kind === "ready" ? tiles.value : null;
	// biome-ignore lint/correctness/useExhaustiveDependencies: other stages are other ids
	const combined = useMemo(() => combineReadings(looked.map((stage) => statesOf(live, stage))), [live, ids]);
	const readings = useSyncExternalStore(combined.subscribe, combined.current);
	const marked = useMemo(() => {
		if (columns === null || readings.length === 0) return noNotes;
		const stageNames = names.split("\n");
		const read = readings.flatMap((reading, index) =>
			reading.kind === "ready" ? [{ stageName: stageNames[index] ?? "", states: reading.value }] : [],
		);
		return notesOfTiles(columns, read);
	}, [columns, readings, names]);
	return counted > mostNotes ? tooManyNotes : marked;
}

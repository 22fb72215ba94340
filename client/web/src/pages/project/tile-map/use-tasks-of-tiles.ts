import { useRef } from "react";
import { ReadTasksOfTilesDocument, type ReadTasksOfTilesResult } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";

type TaskOfTile = NonNullable<ReadTasksOfTilesResult["stage"]>["tasks"]["edges"][number]["node"];
/** What is known of a tile's task, with the tile's name. */
type Facts = Pick<TaskOfTile, "isStale" | "reason"> & { readonly name: string };

/** Pairs have two tasks of one tile. */
const tasksOfTile = 2;

/** A stage's tasks of these tiles (their ids, with blanks between them), by tile; kept up to date. What was read before stays meanwhile. */
export function useTasksOfTiles(projectId: string, stageId: string, tiles: string): ReadonlyMap<string, Facts> {
	const tileIds = tiles.split(" ").filter((id) => id !== "");
	const reading = useReading(
		useLive().detail(
			projectId,
			ReadTasksOfTilesDocument,
			{ stageId, tileIds, first: Math.min(200, Math.max(1, tileIds.length * tasksOfTile)) },
			{ stageId },
		),
	);
	const kept = useRef({ stageId, facts: new Map<string, Facts>() });
	if (kept.current.stageId !== stageId) kept.current = { stageId, facts: new Map() };
	if (reading.kind === "ready") {
		for (const { node } of reading.value.stage?.tasks.edges ?? []) {
			if (node.tile !== null) kept.current.facts.set(node.tile.id, { ...node, name: node.tile.name });
		}
	}
	return kept.current.facts;
}

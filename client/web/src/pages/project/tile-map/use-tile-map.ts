import { useMemo } from "react";
import { ReadStageTasksDocument, type ReadStageTasksResult } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { Reading } from "../../../live/live-reading.ts";
import type { LiveProject, LiveStage } from "../../../live/live-store-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { unitAttributes, viewUnitRule } from "../../../wording/unit-words.ts";
import {
	boundsOf,
	colourByGroups,
	colourByTasks,
	layOutPlane,
	type PlaneColours,
	type PlaneLayout,
} from "./tile-map-model.ts";

export interface TileMapData {
	readonly layout: PlaneLayout;
	readonly colours: PlaneColours;
	/** What the map shows besides the tiles is still on its way. */
	readonly isColouring: boolean;
	/** The tasks of a stage whose units are groups; null for other stages. */
	readonly groups: NonNullable<ReadStageTasksResult["stage"]>["tasks"] | null;
}

/** The list of a stage's groups ends here; more are said to be there. */
const shownGroups = 200;

/** Everything the map of one plane shows. `z` null: the tiles without a lattice position. */
export function useTileMap(
	live: ProjectLive,
	project: LiveProject,
	stage: LiveStage,
	z: number | null,
): Reading<TileMapData> {
	const root = project.stages.find((candidate) => candidate.kind === "ROOT") ?? stage;
	const rule = viewUnitRule(stage.unitRule);
	const isGrouped = rule.kind === "group" || rule.kind === "all";
	const tiles = useReading(live.taskTable(root.id, z));
	const ofStage = useReading(isGrouped || stage.id === root.id ? null : live.taskTable(stage.id, z));
	const readings = useLive();
	const ofGroups = useReading(
		isGrouped
			? readings.detail(
					project.id,
					ReadStageTasksDocument,
					{ stageId: stage.id, filter: null, first: shownGroups },
					{ stageId: stage.id },
				)
			: null,
	);
	const tileTable = tiles.kind === "ready" ? tiles.value : null;
	const bounds = boundsOf(project.planes);
	const edges = JSON.stringify(bounds);
	// Which cell a tile lies in changes with the set of tiles only, not with their states.
	const identity = tileTable?.taskIds;
	// biome-ignore lint/correctness/useExhaustiveDependencies: see above
	const layout = useMemo(
		() => (tileTable === null ? null : layOutPlane(tileTable, z !== null, bounds)),
		[identity, z, edges],
	);
	const groups = isGrouped && ofGroups.kind === "ready" ? (ofGroups.value.stage?.tasks ?? null) : null;
	const stageTable = stage.id === root.id ? tileTable : ofStage.kind === "ready" ? ofStage.value : null;
	const revision = stageTable?.revision;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the arrays of a table change in place; its revision tells
	const colours = useMemo(() => {
		if (layout === null) return null;
		if (!isGrouped) return colourByTasks(layout, stageTable);
		const cellGroups = (groups?.edges ?? []).map(({ node }) => ({
			attributes: unitAttributes(node.unit) ?? {},
			state: node.state,
		}));
		return colourByGroups(layout, z, cellGroups);
	}, [layout, isGrouped, stageTable, revision, groups, z]);

	if (tiles.kind !== "ready") return tiles;
	if (layout === null || colours === null) return { kind: "loading" };
	const coloursReading = isGrouped ? ofGroups : stage.id === root.id ? tiles : ofStage;
	if (coloursReading.kind === "failed") return coloursReading;
	return {
		kind: "ready",
		value: { layout, colours, isColouring: coloursReading.kind === "loading", groups },
		problem: tiles.problem ?? (coloursReading.kind === "ready" ? coloursReading.problem : null),
	};
}

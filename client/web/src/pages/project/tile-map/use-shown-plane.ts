import { useReading } from "../../../live/live-context.tsx";
import type { LiveProject } from "../../../live/live-store-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { useSelection } from "../use-selection.ts";
import { choosePlane, planeOfTile } from "./planes-model.ts";

export interface ShownPlane {
	/** Null when tiles have no lattice positions at all. */
	readonly z: number | null;
	/** Where the selected tile lies; null without one, or when that is not known. */
	readonly ofSelected: number | null;
}

/** The plane that was chosen; else the one the selected tile lies in; else the newest. */
export function useShownPlane(live: ProjectLive, project: LiveProject): ShownPlane {
	const { selection } = useSelection();
	const tiles = useReading(live.tiles);
	const ofSelected =
		selection.tile === null || tiles.kind !== "ready" ? null : (planeOfTile(tiles.value, selection.tile) ?? null);
	return { z: choosePlane(project.planes, selection.z ?? ofSelected), ofSelected };
}

import { createContext, useContext } from "react";
import type { PaceFragment, StagePaceFragment } from "../../../api/generated/documents.ts";

/** Null until it is known. */
export const PaceContext = createContext<PaceFragment | null>(null);

export function useStagePace(
	stageId: string,
): { readonly pace: StagePaceFragment; readonly isBottleneck: boolean } | null {
	const pace = useContext(PaceContext);
	const own = pace?.stages.find((stage) => stage.stageId === stageId);
	return own === undefined ? null : { pace: own, isBottleneck: pace?.bottleneck?.stageId === stageId };
}

/** Of the tiles, for the root stage; null while it is not known, and when no more will come. */
export function useTilesPerMinute(): number | null {
	const arrival = useContext(PaceContext)?.arrival;
	return arrival === undefined || arrival.verdict === "FINISHED" ? null : arrival.tilesPerMinute;
}

/** The stage the others wait for; null while there is none. */
export function useBottleneckId(): string | null {
	return useContext(PaceContext)?.bottleneck?.stageId ?? null;
}

import { useEffect, useState } from "react";
import {
	ReadTasksOfTilesDocument,
	ReadTilePathDocument,
	type TileFactsFragment,
} from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { useStagePace } from "../pace/pace-context.ts";

/** Facts asked for while the pointer wandered over the map; a tile's path never changes. */
const knownTiles = new Map<number, TileFactsFragment>();
const restMs = 90;

/** What a tile under the pointer is; null until it is known, and for tile 0, which is none. */
export function useTileFacts(tile: number): TileFactsFragment | null {
	const { api } = useLive();
	const [, setAnswered] = useState(0);
	useEffect(() => {
		if (tile === 0 || knownTiles.get(tile)?.isComplete === true) return;
		const timer = setTimeout(async () => {
			try {
				const answer = await api.query(ReadTilePathDocument, { id: String(tile) });
				if (answer.tile !== null) knownTiles.set(tile, answer.tile);
				setAnswered((count) => count + 1);
			} catch {
				// The map itself goes on; the path is simply not known.
			}
		}, restMs);
		return () => clearTimeout(timer);
	}, [tile, api]);
	return knownTiles.get(tile) ?? null;
}

/** Whether a stage's result of a tile is stale; not asked for where the stage is known to have no such result. */
export function useIsStale(stageId: string, tile: number): boolean {
	const { api } = useLive();
	const hasStale = useStagePace(stageId)?.pace.staleResults !== 0;
	const [stale, setStale] = useState<{ readonly tile: number; readonly stageId: string } | null>(null);
	useEffect(() => {
		if (tile === 0 || !hasStale) return;
		let isWanted = true;
		const timer = setTimeout(async () => {
			try {
				const answer = await api.query(ReadTasksOfTilesDocument, { stageId, tileIds: [String(tile)], first: 10 });
				const isStale = answer.stage?.tasks.edges.some(({ node }) => node.isStale) === true;
				if (isWanted) setStale(isStale ? { tile, stageId } : null);
			} catch {
				// As above.
			}
		}, restMs);
		return () => {
			isWanted = false;
			clearTimeout(timer);
		};
	}, [api, stageId, tile, hasStale]);
	return hasStale && stale?.tile === tile && stale.stageId === stageId;
}

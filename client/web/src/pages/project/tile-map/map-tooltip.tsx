import { useEffect, useState } from "react";
import { ReadTilePathDocument } from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { Mark, StateMark } from "../../../states/state-mark.tsx";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { placeWords, stateWordsOf } from "./cell-words.ts";
import styles from "./tile-map.module.css";
import type { PlaneColours, PlaneLayout } from "./tile-map-model.ts";

interface TileFacts {
	readonly relativePath: string;
	readonly verdict: string;
	readonly isComplete: boolean;
}

/** Facts asked for while the pointer wandered over the map; a tile's path never changes. */
const knownTiles = new Map<number, TileFacts>();
const restMs = 90;

export function MapTooltip({
	layout,
	colours,
	at,
}: {
	layout: PlaneLayout;
	colours: PlaneColours;
	at: { readonly cell: number; readonly x: number; readonly y: number };
}) {
	const tile = layout.tileAt[at.cell] ?? 0;
	const facts = useTileFacts(tile);
	const code = colours.cells[at.cell] ?? 255;
	const state = taskStatesByCode[code];
	const others = (layout.tilesAt[at.cell] ?? 1) - 1;
	return (
		<div className={styles.tooltip} style={{ transform: `translate(${at.x + 14}px, ${at.y + 14}px)` }}>
			<span
				className={styles.tooltipState}
				style={{ color: state === undefined ? "inherit" : taskStateTable[state].textColour }}
			>
				{state === undefined ? (
					<Mark shape="hollow" colour="var(--text-dim)" />
				) : (
					<StateMark state={state} label={false} />
				)}
				{stateWordsOf(code)}
			</span>
			<span className="dim">{placeWords(layout, at.cell)}</span>
			<span className="mono">{facts?.relativePath ?? "…"}</span>
			{facts !== null && !facts.isComplete ? <span className="dim">{facts.verdict}</span> : null}
			{others > 0 ? <span className="dim">and {others} more here; click again for the next</span> : null}
		</div>
	);
}

function useTileFacts(tile: number): TileFacts | null {
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

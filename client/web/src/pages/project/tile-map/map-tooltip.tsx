import { Mark, StateMark } from "../../../states/state-mark.tsx";
import { staleLook, taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { placeWords, stateWordsOf } from "./cell-words.ts";
import { noteColour } from "./map-overlay.ts";
import styles from "./tile-map.module.css";
import type { PlaneColours, PlaneLayout } from "./tile-map-model.ts";
import { useIsStale, useTileFacts } from "./use-tile-facts.ts";

export function MapTooltip({
	layout,
	colours,
	at,
	stageId,
	note,
}: {
	stageId: string;
	/** What is of note at the cell in any stage; null for nothing. */
	note: string | null;
	layout: PlaneLayout;
	colours: PlaneColours;
	at: { readonly cell: number; readonly x: number; readonly y: number };
}) {
	const tile = layout.tileAt[at.cell] ?? 0;
	const facts = useTileFacts(tile);
	const isStale = useIsStale(stageId, tile);
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
				{isStale ? <span style={{ color: staleLook.textColour }}>, {staleLook.word}</span> : null}
			</span>
			{note === null ? null : <span style={{ color: noteColour }}>○ {note}</span>}
			{facts === null ? null : <strong>{facts.name}</strong>}
			<span className="dim">{placeWords(layout, at.cell)}</span>
			<span className="mono">{facts?.relativePath ?? "…"}</span>
			{facts !== null && !facts.isComplete ? <span className="dim">{facts.verdict}</span> : null}
			{others > 0 ? <span className="dim">and {others} more here; click again for the next</span> : null}
		</div>
	);
}

import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useHighlight } from "../highlight-context.ts";
import { useSelection } from "../use-selection.ts";
import { cellWords } from "./cell-words.ts";
import type { PainterChoice } from "./create-painter.ts";
import { MapSurface } from "./map-surface.ts";
import { MapTooltip } from "./map-tooltip.tsx";
import { moveCursor } from "./map-view-model.ts";
import styles from "./tile-map.module.css";
import { cellOfTileIn, emptyCell, type PlaneColours, type PlaneLayout, tilesInCell } from "./tile-map-model.ts";

export interface TileMapProps {
	readonly layout: PlaneLayout;
	readonly colours: PlaneColours;
	/** What is of note at cells, whatever the stage. */
	readonly noted: ReadonlyMap<number, string>;
	readonly stageId: string;
	readonly stageName: string;
	readonly z: number | null;
	readonly onStepPlane: (by: number) => void;
}

/** `?painter=canvas` or `?painter=webgl2` in the address overrules the choice, to compare them. */
const wantedPainter = new URLSearchParams(globalThis.location?.search).get("painter");
const painterChoice: PainterChoice = wantedPainter === "canvas" || wantedPainter === "webgl2" ? wantedPainter : "best";
const clickWithinPixels = 4;

export function TileMap({ layout, colours, noted, stageId, stageName, z, onStepPlane }: TileMapProps) {
	const { selection, select, choices } = useSelection();
	const cellsRef = useRef<HTMLCanvasElement>(null);
	const overlayRef = useRef<HTMLCanvasElement>(null);
	const surfaceRef = useRef<MapSurface | null>(null);
	const pointers = useRef(new Map<number, { x: number; y: number }>());
	const travelled = useRef(0);
	const [hover, setHover] = useState<{ cell: number; x: number; y: number } | null>(null);
	const [cursor, setCursor] = useState(-1);
	const [hasFocus, setHasFocus] = useState(false);
	const selectedCell = selection.tile === null ? -1 : (cellOfTileIn(layout).get(Number(selection.tile)) ?? -1);
	const highlighted = useHighlight().tiles;
	const lit = useMemo(() => {
		if (highlighted === null) return null;
		const cells = new Uint8Array(layout.width * layout.height);
		const cellOf = cellOfTileIn(layout);
		for (const tile of highlighted) {
			const cell = cellOf.get(tile);
			if (cell !== undefined) cells[cell] = 1;
		}
		return cells;
	}, [highlighted, layout]);
	const cursorCell = cursor < layout.width * layout.height ? cursor : -1;

	useEffect(() => {
		if (cellsRef.current === null || overlayRef.current === null) return;
		const surface = new MapSurface(cellsRef.current, overlayRef.current, painterChoice);
		surfaceRef.current = surface;
		overlayRef.current.dataset.painter = surface.painterKind;
		return () => surface.dispose();
	}, []);

	useEffect(() => {
		const hoveredCell = hover?.cell ?? -1;
		surfaceRef.current?.show({
			layout,
			colours,
			selectedCell,
			cursorCell,
			hoveredCell,
			hasFocus,
			lit,
			noted,
		});
	}, [layout, colours, selectedCell, cursorCell, hover, hasFocus, lit, noted]);

	// Once for each choice: whoever steps through planes or pushes the map aside afterwards is not pulled back.
	const sought = `${selection.tile}/${choices}`;
	const found = useRef("");
	useEffect(() => {
		if (selectedCell < 0 || found.current === sought) return;
		found.current = sought;
		surfaceRef.current?.find(selectedCell);
	}, [selectedCell, sought]);

	const onWheel = useEffectEvent((event: WheelEvent) => {
		event.preventDefault();
		const { x, y } = within(event);
		// Wheels count in lines or in pixels; a pinch on a touch pad comes as a small wheel with ctrl.
		const step = event.deltaY * (event.deltaMode === 1 ? 16 : 1) * (event.ctrlKey ? 4 : 1);
		surfaceRef.current?.zoom(Math.exp(-step / 400), x, y);
	});
	useEffect(() => {
		const overlay = overlayRef.current;
		// React listens passively, and a passive listener cannot keep the page from scrolling.
		overlay?.addEventListener("wheel", onWheel, { passive: false });
		return () => overlay?.removeEventListener("wheel", onWheel);
	}, []);

	const selectCell = (cell: number) => {
		if (cell < 0 || colours.cells[cell] === emptyCell) return;
		// A second click on a position with several tiles goes to the next of them.
		const tiles = tilesInCell(layout, cell);
		const shown = tiles.indexOf(Number(selection.tile));
		const tile = shown >= 0 ? tiles[(shown + 1) % tiles.length] : layout.tileAt[cell];
		setCursor(cell);
		select({ kind: "tile", tile: String(tile), z });
	};

	const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
		event.currentTarget.setPointerCapture(event.pointerId);
		pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
		travelled.current = pointers.current.size > 1 ? Number.POSITIVE_INFINITY : 0;
	};
	const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
		const { x, y } = within(event.nativeEvent);
		const surface = surfaceRef.current;
		const last = pointers.current.get(event.pointerId);
		if (surface === null) return;
		if (last === undefined) {
			const cell = surface.tileCellAt(x, y);
			setHover(cell < 0 ? null : { cell, x, y });
			return;
		}
		const others = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
		const [other] = others;
		pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
		travelled.current += Math.abs(event.clientX - last.x) + Math.abs(event.clientY - last.y);
		if (other !== undefined) {
			const before = Math.hypot(last.x - other.x, last.y - other.y);
			const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
			if (before > 0) surface.zoom(after / before, x, y);
			return;
		}
		if (travelled.current <= clickWithinPixels) return;
		setHover(null);
		surface.pan(event.clientX - last.x, event.clientY - last.y);
	};
	const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
		pointers.current.delete(event.pointerId);
		if (event.type !== "pointerup" || travelled.current > clickWithinPixels) return;
		const { x, y } = within(event.nativeEvent);
		const cell = surfaceRef.current?.tileCellAt(x, y) ?? -1;
		if (cell >= 0) selectCell(cell);
		else select({ kind: "cleared" });
	};

	const onKeyDown = (event: KeyboardEvent) => {
		const steps = event.shiftKey ? 10 : 1;
		const walk = (byX: number, byY: number) => {
			const from = cursorCell >= 0 ? cursorCell : selectedCell;
			const next = moveCursor(from, layout, byX * steps, byY * steps);
			setCursor(next);
			surfaceRef.current?.reveal(next);
		};
		const action = (): (() => void) | null => {
			switch (event.key) {
				case "ArrowLeft":
					return () => walk(-1, 0);
				case "ArrowRight":
					return () => walk(1, 0);
				case "ArrowUp":
					return () => walk(0, -1);
				case "ArrowDown":
					return () => walk(0, 1);
				case "Enter":
				case " ":
					return () => selectCell(cursorCell);
				case "Escape":
					return () => select({ kind: "cleared" });
				case "+":
				case "=":
					return () => surfaceRef.current?.zoom(1.5);
				case "-":
					return () => surfaceRef.current?.zoom(1 / 1.5);
				case "0":
					return () => surfaceRef.current?.fit();
				case "PageUp":
					return () => onStepPlane(1);
				case "PageDown":
					return () => onStepPlane(-1);
				default:
					return null;
			}
		};
		const act = event.ctrlKey || event.metaKey || event.altKey ? null : action();
		if (act === null) return;
		event.preventDefault();
		act();
	};

	return (
		<div className={styles.surface}>
			<div
				className={styles.overlay}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive
				tabIndex={0}
				role="application"
				aria-label={`Map of ${stageName}, plane ${z ?? "without positions"}. Arrow keys move, Enter selects, Page up and down change the plane, plus and minus zoom. The same as a table is under "Table".`}
				onPointerDown={onPointerDown}
				onPointerMove={onPointerMove}
				onPointerUp={onPointerUp}
				onPointerCancel={onPointerUp}
				onPointerLeave={() => setHover(null)}
				onKeyDown={onKeyDown}
				onFocus={() => setHasFocus(true)}
				onBlur={() => setHasFocus(false)}
				data-testid="tile-map"
			>
				<canvas ref={cellsRef} className={styles.canvas} />
				<canvas ref={overlayRef} className={styles.canvas} />
			</div>
			<div className={styles.mapButtons}>
				<button type="button" onClick={() => surfaceRef.current?.zoom(1.5)} aria-label="Zoom in" title="Zoom in (+)">
					+
				</button>
				<button
					type="button"
					onClick={() => surfaceRef.current?.zoom(1 / 1.5)}
					aria-label="Zoom out"
					title="Zoom out (−)"
				>
					−
				</button>
				<button
					type="button"
					onClick={() => surfaceRef.current?.fit()}
					aria-label="Show the whole plane"
					title="Show the whole plane (0)"
				>
					⤢
				</button>
			</div>
			{hover === null ? null : (
				<MapTooltip
					stageId={stageId}
					layout={layout}
					colours={colours}
					at={hover}
					note={noted.get(hover.cell) ?? null}
				/>
			)}
			<p className={styles.spoken} aria-live="polite">
				{hasFocus && cursorCell >= 0 ? cellWords(layout, colours, cursorCell) : ""}
				{hasFocus && noted.has(cursorCell) ? `; ${noted.get(cursorCell)}` : ""}
			</p>
		</div>
	);
}

/** Position within the element an event goes to, in CSS pixels. */
function within(event: { readonly offsetX: number; readonly offsetY: number }): { x: number; y: number } {
	return { x: event.offsetX, y: event.offsetY };
}

import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import type { LiveProject } from "../../../live/live-store-model.ts";
import { placeOfTile } from "../../../live/overview-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { staleLook, taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { countWords } from "../../../wording/number-words.ts";
import { problemWords } from "../../../wording/problem-words.ts";
import { useHighlight } from "../highlight-context.ts";
import { useIsStale } from "../tile-map/use-tile-facts.ts";
import { useSelection } from "../use-selection.ts";
import { FilmSurface, rulerHeight } from "./film-surface.ts";
import styles from "./filmstrip.module.css";
import { codeAt, type Film, useFilm } from "./use-film.ts";
import { useLineHeight } from "./use-line-height.ts";

/** All tiles in the order of arrival, with their state in every stage. */
export function Filmstrip({ live, project }: { live: ProjectLive; project: LiveProject }) {
	const reading = useFilm(live, project.stages);
	const lineHeight = useLineHeight();
	if (reading.kind === "failed") {
		// One line: the map above must keep its room.
		return (
			<p className={styles.failed} role="alert">
				The filmstrip could not be read: {problemWords(reading.problem.message)}{" "}
				<button type="button" onClick={() => live.tiles.rereadWithin(0)}>
					Try again now
				</button>
			</p>
		);
	}
	return (
		<section className={styles.film} aria-label="Filmstrip">
			<StageLabels project={project} lineHeight={lineHeight} />
			{reading.kind === "loading" ? (
				<p className={styles.loading} role="status">
					Reading all tiles …
				</p>
			) : (
				<Strip project={project} film={reading.value} lineHeight={lineHeight} />
			)}
		</section>
	);
}

function StageLabels({ project, lineHeight }: { project: LiveProject; lineHeight: number }) {
	const { selection, select } = useSelection();
	return (
		<div className={styles.labels} style={{ paddingTop: rulerHeight }}>
			{project.stages.map((stage) => (
				<button
					key={stage.id}
					type="button"
					style={{ height: lineHeight, lineHeight: `${lineHeight}px` }}
					aria-pressed={selection.stage === stage.id}
					title={`Colour the map by ${stage.name}`}
					onClick={() => select({ kind: "stage", stage: selection.stage === stage.id ? null : stage.id })}
				>
					{stage.name}
				</button>
			))}
		</div>
	);
}

const clickWithinPixels = 4;

function Strip({ project, film, lineHeight }: { project: LiveProject; film: Film; lineHeight: number }) {
	const { selection, select } = useSelection();
	const highlighted = useHighlight().tiles;
	const canvasRef = useRef<HTMLCanvasElement>(null);
	const surfaceRef = useRef<FilmSurface | null>(null);
	const drag = useRef<{ x: number; travelled: number } | null>(null);
	const [hover, setHover] = useState<{ place: number; line: number; x: number } | null>(null);
	const { tiles, lines } = film;
	const selectedPlace = selection.tile === null ? -1 : placeOfTile(tiles, Number(selection.tile));
	const highlight = useMemo(() => {
		if (highlighted === null) return null;
		const places = [...highlighted].map((tile) => placeOfTile(tiles, tile)).filter((place) => place >= 0);
		return Float64Array.from(places).sort();
	}, [highlighted, tiles]);

	useEffect(() => {
		if (canvasRef.current === null) return;
		const surface = new FilmSurface(canvasRef.current);
		surfaceRef.current = surface;
		return () => surface.dispose();
	}, []);
	useEffect(() => {
		surfaceRef.current?.show({
			tiles,
			lines,
			lineHeight,
			selectedPlace,
			hoveredPlace: hover?.place ?? -1,
			selectedStage: selection.stage,
			highlight,
		});
	}, [tiles, lines, lineHeight, selectedPlace, hover, selection.stage, highlight]);
	useEffect(() => {
		if (selectedPlace >= 0) surfaceRef.current?.reveal(selectedPlace);
	}, [selectedPlace]);

	const onWheel = useEffectEvent((event: WheelEvent) => {
		event.preventDefault();
		const unit = event.deltaMode === 1 ? 16 : 1;
		if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
			surfaceRef.current?.pan(-(event.deltaX || event.deltaY) * unit);
		} else surfaceRef.current?.zoom(Math.exp((-event.deltaY * unit) / 300), event.offsetX);
	});
	useEffect(() => {
		const canvas = canvasRef.current;
		// React listens passively, and a passive listener cannot keep the page from scrolling.
		canvas?.addEventListener("wheel", onWheel, { passive: false });
		return () => canvas?.removeEventListener("wheel", onWheel);
	}, []);

	const selectPlace = (place: number, line: number) => {
		const tile = tiles.ids[place];
		if (tile === undefined) return;
		const z = tiles.z[place] ?? noPosition;
		const stage = lines[line]?.stageId;
		const isRoot = project.stages.find((candidate) => candidate.id === stage)?.kind === "ROOT";
		const plane = z === noPosition ? {} : { z };
		if (stage === undefined || isRoot) select({ kind: "tile", tile: String(tile), ...plane });
		else select({ kind: "task", task: null, tile: String(tile), stage, ...plane });
	};
	const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
		event.currentTarget.setPointerCapture(event.pointerId);
		drag.current = { x: event.clientX, travelled: 0 };
	};
	const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
		const { offsetX, offsetY } = event.nativeEvent;
		if (drag.current === null) {
			const place = surfaceRef.current?.tileAt(offsetX) ?? -1;
			const line = surfaceRef.current?.lineAt(offsetY) ?? -1;
			setHover(place < 0 || line < 0 ? null : { place, line, x: offsetX });
			return;
		}
		const by = event.clientX - drag.current.x;
		drag.current = { x: event.clientX, travelled: drag.current.travelled + Math.abs(by) };
		if (drag.current.travelled <= clickWithinPixels) return;
		setHover(null);
		surfaceRef.current?.pan(by);
	};
	const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
		const travelled = drag.current?.travelled ?? 0;
		drag.current = null;
		if (event.type !== "pointerup" || travelled > clickWithinPixels) return;
		const { offsetX, offsetY } = event.nativeEvent;
		const place = surfaceRef.current?.tileAt(offsetX) ?? -1;
		if (place >= 0) selectPlace(place, surfaceRef.current?.lineAt(offsetY) ?? -1);
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const line = lines.findIndex((candidate) => candidate.stageId === selection.stage);
		const by = event.shiftKey ? 10 : 1;
		const step = (to: number) => selectPlace(Math.min(tiles.count - 1, Math.max(0, to)), line);
		const walk = (to: number) => {
			const next = lines[Math.min(lines.length - 1, Math.max(0, to))];
			if (next !== undefined) select({ kind: "stage", stage: next.stageId });
		};
		const actions: Readonly<Record<string, () => void>> = {
			ArrowLeft: () => step(selectedPlace < 0 ? tiles.count - 1 : selectedPlace - by),
			ArrowRight: () => step(selectedPlace < 0 ? 0 : selectedPlace + by),
			ArrowUp: () => walk(line - 1),
			ArrowDown: () => walk(line + 1),
			Home: () => step(0),
			End: () => step(tiles.count - 1),
			"+": () => surfaceRef.current?.zoom(1.5),
			"-": () => surfaceRef.current?.zoom(1 / 1.5),
			"0": () => surfaceRef.current?.fit(),
		};
		const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
		if (act === undefined) return;
		event.preventDefault();
		act();
	};
	const height = rulerHeight + lines.length * lineHeight;
	const hoveredStage = hover === null ? undefined : lines[hover.line]?.stageId;
	const isHoveredStale = useIsStale(hoveredStage ?? "", hover === null ? 0 : (tiles.ids[hover.place] ?? 0));
	return (
		<div
			className={styles.strip}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive
			tabIndex={0}
			role="application"
			aria-label={`${countWords(tiles.count)} tiles in the order of arrival. Left and right choose a tile, up and down a stage, plus and minus zoom, 0 shows all.`}
			data-testid="filmstrip"
			onKeyDown={onKeyDown}
		>
			<canvas
				ref={canvasRef}
				className={styles.canvas}
				style={{ height }}
				onPointerDown={onPointerDown}
				onPointerMove={onPointerMove}
				onPointerUp={onPointerUp}
				onPointerCancel={onPointerUp}
				onPointerLeave={() => setHover(null)}
			/>
			{hover === null ? null : (
				<div className={styles.tooltip} style={{ left: hover.x }}>
					{filmWords(project, film, hover.place, hover.line)}
					{isHoveredStale ? `, ${staleLook.word}` : ""}
				</div>
			)}
			{film.missing.length === 0 ? null : (
				<span className={styles.missing} role="status">
					reading {film.missing.length === 1 ? film.missing[0] : `${film.missing.length} stages`} …
				</span>
			)}
		</div>
	);
}

function filmWords(project: LiveProject, { tiles, lines }: Film, place: number, line: number): string {
	const shown = lines[line];
	if (shown === undefined) return "";
	const name = project.stages.find((stage) => stage.id === shown.stageId)?.name ?? "";
	const state = taskStatesByCode[codeAt(shown, place)];
	const [x, y, z] = [tiles.x[place], tiles.y[place], tiles.z[place]];
	const where = z === undefined || z === noPosition ? "" : ` · x ${x}, y ${y}, z ${z}`;
	return `number ${countWords(place + 1)}${where} · ${name}: ${state === undefined ? "no task yet" : taskStateTable[state].word}`;
}

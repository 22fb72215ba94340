import { type KeyboardEvent, type PointerEvent, useEffect, useEffectEvent, useMemo, useRef, useState } from "react";
import { useReading } from "../../../live/live-context.tsx";
import type { LiveProject, LiveStage } from "../../../live/live-store-model.ts";
import { placeOfTile } from "../../../live/overview-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { Notice, ProblemNotice } from "../../../shell/notice.tsx";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { countWords, plural } from "../../../wording/number-words.ts";
import { statesOf } from "../filmstrip/use-film.ts";
import { useHighlight } from "../highlight-context.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./space.module.css";
import { boxOf, firstView, type SpaceView as View } from "./space-model.ts";
import { SpaceSurface } from "./space-surface.ts";

const turnPerPixel = 0.008;
const clickWithinPixels = 4;

/** All planes at once, in space. */
export function SpaceView({
	live,
	project,
	stage,
	z,
}: {
	live: ProjectLive;
	project: LiveProject;
	stage: LiveStage;
	/** The plane that stands out; null for none. */
	z: number | null;
}) {
	const { selection, select } = useSelection();
	const highlighted = useHighlight().tiles;
	const tilesReading = useReading(live.tiles);
	const statesReading = useReading(statesOf(live, stage));
	const tiles = tilesReading.kind === "ready" ? tilesReading.value : null;
	const states = statesReading.kind === "ready" ? statesReading.value : null;
	const canvasRef = useRef<HTMLCanvasElement>(null);
	const surfaceRef = useRef<SpaceSurface | null>(null);
	const drag = useRef<{ x: number; y: number; travelled: number } | null>(null);
	const [view, setView] = useState<View>(firstView);
	const [hovered, setHovered] = useState(-1);
	const [isSparse, setIsSparse] = useState(false);
	const box = useMemo(() => (tiles === null ? null : boxOf(tiles)), [tiles]);
	const lit = useMemo(() => {
		if (highlighted === null || tiles === null) return null;
		const places = new Uint8Array(tiles.count);
		for (const tile of highlighted) places[placeOfTile(tiles, tile)] = 1;
		return places;
	}, [highlighted, tiles]);
	const isShown = tiles !== null && box !== null;

	useEffect(() => {
		if (!isShown || canvasRef.current === null) return;
		const surface = new SpaceSurface(canvasRef.current);
		surfaceRef.current = surface;
		return () => surface.dispose();
	}, [isShown]);
	const selectedPlace = tiles === null || selection.tile === null ? -1 : placeOfTile(tiles, Number(selection.tile));
	useEffect(() => {
		if (tiles === null || box === null) return;
		surfaceRef.current?.show({
			tiles,
			box,
			states,
			view,
			lit,
			isSparse,
			selectedPlace,
			hoveredPlace: hovered,
			z,
		});
	}, [tiles, box, states, view, lit, isSparse, selectedPlace, hovered, z]);

	const zoom = (factor: number) =>
		setView((before) => ({ ...before, zoom: Math.min(20, Math.max(0.5, before.zoom * factor)) }));
	const turn = (yaw: number, pitch: number) =>
		setView((before) => ({
			...before,
			yaw: before.yaw + yaw,
			pitch: Math.min(Math.PI / 2, Math.max(-Math.PI / 2, before.pitch + pitch)),
		}));
	const onWheel = useEffectEvent((event: WheelEvent) => {
		event.preventDefault();
		zoom(Math.exp((-event.deltaY * (event.deltaMode === 1 ? 16 : 1)) / 400));
	});
	useEffect(() => {
		if (!isShown) return;
		const canvas = canvasRef.current;
		canvas?.addEventListener("wheel", onWheel, { passive: false });
		return () => canvas?.removeEventListener("wheel", onWheel);
	}, [isShown]);

	if (tilesReading.kind === "failed") return <ProblemNotice problem={tilesReading.problem} what="The tiles" />;
	if (statesReading.kind === "failed") return <ProblemNotice problem={statesReading.problem} what="Their states" />;
	if (tiles === null) {
		return (
			<p className={styles.waiting} role="status">
				Reading all tiles …
			</p>
		);
	}
	if (box === null) {
		return (
			<Notice title="The tiles have no positions">
				<p>The map shows them in the order in which they came.</p>
			</Notice>
		);
	}
	const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
		event.currentTarget.setPointerCapture(event.pointerId);
		drag.current = { x: event.clientX, y: event.clientY, travelled: 0 };
	};
	const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
		const { offsetX, offsetY } = event.nativeEvent;
		if (drag.current === null) {
			setHovered(surfaceRef.current?.tileAt(offsetX, offsetY) ?? -1);
			return;
		}
		const [byX, byY] = [event.clientX - drag.current.x, event.clientY - drag.current.y];
		const travelled = drag.current.travelled + Math.abs(byX) + Math.abs(byY);
		drag.current = { x: event.clientX, y: event.clientY, travelled };
		if (travelled <= clickWithinPixels) return;
		setHovered(-1);
		turn(byX * turnPerPixel, byY * turnPerPixel);
	};
	const onPointerUp = (event: PointerEvent<HTMLDivElement>) => {
		const travelled = drag.current?.travelled ?? 0;
		drag.current = null;
		if (event.type !== "pointerup" || travelled > clickWithinPixels) return;
		const { offsetX, offsetY } = event.nativeEvent;
		const place = surfaceRef.current?.tileAt(offsetX, offsetY) ?? -1;
		const tile = tiles.ids[place];
		if (tile === undefined) select({ kind: "cleared" });
		else select({ kind: "tile", tile: String(tile), z: tiles.z[place] ?? null });
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const actions: Readonly<Record<string, () => void>> = {
			ArrowLeft: () => turn(-0.15, 0),
			ArrowRight: () => turn(0.15, 0),
			ArrowUp: () => turn(0, -0.15),
			ArrowDown: () => turn(0, 0.15),
			"+": () => zoom(1.25),
			"-": () => zoom(1 / 1.25),
			"0": () => setView(firstView),
		};
		const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
		if (act === undefined) return;
		event.preventDefault();
		act();
	};
	return (
		<div
			className={styles.space}
			// biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive
			tabIndex={0}
			role="application"
			aria-label={`${plural(tiles.count, "tile")} of ${plural(project.planes.length, "plane")} in space, coloured by ${stage.name}. Arrow keys turn, plus and minus zoom, 0 goes back.`}
			data-testid="space"
			onPointerDown={onPointerDown}
			onPointerMove={onPointerMove}
			onPointerUp={onPointerUp}
			onPointerCancel={onPointerUp}
			onPointerLeave={() => setHovered(-1)}
			onKeyDown={onKeyDown}
		>
			<canvas ref={canvasRef} className={styles.canvas} />
			<label className={styles.sparse} onPointerDown={(event) => event.stopPropagation()}>
				<input type="checkbox" checked={isSparse} onChange={(event) => setIsSparse(event.target.checked)} />
				only what runs or needs a person
			</label>
			<p className={styles.words}>
				{hovered < 0
					? `${countWords(tiles.count)} tiles in ${plural(project.planes.length, "plane")}; drag to turn`
					: wordsOf(hovered)}
			</p>
		</div>
	);

	function wordsOf(place: number): string {
		const state = taskStatesByCode[states?.states[place] ?? 255];
		const z = tiles?.z[place] ?? noPosition;
		const word = state === undefined ? "no task yet" : taskStateTable[state].word;
		return `x ${tiles?.x[place]}, y ${tiles?.y[place]}, z ${z}: ${word}`;
	}
}

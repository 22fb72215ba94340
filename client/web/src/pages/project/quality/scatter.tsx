import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";
import type { MetricTable } from "../../../live/metric-table-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { taskStatesByCode, taskStateTable } from "../../../states/state-table.ts";
import { measureWords, plural } from "../../../wording/number-words.ts";
import { useTileFacts } from "../tile-map/use-tile-facts.ts";
import { useSelection } from "../use-selection.ts";
import { type Domain, nearestRow, roundedWithin, stepOf } from "./metric-plot-model.ts";
import type { Brush, PlotAxis, Threshold } from "./plot-choice.ts";
import { countBeyond } from "./plot-domain-model.ts";
import styles from "./quality.module.css";
import { drawScatter, plotMargin, scaleOf } from "./scatter-surface.ts";

const axisWords: Readonly<Record<PlotAxis, string>> = { arrival: "order", x: "x", y: "y", z: "z" };
const clickWithinPixels = 4;
const reachPixels = 10;
/** What is said of a point may take this much, in pixels. */
const widthOfWords = 330;

type Drag =
	| { readonly kind: "brush"; readonly fromX: number; readonly fromY: number; readonly travelled: number }
	| { readonly kind: "threshold" };

/** One metric against the order of arrival or a position. A drag brushes, a click chooses a tile, the line is a handle. */
export function Scatter({
	table,
	across,
	axis,
	domainX,
	domainY,
	brush,
	threshold,
	rules,
	isHeld,
	onHold,
	onBrush,
	onThreshold,
}: {
	table: MetricTable;
	across: Float64Array;
	axis: PlotAxis;
	domainX: Domain;
	domainY: Domain;
	brush: Brush | null;
	threshold: Threshold | null;
	rules: readonly Threshold[];
	/** The scale stays as it is. */
	isHeld: boolean;
	onHold: (isHeld: boolean) => void;
	onBrush: (brush: Brush | null) => void;
	onThreshold: (threshold: Threshold) => void;
}) {
	const { selection, select } = useSelection();
	const canvasRef = useRef<HTMLCanvasElement>(null);
	const drag = useRef<Drag | null>(null);
	const [size, setSize] = useState({ width: 0, height: 0 });
	const [pointed, setPointed] = useState<{ readonly x: number; readonly y: number } | null>(null);
	const { values } = table;
	const selectedRow = selection.tile === null ? -1 : table.tileIds.indexOf(Number(selection.tile));
	const scale = scaleOf(domainX, domainY, size.width, size.height);
	// Found anew with every answer: what is under the pointer may have got another number in the table.
	const hovered =
		pointed === null ? -1 : nearestRow(across, values, scale.toX, scale.toY, pointed.x, pointed.y, reachPixels);
	const beyond = useMemo(
		() => (isHeld ? countBeyond(across, values, domainX, domainY) : 0),
		[isHeld, across, values, domainX, domainY],
	);

	useEffect(() => {
		const canvas = canvasRef.current;
		if (canvas === null) return;
		const resizes = new ResizeObserver(() => setSize({ width: canvas.clientWidth, height: canvas.clientHeight }));
		resizes.observe(canvas);
		return () => resizes.disconnect();
	}, []);
	useEffect(() => {
		if (canvasRef.current === null || size.width === 0) return;
		drawScatter(canvasRef.current, {
			across,
			values,
			states: table.states,
			domainX,
			domainY,
			brush,
			threshold,
			rules,
			selectedRow,
			hoveredRow: hovered,
			labelX: axisWords[axis],
		});
	}, [size, across, values, table, domainX, domainY, brush, threshold, rules, selectedRow, hovered, axis]);

	const thresholdAt = (y: number, side: Threshold["side"]) =>
		onThreshold({ side, value: roundedWithin(scale.fromY(y), domainY) });
	const isOnThreshold = (y: number) => threshold !== null && Math.abs(scale.toY(threshold.value) - y) < 5;
	const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
		const { offsetX, offsetY } = event.nativeEvent;
		event.currentTarget.setPointerCapture(event.pointerId);
		drag.current = isOnThreshold(offsetY)
			? { kind: "threshold" }
			: { kind: "brush", fromX: offsetX, fromY: offsetY, travelled: 0 };
	};
	const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
		const { offsetX, offsetY } = event.nativeEvent;
		const current = drag.current;
		if (current === null) {
			event.currentTarget.style.cursor = isOnThreshold(offsetY) ? "ns-resize" : "crosshair";
			setPointed({ x: offsetX, y: offsetY });
			return;
		}
		if (current.kind === "threshold") {
			if (threshold !== null) thresholdAt(offsetY, threshold.side);
			return;
		}
		const travelled = Math.max(current.travelled, Math.hypot(offsetX - current.fromX, offsetY - current.fromY));
		drag.current = { ...current, travelled };
		if (travelled <= clickWithinPixels) return;
		setPointed(null);
		onBrush({
			fromX: scale.fromX(Math.min(offsetX, current.fromX)),
			toX: scale.fromX(Math.max(offsetX, current.fromX)),
			fromY: scale.fromY(Math.max(offsetY, current.fromY)),
			toY: scale.fromY(Math.min(offsetY, current.fromY)),
		});
	};
	const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
		const current = drag.current;
		drag.current = null;
		if (event.type !== "pointerup" || current?.kind !== "brush" || current.travelled > clickWithinPixels) return;
		const { offsetX, offsetY } = event.nativeEvent;
		const row = nearestRow(across, values, scale.toX, scale.toY, offsetX, offsetY, reachPixels);
		if (row < 0) onBrush(null);
		else chooseRow(row);
	};
	const chooseRow = (row: number) => {
		const tile = table.tileIds[row] ?? 0;
		const z = table.z[row] ?? noPosition;
		select({
			kind: "task",
			task: String(table.taskIds[row]),
			tile: tile === 0 ? null : String(tile),
			z: z === noPosition ? null : z,
		});
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const step = (by: number) => chooseRow(Math.min(values.length - 1, Math.max(0, selectedRow + by)));
		const actions: Readonly<Record<string, () => void>> = {
			ArrowLeft: () => step(-1),
			ArrowRight: () => step(1),
			Escape: () => onBrush(null),
		};
		const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
		if (act === undefined || values.length === 0) return;
		event.preventDefault();
		act();
	};
	const onThresholdKey = (event: KeyboardEvent) => {
		if (threshold === null || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
		event.preventDefault();
		event.stopPropagation();
		onHold(true);
		const step = stepOf(domainY) * (event.shiftKey ? 10 : 1);
		const value = threshold.value + (event.key === "ArrowUp" ? step : -step);
		onThreshold({ ...threshold, value: roundedWithin(value, domainY) });
	};
	const state = taskStatesByCode[table.states[hovered] ?? 255];
	const facts = useTileFacts(hovered < 0 ? 0 : (table.tileIds[hovered] ?? 0));
	return (
		<div className={styles.plot} onPointerEnter={() => onHold(true)} onPointerLeave={() => onHold(false)}>
			<div
				className={styles.plotField}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: an application is interactive
				tabIndex={0}
				role="application"
				aria-label={`${table.name} of ${plural(values.length, "result")} against ${axisWords[axis]}. Left and right go from result to result; Escape ends brushing.`}
				data-testid="metric-plot"
				onKeyDown={onKeyDown}
			>
				<canvas
					ref={canvasRef}
					className={styles.canvas}
					onPointerDown={onPointerDown}
					onPointerMove={onPointerMove}
					onPointerUp={onPointerUp}
					onPointerCancel={onPointerUp}
					onPointerLeave={() => setPointed(null)}
				/>
			</div>
			{threshold === null ? null : (
				<div
					className={styles.handle}
					style={{
						top: Math.min(size.height - plotMargin.bottom, Math.max(plotMargin.top, scale.toY(threshold.value))),
					}}
					role="slider"
					tabIndex={0}
					aria-label={`Threshold of ${table.name}`}
					aria-orientation="vertical"
					aria-valuemin={domainY.least}
					aria-valuemax={domainY.most}
					aria-valuenow={threshold.value}
					aria-valuetext={measureWords(threshold.value)}
					onKeyDown={onThresholdKey}
					onKeyUp={() => onHold(false)}
					onPointerDown={(event) => {
						event.currentTarget.setPointerCapture(event.pointerId);
						drag.current = { kind: "threshold" };
					}}
					onPointerMove={(event) => {
						const box = canvasRef.current?.getBoundingClientRect();
						if (drag.current?.kind === "threshold" && box !== undefined) {
							thresholdAt(event.clientY - box.top, threshold.side);
						}
					}}
					onPointerUp={() => {
						drag.current = null;
					}}
				>
					{measureWords(threshold.value)}
				</div>
			)}
			{beyond === 0 ? null : (
				<p className={styles.beyond} role="status">
					{plural(beyond, "result")} beyond the scale, which follows when the pointer has left
				</p>
			)}
			{hovered < 0 ? null : (
				<p
					className={styles.pointWords}
					style={{
						left: Math.min((pointed?.x ?? 0) + 12, Math.max(0, size.width - widthOfWords)),
						top: Math.max(2, (pointed?.y ?? 0) - 26),
					}}
				>
					{facts === null ? "" : <strong>{facts.name} </strong>}
					{table.name} {measureWords(values[hovered] ?? 0)}
					{state === undefined ? "" : ` · ${taskStateTable[state].word}`}
					{table.z[hovered] === noPosition
						? ""
						: ` · x ${table.x[hovered]}, y ${table.y[hovered]}, z ${table.z[hovered]}`}
				</p>
			)}
		</div>
	);
}

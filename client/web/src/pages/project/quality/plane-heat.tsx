import { useEffect, useMemo, useRef, useState } from "react";
import type { MetricTable } from "../../../live/metric-table-model.ts";
import { measureWords } from "../../../wording/number-words.ts";
import { useTileFacts } from "../tile-map/use-tile-facts.ts";
import { useSelection } from "../use-selection.ts";
import { type Domain, scaleColour } from "./metric-plot-model.ts";
import { layOutHeat, planeOf } from "./plane-heat-model.ts";
import styles from "./quality.module.css";

/** The same metric where it was measured: one plane, a colour for each tile. A drag brushes a rectangle of it. */
export function PlaneHeat({
	table,
	z,
	domain,
	lit,
	onBrushTiles,
}: {
	table: MetricTable;
	z: number | null;
	domain: Domain;
	/** Rows that are brushed; null when nothing is. */
	lit: ReadonlySet<number> | null;
	onBrushTiles: (tiles: ReadonlySet<number> | null) => void;
}) {
	const { select } = useSelection();
	const canvasRef = useRef<HTMLCanvasElement>(null);
	const drag = useRef<{ column: number; row: number; isMoved: boolean } | null>(null);
	const [hovered, setHovered] = useState(-1);
	const plane = useMemo(() => planeOf(table, z), [table, z]);
	const frameRef = useRef<HTMLDivElement>(null);
	const [room, setRoom] = useState({ width: 0, height: 0 });
	const hasPlane = plane !== null;
	const facts = useTileFacts(hovered < 0 ? 0 : (table.tileIds[hovered] ?? 0));

	useEffect(() => {
		const frame = frameRef.current;
		if (frame === null || !hasPlane) return;
		const resizes = new ResizeObserver(() => setRoom({ width: frame.clientWidth, height: frame.clientHeight }));
		resizes.observe(frame);
		return () => resizes.disconnect();
	}, [hasPlane]);
	useEffect(() => {
		const canvas = canvasRef.current;
		const context = canvas?.getContext("2d");
		if (!canvas || !context || plane === null) return;
		canvas.width = plane.width;
		canvas.height = plane.height;
		const image = context.createImageData(plane.width, plane.height);
		for (let cell = 0; cell < plane.rows.length; cell++) {
			const row = plane.rows[cell] ?? -1;
			if (row < 0) continue;
			const share = ((table.values[row] ?? 0) - domain.least) / (domain.most - domain.least);
			const isLit = lit === null || lit.has(row);
			image.data.set([...scaleColour(share), isLit ? 255 : 60], cell * 4);
		}
		context.putImageData(image, 0, 0);
	}, [plane, table, domain, lit]);

	if (plane === null)
		return <p className={styles.none}>No result of this plane has been measured and has a position.</p>;
	const cellOf = (event: { readonly offsetX: number; readonly offsetY: number }) => {
		const canvas = canvasRef.current;
		if (canvas === null) return { column: 0, row: 0 };
		return {
			column: Math.min(plane.width - 1, Math.max(0, Math.floor((event.offsetX / canvas.clientWidth) * plane.width))),
			row: Math.min(plane.height - 1, Math.max(0, Math.floor((event.offsetY / canvas.clientHeight) * plane.height))),
		};
	};
	const brushTo = (column: number, row: number) => {
		const from = drag.current;
		if (from === null) return;
		const tiles = new Set<number>();
		for (let y = Math.min(from.row, row); y <= Math.max(from.row, row); y++) {
			for (let x = Math.min(from.column, column); x <= Math.max(from.column, column); x++) {
				const found = plane.rows[y * plane.width + x] ?? -1;
				if (found >= 0) tiles.add(table.tileIds[found] ?? 0);
			}
		}
		onBrushTiles(tiles.size === 0 ? null : tiles);
	};
	const layout = layOutHeat(plane, room.width, room.height);
	const { left, top, width, height } = layout;
	const value = table.values[hovered] ?? Number.NaN;
	const share = (value - domain.least) / (domain.most - domain.least);
	return (
		<figure className={styles.heat}>
			<div className={styles.heatTitle}>
				{hovered < 0
					? `${table.name} in plane z ${z}`
					: `${facts === null ? "" : `${facts.name} · `}x ${table.x[hovered]}, y ${table.y[hovered]}: ${table.name} ${measureWords(value)}`}
			</div>
			<div ref={frameRef} className={styles.heatFrame} data-testid="plane-heat">
				<div className={styles.axes} aria-hidden="true">
					{layout.ticksX.map((tick) => (
						<span key={`x${tick.value}`} className={styles.tickX} style={{ left: left + tick.at, top: top + height }}>
							{tick.value}
						</span>
					))}
					<span className={styles.tickX} style={{ left: left + width + 9, top: top + height }}>
						x
					</span>
					{layout.ticksY.map((tick) => (
						<span
							key={`y${tick.value}`}
							className={styles.tickY}
							style={{ right: room.width - left, top: top + tick.at }}
						>
							{tick.value}
						</span>
					))}
					<span className={styles.tickY} style={{ right: room.width - left, top: top + height + 10 }}>
						y
					</span>
				</div>
				<canvas
					ref={canvasRef}
					className={styles.heatCanvas}
					style={{ left, top, width, height }}
					aria-label={`${table.name} in plane ${z}, from ${measureWords(domain.least)} to ${measureWords(domain.most)}; x ${plane.left} to ${plane.left + plane.width - 1} to the right, y ${plane.top} to ${plane.top + plane.height - 1} down`}
					role="img"
					onPointerDown={(event) => {
						event.currentTarget.setPointerCapture(event.pointerId);
						drag.current = { ...cellOf(event.nativeEvent), isMoved: false };
					}}
					onPointerMove={(event) => {
						const { column, row } = cellOf(event.nativeEvent);
						setHovered(plane.rows[row * plane.width + column] ?? -1);
						const from = drag.current;
						if (from === null || (!from.isMoved && from.column === column && from.row === row)) return;
						drag.current = { ...from, isMoved: true };
						brushTo(column, row);
					}}
					onPointerUp={(event) => {
						const from = drag.current;
						drag.current = null;
						if (from === null || from.isMoved) return;
						const { column, row } = cellOf(event.nativeEvent);
						const found = plane.rows[row * plane.width + column] ?? -1;
						if (found < 0) onBrushTiles(null);
						else select({ kind: "task", task: String(table.taskIds[found]), tile: String(table.tileIds[found]), z });
					}}
					onPointerLeave={() => setHovered(-1)}
				/>
			</div>
			<figcaption>
				<span>{measureWords(domain.least)}</span>
				<span className={styles.ramp}>
					{hovered < 0 ? null : (
						<span className={styles.rampMark} style={{ left: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
					)}
				</span>
				<span>{measureWords(domain.most)}</span>
			</figcaption>
		</figure>
	);
}

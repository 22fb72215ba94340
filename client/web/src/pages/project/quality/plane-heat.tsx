import { useEffect, useMemo, useRef, useState } from "react";
import type { MetricTable } from "../../../live/metric-table-model.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { measureWords } from "../../../wording/number-words.ts";
import { useTileFacts } from "../tile-map/use-tile-facts.ts";
import { useSelection } from "../use-selection.ts";
import { type Domain, scaleColour } from "./metric-plot-model.ts";
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
	const facts = useTileFacts(hovered < 0 ? 0 : (table.tileIds[hovered] ?? 0));

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
	return (
		<figure className={styles.heat}>
			<div className={styles.heatTitle}>{table.name} in the plane: x to the right, y down</div>
			<div className={styles.heatFrame}>
				<canvas
					ref={canvasRef}
					className={styles.heatCanvas}
					style={{ aspectRatio: `${plane.width} / ${plane.height}` }}
					aria-label={`${table.name} in plane ${z}, from ${measureWords(domain.least)} to ${measureWords(domain.most)}`}
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
				{hovered < 0 ? (
					<>
						z {z} · {measureWords(domain.least)}
						<span className={styles.ramp} />
						{measureWords(domain.most)}
					</>
				) : (
					`${facts === null ? "" : `${facts.name} · `}x ${table.x[hovered]}, y ${table.y[hovered]}: ${table.name} ${measureWords(table.values[hovered] ?? 0)}`
				)}
			</figcaption>
		</figure>
	);
}

interface HeatPlane {
	readonly width: number;
	readonly height: number;
	/** Row of the table for each cell; -1 for none. */
	readonly rows: Int32Array;
}

function planeOf(table: MetricTable, z: number | null): HeatPlane | null {
	const inPlane: number[] = [];
	let [minimumX, maximumX, minimumY, maximumY] = [Infinity, -Infinity, Infinity, -Infinity];
	for (let row = 0; row < table.count; row++) {
		if (table.z[row] !== z || table.x[row] === noPosition || (table.tileIds[row] ?? 0) === 0) continue;
		inPlane.push(row);
		minimumX = Math.min(minimumX, table.x[row] ?? 0);
		maximumX = Math.max(maximumX, table.x[row] ?? 0);
		minimumY = Math.min(minimumY, table.y[row] ?? 0);
		maximumY = Math.max(maximumY, table.y[row] ?? 0);
	}
	if (inPlane.length === 0) return null;
	const [width, height] = [maximumX - minimumX + 1, maximumY - minimumY + 1];
	// A lattice this sparse is not a picture.
	if (width * height > 16_000_000) return null;
	const rows = new Int32Array(width * height).fill(-1);
	for (const row of inPlane) {
		rows[((table.y[row] ?? 0) - minimumY) * width + (table.x[row] ?? 0) - minimumX] = row;
	}
	return { width, height, rows };
}

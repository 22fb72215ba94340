import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { ReadStageGateDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject, LiveStage } from "../../../live/live-store-model.ts";
import type { MetricTable } from "../../../live/metric-table-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { Segments } from "../../../shell/segments.tsx";
import { plural } from "../../../wording/number-words.ts";
import { useHighlight } from "../highlight-context.ts";
import { useShownPlane } from "../tile-map/use-shown-plane.ts";
import { useSelection } from "../use-selection.ts";
import { BrushedTiles } from "./brushed-tiles.tsx";
import { drawnRules, gateOf } from "./gate-edit-model.ts";
import { GateForm } from "./gate-form.tsx";
import { brushedRows, horizontalValues, roundedWithin, suggestedThreshold, tilesOfRows } from "./metric-plot-model.ts";
import { PlaneHeat } from "./plane-heat.tsx";
import type { PlotChoice } from "./plot-choice.ts";
import styles from "./quality.module.css";
import { Scatter } from "./scatter.tsx";
import { useSteadyDomain } from "./use-steady-domain.ts";

/** One metric of a stage: against arrival or a position, and as a picture of the plane. */
export function StagePlots({
	live,
	project,
	stage,
	table,
	name,
	choice,
	onChange,
}: {
	live: ProjectLive;
	project: LiveProject;
	stage: LiveStage;
	table: MetricTable;
	name: string;
	choice: PlotChoice;
	onChange: (next: Partial<PlotChoice>) => void;
}) {
	const { select } = useSelection();
	const { setTiles } = useHighlight();
	const { axis, brush, threshold } = choice;
	/** Brushed in the picture of the plane, which is a set of tiles and no range of values. */
	const [brushedTiles, setBrushedTiles] = useState<ReadonlySet<number> | null>(null);
	/** What a rule did that was just made; the form it was made in is gone by then. */
	const [done, setDone] = useState<string | null>(null);
	const thresholdRef = useRef<HTMLInputElement>(null);
	const [isListed, setIsListed] = useState(false);
	/** The pointer is in the plot, or something in it is being moved. */
	const [isHeld, setIsHeld] = useState(false);
	const arrived = useReading(live.tiles);
	const order = arrived.kind === "ready" ? arrived.value : null;
	const across = useMemo(() => horizontalValues(table, axis, order), [table, axis, order]);
	const domainX = useSteadyDomain(across, axis, isHeld);
	const domainY = useSteadyDomain(table.values, name, isHeld);
	const brushKey = JSON.stringify(brush);
	// biome-ignore lint/correctness/useExhaustiveDependencies: equal brushes have equal keys
	const rows = useMemo(
		() => (brush === null ? null : brushedRows(across, table.values, brush)),
		[table, across, brushKey],
	);
	const tiles = useMemo(() => (rows === null ? brushedTiles : tilesOfRows(table, rows)), [rows, table, brushedTiles]);
	useEffect(() => setTiles(tiles), [tiles, setTiles]);
	useEffect(() => () => setTiles(null), [setTiles]);
	const gateReading = useReading(
		useLive().detail(project.id, ReadStageGateDocument, { stageId: stage.id }, { stageId: stage.id }),
	);
	const operations = gateReading.kind === "ready" ? gateReading.value.stage?.version?.operations : null;
	const rules = useMemo(() => drawnRules(gateOf(operations), name), [operations, name]);
	const lit = useMemo(() => {
		if (tiles === null) return null;
		const found = new Set<number>();
		for (let row = 0; row < table.count; row++) if (tiles.has(table.tileIds[row] ?? 0)) found.add(row);
		return found;
	}, [tiles, table]);
	const { z } = useShownPlane(live, project);
	const brushedPlanes = useMemo(() => planesOf(table, lit), [table, lit]);
	const [elsewhere] = brushedPlanes;
	const isElsewhere = elsewhere !== undefined && z !== null && !brushedPlanes.includes(z);
	return (
		<div className={styles.body}>
			<div className={styles.tools}>
				<label className={styles.choice}>
					<span className={styles.spoken}>Metric</span>
					<select
						value={name}
						onChange={(event) => onChange({ metric: event.target.value, brush: null, threshold: null })}
					>
						{table.names.map((metric) => (
							<option key={metric}>{metric}</option>
						))}
					</select>
				</label>
				<Segments
					label="Against"
					value={axis}
					onChange={(next) => onChange({ axis: next, brush: null })}
					choices={[
						{ value: "arrival", words: "arrival" },
						{ value: "x", words: "x" },
						{ value: "y", words: "y" },
						{ value: "z", words: "z" },
					]}
				/>
				{tiles === null ? (
					<span className="dim">{plural(table.count, "result")}; drag over points to find their tiles</span>
				) : (
					<span>
						<b>{plural(tiles.size, "tile")}</b> brushed, lit in the map and the filmstrip{" "}
						<button
							type="button"
							className={styles.link}
							aria-expanded={isListed}
							onClick={() => setIsListed(!isListed)}
						>
							{isListed ? "hide the list" : "list them"}
						</button>
						<span aria-hidden="true" className="dim">
							{" "}
							·{" "}
						</span>
						<button
							type="button"
							className={styles.link}
							onClick={() => {
								setBrushedTiles(null);
								onChange({ brush: null });
							}}
						>
							show all
						</button>
						{isElsewhere ? (
							<button
								type="button"
								className={`${styles.link} ${styles.elsewhere}`}
								onClick={() => select({ kind: "plane", z: elsewhere })}
							>
								none in this plane: go to z {elsewhere}
							</button>
						) : null}
					</span>
				)}
				{threshold === null ? (
					<button
						type="button"
						className={styles.button}
						disabled={table.count === 0}
						onClick={(event) => {
							setDone(null);
							const { side, value } = suggestedThreshold(table.values);
							flushSync(() => onChange({ threshold: { side, value: roundedWithin(value, domainY) } }));
							// Who pressed a key goes on with keys; who clicked may want the keys of the page.
							if (event.detail === 0) thresholdRef.current?.select();
						}}
					>
						Draw a threshold
					</button>
				) : null}
			</div>
			{tiles === null || !isListed ? null : <BrushedTiles project={project} table={table} tiles={tiles} />}
			{threshold === null ? null : (
				<GateForm
					project={project}
					stage={stage}
					metric={name}
					values={table.values}
					domain={domainY}
					fieldRef={thresholdRef}
					threshold={threshold}
					onThreshold={(next) => onChange({ threshold: next })}
					onDone={setDone}
				/>
			)}
			<p role="status" className={done === null ? styles.spoken : `${styles.done} tone-good`}>
				{done}
				{done === null ? null : (
					<button type="button" className={styles.link} aria-label="Close" onClick={() => setDone(null)}>
						✕
					</button>
				)}
			</p>
			<div className={styles.plots}>
				<Scatter
					table={table}
					across={across}
					axis={axis}
					domainX={domainX}
					domainY={domainY}
					brush={brush}
					threshold={threshold}
					rules={rules}
					isHeld={isHeld}
					onHold={setIsHeld}
					onBrush={(next) => {
						setBrushedTiles(null);
						onChange({ brush: next });
					}}
					onThreshold={(next) => onChange({ threshold: next })}
				/>
				<PlaneHeat
					table={table}
					z={z}
					domain={domainY}
					lit={lit}
					onBrushTiles={(next) => {
						setBrushedTiles(next);
						onChange({ brush: null });
					}}
				/>
			</div>
		</div>
	);
}

/** The planes the lit results lie in, in order. */
function planesOf(table: MetricTable, lit: ReadonlySet<number> | null): readonly number[] {
	const planes = new Set<number>();
	for (const row of lit ?? []) {
		const z = table.z[row] ?? noPosition;
		if (z !== noPosition) planes.add(z);
	}
	return [...planes].sort((a, b) => a - b);
}

import { useEffect, useMemo, useState } from "react";
import { ReadStageGateDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject, LiveStage } from "../../../live/live-store-model.ts";
import type { MetricTable } from "../../../live/metric-table-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { noPosition } from "../../../live/task-table-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Segments } from "../../../shell/segments.tsx";
import { plural } from "../../../wording/number-words.ts";
import { useHighlight } from "../highlight-context.ts";
import { choosePlane } from "../tile-map/planes-model.ts";
import { useSelection } from "../use-selection.ts";
import { drawnRules, gateOf } from "./gate-edit-model.ts";
import { GateForm } from "./gate-form.tsx";
import { brushedRows, domainOf, horizontalValues, suggestedThreshold, tilesOfRows } from "./metric-plot-model.ts";
import { PlaneHeat } from "./plane-heat.tsx";
import { formatPlotChoice, type PlotChoice, parsePlotChoice } from "./plot-choice.ts";
import styles from "./quality.module.css";
import { Scatter } from "./scatter.tsx";

/** Is the data good? What the stages measured, against arrival and against position; loaded on demand. */
export function QualityPanel({ live, project }: { live: ProjectLive; project: LiveProject }) {
	const { selection, select, latest } = useSelection();
	const choice = parsePlotChoice(selection.plot);
	const programs = project.stages.filter((stage) => stage.kind === "PROGRAM");
	const stage =
		programs.find((candidate) => candidate.id === (choice.stage ?? selection.stage)) ??
		programs.find((candidate) => /quality|metric|qc/i.test(`${candidate.name} ${candidate.definition?.name ?? ""}`)) ??
		programs[0];
	const change = (next: Partial<PlotChoice>) =>
		select({ kind: "plot", plot: formatPlotChoice({ ...parsePlotChoice(latest().plot), ...next }) });
	if (stage === undefined) {
		return (
			<Panel title="Quality">
				<Notice title="There is nothing to plot yet">
					<p>Numbers appear with the first stage whose program writes metrics.json.</p>
				</Notice>
			</Panel>
		);
	}
	return (
		<Panel
			title="Quality"
			className={styles.panel}
			aside={
				<label className={styles.choice}>
					of
					<select
						value={stage.id}
						onChange={(event) => change({ stage: event.target.value, metric: null, brush: null, threshold: null })}
					>
						{programs.map((program) => (
							<option key={program.id} value={program.id}>
								{program.name}
							</option>
						))}
					</select>
				</label>
			}
		>
			<StageQuality key={stage.id} live={live} project={project} stage={stage} choice={choice} onChange={change} />
		</Panel>
	);
}

function StageQuality({
	live,
	project,
	stage,
	choice,
	onChange,
}: {
	live: ProjectLive;
	project: LiveProject;
	stage: LiveStage;
	choice: PlotChoice;
	onChange: (next: Partial<PlotChoice>) => void;
}) {
	const metrics = live.metrics(stage.id, choice.metric);
	const reading = useReading(metrics);
	if (reading.kind === "loading") return <LoadingLines lines={6} label="Reading the metrics" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The metrics" onRetry={() => metrics.rereadWithin(0)} />;
	}
	const table = reading.value;
	if (table.name === null || table.names.length === 0) {
		return (
			<Notice title={`${stage.name} has measured nothing yet`}>
				<p>
					What a program writes into metrics.json is plotted here: numbers by name. Choose another stage above if this
					one does not measure.
				</p>
			</Notice>
		);
	}
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<Plots project={project} stage={stage} table={table} name={table.name} choice={choice} onChange={onChange} />
		</>
	);
}

function Plots({
	project,
	stage,
	table,
	name,
	choice,
	onChange,
}: {
	project: LiveProject;
	stage: LiveStage;
	table: MetricTable;
	name: string;
	choice: PlotChoice;
	onChange: (next: Partial<PlotChoice>) => void;
}) {
	const { selection, select } = useSelection();
	const highlight = useHighlight();
	const { setTiles } = highlight;
	const { axis, brush, threshold } = choice;
	/** Brushed in the picture of the plane, which is a set of tiles and no range of values. */
	const [brushedTiles, setBrushedTiles] = useState<ReadonlySet<number> | null>(null);
	const across = useMemo(() => horizontalValues(table, axis), [table, axis]);
	const domainX = useMemo(() => domainOf(across), [across]);
	const domainY = useMemo(() => domainOf(table.values), [table]);
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
	const z = choosePlane(project.planes, selection.z);
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
						onClick={() => onChange({ threshold: suggestedThreshold(table.values) })}
					>
						Draw a threshold
					</button>
				) : null}
			</div>
			{threshold === null ? null : (
				<GateForm
					project={project}
					stage={stage}
					metric={name}
					values={table.values}
					threshold={threshold}
					onThreshold={(next) => onChange({ threshold: next })}
				/>
			)}
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

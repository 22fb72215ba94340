import { useState } from "react";
import { ReadMeasuringStagesDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { type LiveProject, type LiveStage, stateCounts } from "../../../live/live-store-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { useSelection } from "../use-selection.ts";
import { stageToPlot, wordsOfUnmeasured } from "./measured-stage-model.ts";
import { formatPlotChoice, type PlotChoice, parsePlotChoice } from "./plot-choice.ts";
import styles from "./quality.module.css";
import { StagePlots } from "./stage-plots.tsx";

/** Which stages measure something changes with the graph, and with a stage's first result. */
const measuringEveryMs = 10_000;

/** Is the data good? What the stages measured, against arrival and against position; loaded on demand. */
export function QualityPanel({ live, project }: { live: ProjectLive; project: LiveProject }) {
	const { selection, select, latest } = useSelection();
	const choice = parsePlotChoice(selection.plot);
	const measuring = useLive().watched(
		ReadMeasuringStagesDocument,
		{ projectId: project.id },
		["GRAPH"],
		measuringEveryMs,
	);
	const reading = useReading(measuring);
	const [shown, setShown] = useState<string | null>(null);
	const measured = reading.kind === "ready" ? (reading.value.project?.stages ?? []) : [];
	const programs = project.stages
		.filter((stage) => stage.kind === "PROGRAM")
		.map((stage) => ({
			...stage,
			hasResults: resultCount(stage) > 0,
			metricNames: measured.find(({ id }) => id === stage.id)?.metricNames ?? [],
		}));
	const stage = stageToPlot(programs, { chosen: choice.stage, selected: selection.stage, before: shown });
	// Only what has something to show is kept when others begin to measure.
	if (stage !== null && stage.metricNames.length > 0 && stage.id !== shown) setShown(stage.id);
	const change = (next: Partial<PlotChoice>) =>
		select({ kind: "plot", plot: formatPlotChoice({ ...parsePlotChoice(latest().plot), ...next }) });
	if (stage === null) {
		return (
			<Panel title="Quality">
				<Notice title="There is nothing to plot yet">
					<p>Numbers appear with the first stage whose program writes metrics.json.</p>
				</Notice>
			</Panel>
		);
	}
	// Where a link says which stage, its plot does not wait for what the others measure.
	const isLooking = reading.kind === "loading" && choice.stage === null;
	const unmeasured = reading.kind === "ready" ? wordsOfUnmeasured(programs) : "";
	return (
		<Panel
			title="Quality"
			className={styles.panel}
			aside={
				<>
					{unmeasured === "" ? null : (
						<span className={styles.unmeasured} title={unmeasured}>
							{unmeasured}
						</span>
					)}
					{selection.stage === stage.id ? null : (
						<button type="button" className={styles.link} onClick={() => select({ kind: "stage", stage: stage.id })}>
							Colour the map by {stage.name}, too
						</button>
					)}
					<label className={styles.choice}>
						of
						<select
							value={stage.id}
							onChange={(event) => {
								change({ stage: event.target.value, metric: null, brush: null, threshold: null });
								// The map below is about the same stage.
								select({ kind: "stage", stage: event.target.value });
							}}
						>
							{programs.map((program) => (
								<option key={program.id} value={program.id}>
									{program.name}
								</option>
							))}
						</select>
					</label>
				</>
			}
		>
			{isLooking ? (
				<LoadingLines lines={6} label="Looking which stages measure something" />
			) : (
				<StageQuality key={stage.id} live={live} project={project} stage={stage} choice={choice} onChange={change} />
			)}
		</Panel>
	);
}

function resultCount(stage: LiveStage): number {
	const counts = stateCounts(stage.counts);
	return counts.SUCCEEDED + counts.REVIEW + counts.REJECTED;
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
			<Notice title={resultCount(stage) > 0 ? `${stage.name} measures nothing` : `${stage.name} has no result yet`}>
				<p>What a program writes into metrics.json is plotted here: numbers by name.</p>
			</Notice>
		);
	}
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<StagePlots
				live={live}
				project={project}
				stage={stage}
				table={table}
				name={table.name}
				choice={choice}
				onChange={onChange}
			/>
		</>
	);
}

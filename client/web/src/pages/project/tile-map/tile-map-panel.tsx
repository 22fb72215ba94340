import { useMemo, useRef, useState } from "react";
import type { LiveProject } from "../../../live/live-store-model.ts";
import type { ProjectLive } from "../../../live/project-live.ts";
import { Notice, ProblemNotice } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Segments } from "../../../shell/segments.tsx";
import { problemWords } from "../../../wording/problem-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { SpaceView } from "../space/space-view.tsx";
import { useSelection } from "../use-selection.ts";
import { GroupStrip } from "./group-strip.tsx";
import { MapLegend } from "./map-legend.tsx";
import { nextNoted, notesOfCells } from "./notes-model.ts";
import { PlaneStepper } from "./plane-stepper.tsx";
import { choosePlane, stepPlane } from "./planes-model.ts";
import styles from "./tile-map.module.css";
import { TileMap } from "./tile-map.tsx";
import { nextCellOf } from "./tile-map-model.ts";
import { TileTable } from "./tile-table.tsx";
import { useNotes } from "./use-notes.ts";
import { useShownPlane } from "./use-shown-plane.ts";
import { type TileMapData, useTileMap } from "./use-tile-map.ts";

type MapShape = "map" | "space" | "table";

export function TileMapPanel({ live, project }: { live: ProjectLive; project: LiveProject }) {
	const { selection, select, latest } = useSelection();
	const [shape, setShape] = useState<MapShape>("map");
	const { z, ofSelected } = useShownPlane(live, project);
	const stage =
		project.stages.find((candidate) => candidate.id === selection.stage) ??
		project.stages.find((candidate) => candidate.kind === "ROOT");
	if (stage === undefined)
		return <Notice title="This project has no stage">Its root stage appears with the first source.</Notice>;
	if (project.tileCount === 0) {
		return (
			<Panel title="Tile map">
				<Notice title="No tile has arrived yet">
					<p>The map appears with the first one. What the sources are waiting for is said beside them.</p>
				</Notice>
			</Panel>
		);
	}
	// A step goes from the step before, which may not be shown yet.
	const step = (by: number) => {
		const from = choosePlane(project.planes, latest().z ?? z);
		const next = stepPlane(project.planes, from, by);
		if (next !== null && next !== from) select({ kind: "plane", z: next });
	};
	return (
		<Panel
			title="Tile map"
			aside={
				<>
					<span className={styles.coloured}>
						<b>{stage.name}</b> <span className={styles.rule}>{viewUnitRule(stage.unitRule).words}</span>
					</span>
					<Segments
						label="Show the plane as"
						value={shape}
						onChange={setShape}
						choices={[
							{ value: "map", words: "Map" },
							{ value: "space", words: "3-D" },
							{ value: "table", words: "Table" },
						]}
					/>
				</>
			}
			className={styles.panel}
		>
			{shape === "space" ? (
				<div className={styles.plane}>
					<SpaceView live={live} project={project} stage={stage} z={selection.z ?? ofSelected} />
				</div>
			) : (
				<Plane live={live} project={project} stage={stage} z={z} shape={shape} ofSelected={ofSelected} onStep={step} />
			)}
		</Panel>
	);
}

function Plane({
	live,
	project,
	stage,
	z,
	shape,
	ofSelected,
	onStep,
}: {
	live: ProjectLive;
	project: LiveProject;
	stage: LiveProject["stages"][number];
	z: number | null;
	shape: Exclude<MapShape, "space">;
	/** The plane of the selected tile. */
	ofSelected: number | null;
	onStep: (by: number) => void;
}) {
	const { selection, select } = useSelection();
	const reading = useTileMap(live, project, stage, z);
	// While the next plane is on its way the last one stays: the map keeps its focus and nothing flickers.
	const lastShown = useRef<{ readonly data: TileMapData; readonly z: number | null } | null>(null);
	if (reading.kind === "ready") lastShown.current = { data: reading.value, z };
	const shown = reading.kind === "failed" ? null : lastShown.current;
	const notes = useNotes(live, project.stages);
	const shownLayout = shown?.data.layout ?? null;
	const noted = useMemo(
		() => (shownLayout === null ? new Map<number, string>() : notesOfCells(shownLayout, notes)),
		[shownLayout, notes],
	);
	const stepper = (
		<PlaneStepper
			planes={project.planes}
			z={z}
			onStep={onStep}
			isFollowing={selection.z === null && ofSelected === null}
		/>
	);
	if (shown === null) {
		return (
			<div className={styles.plane}>
				<div className={styles.beside}>
					<div className={styles.tools}>{stepper}</div>
					<div className={styles.content}>
						{reading.kind === "failed" ? (
							<ProblemNotice problem={reading.problem} what="The states of this plane" />
						) : (
							<p className={styles.waiting} role="status">
								Reading the plane …
							</p>
						)}
					</div>
				</div>
			</div>
		);
	}
	const { layout, colours, groups } = shown.data;
	const problem = reading.kind === "ready" ? reading.problem : null;
	const isReading = reading.kind === "loading" || shown.data.isColouring;
	const selectNext = (next: (from: number) => number) => {
		const cell = next(selection.tile === null ? -1 : layout.tileAt.indexOf(Number(selection.tile)));
		if (cell >= 0) select({ kind: "tile", tile: String(layout.tileAt[cell]), z: shown.z });
	};
	return (
		<div className={styles.plane}>
			<div className={`${styles.beside} ${shape === "table" ? styles.above : ""}`}>
				<div className={styles.tools}>
					{stepper}
					<MapLegend
						counts={colours.counts}
						onNext={(code) => selectNext((from) => nextCellOf(colours.cells, code, from))}
						notedCells={noted.size}
						isTooMany={notes.isTooMany}
						onNextNoted={() => selectNext((from) => nextNoted(noted, from))}
					/>
					<p className={styles.now}>
						{problem === null ? null : (
							<span className="tone-caution" title={problemWords(problem.message)}>
								shown as it was
							</span>
						)}
						{isReading ? <span className={styles.reading}>reading …</span> : null}
						{ofSelected === null || ofSelected === z ? null : (
							<button type="button" className={styles.back} onClick={() => select({ kind: "plane", z: ofSelected })}>
								the selected tile is in z {ofSelected}
							</button>
						)}
					</p>
				</div>
				<div className={styles.content}>
					{groups === null ? null : <GroupStrip groups={groups} />}
					{shape === "map" ? (
						<TileMap
							layout={layout}
							colours={colours}
							noted={noted}
							stageId={stage.id}
							stageName={stage.name}
							z={shown.z}
							onStepPlane={onStep}
						/>
					) : (
						<TileTable project={project} layout={layout} colours={colours} stage={stage} z={shown.z} />
					)}
				</div>
			</div>
		</div>
	);
}

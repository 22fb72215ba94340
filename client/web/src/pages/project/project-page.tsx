import { lazy, Suspense, useEffect } from "react";
import { Link } from "wouter";
import { useLive, useReading } from "../../live/live-context.tsx";
import { type LiveProject, pageTitle, totalCounts } from "../../live/live-store-model.ts";
import type { ProjectLive } from "../../live/project-live.ts";
import { Brand } from "../../shell/brand.tsx";
import { Guard } from "../../shell/guard.tsx";
import { CoordinatorBadge, LineBadge } from "../../shell/line-badge.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { EventsPanel } from "./events/events-panel.tsx";
import { Inspector } from "./inspector/inspector.tsx";
import styles from "./project.module.css";
import { ProjectHeader } from "./project-header.tsx";
import { SourcesPanel } from "./sources/sources-panel.tsx";
import { StageList } from "./stage-graph/stage-list.tsx";
import { TileMapPanel } from "./tile-map/tile-map-panel.tsx";
import { SelectionContext, useAddressSelection } from "./use-selection.ts";
import { WorkersPanel } from "./workers/workers-panel.tsx";

/** React Flow and the layout are half of the page's script; the rest does not wait for them. */
const StageGraphPanel = lazy(async () => ({
	default: (await import("./stage-graph/stage-graph-panel.tsx")).StageGraphPanel,
}));

export function ProjectPage({ projectId }: { projectId: string }) {
	const projectLive = useLive().project(projectId);
	const reading = useReading(projectLive.project);
	if (reading.kind === "ready")
		return <ReadyProject live={projectLive} project={reading.value} problem={reading.problem} />;
	return (
		<div className={styles.page}>
			<header className={styles.header}>
				<Brand />
				<span className={styles.headerRight}>
					<LineBadge outOfSyncSinceMs={() => projectLive.project.outOfSyncSinceMs} />
					<CoordinatorBadge />
				</span>
			</header>
			{reading.kind === "loading" ? (
				<LoadingLines lines={9} label="Reading the project" />
			) : reading.problem.code === "NOT_FOUND" ? (
				<Notice tone="caution" title="There is no such project">
					<p>{reading.problem.message}</p>
					<Link href="/projects">To the projects</Link>
				</Notice>
			) : (
				<ProblemNotice
					problem={reading.problem}
					what="The project"
					onRetry={() => projectLive.project.rereadWithin(0)}
				/>
			)}
		</div>
	);
}

function ReadyProject({
	live,
	project,
	problem,
}: {
	live: ProjectLive;
	project: LiveProject;
	problem: Parameters<typeof StaleStrip>[0]["problem"] | null;
}) {
	const handle = useAddressSelection(project.id);
	const title = pageTitle(project.name, totalCounts(project.stages));
	useEffect(() => {
		document.title = title;
	}, [title]);
	return (
		<SelectionContext value={handle}>
			<div className={styles.page}>
				<ProjectHeader live={live} project={project} />
				{problem === null ? null : <StaleStrip problem={problem} isWholePage />}
				<main className={styles.columns}>
					<div className={styles.rail}>
						<Guard what="The sources">
							<SourcesPanel sources={project.sources} />
						</Guard>
						<Guard what="The workers">
							<WorkersPanel projectId={project.id} />
						</Guard>
						<Guard what="The events">
							<EventsPanel projectId={project.id} />
						</Guard>
					</div>
					<div className={styles.graph}>
						<Guard what="The stage graph">
							<Suspense fallback={<LoadingLines lines={4} label="Loading the stage graph" />}>
								<StageGraphPanel stages={project.stages} />
							</Suspense>
						</Guard>
					</div>
					<div className={styles.stageList}>
						<Guard what="The stages">
							<StageList stages={project.stages} />
						</Guard>
					</div>
					<div className={styles.map}>
						<Guard what="The tile map">
							<TileMapPanel live={live} project={project} />
						</Guard>
					</div>
					<div className={styles.inspector}>
						<Guard what="What is selected">
							<Inspector project={project} />
						</Guard>
					</div>
				</main>
			</div>
		</SelectionContext>
	);
}

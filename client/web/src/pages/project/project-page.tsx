import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { Link } from "wouter";
import { useLive, useReading } from "../../live/live-context.tsx";
import { type LiveProject, pageTitle, totalCounts } from "../../live/live-store-model.ts";
import type { ProjectLive } from "../../live/project-live.ts";
import { Brand } from "../../shell/brand.tsx";
import { Guard } from "../../shell/guard.tsx";
import { HelpSheet } from "../../shell/help-sheet.tsx";
import { CoordinatorBadge, LineBadge } from "../../shell/line-badge.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { EventsPanel } from "./events/events-panel.tsx";
import { Filmstrip } from "./filmstrip/filmstrip.tsx";
import { HighlightContext } from "./highlight-context.ts";
import { Inspector } from "./inspector/inspector.tsx";
import { PaceContext } from "./pace/pace-context.ts";
import { PaceStrip } from "./pace/pace-strip.tsx";
import styles from "./project.module.css";
import { ProjectHeader } from "./project-header.tsx";
import { TileSearch } from "./search/tile-search.tsx";
import { SourcesPanel } from "./sources/sources-panel.tsx";
import { StageList } from "./stage-graph/stage-list.tsx";
import { planeOfTile } from "./tile-map/planes-model.ts";
import { TileMapPanel } from "./tile-map/tile-map-panel.tsx";
import { useProjectKeys } from "./use-project-keys.ts";
import { SelectionContext, useAddressSelection } from "./use-selection.ts";
import { projectViews } from "./views.ts";
import { WorkersPanel } from "./workers/workers-panel.tsx";

/** React Flow and the layout are half of the page's script; the rest does not wait for them. */
const StageGraphPanel = lazy(async () => ({
	default: (await import("./stage-graph/stage-graph-panel.tsx")).StageGraphPanel,
}));

/** Readers of image formats come with the first image that is opened. */
const ImageViewer = lazy(async () => ({ default: (await import("./viewer/image-viewer.tsx")).ImageViewer }));

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
	const handle = useAddressSelection(project.id, (tile) => {
		const tiles = live.tiles.current();
		return tiles.kind === "ready" ? planeOfTile(tiles.value, tile) : undefined;
	});
	const paceReading = useReading(useLive().pace(project.id));
	const pace = paceReading.kind === "ready" ? paceReading.value : null;
	const [tiles, setTiles] = useState<ReadonlySet<number> | null>(null);
	const highlight = useMemo(() => ({ tiles, setTiles }), [tiles]);
	const [isHelpOpen, setIsHelpOpen] = useState(false);
	const [isSearchOpen, setIsSearchOpen] = useState(false);
	useProjectKeys(project.id, handle, { openHelp: () => setIsHelpOpen(true), openSearch: () => setIsSearchOpen(true) });
	const title = pageTitle(project.name, totalCounts(project.stages), pace?.arrival.verdict === "OVERDUE");
	useEffect(() => {
		document.title = title;
	}, [title]);
	const view = projectViews.find((candidate) => candidate.key === handle.selection.view) ?? null;
	const loading = <LoadingLines lines={6} label="Loading this view" />;
	return (
		<SelectionContext value={handle}>
			<PaceContext value={pace}>
				<HighlightContext value={highlight}>
					<div className={styles.page}>
						<ProjectHeader
							live={live}
							project={project}
							onHelp={() => setIsHelpOpen(true)}
							onFind={() => setIsSearchOpen(true)}
						/>
						{problem === null ? null : <StaleStrip problem={problem} isWholePage />}
						<Guard what="Whether it keeps up">
							<PaceStrip
								reading={paceReading}
								sources={project.sources}
								incompleteTiles={project.tileCount - project.completeTileCount}
							/>
						</Guard>
						{view?.place === "wholePage" ? (
							<main className={styles.wholePage}>
								<Guard what={view.words}>
									<Suspense fallback={loading}>
										<view.Component live={live} project={project} />
									</Suspense>
								</Guard>
							</main>
						) : (
							<main className={`${styles.columns} ${view === null ? "" : styles.withView}`}>
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
								{view === null ? (
									<>
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
									</>
								) : (
									<div className={styles.view}>
										<Guard what={view.words}>
											<Suspense fallback={loading}>
												<view.Component live={live} project={project} />
											</Suspense>
										</Guard>
									</div>
								)}
								<div className={styles.map}>
									<Guard what="The tile map">
										<TileMapPanel live={live} project={project} />
									</Guard>
									{project.tileCount === 0 ? null : (
										<Guard what="The filmstrip">
											<Filmstrip live={live} project={project} />
										</Guard>
									)}
								</div>
								<div className={styles.inspector}>
									<Guard what="What is selected">
										<Inspector project={project} />
									</Guard>
								</div>
							</main>
						)}
						{handle.selection.image === null ? null : (
							<Guard what="The image">
								<Suspense fallback={null}>
									<ImageViewer key={handle.selection.image} project={project} address={handle.selection.image} />
								</Suspense>
							</Guard>
						)}
						{isSearchOpen ? (
							<Guard what="The search">
								<TileSearch projectId={project.id} onClose={() => setIsSearchOpen(false)} />
							</Guard>
						) : null}
						{isHelpOpen ? <HelpSheet onClose={() => setIsHelpOpen(false)} /> : null}
					</div>
				</HighlightContext>
			</PaceContext>
		</SelectionContext>
	);
}

import { useEffect } from "react";
import { useLive, useReading } from "../../live/live-context.tsx";
import { Brand } from "../../shell/brand.tsx";
import { CoordinatorBadge, LineBadge } from "../../shell/line-badge.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { SiteNav } from "../../shell/site-nav.tsx";
import { ArchivedProjects } from "./archived-projects.tsx";
import { byNeed, overallWords } from "./project-need-model.ts";
import { ProjectRow } from "./project-row.tsx";
import styles from "./projects.module.css";

export function ProjectsPage() {
	const { projects } = useLive();
	const reading = useReading(projects);
	useEffect(() => {
		document.title = "Projects · Tilewright";
	}, []);
	const judged = byNeed(reading.kind === "ready" ? reading.value : []);
	return (
		<div className={styles.page}>
			<header className={styles.top}>
				<Brand />
				<SiteNav />
				<span className={styles.topRight}>
					<LineBadge outOfSyncSinceMs={() => projects.outOfSyncSinceMs} />
					<CoordinatorBadge />
				</span>
			</header>
			<main className={styles.main}>
				<h1>
					Projects{" "}
					<small className={styles.overall} data-testid="overall">
						{overallWords(judged.map(({ need }) => need))}
					</small>
				</h1>
				{reading.kind === "loading" ? <LoadingLines lines={6} label="Reading the projects" /> : null}
				{reading.kind === "failed" ? (
					<ProblemNotice problem={reading.problem} what="The projects" onRetry={() => projects.rereadWithin(0)} />
				) : null}
				{reading.kind === "ready" && reading.problem !== null ? (
					<StaleStrip problem={reading.problem} isWholePage />
				) : null}
				{reading.kind === "ready" && reading.value.length === 0 ? (
					<Notice title="There is no project yet">
						<p>
							Create one with the command line (<code className="mono">tilewright projects create</code>) or over
							GraphQL; it appears here by itself.
						</p>
					</Notice>
				) : null}
				{reading.kind === "ready" && reading.value.length > 0 ? (
					<ul className={styles.list}>
						{judged.map(({ project, need }) => (
							<ProjectRow key={project.id} project={project} need={need} />
						))}
					</ul>
				) : null}
				<ArchivedProjects />
			</main>
		</div>
	);
}

import { SetProjectPausedDocument } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { expectedTiles, type LiveProject, totalCounts } from "../../live/live-store-model.ts";
import type { ProjectLive } from "../../live/project-live.ts";
import { Brand } from "../../shell/brand.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { CoordinatorBadge, LineBadge } from "../../shell/line-badge.tsx";
import { StateNumbers } from "../../states/state-bar.tsx";
import { countWords, plural } from "../../wording/number-words.ts";
import styles from "./project.module.css";

export function ProjectHeader({ live, project }: { live: ProjectLive; project: LiveProject }) {
	const counts = totalCounts(project.stages);
	return (
		<header className={styles.header}>
			<Brand />
			<h1 className={styles.name} title={project.description}>
				{project.name}
			</h1>
			{project.isPaused ? <span className={styles.pausedBadge}>paused</span> : null}
			<TileProgress project={project} />
			<span className={styles.totals} title="Tasks of all stages, by state">
				<StateNumbers counts={counts} words />
			</span>
			<span className={styles.headerRight}>
				<LineBadge outOfSyncSinceMs={() => live.project.outOfSyncSinceMs} />
				<CoordinatorBadge />
				<PauseProject project={project} running={counts.RUNNING} />
			</span>
		</header>
	);
}

function TileProgress({ project }: { project: LiveProject }) {
	const expected = expectedTiles(project.sources);
	const incomplete = project.tileCount - project.completeTileCount;
	const share = expected === null || expected === 0 ? null : Math.min(100, (100 * project.tileCount) / expected);
	return (
		<span
			className={styles.tiles}
			title={incomplete > 0 ? `${countWords(incomplete)} still being written` : "all complete"}
		>
			<span>
				<b>{countWords(project.tileCount)}</b>
				<span className="dim">{expected === null ? " tiles arrived" : ` of ${plural(expected, "tile")}`}</span>
			</span>
			{share === null ? null : (
				<span className={styles.tileBar} aria-hidden="true">
					<span style={{ width: `${share}%` }} />
				</span>
			)}
		</span>
	);
}

function PauseProject({ project, running }: { project: LiveProject; running: number }) {
	const { api } = useLive();
	const setPaused = (isPaused: boolean) =>
		api.mutate(SetProjectPausedDocument, { input: { id: project.id, isPaused } });
	if (project.isPaused) {
		return (
			<ConfirmButton
				label="Resume"
				title="Resume the project?"
				confirmLabel="Resume"
				onConfirm={() => setPaused(false)}
			>
				Ready tasks are dispatched again. Stages that are paused themselves stay paused.
			</ConfirmButton>
		);
	}
	return (
		<ConfirmButton label="Pause" title="Pause the project?" confirmLabel="Pause" onConfirm={() => setPaused(true)}>
			Nothing new is started. {plural(running, "running task")} will finish and be recorded; tiles go on arriving.
		</ConfirmButton>
	);
}

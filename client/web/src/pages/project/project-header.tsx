import { useState } from "react";
import { SetProjectPausedDocument } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { type LiveProject, totalCounts } from "../../live/live-store-model.ts";
import type { ProjectLive } from "../../live/project-live.ts";
import { Brand } from "../../shell/brand.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { CheckField } from "../../shell/fields.tsx";
import { CoordinatorBadge, LineBadge } from "../../shell/line-badge.tsx";
import { PlacesMenu } from "../../shell/site-nav.tsx";
import { StateNumbers } from "../../states/state-bar.tsx";
import { plural } from "../../wording/number-words.ts";
import styles from "./project.module.css";
import { ScopeButton } from "./scope/scope-button.tsx";
import { ViewTabs } from "./view-tabs.tsx";

export function ProjectHeader({
	live,
	project,
	onHelp,
	onFind,
}: {
	live: ProjectLive;
	project: LiveProject;
	onHelp: () => void;
	onFind: () => void;
}) {
	const counts = totalCounts(project.stages);
	return (
		<header className={styles.header}>
			<Brand />
			<PlacesMenu />
			<h1 className={styles.name} title={project.description}>
				{project.name}
			</h1>
			{project.isPaused ? <span className={styles.pausedBadge}>paused</span> : null}
			{project.isRescoping ? (
				<span
					className={styles.pausedBadge}
					title="Another region or other skipped planes are being carried out, some thousand tasks at a time: nothing is started until that is done."
				>
					moving tiles
				</span>
			) : null}
			<ViewTabs project={project} />
			<span className={styles.totals} title="Tasks of all stages, by state">
				<StateNumbers counts={counts} words />
			</span>
			<span className={styles.headerRight}>
				<LineBadge outOfSyncSinceMs={() => live.project.outOfSyncSinceMs} />
				<CoordinatorBadge />
				<button
					type="button"
					className={styles.find}
					onClick={onFind}
					aria-label="Find a tile"
					title="Find a tile by its name or place (/)"
				>
					Find<span className={styles.folded}> a tile</span> <kbd>/</kbd>
				</button>
				<button type="button" className={styles.help} onClick={onHelp} aria-label="Keys" title="Keys (?)">
					?
				</button>
				<ScopeButton projectId={project.id} />
				<PauseProject project={project} running={counts.RUNNING} />
			</span>
		</header>
	);
}

function PauseProject({ project, running }: { project: LiveProject; running: number }) {
	const { api } = useLive();
	const [stopRunning, setStopRunning] = useState(false);
	const setPaused = (isPaused: boolean) =>
		api.mutate(SetProjectPausedDocument, {
			input: { id: project.id, isPaused, ...(isPaused ? { stopRunning } : {}) },
		});
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
			<p>
				Nothing new is started. {plural(running, "running task")}{" "}
				{stopRunning ? "are stopped now, which costs no retry" : "will finish and be recorded"}; tiles go on arriving.
			</p>
			<CheckField label="Stop what runs now" value={stopRunning} onChange={setStopRunning} />
		</ConfirmButton>
	);
}

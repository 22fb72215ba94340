import { useEffect, useState } from "react";
import { ReadGraphVersionsDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { countWords } from "../../wording/number-words.ts";
import type { EditorStage } from "./draft.ts";
import styles from "./history-panel.module.css";
import { RestoreGraph } from "./restore-graph.tsx";

const shownVersions = 100;

/** Every version of the graph with who, when and why; each can be made the newest again. */
export function HistoryPanel({
	projectId,
	stages,
	graphVersion,
	onRestored,
}: {
	projectId: string;
	stages: readonly EditorStage[];
	graphVersion: number;
	onRestored: (version: number, summary: string) => void;
}) {
	const live = useLive();
	const versions = live.detail(projectId, ReadGraphVersionsDocument, { projectId, first: shownVersions });
	const reading = useReading(versions);
	const [open, setOpen] = useState<number | null>(null);
	const newest = reading.kind === "ready" ? reading.value.project?.graphVersions.edges[0]?.node.version : undefined;
	useEffect(() => {
		if (newest !== undefined && newest < graphVersion) versions.rereadWithin(0);
	}, [versions, newest, graphVersion]);
	if (reading.kind === "loading") return <LoadingLines lines={5} label="Reading the history" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The history" onRetry={() => versions.rereadWithin(0)} />;
	}
	const list = reading.value.project?.graphVersions.edges.map(({ node }) => node) ?? [];
	const total = reading.value.project?.graphVersions.totalCount ?? list.length;
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<ol className={styles.history} aria-label="Versions of the graph">
				{list.map((version) => (
					<li key={version.version}>
						<p>
							<strong>Version {version.version}</strong>{" "}
							<span className="dim">
								{version.actor}, <Ago at={version.at} />
							</span>
						</p>
						<p>{version.summary}</p>
						{version.restores === null ? null : (
							<p className={styles.hint}>it is what version {version.restores} was</p>
						)}
						{version.message === null ? null : <p className={styles.why}>“{version.message}”</p>}
						{version.version === graphVersion ? (
							<p className={styles.hint}>
								this is the graph now
								{list.length < 2 ? null : (
									<>
										{" · "}
										<button type="button" className={styles.link} onClick={() => setOpen(graphVersion)}>
											undo it
										</button>
									</>
								)}
							</p>
						) : (
							<button type="button" className={styles.link} onClick={() => setOpen(version.version)}>
								go back to version {version.version}
							</button>
						)}
						{open === version.version ? (
							<RestoreGraph
								projectId={projectId}
								stages={stages}
								graphVersion={graphVersion}
								version={version.version === graphVersion ? graphVersion - 1 : version.version}
								label={version.version === graphVersion ? "Undo" : `Make it version ${graphVersion + 1}`}
								onClose={() => setOpen(null)}
								onRestored={onRestored}
							/>
						) : null}
					</li>
				))}
			</ol>
			{total > list.length ? <p className={styles.hint}>The newest {countWords(list.length)} are shown.</p> : null}
		</>
	);
}

import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	type PreviewFragment,
	PreviewRestoreDocument,
	ReadGraphVersionsDocument,
	RestoreGraphDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { countWords } from "../../wording/number-words.ts";
import { figureWords } from "./figures-words.ts";
import styles from "./graph-editor.module.css";

const shownVersions = 100;

/** Every version of the graph with who, when and why; each can be made the newest again. */
export function HistoryPanel({
	projectId,
	graphVersion,
	onRestored,
}: {
	projectId: string;
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
							<Restore
								projectId={projectId}
								graphVersion={graphVersion}
								// Without a version the last edit is undone.
								version={version.version === graphVersion ? null : version.version}
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

function Restore({
	projectId,
	graphVersion,
	version,
	onClose,
	onRestored,
}: {
	projectId: string;
	graphVersion: number;
	version: number | null;
	onClose: () => void;
	onRestored: (version: number, summary: string) => void;
}) {
	const live = useLive();
	const preview = live.detail(projectId, PreviewRestoreDocument, {
		projectId,
		expectedGraphVersion: graphVersion,
		version,
	});
	const reading = useReading(preview);
	const [isBusy, setIsBusy] = useState(false);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const restore = async () => {
		setIsBusy(true);
		setProblem(null);
		try {
			const { restoreGraph } = await live.api.mutate(RestoreGraphDocument, {
				input: { projectId, expectedGraphVersion: graphVersion, ...(version === null ? {} : { version }) },
			});
			onRestored(restoreGraph.graphVersion, restoreGraph.summary);
			onClose();
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	const shown = problem ?? (reading.kind === "failed" ? reading.problem : null);
	return (
		<div className={styles.restore}>
			{reading.kind === "loading" ? <LoadingLines lines={2} label="Counting what it would do" /> : null}
			{reading.kind === "ready" ? <RestoreFigures preview={reading.value.previewRestoreGraph} /> : null}
			{shown === null ? null : (
				<p className={styles.problem} role="alert">
					{shown.message} <span className="mono dim">{shown.code}</span>
				</p>
			)}
			<div className={styles.buttons}>
				<button type="button" className={styles.link} onClick={onClose}>
					leave it
				</button>
				<button type="button" className={styles.button} disabled={isBusy || reading.kind !== "ready"} onClick={restore}>
					{version === null ? "Undo" : `Make it version ${graphVersion + 1}`}
				</button>
			</div>
		</div>
	);
}

function RestoreFigures({ preview }: { preview: PreviewFragment }) {
	const figures = figureWords(preview.totals);
	return (
		<>
			<p>{preview.summary}</p>
			<ul className={styles.figures}>
				{figures.length === 0 ? <li>no task changes</li> : null}
				{figures.map(({ words, tone }) => (
					<li key={words} className={`tone-${tone}`}>
						{words}
					</li>
				))}
			</ul>
		</>
	);
}

import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import { PreviewRestoreDocument, RestoreGraphDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines } from "../../shell/notice.tsx";
import { problemWords } from "../../wording/problem-words.ts";
import { FigureList } from "./figure-list.tsx";
import styles from "./history-panel.module.css";

/** What going back to an older graph would do, and the button that does it. */
export function RestoreGraph({
	projectId,
	graphVersion,
	version,
	label,
	onClose,
	onRestored,
}: {
	projectId: string;
	graphVersion: number;
	/** Which one becomes the newest again. */
	version: number;
	label: string;
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
			const input = { projectId, expectedGraphVersion: graphVersion, version };
			const { restoreGraph } = await live.api.mutate(RestoreGraphDocument, { input });
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
		<section className={styles.restore} aria-label={label} data-testid="restore">
			{reading.kind === "loading" ? <LoadingLines lines={2} label="Counting what it would do" /> : null}
			{reading.kind === "ready" ? (
				<>
					<p>What changes: {reading.value.previewRestoreGraph.summary}</p>
					<FigureList figures={reading.value.previewRestoreGraph.totals} nothing="no task changes" />
				</>
			) : null}
			{shown === null ? null : (
				<p className={styles.problem} role="alert">
					{problemWords(shown.message)}
				</p>
			)}
			<div className={styles.buttons}>
				<button type="button" className={styles.link} onClick={onClose}>
					leave it
				</button>
				<button type="button" className={styles.button} disabled={isBusy || reading.kind !== "ready"} onClick={restore}>
					{label}
				</button>
			</div>
		</section>
	);
}

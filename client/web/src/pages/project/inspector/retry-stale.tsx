import { useState } from "react";
import {
	ChangeTasksDocument,
	PreviewStaleRetryDocument,
	ReadStaleResultsDocument,
} from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { countWords, plural } from "../../../wording/number-words.ts";
import styles from "./task-detail.module.css";

/** All stale results of a stage made again, as many as the coordinator says it would start; nothing where none is stale. */
export function RetryStale({ projectId, stage }: { projectId: string; stage: LiveStage }) {
	const live = useLive();
	const touchedBy = { stageId: stage.id };
	const stale = useReading(live.detail(projectId, ReadStaleResultsDocument, { stageId: stage.id }, touchedBy));
	const results = stale.kind === "ready" ? (stale.value.stage?.staleResults ?? []) : [];
	const isAnyStale = results.some(({ count }) => count > 0);
	const selection = { projectId, stageIds: [stage.id], isStale: true };
	// Asked for only where something is stale.
	const preview = useReading(
		isAnyStale ? live.detail(projectId, PreviewStaleRetryDocument, { selection }, touchedBy) : null,
	);
	const [started, setStarted] = useState<number | null>(null);
	const count = preview.kind === "ready" ? preview.value.previewTaskChange.changedCount : 0;
	const retry = async () => {
		const { changeTasks } = await live.api.mutate(ChangeTasksDocument, {
			input: { selection, action: { kind: "RETRY" } },
		});
		setStarted(changeTasks.changedCount);
	};
	const isShown = isAnyStale && count > 0;
	if (!isShown && started === null) return null;
	return (
		<div className={styles.bulk}>
			{isShown ? (
				<ConfirmButton
					label={`Run ${countWords(count)} stale again`}
					title={`Run ${plural(count, "task")} of ${stage.name} again?`}
					confirmLabel={`Run ${countWords(count)} again`}
					onConfirm={retry}
				>
					They become ready and run with the stage as it is now. The results that are there stay until the new ones are
					accepted; what comes after them runs again where a new result is another one.
				</ConfirmButton>
			) : null}
			{started === null ? null : (
				<p className="dim" role="status">
					{plural(started, "task")} {started === 1 ? "runs" : "run"} again.
				</p>
			)}
		</div>
	);
}

import { useState } from "react";
import type { Api } from "../../../api/api.ts";
import {
	ChangeTasksDocument,
	ReadFailedTaskIdsDocument,
	type ReadFailedTaskIdsResult,
	ReadRetriedDocument,
} from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { type LiveStage, stateCounts } from "../../../live/live-store-model.ts";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { countWords, plural } from "../../../wording/number-words.ts";
import { retriedWords, toneOfRetried } from "./retried-words-model.ts";
import styles from "./task-detail.module.css";

/** More ids would be too long a question; the rest is retried with the next press. */
const mostAtOnce = 1_000;

/** What was retried last in each stage, for as long as the page is open: one looks at a tile and comes back. */
const lastRetried = new Map<string, readonly string[]>();

/** All failed tasks of a stage at once, and what became of them. */
export function RetryFailed({ projectId, stage }: { projectId: string; stage: LiveStage }) {
	const { api } = useLive();
	const [retried, setRetried] = useState(lastRetried.get(stage.id) ?? null);
	const failed = stateCounts(stage.counts).FAILED;
	const count = Math.min(failed, mostAtOnce);
	if (failed < 2 && retried === null) return null;
	const retry = async () => {
		const ids = await failedTasksOf(api, stage.id);
		if (ids.length === 0) return;
		await api.mutate(ChangeTasksDocument, { input: { selection: { projectId, ids }, action: { kind: "RETRY" } } });
		lastRetried.set(stage.id, ids);
		setRetried(ids);
	};
	return (
		<div className={styles.bulk}>
			{failed < 2 ? null : (
				<ConfirmButton
					label={`Retry ${failed > mostAtOnce ? "the first" : "all"} ${countWords(count)} failed`}
					title={`Retry ${plural(count, "task")} of ${stage.name}?`}
					confirmLabel={`Retry ${countWords(count)}`}
					onConfirm={retry}
				>
					They become ready and start clean, each with one more attempt, with the stage as it is now. What waits for
					them goes on once they have succeeded. Failures (4) has them by cause.
				</ConfirmButton>
			)}
			{retried === null ? null : <Retried projectId={projectId} stageId={stage.id} ids={retried} />}
		</div>
	);
}

/** How many of these tasks have succeeded since they were retried; kept up to date. */
export function Retried({ projectId, stageId, ids }: { projectId: string; stageId: string; ids: readonly string[] }) {
	const selection = { projectId, ids };
	const reading = useReading(useLive().detail(projectId, ReadRetriedDocument, { selection }, { stageId }));
	if (reading.kind !== "ready") return null;
	const { counts } = reading.value.previewTaskChange;
	return (
		<p className={`tone-${toneOfRetried(counts)}`} role="status" data-testid="retried">
			{retriedWords(ids.length, counts)}
		</p>
	);
}

async function failedTasksOf(api: Api, stageId: string): Promise<string[]> {
	const ids: string[] = [];
	for (let after: string | null = null; ids.length < mostAtOnce; ) {
		const { stage }: ReadFailedTaskIdsResult = await api.query(ReadFailedTaskIdsDocument, { stageId, after });
		ids.push(...(stage?.tasks.edges.map(({ node }) => node.id) ?? []));
		if (!stage?.tasks.pageInfo.hasNextPage) break;
		after = stage.tasks.pageInfo.endCursor;
	}
	return ids.slice(0, mostAtOnce);
}

import { useState } from "react";
import {
	DeleteStageOutputsDocument,
	ReadRemovedStagesDocument,
	type ReadRemovedStagesResult,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { TextField } from "../../shell/fields.tsx";
import { LoadingLines, ProblemNotice } from "../../shell/notice.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { plural, sizeWords } from "../../wording/number-words.ts";
import styles from "./graph-editor.module.css";

type Removed = NonNullable<ReadRemovedStagesResult["project"]>["removedStages"][number];

/** What removed stages left on the disks: kept until somebody deletes it by name. */
export function RemovedStages({ projectId }: { projectId: string }) {
	const removed = useLive().watched(ReadRemovedStagesDocument, { projectId }, ["GRAPH", "OUTPUT_DELETION"]);
	const reading = useReading(removed);
	if (reading.kind === "loading") return <LoadingLines lines={3} label="Reading the removed stages" />;
	if (reading.kind === "failed") {
		return (
			<ProblemNotice problem={reading.problem} what="The removed stages" onRetry={() => removed.rereadWithin(0)} />
		);
	}
	const list = reading.value.project?.removedStages ?? [];
	if (list.length === 0) return <p className={styles.hint}>No stage has been removed.</p>;
	const bytes = list.reduce((sum, stage) => sum + stage.resultBytes, 0);
	return (
		<>
			<p className={styles.hint}>
				{plural(list.length, "removed stage")}
				{bytes === 0 ? "" : `, ${sizeWords(bytes)} of results`}. Undoing the removal brings a stage and its results
				back.
			</p>
			<ul className={styles.list} aria-label="Removed stages">
				{list.map((stage) => (
					<li key={stage.stage.id}>
						<RemovedItem removed={stage} />
					</li>
				))}
			</ul>
		</>
	);
}

function RemovedItem({ removed }: { removed: Removed }) {
	const { api } = useLive();
	const [typed, setTyped] = useState("");
	const { stage, resultCount, resultBytes, outputPaths, isBeingDeleted, deletionProblem } = removed;
	return (
		<>
			<p>
				<strong>{stage.name}</strong>{" "}
				<span className="dim">
					removed <Ago at={removed.removedAt} /> ·{" "}
					{resultCount === 0 ? "no results" : `${plural(resultCount, "result")}, ${sizeWords(resultBytes)}`}
				</span>
			</p>
			<p className="mono dim">{outputPaths.join(", ")}</p>
			{deletionProblem === null ? null : <p className="tone-bad">{deletionProblem}</p>}
			{isBeingDeleted && deletionProblem === null ? <p className="dim">is being deleted …</p> : null}
			{resultCount === 0 || isBeingDeleted ? null : (
				<ConfirmButton
					label="Delete its results"
					title={`Delete the results of "${stage.name}"?`}
					confirmLabel="Delete for good"
					isConfirmable={typed === stage.name}
					onConfirm={() => api.mutate(DeleteStageOutputsDocument, { input: { stageId: stage.id, name: typed } })}
				>
					<p>
						{plural(resultCount, "result")}, {sizeWords(resultBytes)}, in {outputPaths.join(", ")}. This cannot be
						undone; attempts, times and logs stay.
					</p>
					<TextField label={`Type ${stage.name}`} value={typed} onChange={setTyped} />
				</ConfirmButton>
			)}
		</>
	);
}

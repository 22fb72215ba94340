import { CancelTasksDocument, RetryTasksDocument } from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { plural } from "../../../wording/number-words.ts";
import styles from "./inspector.module.css";
import { Judging } from "./judging.tsx";
import type { TaskFacts } from "./task-facts.ts";

/** What can be done with a task in its state, and what it does. */
export function TaskActions({ projectId, task, onDone }: { projectId: string; task: TaskFacts; onDone: () => void }) {
	const { api } = useLive();
	const canRetry = ["FAILED", "CANCELLED", "REJECTED", "SUCCEEDED"].includes(task.state);
	const canCancel = ["RUNNING", "READY", "WAITING"].includes(task.state);
	if (!canRetry && !canCancel && task.state !== "REVIEW") return null;
	const ids = [task.id];
	const next = task.attemptCount + 1;
	return (
		<div className={styles.actions}>
			<Judging projectId={projectId} task={task} onDone={onDone} />
			{canRetry ? (
				<ConfirmButton
					label={task.state === "SUCCEEDED" ? "Run again" : "Retry"}
					title={task.state === "SUCCEEDED" ? "Run this task again?" : "Retry this task?"}
					confirmLabel={task.state === "SUCCEEDED" ? "Run again" : "Retry"}
					onConfirm={async () => {
						await api.mutate(RetryTasksDocument, { input: { ids } });
						onDone();
					}}
				>
					It becomes ready and starts clean as attempt {next}.{" "}
					{task.state === "SUCCEEDED"
						? "The present result stays until the new one is accepted; what was made from it becomes stale if it differs."
						: "What waits for it goes on once it has succeeded."}
				</ConfirmButton>
			) : null}
			{canCancel ? (
				<ConfirmButton
					label="Cancel"
					title="Cancel this task?"
					confirmLabel="Cancel the task"
					onConfirm={async () => {
						await api.mutate(CancelTasksDocument, { input: { ids } });
						onDone();
					}}
				>
					{task.state === "RUNNING"
						? `Attempt ${task.attemptCount} is stopped and what it wrote is dropped.`
						: "It will not be started."}{" "}
					What depends on it waits. It can be retried later.
				</ConfirmButton>
			) : null}
			<span className="dim">{task.attemptCount === 0 ? "" : plural(task.attemptCount, "attempt")}</span>
		</div>
	);
}

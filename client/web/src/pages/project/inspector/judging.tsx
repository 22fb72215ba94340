import { useLive, useReading } from "../../../live/live-context.tsx";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { Ago } from "../../../shell/time-text.tsx";
import type { Word } from "../review/decision-model.ts";
import { judgeResults } from "../review/judge-results.ts";
import { heldBackWords, rejectWords } from "../review/judge-words.ts";
import styles from "./inspector.module.css";
import { judgementsOf } from "./judging-model.ts";
import type { TaskFacts } from "./task-facts.ts";

/** What a person can say of a result, and the way back from what was said: also long after the review. */
export function Judging({ projectId, task, onDone }: { projectId: string; task: TaskFacts; onDone: () => void }) {
	const live = useLive();
	const project = useReading(live.project(projectId).project);
	const { isApproved, choices } = judgementsOf(task);
	if (choices.length === 0) return null;
	const stages = project.kind === "ready" ? project.value.stages : [];
	const effect: Readonly<Record<Word, string>> = {
		approved: "It is let through, whatever the gate said: what waits for it goes on.",
		rejected: rejectWords(task.stage.id, stages).replace(/^Reject: the result/, "The result"),
		held: `It goes back to the review and waits for somebody to decide. ${task.state === "SUCCEEDED" ? heldBackWords(task.stage.id, stages) : "What waits for it goes on waiting."}`,
	};
	const { decision } = task;
	return (
		<>
			{isApproved && decision !== null ? (
				<p className={styles.judged}>
					Approved by {decision.actor}, <Ago at={decision.at} />
					{decision.reason === null ? "" : `: ${decision.reason}`}
				</p>
			) : null}
			{choices.map(({ word, label }) => (
				<ConfirmButton
					key={word}
					label={label}
					title={`${label}?`}
					confirmLabel={label}
					onConfirm={async () => {
						await judgeResults(live.api, { word, reason: null, ids: [task.id] });
						onDone();
					}}
				>
					{effect[word]}
				</ConfirmButton>
			))}
		</>
	);
}

import { Ago } from "../../../shell/time-text.tsx";
import { StateMark } from "../../../states/state-mark.tsx";
import { attemptOutcomeTable, taskStateTable } from "../../../states/state-table.ts";
import { durationWords } from "../../../wording/time-words.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./attempt.module.css";
import type { Attempt, TaskFacts } from "./task-facts.ts";

/** How one attempt went, in the words and the look of the state it led to. */
export function outcomeLook(attempt: Attempt) {
	if (attempt.outcome === null) {
		const isRunning = attempt.startedAt !== null;
		return { state: isRunning ? "RUNNING" : "READY", word: isRunning ? "running" : "sent to the worker" } as const;
	}
	const { like, word } = attemptOutcomeTable[attempt.outcome];
	return { state: like, word };
}

/** Newest first. */
export function AttemptList({ task, openId }: { task: TaskFacts; openId: string | null }) {
	const { select } = useSelection();
	return (
		<table className={styles.attempts}>
			<thead>
				<tr>
					<th scope="col">#</th>
					<th scope="col">outcome</th>
					<th scope="col">exit</th>
					<th scope="col">worker</th>
					<th scope="col">took</th>
					<th scope="col">when</th>
				</tr>
			</thead>
			<tbody>
				{[...task.attempts].reverse().map((attempt) => {
					const { state, word } = outcomeLook(attempt);
					return (
						<tr key={attempt.id} className={attempt.id === openId ? styles.attemptOpen : ""}>
							<td>
								<button
									type="button"
									className={styles.attemptNumber}
									aria-pressed={attempt.id === openId}
									aria-label={`Attempt ${attempt.number}`}
									onClick={() => select({ kind: "attempt", task: task.id, attempt: attempt.id })}
								>
									{attempt.number}
								</button>
							</td>
							<td style={{ color: taskStateTable[state].textColour }}>
								<StateMark state={state} size={10} label={false} /> {word}
								{attempt.isPartial ? <span className="dim"> partial</span> : null}
							</td>
							<td>{attempt.exitCode ?? attempt.signal ?? "–"}</td>
							<td>{attempt.worker?.name ?? attempt.workerId.slice(0, 8)}</td>
							<td>{attempt.runSeconds === null ? "–" : durationWords(attempt.runSeconds * 1000)}</td>
							<td>
								<Ago at={attempt.finishedAt ?? attempt.startedAt ?? attempt.dispatchedAt} />
							</td>
						</tr>
					);
				})}
			</tbody>
		</table>
	);
}

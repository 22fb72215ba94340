import { useEffect, useRef } from "react";
import { lastWordsOf } from "./last-words-model.ts";
import { scriptWords } from "./script-words-model.ts";
import styles from "./task-detail.module.css";
import type { TaskFacts } from "./task-facts.ts";

/** Of a failed task what one wants to know first: its last words, and whether a retry runs what failed. */
export function WhatFailed({ task }: { task: TaskFacts }) {
	const attempt = task.attempts.at(-1);
	const section = useRef<HTMLElement>(null);
	const attemptId = attempt?.id;
	// biome-ignore lint/correctness/useExhaustiveDependencies: once for each end, which must not lie below the panel's edge
	useEffect(() => {
		section.current?.scrollIntoView({ block: "nearest" });
	}, [attemptId, task.state]);
	if (task.state !== "FAILED" || attempt === undefined) return null;
	// What is known besides is in the sentence of the task, and with the attempt below.
	const lastWords = lastWordsOf({ logTail: attempt.logTail, problem: null });
	const script =
		task.latestAttempt === null || task.latestAttempt.id !== attempt.id
			? null
			: scriptWords(task.latestAttempt, task.stage.version);
	// One line is in the task's sentence already, but for its full stop.
	const isSaid = (line: string) => task.reason.includes(line.trim().replace(/\.$/, ""));
	const areWorthTelling = lastWords.length > 1 || !lastWords.every(isSaid);
	return (
		<section ref={section} className={styles.failed} aria-label="What failed" data-testid="what-failed">
			{areWorthTelling ? (
				<>
					<h4>Last words</h4>
					<pre>
						{lastWords.map((line, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and their order is fixed
							<span key={index}>{line}</span>
						))}
					</pre>
				</>
			) : null}
			{script === null ? null : (
				<p className={script.isUnchanged ? "tone-caution" : ""} data-testid="script-words">
					{script.words}
				</p>
			)}
		</section>
	);
}

import type { ReactNode } from "react";
import type { ApiProblem } from "../api/api-problem.ts";
import { problemWords } from "../wording/problem-words.ts";
import styles from "./shell.module.css";

/** Loading, empty and failed places all look alike: a calm sentence in the middle, and what can be done. */
export function Notice({
	tone = "quiet",
	title,
	children,
}: {
	tone?: "quiet" | "caution" | "bad";
	title: string;
	children?: ReactNode;
}) {
	return (
		<div className={styles.notice} role={tone === "quiet" ? "status" : "alert"}>
			<p className={`${styles.noticeTitle} tone-${tone}`}>{title}</p>
			{children === undefined ? null : <div className={styles.noticeBody}>{children}</div>}
		</div>
	);
}

export function ProblemNotice({ problem, what, onRetry }: { problem: ApiProblem; what: string; onRetry?: () => void }) {
	return (
		<Notice tone="bad" title={`${what} could not be read`}>
			<p title={problem.code}>{problemWords(problem.message)}</p>
			{onRetry === undefined ? null : (
				<button type="button" className={styles.textButton} onClick={onRetry}>
					Try again now
				</button>
			)}
		</Notice>
	);
}

/** One line above something that is shown although it could not be read again. */
export function StaleStrip({ problem, isWholePage = false }: { problem: ApiProblem; isWholePage?: boolean }) {
	// When nothing can be reached, it is enough to say so once.
	if (problem.code === "UNREACHABLE" && !isWholePage) return null;
	return (
		<p className={styles.staleStrip} role="alert" title={problem.code}>
			Shown as it was: {problemWords(problem.message)}
		</p>
	);
}

/** Grey lines in the place of what is on its way. */
export function LoadingLines({ lines = 3, label }: { lines?: number; label: string }) {
	return (
		<div className={styles.loadingLines} role="status" aria-label={label}>
			{Array.from({ length: lines }, (_, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: lines without content have no other identity
				<span key={index} style={{ width: `${88 - ((index * 23) % 45)}%` }} />
			))}
		</div>
	);
}

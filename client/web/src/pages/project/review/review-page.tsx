import { useEffect, useEffectEvent, useState } from "react";
import { ReadReviewQueueDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject } from "../../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Problem } from "../../../shell/problem.tsx";
import { Segments } from "../../../shell/segments.tsx";
import { isTyping } from "../../../shell/shortcuts.ts";
import { countWords, plural } from "../../../wording/number-words.ts";
import { taskChosen } from "../selection-model.ts";
import { useSelection } from "../use-selection.ts";
import { DecidedList } from "./decided-list.tsx";
import { decidedWords, decisionAboutHeld } from "./decision-model.ts";
import { Looked, nameOf, ReasonList } from "./held-result.tsx";
import { rejectWords } from "./judge-words.ts";
import styles from "./review.module.css";
import { currentOf, openOf, targetsOf } from "./review-model.ts";
import { Strip } from "./review-strip.tsx";
import { useDecisions } from "./use-decisions.ts";

const shownResults = 100;

/** Results that wait for a person: previews side by side, decided from the keyboard; and what was decided. */
export function ReviewPage({ project }: { project: LiveProject }) {
	const live = useLive();
	const { selection, select } = useSelection();
	const isDecided = selection.judged === "decided";
	const queueReading = live.detail(project.id, ReadReviewQueueDocument, {
		projectId: project.id,
		first: shownResults,
		order: selection.order === "worst" ? "WORST_FIRST" : "ARRIVAL",
	});
	const reading = useReading(queueReading);
	const tasks = reading.kind === "ready" ? reading.value.reviewQueue.edges.map(({ node }) => node) : [];
	const queue = tasks.map((task) => task.id);
	const { state, problem, isBusy, apply, decide, undo } = useDecisions(project.id, queue, () =>
		queueReading.rereadWithin(300),
	);
	const [why, setWhy] = useState("");
	const current = currentOf(state, queue);
	const targets = targetsOf(state, queue);
	const shown = tasks.filter((task) => openOf(state, queue).includes(task.id));
	const total = reading.kind === "ready" ? (reading.value.reviewQueue.totalCount ?? tasks.length) : 0;
	const left = Math.max(shown.length, total - state.decided.size);
	const last = state.decisions.at(-1);

	const decideAboutTargets = async (kind: "approved" | "rejected") => {
		const results = tasks.filter(({ id }) => targets.includes(id)).map((task) => ({ ...task, name: nameOf(task) }));
		if (results.length === 0) return;
		await decide(decisionAboutHeld(kind, results), why.trim() === "" ? null : why.trim());
		setWhy("");
	};
	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
		const move = (by: number) => apply({ kind: "moved", by });
		const aboutHeld: Readonly<Record<string, () => void>> = {
			ArrowRight: () => move(1),
			ArrowLeft: () => move(-1),
			j: () => move(1),
			k: () => move(-1),
			a: () => decideAboutTargets("approved"),
			r: () => decideAboutTargets("rejected"),
			x: () => current !== null && apply({ kind: "toggled", id: current }),
		};
		const actions: Readonly<Record<string, () => void>> = { ...(isDecided ? {} : aboutHeld), u: undo };
		const act = actions[event.key];
		if (act === undefined) return;
		event.preventDefault();
		act();
	});
	useEffect(() => {
		window.addEventListener("keydown", onKey);
		return () => window.removeEventListener("keydown", onKey);
	}, []);

	const looked = tasks.find((task) => task.id === current);
	return (
		<Panel
			title="Review"
			className={styles.page}
			aside={
				<>
					<Segments
						label="What is listed"
						value={selection.judged ?? "held"}
						onChange={(judged) => select({ kind: "judged", judged: judged === "decided" ? "decided" : null })}
						choices={[
							{ value: "held", words: left === 0 ? "held" : `held ${countWords(left)}` },
							{ value: "decided", words: "decided" },
						]}
					/>
					{isDecided ? null : (
						<Segments
							label="Which result comes first"
							value={selection.order ?? "arrival"}
							onChange={(order) => {
								select({ kind: "order", order: order === "worst" ? "worst" : null });
								apply({ kind: "reordered" });
							}}
							choices={[
								{ value: "arrival", words: "as they came" },
								{ value: "worst", words: "worst first" },
							]}
						/>
					)}
					<button type="button" className={styles.button} onClick={() => select({ kind: "view", view: null })}>
						Back to the overview
					</button>
				</>
			}
		>
			{reading.kind === "loading" ? <LoadingLines lines={6} label="Reading the review queue" /> : null}
			{reading.kind === "failed" ? (
				<ProblemNotice problem={reading.problem} what="The review queue" onRetry={() => queueReading.rereadWithin(0)} />
			) : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			<Problem problem={problem} isBoxed />
			<div className={styles.last} aria-live="polite">
				{state.said === null ? null : <span data-testid="said">{state.said}. </span>}
				{last === undefined ? null : (
					<>
						{decidedWords(last)}.{" "}
						<button type="button" className={styles.link} onClick={undo} disabled={isBusy}>
							Take it back (U)
						</button>
						{state.decisions.length === 1 ? null : (
							<span className="dim"> and {countWords(state.decisions.length - 1)} before it</span>
						)}
					</>
				)}
			</div>
			{isDecided ? (
				<DecidedList project={project} isBusy={isBusy} onDecide={(decision) => decide(decision, null)} />
			) : (
				<>
					{reading.kind === "ready" && shown.length === 0 ? (
						<Notice title="Nothing waits for you">
							<p>
								Results are held when a gate says so: draw a threshold under Quality, or let a stage ask a person about
								every result.
							</p>
						</Notice>
					) : null}
					{looked === undefined || shown.length === 0 ? null : (
						<div className={styles.desk}>
							<Looked task={looked} />
							<div className={styles.side}>
								<ReasonList task={looked} />
								<div className={styles.buttons}>
									<button
										type="button"
										className={`${styles.button} ${styles.approve}`}
										disabled={isBusy}
										onClick={() => decideAboutTargets("approved")}
									>
										Approve {targets.length > 1 ? targets.length : ""} <kbd>A</kbd>
									</button>
									<button
										type="button"
										className={`${styles.button} ${styles.reject}`}
										disabled={isBusy}
										onClick={() => decideAboutTargets("rejected")}
									>
										Reject {targets.length > 1 ? targets.length : ""} <kbd>R</kbd>
									</button>
									<button type="button" className={styles.link} onClick={() => select(taskChosen(looked))}>
										select its tile
									</button>
								</div>
								<input
									className={styles.reasonField}
									aria-label="Why"
									placeholder="Why, kept with the decision (optional)"
									value={why}
									maxLength={1_000}
									onChange={(event) => setWhy(event.currentTarget.value)}
									onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
								/>
								<p className="dim">
									<kbd>←</kbd> <kbd>→</kbd> go through, <kbd>X</kbd> chooses several, <kbd>U</kbd> takes decisions back,
									one after the other.
								</p>
								<p className="dim" data-testid="reject-words">
									{rejectWords(looked.stage.id, project.stages)}
								</p>
							</div>
						</div>
					)}
					<Strip
						tasks={shown}
						current={current}
						chosen={state.chosen}
						onGo={(id) => apply({ kind: "wentTo", id })}
						onToggle={(id) => apply({ kind: "toggled", id })}
					/>
					{left > shown.length && shown.length > 0 ? (
						<p className="dim">{plural(left - shown.length, "more result")} come after these.</p>
					) : null}
				</>
			)}
		</Panel>
	);
}

import { useEffect, useEffectEvent, useReducer, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import {
	ApproveTasksDocument,
	HoldTasksDocument,
	ReadReviewQueueDocument,
	RejectTasksDocument,
} from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject } from "../../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { Problem } from "../../../shell/problem.tsx";
import { Segments } from "../../../shell/segments.tsx";
import { isTyping } from "../../../shell/shortcuts.ts";
import { plural } from "../../../wording/number-words.ts";
import { useSelection } from "../use-selection.ts";
import { Looked, ReasonList } from "./held-result.tsx";
import styles from "./review.module.css";
import {
	applyReviewEvent,
	currentOf,
	decisionAbout,
	firstState,
	openOf,
	type ReviewEvent,
	takenBack,
	targetsOf,
} from "./review-model.ts";
import { Strip } from "./review-strip.tsx";

const shownResults = 100;

/** Results that wait for a person: previews side by side, decided from the keyboard. */
export function ReviewPage({ project }: { project: LiveProject }) {
	const live = useLive();
	const { selection, select } = useSelection();
	const queueReading = live.detail(project.id, ReadReviewQueueDocument, {
		projectId: project.id,
		first: shownResults,
		order: selection.order === "worst" ? "WORST_FIRST" : "ARRIVAL",
	});
	const reading = useReading(queueReading);
	const tasks = reading.kind === "ready" ? reading.value.reviewQueue.edges.map(({ node }) => node) : [];
	const queue = tasks.map((task) => task.id);
	const [state, apply] = useReducer(
		(before: typeof firstState, event: ReviewEvent & { readonly queue: readonly string[] }) =>
			applyReviewEvent(before, event, event.queue),
		firstState,
	);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [isBusy, setIsBusy] = useState(false);
	const current = currentOf(state, queue);
	const targets = targetsOf(state, queue);
	const shown = tasks.filter((task) => openOf(state, queue).includes(task.id));
	const total = reading.kind === "ready" ? (reading.value.reviewQueue.totalCount ?? tasks.length) : 0;
	const left = Math.max(shown.length, total - state.decided.size);

	const attempt = async (work: () => Promise<unknown>, event: ReviewEvent) => {
		if (isBusy) return;
		setIsBusy(true);
		setProblem(null);
		try {
			await work();
			apply({ ...event, queue });
			queueReading.rereadWithin(300);
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	const decide = (kind: "approved" | "rejected") => {
		if (targets.length === 0) return;
		const variables = { input: { ids: targets } };
		const send = () =>
			kind === "approved"
				? live.api.mutate(ApproveTasksDocument, variables)
				: live.api.mutate(RejectTasksDocument, variables);
		attempt(send, {
			kind: "decided",
			decision: decisionAbout(kind, targets, tasks),
		});
	};
	const undo = () => {
		const decision = state.last;
		if (decision === null) {
			apply({ kind: "undoneInVain", queue });
			return;
		}
		const hold = async () => {
			for (const [reason, ids] of takenBack(decision)) {
				await live.api.mutate(HoldTasksDocument, { input: { ids, reason } });
			}
		};
		attempt(hold, { kind: "undone" });
	};
	const onKey = useEffectEvent((event: KeyboardEvent) => {
		if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
		const move = (by: number) => apply({ kind: "moved", by, queue });
		const actions: Readonly<Record<string, () => void>> = {
			ArrowRight: () => move(1),
			ArrowLeft: () => move(-1),
			j: () => move(1),
			k: () => move(-1),
			a: () => decide("approved"),
			r: () => decide("rejected"),
			x: () => current !== null && apply({ kind: "toggled", id: current, queue }),
			u: undo,
		};
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
					{left === 0 ? null : <span>{plural(left, "result")} held</span>}
					<Segments
						label="Which result comes first"
						value={selection.order ?? "arrival"}
						onChange={(order) => {
							select({ kind: "order", order: order === "worst" ? "worst" : null });
							apply({ kind: "reordered", queue });
						}}
						choices={[
							{ value: "arrival", words: "as they came" },
							{ value: "worst", words: "worst first" },
						]}
					/>
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
				{state.isNothingLeft ? "There is nothing left to take back: only the last decision can be." : null}
				{state.last === null ? null : (
					<>
						{state.last.kind === "approved" ? "Approved" : "Rejected"} {plural(state.last.ids.length, "result")}.{" "}
						<button type="button" className={styles.link} onClick={undo} disabled={isBusy}>
							Take it back (U)
						</button>
					</>
				)}
			</div>
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
								onClick={() => decide("approved")}
							>
								Approve {targets.length > 1 ? targets.length : ""} <kbd>A</kbd>
							</button>
							<button
								type="button"
								className={`${styles.button} ${styles.reject}`}
								disabled={isBusy}
								onClick={() => decide("rejected")}
							>
								Reject {targets.length > 1 ? targets.length : ""} <kbd>R</kbd>
							</button>
							<button
								type="button"
								className={styles.link}
								onClick={() =>
									select({
										kind: "task",
										task: looked.id,
										tile: looked.tile?.id ?? null,
										stage: looked.stage.id,
										z: looked.tile?.lattice?.z ?? null,
									})
								}
							>
								select its tile
							</button>
						</div>
						<p className="dim">
							<kbd>←</kbd> <kbd>→</kbd> go through, <kbd>X</kbd> chooses several, <kbd>U</kbd> takes the last decision
							back.
						</p>
					</div>
				</div>
			)}
			<Strip
				tasks={shown}
				current={current}
				chosen={state.chosen}
				onGo={(id) => apply({ kind: "wentTo", id, queue })}
				onToggle={(id) => apply({ kind: "toggled", id, queue })}
			/>
			{left > shown.length && shown.length > 0 ? (
				<p className="dim">{plural(left - shown.length, "more result")} come after these.</p>
			) : null}
		</Panel>
	);
}

import { useEffect, useEffectEvent, useReducer, useRef, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import {
	ApproveTasksDocument,
	HoldTasksDocument,
	ReadReviewQueueDocument,
	type ReadReviewQueueResult,
	RejectTasksDocument,
} from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject } from "../../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { isTyping } from "../../../shell/shortcuts.ts";
import { measureWords, plural } from "../../../wording/number-words.ts";
import { unitWords } from "../../../wording/unit-words.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./review.module.css";
import { applyReviewEvent, currentOf, firstState, openOf, type ReviewEvent, targetsOf } from "./review-model.ts";

export type HeldTask = ReadReviewQueueResult["reviewQueue"]["edges"][number]["node"];

const shownResults = 100;

/** Results that wait for a person: previews side by side, decided from the keyboard. */
export function ReviewPage({ project }: { project: LiveProject }) {
	const live = useLive();
	const queueReading = live.detail(project.id, ReadReviewQueueDocument, { projectId: project.id, first: shownResults });
	const reading = useReading(queueReading);
	const { select } = useSelection();
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
			decision: { kind, ids: targets },
		});
	};
	const undo = () => {
		const ids = state.last?.ids ?? [];
		if (ids.length === 0) return;
		attempt(() => live.api.mutate(HoldTasksDocument, { input: { ids, reason: "decision taken back" } }), {
			kind: "undone",
		});
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
			{problem === null ? null : (
				<p className={styles.problem} role="alert">
					{problem.message} <span className="mono dim">{problem.code}</span>
				</p>
			)}
			<div className={styles.last} aria-live="polite">
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

/** Of the result itself; where it is numbers only, a picture of its tile. */
function pictureOf(task: HeldTask): string | null {
	if (task.previewUrl === null) return task.tile?.previewUrl ?? null;
	// A new result has the same address; the attempt tells them apart.
	return `${task.previewUrl}?attempt=${task.resultAttempt?.id ?? ""}`;
}

function nameOf(task: HeldTask): string {
	return task.tile?.name ?? unitWords(task.unit);
}

function Looked({ task }: { task: HeldTask }) {
	const picture = pictureOf(task);
	return (
		<div className={styles.looked} data-testid="reviewed">
			{picture === null ? (
				<p className="dim">Neither this result nor its tile has a picture: its numbers have to tell.</p>
			) : (
				<img
					key={picture}
					src={picture}
					alt={task.previewUrl === null ? `Tile ${nameOf(task)}` : `${task.stage.name} of ${nameOf(task)}`}
				/>
			)}
		</div>
	);
}

/** Why it is held, and everything that was measured. */
function ReasonList({ task }: { task: HeldTask }) {
	const metrics = Object.entries((task.metrics ?? {}) as Readonly<Record<string, unknown>>);
	const asked = new Set(
		(task.gate?.rules ?? []).flatMap((rule) => Object.keys((rule.values ?? {}) as Readonly<Record<string, unknown>>)),
	);
	const lattice = task.tile?.lattice ?? null;
	return (
		<>
			<h3>{nameOf(task)}</h3>
			<p className="dim">
				{task.stage.name}
				{lattice === null ? "" : ` · x ${lattice.x}, y ${lattice.y}, z ${lattice.z}`}
			</p>
			<p className={styles.reason}>{task.reason}</p>
			<ul className={styles.rules}>
				{task.gate?.rules.map((rule) => (
					<li key={rule.when}>
						<code>{rule.when}</code>
						{rule.problem === null ? null : <span className="tone-caution"> {rule.problem}</span>}
					</li>
				))}
			</ul>
			<dl className={styles.metrics}>
				{metrics.map(([name, value]) => (
					<div key={name} className={asked.has(name) ? styles.asked : ""}>
						<dt>{name}</dt>
						<dd>{typeof value === "number" ? measureWords(value) : String(value)}</dd>
					</div>
				))}
			</dl>
		</>
	);
}

function Strip({
	tasks,
	current,
	chosen,
	onGo,
	onToggle,
}: {
	tasks: readonly HeldTask[];
	current: string | null;
	chosen: ReadonlySet<string>;
	onGo: (id: string) => void;
	onToggle: (id: string) => void;
}) {
	const currentRef = useRef<HTMLLIElement>(null);
	useEffect(() => {
		if (current !== null) currentRef.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
	}, [current]);
	return (
		<ul className={styles.strip} aria-label="Held results">
			{tasks.map((task) => {
				const picture = pictureOf(task);
				return (
					<li key={task.id} ref={task.id === current ? currentRef : null}>
						<button
							type="button"
							className={`${styles.card} ${task.id === current ? styles.current : ""} ${chosen.has(task.id) ? styles.chosen : ""}`}
							aria-current={task.id === current}
							aria-label={`${nameOf(task)}${chosen.has(task.id) ? ", chosen" : ""}`}
							onClick={(event) => (event.shiftKey ? onToggle(task.id) : onGo(task.id))}
						>
							{picture === null ? <span className={styles.blank} /> : <img src={picture} alt="" loading="lazy" />}
							<span>{nameOf(task)}</span>
						</button>
					</li>
				);
			})}
		</ul>
	);
}

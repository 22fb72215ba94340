import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	ChangeTasksDocument,
	type FailureGroupRowFragment,
	PreviewTaskChangeDocument,
	type PreviewTaskChangeResult,
	type TaskAction,
	type TaskSelection,
} from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { TextField } from "../../shell/fields.tsx";
import { Problem } from "../../shell/problem.tsx";
import { countWords, plural } from "../../wording/number-words.ts";
import { problemWords } from "../../wording/problem-words.ts";
import { sumOf } from "./cause-model.ts";
import styles from "./failures.module.css";
import { retryingWords } from "./failures-model.ts";

interface GroupAction {
	readonly kind: TaskAction;
	readonly words: string;
	readonly done: string;
	readonly consequence: string;
	/** How to take it back: what is done to tasks in which state. */
	readonly undo: { readonly kind: TaskAction; readonly states: TaskSelection["states"]; readonly words: string } | null;
}

const actions: readonly GroupAction[] = [
	{
		kind: "RETRY",
		words: "Retry",
		done: "retried",
		consequence: "They are tried again with the stage as it is now. What waits for them goes on when they succeed.",
		undo: null,
	},
	{
		kind: "SKIP_AS_DONE",
		words: "Skip as done",
		done: "skipped as done",
		consequence: "What comes after goes on as if they had succeeded, without their results.",
		undo: { kind: "RETRY", states: ["SUCCEEDED"], words: "Run them after all" },
	},
	{
		kind: "EXCLUDE",
		words: "Exclude",
		done: "excluded",
		consequence: "They are taken out of the stage; neighbours, groups and what comes after go on without them.",
		undo: { kind: "INCLUDE", states: ["EXCLUDED"], words: "Take them back in" },
	},
];

interface Done {
	readonly action: GroupAction;
	readonly count: number;
	/** In which it was done. */
	readonly stageIds: readonly string[];
}

/** Retry, skip or exclude every failed task of a cause, counted before it is done, with a reason. */
export function GroupActions({
	projectId,
	group,
	elsewhere,
	onChanged,
}: {
	projectId: string;
	group: FailureGroupRowFragment;
	/** The same in other stages: what is done can be done there as well. */
	elsewhere: readonly FailureGroupRowFragment[];
	onChanged: () => void;
}) {
	const { api } = useLive();
	const [asked, setAsked] = useState<GroupAction | null>(null);
	const [done, setDone] = useState<Done | null>(null);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	// A cause is one thing, in however many stages it is seen.
	const [isOnlyHere, setIsOnlyHere] = useState(false);
	const others = elsewhere.filter(({ failedTasks }) => failedTasks > 0);
	const chosen = isOnlyHere ? [group] : [group, ...others];
	const failedTasks = sumOf(chosen);
	const stageIds = chosen.map(({ stage }) => stage.id);
	const selection = (stageIds: readonly string[], states: TaskSelection["states"]): TaskSelection => ({
		projectId,
		stageIds: [...stageIds],
		outcomes: [group.outcome],
		signature: group.signature,
		states: states ?? null,
	});
	const undo = async ({ action, stageIds }: Done) => {
		if (action.undo === null) return;
		try {
			await api.mutate(ChangeTasksDocument, {
				input: {
					selection: selection(stageIds, action.undo.states),
					action: { kind: action.undo.kind },
					reason: "taken back",
				},
			});
			setDone(null);
			onChanged();
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	return (
		<section className={styles.actions} aria-label="Everything that failed like this">
			{group.failedTasks === 0 || group.retryingTasks > 0 ? (
				<p data-testid="to-be-tried-again">{retryingWords(group.retryingTasks, group.stage.isPaused)}</p>
			) : null}
			{others.length === 0 ? null : (
				<label className={styles.everywhere}>
					<input type="checkbox" checked={isOnlyHere} onChange={(event) => setIsOnlyHere(event.target.checked)} /> only
					the {countWords(group.failedTasks)} of {group.stage.name}, not{" "}
					{others.map(({ stage, failedTasks }) => `${countWords(failedTasks)} of ${stage.name}`).join(", ")}
				</label>
			)}
			{failedTasks === 0 ? null : (
				<div className={styles.buttons}>
					{actions.map((action) => (
						<button
							key={action.kind}
							type="button"
							className={styles.button}
							aria-pressed={asked === action}
							onClick={() => {
								setDone(null);
								setAsked(asked === action ? null : action);
							}}
						>
							{action.words} all {countWords(failedTasks)}
						</button>
					))}
				</div>
			)}
			{asked === null ? null : (
				<Confirm
					key={asked.kind}
					action={asked}
					selection={selection(stageIds, ["FAILED"])}
					onLeave={() => setAsked(null)}
					onDone={(count) => {
						setDone({ action: asked, count, stageIds });
						setAsked(null);
						onChanged();
					}}
				/>
			)}
			<p aria-live="polite" className={styles.done}>
				{done === null ? null : (
					<>
						<span className="tone-good">
							{plural(done.count, "task")} {done.action.done}.
						</span>{" "}
						{done.action.undo === null ? null : (
							<button type="button" className={styles.link} onClick={() => void undo(done)}>
								{done.action.undo.words}
							</button>
						)}
					</>
				)}
				{problem === null ? null : <span className="tone-bad">{problemWords(problem.message)}</span>}
			</p>
		</section>
	);
}

type TaskPreview = PreviewTaskChangeResult["previewTaskChange"];

function Confirm({
	action,
	selection,
	onLeave,
	onDone,
}: {
	action: GroupAction;
	selection: TaskSelection;
	onLeave: () => void;
	onDone: (count: number) => void;
}) {
	const { api } = useLive();
	const [reason, setReason] = useState("");
	const [preview, setPreview] = useState<TaskPreview | null>(null);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [isBusy, setIsBusy] = useState(false);
	const question = JSON.stringify(selection);
	useEffect(() => {
		let isWanted = true;
		api
			.query(PreviewTaskChangeDocument, { selection: JSON.parse(question), action: { kind: action.kind } })
			.then(({ previewTaskChange }) => isWanted && setPreview(previewTaskChange))
			.catch((error) => isWanted && setProblem(asApiProblem(error)));
		return () => {
			isWanted = false;
		};
	}, [api, question, action.kind]);
	const act = async () => {
		setIsBusy(true);
		setProblem(null);
		try {
			const { changeTasks } = await api.mutate(ChangeTasksDocument, {
				input: { selection, action: { kind: action.kind }, ...(reason.trim() === "" ? {} : { reason: reason.trim() }) },
			});
			onDone(changeTasks.changedCount);
		} catch (error) {
			setProblem(asApiProblem(error));
			setIsBusy(false);
		}
	};
	return (
		<form
			className={styles.confirm}
			onSubmit={(event) => {
				event.preventDefault();
				void act();
			}}
		>
			<p data-testid="group-preview">
				{preview === null ? "Counting …" : <strong>{plural(preview.changedCount, "task")} would change.</strong>}{" "}
				{action.consequence}
			</p>
			{preview !== null && preview.selectedCount > preview.changedCount ? (
				<p className="dim">{plural(preview.selectedCount - preview.changedCount, "other")} stay as they are.</p>
			) : null}
			<TextField label="Reason (kept with each task)" value={reason} onChange={setReason} />
			<Problem problem={problem} />
			<div className={styles.buttons}>
				<button
					type="submit"
					className={styles.primary}
					disabled={isBusy || preview === null || preview.changedCount === 0}
				>
					{action.words} {preview === null ? "" : plural(preview.changedCount, "task")}
				</button>
				<button type="button" className={styles.link} onClick={onLeave}>
					leave it
				</button>
			</div>
		</form>
	);
}

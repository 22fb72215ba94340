import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import { ApplyGraphEditDocument, type EditPolicyInput } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { AreaField } from "../../shell/fields.tsx";
import { Problem } from "../../shell/problem.tsx";
import { ChangeList } from "./change-list.tsx";
import type { ChangedStageWords } from "./change-words.ts";
import styles from "./changes-panel.module.css";
import { countChanges, type Draft, type EditorStage } from "./draft.ts";
import { editsOf } from "./draft-edits.ts";
import type { DraftEvent } from "./draft-model.ts";
import type { DraftProblem } from "./draft-problems-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { FigureList } from "./figure-list.tsx";
import { appliedWords, costWords, diskWords } from "./figures-words.ts";
import { policyChoices } from "./policy-choices-model.ts";
import { PolicyForm } from "./policy-form.tsx";
import { stageToTry, totalsAtOnce } from "./trial-cost-model.ts";
import { TryFirst } from "./try-first.tsx";
import type { EditPreview } from "./use-edit-preview.ts";

/** What the draft changes, what that would do, what is to become of results, and the button that does it. */
export function ChangesPanel({
	projectId,
	draft,
	stages,
	edited,
	changes,
	state,
	problems,
	policy,
	onPolicy,
	onShow,
	apply: change,
	onApplied,
}: {
	projectId: string;
	draft: Draft;
	/** As they are. */
	stages: readonly EditorStage[];
	/** As they would be. */
	edited: readonly EditedStage[];
	changes: readonly ChangedStageWords[];
	state: EditPreview;
	problems: readonly DraftProblem[];
	policy: EditPolicyInput;
	onPolicy: (policy: EditPolicyInput) => void;
	onShow: (problem: DraftProblem) => void;
	apply: (event: DraftEvent) => void;
	onApplied: (version: number, summary: string) => void;
}) {
	const { api } = useLive();
	const [message, setMessage] = useState("");
	const [isBusy, setIsBusy] = useState(false);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const apply = async () => {
		setIsBusy(true);
		setProblem(null);
		try {
			const { editGraph } = await api.mutate(ApplyGraphEditDocument, {
				input: {
					projectId,
					expectedGraphVersion: draft.baseVersion,
					edits: editsOf(draft),
					policy,
					...(message.trim() === "" ? {} : { message: message.trim() }),
				},
			});
			onApplied(editGraph.graphVersion, appliedWords(editGraph));
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	if (countChanges(draft) === 0) {
		return (
			<p className={styles.hint}>
				The draft is empty. Drag a task definition onto the graph, draw a line from one stage to another, or select a
				stage and change it. All changes become one version, after you have seen what they would do.
			</p>
		);
	}
	const preview = problems.length > 0 ? null : state.preview;
	const totals = preview === null ? null : totalsAtOnce(preview, edited);
	const disk = preview === null || totals === null ? null : diskWords({ ...preview, totals });
	const cost = totals === null ? null : costWords(totals);
	const willRun = totals !== null && totals.tasksToAdd + totals.tasksToRerun > 0;
	const toTry = stageToTry(edited);
	return (
		<div className={styles.changes} data-testid="changes" aria-busy={state.isAsking}>
			{problems.length === 0 ? null : (
				<div className={styles.problem} role="alert">
					<ul className={styles.problems}>
						{problems.map((one) => (
							<li key={one.words}>
								{one.words}{" "}
								{one.at === null ? (
									<button type="button" className={styles.link} onClick={state.askAgain}>
										Ask again
									</button>
								) : (
									<button type="button" className={styles.link} onClick={() => onShow(one)}>
										Show me where
									</button>
								)}
							</li>
						))}
					</ul>
				</div>
			)}
			{totals === null ? null : (
				<FigureList figures={totals} nothing="no task changes" testId="figures">
					{!willRun ? null : cost === null ? (
						<li className="dim">how long it takes is not known before the first has run</li>
					) : (
						<li>{cost}</li>
					)}
					{disk === null || !willRun ? null : <li className={disk.isTooMuch ? "tone-bad" : ""}>{disk.words}</li>}
				</FigureList>
			)}
			<ChangeList changes={changes} preview={preview} />
			<PolicyForm choices={policyChoices(preview, stages, policy)} policy={policy} onPolicy={onPolicy} />
			{toTry === null ? null : <TryFirst projectId={projectId} stage={toTry} apply={change} />}
			<AreaField label="Why (for the history)" rows={2} value={message} onChange={setMessage} />
			<Problem problem={problem} isBoxed />
			<button
				type="button"
				className={styles.apply}
				disabled={isBusy || state.isAsking || preview === null}
				onClick={apply}
			>
				{isBusy ? "Applying …" : state.isAsking ? "Counting …" : "Apply as one version"}
			</button>
			<p className={styles.hint}>Nothing of this deletes a result; the history can take it back.</p>
		</div>
	);
}

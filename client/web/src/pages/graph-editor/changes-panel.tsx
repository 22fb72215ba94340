import { useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import { ApplyGraphEditDocument, type EditPolicyInput, type Rerun } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { AreaField, CheckField, SelectField } from "../../shell/fields.tsx";
import { editsOf } from "./draft-edits.ts";
import { countChanges, type Draft } from "./draft-model.ts";
import { costWords, diskWords, figureWords } from "./figures-words.ts";
import styles from "./graph-editor.module.css";
import { RegionForm } from "./region-form.tsx";
import type { EditPreview } from "./use-edit-preview.ts";

const reruns: readonly { readonly value: Rerun; readonly words: string }[] = [
	{ value: "NOTHING", words: "nothing: results stay, marked as stale" },
	{ value: "STALE", words: "what becomes stale" },
	{ value: "FAILED", words: "what failed" },
	{ value: "STALE_AND_FAILED", words: "what becomes stale and what failed" },
	{ value: "ALL", words: "everything of the changed stages" },
];

const changeWords = { ADDED: "new", CHANGED: "changed", FOLLOWS: "follows", REMOVED: "goes" } as const;

/** What the draft would do, what is to become of results, and the button that does it. */
export function ChangesPanel({
	projectId,
	draft,
	state,
	policy,
	onPolicy,
	onApplied,
}: {
	projectId: string;
	draft: Draft;
	state: EditPreview;
	policy: EditPolicyInput;
	onPolicy: (policy: EditPolicyInput) => void;
	onApplied: (version: number, summary: string) => void;
}) {
	const { api } = useLive();
	const [message, setMessage] = useState("");
	const [isBusy, setIsBusy] = useState(false);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const { preview } = state;
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
			onApplied(editGraph.graphVersion, editGraph.summary);
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	if (countChanges(draft) === 0) {
		return (
			<p className={styles.hint}>
				Nothing is changed yet. Drag a task definition onto the graph, draw a line from one stage to another, or select
				a stage and change it. All changes become one version, after you have seen what they would do.
			</p>
		);
	}
	const disk = preview === null ? null : diskWords(preview);
	const cost = preview === null ? null : costWords(preview.totals);
	const shown = problem ?? state.problem;
	const makesStale = (preview?.totals.becomeStale ?? 0) > 0;
	return (
		<div className={styles.changes} data-testid="changes" aria-busy={state.isAsking}>
			{shown === null ? null : (
				<p className={styles.problem} role="alert">
					{shown.message} <span className="mono dim">{shown.code}</span>
					{problem === null ? (
						<>
							{" "}
							<button type="button" className={styles.link} onClick={state.askAgain}>
								Ask again
							</button>
						</>
					) : null}
				</p>
			)}
			{preview === null || state.problem !== null ? null : (
				<>
					<p className={styles.summary}>{preview.summary}</p>
					<ul className={styles.figures} data-testid="figures">
						{figureWords(preview.totals).map(({ words, tone }) => (
							<li key={words} className={`tone-${tone}`}>
								{words}
							</li>
						))}
						{cost === null ? (
							<li className="dim">how long it takes is not known before the first has run</li>
						) : (
							<li>{cost}</li>
						)}
						{disk === null ? null : <li className={disk.isTooMuch ? "tone-bad" : ""}>{disk.words}</li>}
					</ul>
					<table className={styles.comparison}>
						<thead>
							<tr>
								<th scope="col">stage</th>
								<th scope="col">add</th>
								<th scope="col">ready</th>
								<th scope="col">stale</th>
								<th scope="col">again</th>
								<th scope="col">retire</th>
							</tr>
						</thead>
						<tbody>
							{preview.stages.map((stage) => (
								<tr key={`${stage.stage?.id ?? ""} ${stage.name}`}>
									<th scope="row">
										{stage.name} <small className="dim">{changeWords[stage.change]}</small>
									</th>
									<td>{stage.figures.tasksToAdd}</td>
									<td>{stage.figures.tasksReady}</td>
									<td>{stage.figures.becomeStale}</td>
									<td>{stage.figures.tasksToRerun}</td>
									<td>{stage.figures.tasksToRetire}</td>
								</tr>
							))}
						</tbody>
					</table>
				</>
			)}
			<SelectField
				label="Run again at once"
				value={policy.rerun ?? "NOTHING"}
				choices={reruns}
				onChange={(rerun) => onPolicy({ ...policy, rerun })}
			/>
			{policy.rerun === undefined || policy.rerun === null || policy.rerun === "NOTHING" ? null : (
				<RegionForm
					label="Only in a region"
					region={policy.rerunRegion ?? null}
					onChange={(rerunRegion) => onPolicy({ ...policy, rerunRegion })}
				/>
			)}
			{makesStale || policy.acceptAsIs === true ? (
				<CheckField
					label="Accept results as they are"
					hint="They count as made by the new version."
					value={policy.acceptAsIs === true}
					onChange={(acceptAsIs) => onPolicy({ ...policy, acceptAsIs })}
				/>
			) : null}
			<CheckField
				label="Stop what runs in changed stages"
				hint="Otherwise it finishes under the version it began with. Stopping costs no retry."
				value={policy.stopRunning === true}
				onChange={(stopRunning) => onPolicy({ ...policy, stopRunning })}
			/>
			<AreaField label="Why (for the history)" rows={2} value={message} onChange={setMessage} />
			<button
				type="button"
				className={styles.apply}
				disabled={isBusy || state.isAsking || state.problem !== null || preview === null}
				onClick={apply}
			>
				{isBusy ? "Applying …" : state.isAsking ? "Counting …" : "Apply as one version"}
			</button>
			<p className={styles.hint}>Nothing of this deletes a result; the history can take it back.</p>
		</div>
	);
}

import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import { ReadScopeDocument, SetScopeDocument } from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { ConfirmButton } from "../../../shell/confirm-button.tsx";
import { TextField } from "../../../shell/fields.tsx";
import { Problem } from "../../../shell/problem.tsx";
import { costWords, diskWords, figureWords } from "../../graph-editor/figures-words.ts";
import { RegionForm } from "../../graph-editor/region-form.tsx";
import styles from "./scope.module.css";
import { axes, changeOf, draftOf, readPlanes, regionProblem, type Scope, type ScopeDraft } from "./scope-model.ts";
import { type ScopePreview, useScopePreview } from "./use-scope-preview.ts";

/** Region and skipped planes of a project: what would happen is shown while it is typed, and done when confirmed. */
export function ScopeButton({ projectId }: { projectId: string }) {
	const { api } = useLive();
	const [scope, setScope] = useState<Scope | null>(null);
	const [draft, setDraft] = useState<ScopeDraft | null>(null);
	const change = scope === null || draft === null ? null : changeOf(scope, draft);
	const state = useScopePreview(projectId, change);
	const isChanged = change !== null && Object.keys(change).length > 0;
	return (
		<ConfirmButton
			label="Region"
			title="Region and skipped planes"
			confirmLabel="Apply"
			isConfirmable={isChanged && !state.isAsking && state.problem === null}
			onConfirm={() => api.mutate(SetScopeDocument, { input: { id: projectId, ...change } })}
		>
			<ScopeForm
				projectId={projectId}
				draft={draft}
				onRead={(read) => {
					setScope(read);
					setDraft(draftOf(read));
				}}
				onChange={setDraft}
			/>
			{isChanged ? <Figures state={state} /> : null}
		</ConfirmButton>
	);
}

/** Is there only while the button is open, and reads what is set each time. */
function ScopeForm({
	projectId,
	draft,
	onRead,
	onChange,
}: {
	projectId: string;
	draft: ScopeDraft | null;
	onRead: (scope: Scope) => void;
	onChange: (draft: ScopeDraft) => void;
}) {
	const { api } = useLive();
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [isRead, setIsRead] = useState(false);
	// biome-ignore lint/correctness/useExhaustiveDependencies: read once, when it opens
	useEffect(() => {
		api
			.query(ReadScopeDocument, { projectId })
			.then(({ project }) => {
				if (project === null) return;
				onRead(project);
				setIsRead(true);
			})
			.catch((error) => setProblem(asApiProblem(error)));
	}, [api, projectId]);
	if (problem !== null) {
		return <Problem problem={problem} />;
	}
	if (draft === null || !isRead) return <p className="dim">Reading what is set …</p>;
	const wrong = regionProblem(draft.region);
	return (
		<div className={styles.form}>
			<p className="dim">Tiles outside are shown and not worked on. Results are kept, and are found again.</p>
			<RegionForm region={draft.region} onChange={(region) => onChange({ ...draft, region })} />
			{wrong === null ? null : <p className="tone-bad">{wrong}</p>}
			{axes.map((axis) => (
				<TextField
					key={axis}
					label={`Skipped planes in ${axis}`}
					value={draft.planes[axis]}
					placeholder="none"
					problem={readPlanes(draft.planes[axis]) === null ? "Whole numbers with commas between them." : null}
					onChange={(text) => onChange({ ...draft, planes: { ...draft.planes, [axis]: text } })}
				/>
			))}
		</div>
	);
}

function Figures({ state: { preview, problem, isAsking } }: { state: ScopePreview }) {
	if (problem !== null && !isAsking) {
		return <Problem problem={problem} />;
	}
	if (preview === null) return <p className="dim">Counting …</p>;
	const figures = figureWords(preview.totals);
	const cost = preview.totals.tasksToAdd + preview.totals.tasksToRerun === 0 ? null : costWords(preview.totals);
	const disk = cost === null ? null : diskWords(preview);
	return (
		<ul className={styles.figures} aria-busy={isAsking} data-testid="scope-figures">
			{figures.length === 0 ? <li>no task is touched</li> : null}
			{figures.map(({ words, tone }) => (
				<li key={words} className={`tone-${tone}`}>
					{words}
				</li>
			))}
			{cost === null ? null : <li>{cost}</li>}
			{disk === null ? null : <li className={disk.isTooMuch ? "tone-bad" : ""}>{disk.words}</li>}
		</ul>
	);
}

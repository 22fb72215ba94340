import type { EditPolicyInput } from "../../api/generated/documents.ts";
import type { LiveProject } from "../../live/live-store-model.ts";
import { Segments } from "../../shell/segments.tsx";
import { changeWords } from "./change-words.ts";
import { ChangesPanel } from "./changes-panel.tsx";
import { countChanges, type Draft, type EditorStage } from "./draft.ts";
import type { DraftEvent } from "./draft-model.ts";
import type { DraftProblem, FormPlace } from "./draft-problems-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import styles from "./graph-editor.module.css";
import { HistoryPanel } from "./history-panel.tsx";
import type { PaletteDefinition } from "./palette.tsx";
import { RemovedStages } from "./removed-stages.tsx";
import { schemaOfDefinition } from "./schema-of-definition.ts";
import { StageForm } from "./stage-form.tsx";
import type { EditPreview } from "./use-edit-preview.ts";
import { useMetricNames } from "./use-metric-names.ts";

export type SideKey = "stage" | "changes" | "history" | "removed";

/** Beside the graph: the form of one stage, what the draft changes, the history, what removed stages left. */
export function SidePanel({
	project,
	stages,
	edited,
	selected,
	definitions,
	graphVersion,
	draft,
	state,
	problems,
	policy,
	onPolicy,
	panel,
	onPanel,
	shownPlace,
	onShow,
	apply,
	onFinished,
}: {
	project: LiveProject;
	/** As they are. */
	stages: readonly EditorStage[];
	/** As they would be. */
	edited: readonly EditedStage[];
	selected: EditedStage | null;
	definitions: readonly PaletteDefinition[];
	graphVersion: number;
	draft: Draft;
	state: EditPreview;
	problems: readonly DraftProblem[];
	policy: EditPolicyInput;
	onPolicy: (policy: EditPolicyInput) => void;
	panel: SideKey;
	onPanel: (panel: SideKey) => void;
	shownPlace: { readonly place: FormPlace } | null;
	onShow: (problem: DraftProblem) => void;
	apply: (event: DraftEvent) => void;
	onFinished: (version: number, summary: string) => void;
}) {
	const isRoot = selected?.stage?.kind === "ROOT";
	const metricNames = useMetricNames(project.id, isRoot ? null : (selected?.stage?.id ?? null));
	const changes = countChanges(draft);
	return (
		<aside className={styles.side} aria-label="What is edited">
			<Segments
				label="What to look at"
				value={panel}
				onChange={onPanel}
				choices={[
					{ value: "stage", words: "Stage" },
					{ value: "changes", words: changes === 0 ? "Changes" : `Changes (${changes})` },
					{ value: "history", words: "History" },
					{ value: "removed", words: "Removed" },
				]}
			/>
			{panel !== "stage" ? null : selected === null ? (
				<p className={styles.hint}>Select a stage to change it, or add one from the left.</p>
			) : isRoot ? (
				<p className={styles.hint}>
					The acquisition mirrors what the microscope writes: it can be a parent, and is not edited.
				</p>
			) : (
				<StageForm
					key={selected.key}
					projectId={project.id}
					stage={selected}
					stages={edited}
					definitions={definitions}
					preview={draft.baseVersion === null ? null : state.preview}
					problems={problems}
					shown={shownPlace}
					tileCount={project.tileCount}
					metricNames={metricNames}
					apply={apply}
					onDecided={() => onPanel("changes")}
				/>
			)}
			{panel === "changes" ? (
				<ChangesPanel
					projectId={project.id}
					draft={draft}
					stages={stages}
					edited={edited}
					changes={changeWords(
						edited,
						draft,
						definitions.map(({ id, name, version }) => ({
							id,
							name,
							version,
							parameterSchema: schemaOfDefinition(definitions, id),
						})),
					)}
					state={state}
					problems={problems}
					policy={policy}
					onPolicy={onPolicy}
					onShow={onShow}
					apply={apply}
					onApplied={onFinished}
				/>
			) : null}
			{panel === "history" ? (
				<HistoryPanel projectId={project.id} stages={stages} graphVersion={graphVersion} onRestored={onFinished} />
			) : null}
			{panel === "removed" ? <RemovedStages projectId={project.id} /> : null}
		</aside>
	);
}

import { useEffect, useState } from "react";
import { type EditPolicyInput, ReadEditorDocument, ReadPaletteDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import type { LiveProject } from "../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { Segments } from "../../shell/segments.tsx";
import { plural } from "../../wording/number-words.ts";
import { useSelection } from "../project/use-selection.ts";
import { ChangesPanel } from "./changes-panel.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import { countChanges, type EditorStage, freeName, isNew, type StageKey } from "./draft-model.ts";
import { editedStages } from "./edited-graph-model.ts";
import { EditorCanvas } from "./editor-canvas.tsx";
import { figureWords } from "./figures-words.ts";
import styles from "./graph-editor.module.css";
import { HistoryPanel } from "./history-panel.tsx";
import { Palette, type PaletteDefinition } from "./palette.tsx";
import { RemovedStages } from "./removed-stages.tsx";
import { StageForm } from "./stage-form.tsx";
import { useDraft } from "./use-draft.ts";
import { useMetricNames } from "./use-metric-names.ts";
import { usePreview } from "./use-preview.ts";

/** Changes the graph while tiles flow: collected as a draft, previewed at every step, applied as one version. */
export function GraphEditor({ project }: { project: LiveProject }) {
	const live = useLive();
	const graph = live.detail(project.id, ReadEditorDocument, { projectId: project.id });
	const palette = live.detail(project.id, ReadPaletteDocument, {});
	const reading = useReading(graph);
	const definitions = useReading(palette);
	const shownVersion = reading.kind === "ready" ? reading.value.project?.graphVersion : undefined;
	useEffect(() => {
		// A change of the graph is told at once; what it is made of is read again then.
		if (shownVersion !== undefined && shownVersion < project.graphVersion) graph.rereadWithin(0);
	}, [graph, shownVersion, project.graphVersion]);
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The graph" onRetry={() => graph.rereadWithin(0)} />;
	}
	if (definitions.kind === "failed") {
		return (
			<ProblemNotice
				problem={definitions.problem}
				what="The task definitions"
				onRetry={() => palette.rereadWithin(0)}
			/>
		);
	}
	if (reading.kind === "loading" || definitions.kind === "loading") {
		return <LoadingLines lines={8} label="Reading the graph" />;
	}
	if (reading.value.project === null) return <Notice tone="caution" title="There is no such project" />;
	return (
		<Editor
			project={project}
			stages={reading.value.project.stages}
			graphVersion={reading.value.project.graphVersion}
			definitions={definitions.value.taskDefinitions}
			problem={reading.problem}
			onChanged={() => graph.rereadWithin(0)}
		/>
	);
}

function Editor({
	project,
	stages,
	graphVersion: shownVersion,
	definitions,
	problem,
	onChanged,
}: {
	project: LiveProject;
	stages: readonly EditorStage[];
	graphVersion: number;
	definitions: readonly PaletteDefinition[];
	problem: Parameters<typeof StaleStrip>[0]["problem"] | null;
	onChanged: () => void;
}) {
	const { selection, select } = useSelection();
	/** Made here: a change that follows at once is one of this version, although the graph is still being read again. */
	const [ownVersion, setOwnVersion] = useState(0);
	const graphVersion = Math.max(shownVersion, ownVersion);
	const { draft, apply, stepBack, canStepBack, discard } = useDraft(project.id, graphVersion);
	const [policy, setPolicy] = useState<EditPolicyInput>({ rerun: "NOTHING" });
	const [newKey, setNewKey] = useState<StageKey | null>(null);
	const [panel, setPanel] = useState<"stage" | "changes" | "history" | "removed">("stage");
	const [done, setDone] = useState<string | null>(null);
	const state = usePreview(project.id, draft, policy);
	const edited = editedStages(stages, draft);
	const selectedKey = newKey ?? selection.stage;
	const selected = edited.find((stage) => stage.key === selectedKey) ?? null;
	const isRoot = selected?.stage?.kind === "ROOT";
	const metricNames = useMetricNames(project.id, isRoot ? null : (selected?.stage?.id ?? null));
	const root = stages.find((stage) => stage.kind === "ROOT");
	const changes = countChanges(draft);

	const choose = (key: StageKey | null) => {
		setNewKey(key !== null && isNew(key) ? key : null);
		select({ kind: "stage", stage: key === null || isNew(key) ? null : key });
		if (key !== null) setPanel("stage");
	};
	const add = (definitionId: string, on: StageKey | null) => {
		const definition = definitions.find((candidate) => candidate.id === definitionId);
		const parent = on ?? selected?.key ?? root?.id;
		if (definition === undefined || parent === undefined) return;
		setDone(null);
		apply({
			kind: "added",
			stage: {
				name: freeName(
					definition.name,
					edited.map((stage) => stage.fields.name),
				),
				description: "",
				definitionId,
				definitionVersion: null,
				parents: [parent],
				unitRule: { kind: "each" },
				parameters: {},
				operations: {},
				priority: 0,
				outputPath: "",
				region: null,
				startWith: "EVERYTHING",
				before: [],
				trial: null,
			},
		});
		setNewKey(`new:${draft.nextKey}`);
		setPanel("stage");
	};
	const setParents = (child: StageKey, change: (parents: readonly StageKey[]) => readonly StageKey[]) => {
		const parents = edited.find((stage) => stage.key === child)?.fields.parents ?? [];
		const next = change(parents);
		if (next.length > 0) apply({ kind: "fields", key: child, fields: { parents: next } });
	};
	const finish = (version: number, summary: string) => {
		setOwnVersion(version);
		discard();
		setNewKey(null);
		setPolicy({ rerun: "NOTHING" });
		setDone(`Version ${version}: ${summary}`);
		onChanged();
	};
	const name = (id: string) => definitions.find((definition) => definition.id === id)?.name ?? "…";

	return (
		<div className={styles.page}>
			{problem === null ? null : <StaleStrip problem={problem} />}
			{draft.baseVersion !== null && draft.baseVersion < graphVersion ? (
				<ConflictNotice
					projectId={project.id}
					baseVersion={draft.baseVersion}
					graphVersion={graphVersion}
					onCarryOver={() => apply({ kind: "carriedOver", version: graphVersion })}
					onDiscard={discard}
				/>
			) : null}
			<div className={styles.columns}>
				<Palette
					definitions={definitions}
					below={selected?.fields.name ?? root?.name ?? "the acquisition"}
					onAdd={(definitionId) => add(definitionId, null)}
				/>
				<div className={styles.middle}>
					<EditorCanvas
						stages={edited}
						definitionName={name}
						selected={selectedKey}
						onSelect={choose}
						onConnect={(parent, child) => setParents(child, (parents) => [...parents, parent])}
						onDisconnect={(parent, child) => setParents(child, (parents) => parents.filter((key) => key !== parent))}
						onRemove={(key) => apply({ kind: "removed", key, children: "REATTACH" })}
						onDropDefinition={add}
					/>
					<footer className={styles.bar}>
						<span aria-live="polite" data-testid="draft-summary">
							{done !== null && changes === 0 ? <span className="tone-good">{done}</span> : null}
							{done === null && changes === 0 ? `Version ${graphVersion} of the graph` : null}
							{changes === 0 ? null : `${plural(changes, "stage")} in this draft`}
							{state.problem !== null && changes > 0 ? (
								<span className="tone-bad"> · cannot be applied yet</span>
							) : null}
							{state.problem === null && changes > 0 && state.preview !== null
								? ` · ${figureWords(state.preview.totals)
										.map(({ words }) => words)
										.join(", ")}`
								: null}
						</span>
						<span className={styles.buttons}>
							<button type="button" className={styles.button} disabled={!canStepBack} onClick={stepBack}>
								Step back
							</button>
							<button type="button" className={styles.button} disabled={changes === 0} onClick={discard}>
								Discard the draft
							</button>
							<button
								type="button"
								className={styles.apply}
								disabled={changes === 0}
								onClick={() => setPanel("changes")}
							>
								Review and apply
							</button>
						</span>
					</footer>
				</div>
				<aside className={styles.side} aria-label="What is edited">
					<Segments
						label="What to look at"
						value={panel}
						onChange={setPanel}
						choices={[
							{ value: "stage", words: "Stage" },
							{ value: "changes", words: changes === 0 ? "Changes" : `Changes (${changes})` },
							{ value: "history", words: "History" },
							{ value: "removed", words: "Removed" },
						]}
					/>
					{panel !== "stage" ? null : selected === null ? (
						<p className={styles.hint}>Select a stage to change it, or drag a task definition onto the graph.</p>
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
							problem={state.problem}
							tileCount={project.tileCount}
							metricNames={metricNames}
							apply={apply}
						/>
					)}
					{panel === "changes" ? (
						<ChangesPanel
							projectId={project.id}
							draft={draft}
							state={state}
							policy={policy}
							onPolicy={setPolicy}
							onApplied={finish}
						/>
					) : null}
					{panel === "history" ? (
						<HistoryPanel projectId={project.id} graphVersion={graphVersion} onRestored={finish} />
					) : null}
					{panel === "removed" ? <RemovedStages projectId={project.id} /> : null}
				</aside>
			</div>
		</div>
	);
}

import { useEffect, useState } from "react";
import { useLocation, useSearch } from "wouter";
import type { EditPolicyInput } from "../../api/generated/documents.ts";
import type { LiveProject } from "../../live/live-store-model.ts";
import { StaleStrip } from "../../shell/notice.tsx";
import { useSelection } from "../project/use-selection.ts";
import { ConflictNotice, focusConflict } from "./conflict-notice.tsx";
import { countChanges, type EditorStage, isNew, nextKey, type StageKey } from "./draft.ts";
import { type Applied, DraftBar } from "./draft-bar.tsx";
import { conflictProblem, type DraftProblem, type FormPlace, problemsOfDraft } from "./draft-problems-model.ts";
import { editedStages } from "./edited-graph-model.ts";
import { EditorCanvas, type Line } from "./editor-canvas.tsx";
import styles from "./graph-editor.module.css";
import { newStageOf } from "./new-stage-model.ts";
import { loadOrigin, saveOrigin } from "./origin-store.ts";
import { Palette, type PaletteDefinition } from "./palette.tsx";
import { keptPlace, type Place, placeKey, placeOf, placesOf, placeWords } from "./placement-model.ts";
import { readyParameter } from "./ready-definition.ts";
import { schemaOfDefinition } from "./schema-of-definition.ts";
import { type SideKey, SidePanel } from "./side-panel.tsx";
import { sampled } from "./try-first.tsx";
import { useDraft } from "./use-draft.ts";
import { problemOfPreview, usePreview } from "./use-preview.ts";

export function Editor({
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
	const search = useSearch();
	const [, navigate] = useLocation();
	/** The definition somebody comes with, until it is in the draft. */
	const [readyId, setReadyId] = useState(() => new URLSearchParams(search).get(readyParameter));
	/** Made here: a change that follows at once is one of this version, although the graph is still being read again. */
	const [applied, setApplied] = useState<Applied | null>(null);
	const graphVersion = Math.max(shownVersion, applied?.version ?? 0);
	const { draft, apply, stepBack, canStepBack, discard, finish } = useDraft(project.id, {
		version: graphVersion,
		stages,
	});
	const [policy, setPolicy] = useState<EditPolicyInput>({ rerun: "NOTHING" });
	const [newKey, setNewKey] = useState<StageKey | null>(null);
	const [line, setLine] = useState<Line | null>(null);
	/** Where the last stage went, until somebody selects something. */
	const [kept, setKept] = useState<Place | null>(() => {
		const origin = readyId === null ? null : loadOrigin();
		return origin?.projectId === project.id ? origin.place : null;
	});
	const [isAiming, setIsAiming] = useState(false);
	const [panel, setPanel] = useState<SideKey>("stage");
	const [shownPlace, setShownPlace] = useState<{ readonly place: FormPlace } | null>(null);
	const state = usePreview(project.id, draft, policy);
	const edited = editedStages(stages, draft);
	const selectedKey = newKey ?? selection.stage;
	const selected = edited.find((stage) => stage.key === selectedKey) ?? null;
	const changes = countChanges(draft);
	const isConflicting = draft.baseVersion !== null && draft.baseVersion < graphVersion;
	const own = problemsOfDraft(edited, draft, (id) => schemaOfDefinition(definitions, id));
	const answered = problemOfPreview(state, edited);
	const others = own.length > 0 || answered === null ? own : [answered];
	// The others are looked at once it is decided which graph they are about.
	const problems = changes === 0 ? [] : isConflicting ? [conflictProblem] : others;
	const place = keptPlace(edited, kept) ?? placeOf(edited, { stage: selected?.key ?? null, line });
	const places = placesOf(edited);
	// One that was made just now may not be among them yet.
	const ready = definitions.find(({ id }) => id === readyId) ?? null;
	const choiceOf = (one: Place) => ({ value: placeKey(one), words: placeWords(edited, one) });

	const choose = (key: StageKey | null) => {
		setKept(null);
		setLine(null);
		setShownPlace(null);
		setNewKey(key !== null && isNew(key) ? key : null);
		select({ kind: "stage", stage: key === null || isNew(key) ? null : key });
		if (key !== null) setPanel("stage");
	};
	const chooseLine = (wanted: Line | null) => {
		if (wanted !== null) setKept(null);
		setLine(wanted);
	};
	const choosePlace = (value: string) => {
		const wanted = places.find((one) => placeKey(one) === value);
		if (wanted?.kind === "below") choose(wanted.parent);
		if (wanted?.kind === "between") chooseLine({ parent: wanted.parent, child: wanted.child });
	};
	const leaveReady = () => {
		setReadyId(null);
		// Reading the page again must not ask for it again.
		const address = new URLSearchParams(search);
		address.delete(readyParameter);
		navigate(`/projects/${project.id}?${address}`, { replace: true });
	};
	const add = (definitionId: string, on: Place | null) => {
		const definition = definitions.find((candidate) => candidate.id === definitionId);
		const wanted = on ?? place;
		if (definition === undefined || wanted === null) return;
		apply({ kind: "added", ...newStageOf(definition, wanted, edited) });
		if (definitionId === readyId) leaveReady();
		choose(nextKey(draft));
		setKept(place);
	};
	const placeText = JSON.stringify(place);
	useEffect(() => {
		saveOrigin({ projectId: project.id, place: JSON.parse(placeText) });
	}, [project.id, placeText]);
	const setParents = (child: StageKey, change: (parents: readonly StageKey[]) => readonly StageKey[]) => {
		const parents = edited.find((stage) => stage.key === child)?.fields.parents ?? [];
		const next = change(parents);
		if (next.length > 0) apply({ kind: "fields", key: child, fields: { parents: next } });
	};
	const show = ({ at }: DraftProblem) => {
		if (at === null) return setPanel("changes");
		if (at === "conflict") return focusConflict();
		choose(at.stage);
		setKept(place);
		setShownPlace({ place: at.place });
	};
	const finished = (version: number, summary: string) => {
		finish();
		setLine(null);
		setNewKey(null);
		setPolicy({ rerun: "NOTHING" });
		setApplied({ version, summary });
		onChanged();
	};

	return (
		<div className={styles.page}>
			{problem === null ? null : <StaleStrip problem={problem} />}
			{isConflicting && draft.baseVersion !== null ? (
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
					projectId={project.id}
					definitions={definitions}
					place={place === null ? { value: "", words: "" } : choiceOf(place)}
					places={places.map(choiceOf)}
					ready={ready}
					onLeaveReady={leaveReady}
					onPlace={choosePlace}
					onAim={setIsAiming}
					onAdd={(definitionId) => add(definitionId, null)}
				/>
				<div className={styles.middle}>
					<EditorCanvas
						stages={edited}
						definitionName={(id) => definitions.find((definition) => definition.id === id)?.name ?? "…"}
						selected={selectedKey}
						onSelect={choose}
						selectedLine={line}
						onSelectLine={chooseLine}
						target={isAiming || ready !== null ? place : null}
						onConnect={(parent, child) => setParents(child, (parents) => [...parents, parent])}
						onDisconnect={(parent, child) => setParents(child, (parents) => parents.filter((key) => key !== parent))}
						onRemove={(key) => apply({ kind: "removed", key, children: "REATTACH" })}
						onDropDefinition={add}
					/>
					<DraftBar
						projectId={project.id}
						stages={stages}
						graphVersion={graphVersion}
						edited={edited}
						changes={changes}
						state={state}
						problems={problems}
						applied={applied}
						canStepBack={canStepBack}
						onStepBack={stepBack}
						onDiscard={discard}
						onShow={show}
						onReview={() => setPanel("changes")}
						onTry={(stage) => {
							apply({ kind: "trial", key: stage.key, trial: sampled });
							setPanel("changes");
						}}
						onRestored={finished}
					/>
				</div>
				<SidePanel
					project={project}
					stages={stages}
					edited={edited}
					selected={selected}
					definitions={definitions}
					graphVersion={graphVersion}
					draft={draft}
					state={state}
					problems={problems}
					policy={policy}
					onPolicy={setPolicy}
					panel={panel}
					onPanel={setPanel}
					shownPlace={shownPlace}
					onShow={show}
					apply={apply}
					onFinished={finished}
				/>
			</div>
		</div>
	);
}

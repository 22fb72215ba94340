import { useEffect, useRef } from "react";
import type { PreviewFragment } from "../../api/generated/documents.ts";
import { stateCounts, sumOfCounts } from "../../live/live-store-model.ts";
import { AreaField, SelectField, TextField } from "../../shell/fields.tsx";
import { plural } from "../../wording/number-words.ts";
import type { StageFields } from "./draft.ts";
import type { DraftEvent } from "./draft-model.ts";
import type { DraftProblem, FormPlace } from "./draft-problems-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { FigureList } from "./figure-list.tsx";
import { figuresOfStage, unitRuleSentence } from "./figures-words.ts";
import { Fold } from "./fold.tsx";
import { GateRulesForm, gateFrom, storedGate } from "./gate-rules-form.tsx";
import { OperationsForm } from "./operations-form.tsx";
import type { PaletteDefinition } from "./palette.tsx";
import { ParameterForm } from "./parameter-form.tsx";
import { PlaceForm } from "./place-form.tsx";
import { RemovedNote } from "./removed-note.tsx";
import { showPlace } from "./show-place.ts";
import styles from "./stage-form.module.css";
import { TrialPanel } from "./trial-panel.tsx";
import { TryFirst } from "./try-first.tsx";
import { UnknownNames } from "./unknown-names.tsx";

/** Everything of one stage; each change goes into the draft at once and is previewed. */
export function StageForm({
	projectId,
	stage,
	stages,
	definitions,
	preview,
	problems,
	shown,
	tileCount,
	metricNames,
	apply,
	onDecided,
}: {
	projectId: string;
	stage: EditedStage;
	stages: readonly EditedStage[];
	definitions: readonly PaletteDefinition[];
	preview: PreviewFragment | null;
	/** Of the whole draft. */
	problems: readonly DraftProblem[];
	/** What is to be brought into sight, each time it is another object. */
	shown: { readonly place: FormPlace } | null;
	tileCount: number;
	metricNames: readonly string[];
	apply: (event: DraftEvent) => void;
	/** About a trial: what that does is looked at next. */
	onDecided: () => void;
}) {
	const { fields, key } = stage;
	const set = (change: Partial<StageFields>) => apply({ kind: "fields", key, fields: change });
	const changed = stage.changed?.fields ?? {};
	const definition = definitions.find((candidate) => candidate.id === fields.definitionId) ?? null;
	const base = (stage.stage?.operations ?? definition?.defaultOperations ?? {}) as Readonly<Record<string, unknown>>;
	const operations = { ...base, ...fields.operations };
	const setOperations = (change: Readonly<Record<string, unknown>>) =>
		set({ operations: { ...fields.operations, ...change } });
	// What was counted last says nothing of a draft that cannot be applied.
	const figures = figuresOfStage(problems.length > 0 ? null : preview, stage.stage?.id ?? null, fields.name);
	const existing = stage.stage === null ? 0 : sumOfCounts(stateCounts(stage.stage.counts));
	const container = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (shown !== null && container.current !== null) showPlace(container.current, shown.place);
	}, [shown]);
	const problemAt = (place: FormPlace) =>
		problems.find(({ at }) => at !== null && at !== "conflict" && at.stage === key && at.place === place)?.words ??
		null;
	if (stage.change === "removed") return <RemovedNote stage={stage} apply={apply} />;
	return (
		<div ref={container} className={styles.stageForm} data-testid="stage-form">
			<header className={styles.formHead}>
				<h3>{fields.name}</h3>
				{stage.change === "none" ? null : (
					<button type="button" className={styles.link} onClick={() => apply({ kind: "dropped", key })}>
						{stage.change === "added" ? "do not add it" : "drop these changes"}
					</button>
				)}
			</header>
			{stage.stage?.canary == null ? null : (
				<TrialPanel
					projectId={projectId}
					stage={stage.stage}
					isPromoted={stage.change === "promoted"}
					apply={apply}
					onDecided={onDecided}
				/>
			)}
			{problemAt("unitRule") === null ? (
				<p className={styles.explanation} data-testid="unit-explanation">
					{unitRuleSentence(fields.unitRule, figures, existing, tileCount)}
				</p>
			) : null}
			{figures === null || stage.change === "added" ? null : <FigureList figures={figures} />}
			{stage.changed === null || stage.stage?.canary != null ? null : (
				<TryFirst projectId={projectId} stage={stage} apply={apply} />
			)}
			<div data-place="name">
				<TextField
					label="Name"
					value={fields.name}
					isChanged={"name" in changed}
					problem={problemAt("name")}
					onChange={(name) => set({ name })}
				/>
			</div>
			<Fold title="What it runs" isOpen>
				<SelectField
					label="Task definition"
					value={fields.definitionId}
					isChanged={"definitionId" in changed}
					choices={definitions.map(({ id, name }) => ({ value: id, words: name }))}
					onChange={(definitionId) => set({ definitionId, definitionVersion: null })}
				/>
				<DefinitionVersion stage={stage} newest={definition?.version ?? null} set={set} />
				<ParameterForm
					key={`${key} ${fields.definitionId}`}
					problem={problemAt("parameters")}
					schema={(definition?.content as { readonly parameterSchema?: unknown } | undefined)?.parameterSchema}
					parameters={fields.parameters}
					onChange={(parameters) => set({ parameters })}
				/>
				{definition === null ? null : (
					<UnknownNames projectId={projectId} stageId={stage.stage?.id ?? null} content={definition.content} />
				)}
			</Fold>
			<Fold title="Where it stands" isOpen>
				<PlaceForm projectId={projectId} stage={stage} stages={stages} problemAt={problemAt} apply={apply} />
			</Fold>
			<Fold title="Gate" isOpen={"gate" in fields.operations || operations.gate != null}>
				<div data-place="gate">
					<GateRulesForm
						gate={gateFrom(operations.gate)}
						metricNames={metricNames}
						problem={problemAt("gate")}
						onChange={(gate) => setOperations({ gate: storedGate(gate) })}
					/>
				</div>
			</Fold>
			<Fold title="How it is run" isOpen={false}>
				<OperationsForm
					operations={operations}
					priority={fields.priority}
					problemAt={problemAt}
					onChange={setOperations}
					onPriority={(priority) => set({ priority })}
				/>
			</Fold>
			<Fold title="Description and results" isOpen={false}>
				<AreaField label="Description" value={fields.description} onChange={(description) => set({ description })} />
				<TextField
					label="Folder of the results"
					isCode
					placeholder="in the project's output folder"
					value={fields.outputPath}
					onChange={(outputPath) => set({ outputPath })}
				/>
			</Fold>
			{stage.stage === null ? null : (
				<div className={styles.remove}>
					<button
						type="button"
						className={styles.button}
						onClick={() => apply({ kind: "removed", key, children: "REATTACH" })}
					>
						Remove the stage
					</button>
				</div>
			)}
		</div>
	);
}

function DefinitionVersion({
	stage,
	newest,
	set,
}: {
	stage: EditedStage;
	newest: number | null;
	set: (change: Partial<StageFields>) => void;
}) {
	const version = stage.fields.definitionVersion;
	if (newest === null) return null;
	if (version === null || version === newest) {
		return <p className={styles.hint}>Version {newest}, the newest.</p>;
	}
	return (
		<p className={styles.behind}>
			Version {version}; {plural(newest - version, "newer version")}.{" "}
			<button
				type="button"
				className={styles.link}
				onClick={() => set({ definitionId: stage.fields.definitionId, definitionVersion: newest })}
			>
				Use version {newest}
			</button>
		</p>
	);
}

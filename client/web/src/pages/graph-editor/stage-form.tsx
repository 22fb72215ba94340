import type { ApiProblem } from "../../api/api-problem.ts";
import type { PreviewFragment } from "../../api/generated/documents.ts";
import { stateCounts, sumOfCounts } from "../../live/live-store-model.ts";
import { AreaField, CheckField, SelectField, TextField } from "../../shell/fields.tsx";
import { plural } from "../../wording/number-words.ts";
import type { DraftEvent, StageFields } from "./draft-model.ts";
import { canConnect, type EditedStage } from "./edited-graph-model.ts";
import { figuresOfStage, figureWords, unitRuleSentence } from "./figures-words.ts";
import { Fold } from "./fold.tsx";
import { GateRulesForm, gateFrom, storedGate } from "./gate-rules-form.tsx";
import styles from "./graph-editor.module.css";
import { OperationsForm } from "./operations-form.tsx";
import type { PaletteDefinition } from "./palette.tsx";
import { ParameterForm } from "./parameter-form.tsx";
import { RegionForm } from "./region-form.tsx";
import { TrialPanel } from "./trial-panel.tsx";
import { TryFirst } from "./try-first.tsx";
import { UnitRuleForm } from "./unit-rule-form.tsx";

/** Everything of one stage; each change goes into the draft at once and is previewed. */
export function StageForm({
	projectId,
	stage,
	stages,
	definitions,
	preview,
	problem,
	tileCount,
	metricNames,
	apply,
}: {
	projectId: string;
	stage: EditedStage;
	stages: readonly EditedStage[];
	definitions: readonly PaletteDefinition[];
	preview: PreviewFragment | null;
	problem: ApiProblem | null;
	tileCount: number;
	metricNames: readonly string[];
	apply: (event: DraftEvent) => void;
}) {
	const { fields, key } = stage;
	const set = (change: Partial<StageFields>) => apply({ kind: "fields", key, fields: change });
	const changed = stage.changed?.fields ?? {};
	const definition = definitions.find((candidate) => candidate.id === fields.definitionId) ?? null;
	const base = (stage.stage?.operations ?? definition?.defaultOperations ?? {}) as Readonly<Record<string, unknown>>;
	const operations = { ...base, ...fields.operations };
	const setOperations = (change: Readonly<Record<string, unknown>>) =>
		set({ operations: { ...fields.operations, ...change } });
	const figures = figuresOfStage(preview, stage.stage?.id ?? null, fields.name);
	const existing = stage.stage === null ? 0 : sumOfCounts(stateCounts(stage.stage.counts));
	const gateProblem = problem !== null && /gate|rule|expression/i.test(problem.message) ? problem.message : null;
	if (stage.change === "removed") return <RemovedNote stage={stage} apply={apply} />;
	return (
		<div className={styles.stageForm} data-testid="stage-form">
			<header className={styles.formHead}>
				<h3>{fields.name}</h3>
				{stage.change === "none" ? null : (
					<button type="button" className={styles.link} onClick={() => apply({ kind: "dropped", key })}>
						{stage.change === "added" ? "do not add it" : "drop these changes"}
					</button>
				)}
			</header>
			{stage.stage?.canary == null ? null : (
				<TrialPanel projectId={projectId} stage={stage.stage} isPromoted={stage.change === "promoted"} apply={apply} />
			)}
			<p className={styles.explanation} data-testid="unit-explanation">
				{unitRuleSentence(fields.unitRule, figures, existing, tileCount)}
			</p>
			{figures === null || stage.change === "added" ? null : (
				<ul className={styles.figures}>
					{figureWords(figures).map(({ words, tone }) => (
						<li key={words} className={`tone-${tone}`}>
							{words}
						</li>
					))}
				</ul>
			)}
			<TextField label="Name" value={fields.name} isChanged={"name" in changed} onChange={(name) => set({ name })} />
			<Fold title="Where it stands" isOpen>
				<fieldset className={styles.parents}>
					<legend>Takes its inputs from</legend>
					{stages
						.filter((other) => other.key !== key && other.change !== "removed")
						.map((other) => {
							const isParent = fields.parents.includes(other.key);
							if (!isParent && !canConnect(stages, other.key, key)) return null;
							return (
								<CheckField
									key={other.key}
									label={other.fields.name}
									value={isParent}
									isDisabled={isParent && fields.parents.length === 1}
									onChange={(on) =>
										set({
											parents: on
												? [...fields.parents, other.key]
												: fields.parents.filter((parent) => parent !== other.key),
										})
									}
								/>
							);
						})}
				</fieldset>
				<UnitRuleForm unitRule={fields.unitRule} onChange={(unitRule) => set({ unitRule })} />
				{stage.added === null ? null : <StartForm projectId={projectId} stage={stage} stages={stages} apply={apply} />}
				<RegionForm region={fields.region} onChange={(region) => set({ region })} />
			</Fold>
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
					schema={(definition?.content as { readonly parameterSchema?: unknown } | undefined)?.parameterSchema}
					parameters={fields.parameters}
					onChange={(parameters) => set({ parameters })}
				/>
			</Fold>
			<Fold title="Gate" isOpen={"gate" in fields.operations || operations.gate != null}>
				<GateRulesForm
					gate={gateFrom(operations.gate)}
					metricNames={metricNames}
					problem={gateProblem}
					onChange={(gate) => setOperations({ gate: storedGate(gate) })}
				/>
			</Fold>
			<Fold title="How it is run" isOpen={false}>
				<OperationsForm
					operations={operations}
					priority={fields.priority}
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
			{stage.changed === null || stage.stage?.canary != null ? null : (
				<TryFirst projectId={projectId} stage={stage} apply={apply} />
			)}
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

function StartForm({
	projectId,
	stage,
	stages,
	apply,
}: {
	projectId: string;
	stage: EditedStage;
	stages: readonly EditedStage[];
	apply: (event: DraftEvent) => void;
}) {
	const added = stage.added;
	if (added === null) return null;
	const children = stages.filter(
		(other) => other.stage !== null && other.fields.parents.some((parent) => added.parents.includes(parent)),
	);
	return (
		<>
			<SelectField
				label="Begins with"
				value={added.startWith}
				choices={[
					{ value: "EVERYTHING", words: "everything that is there" },
					{ value: "NEW_TILES", words: "tiles that arrive from now on" },
				]}
				onChange={(startWith) => apply({ kind: "start", key: stage.key, start: { startWith } })}
			/>
			{children.length === 0 ? null : (
				<fieldset className={styles.parents}>
					<legend>Insert before</legend>
					{children.map((child) => (
						<CheckField
							key={child.key}
							label={child.fields.name}
							value={added.before.includes(child.key)}
							onChange={(on) =>
								apply({
									kind: "start",
									key: stage.key,
									start: {
										before: on ? [...added.before, child.key] : added.before.filter((key) => key !== child.key),
									},
								})
							}
						/>
					))}
				</fieldset>
			)}
			<TryFirst projectId={projectId} stage={stage} apply={apply} />
		</>
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

function RemovedNote({ stage, apply }: { stage: EditedStage; apply: (event: DraftEvent) => void }) {
	return (
		<div className={styles.stageForm} data-testid="stage-form">
			<h3>{stage.fields.name}</h3>
			<p className="tone-caution">Goes with this edit. Its results are kept and hidden, and come back with an undo.</p>
			<SelectField
				label="What comes after it"
				value="REATTACH"
				choices={[
					{ value: "REATTACH", words: "takes its inputs from what came before it" },
					{ value: "REMOVE", words: "goes as well" },
				]}
				onChange={(children) => apply({ kind: "removed", key: stage.key, children })}
			/>
			<button type="button" className={styles.button} onClick={() => apply({ kind: "kept", key: stage.key })}>
				Keep it
			</button>
		</div>
	);
}

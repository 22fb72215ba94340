import { CheckField, SelectField } from "../../shell/fields.tsx";
import type { StageFields } from "./draft.ts";
import type { DraftEvent } from "./draft-model.ts";
import type { FormPlace } from "./draft-problems-model.ts";
import { canConnect, type EditedStage } from "./edited-graph-model.ts";
import { type Insertion, insertionsOf } from "./placement-model.ts";
import { RegionForm } from "./region-form.tsx";
import styles from "./stage-form.module.css";
import { TryFirst } from "./try-first.tsx";
import { UnitRuleForm } from "./unit-rule-form.tsx";

const longestOpenList = 2;

/** Where a stage stands: what it takes, which stages take from it instead, what it works on and from when. */
export function PlaceForm({
	projectId,
	stage,
	stages,
	problemAt,
	apply,
}: {
	projectId: string;
	stage: EditedStage;
	stages: readonly EditedStage[];
	problemAt: (place: FormPlace) => string | null;
	apply: (event: DraftEvent) => void;
}) {
	const { fields, key, added } = stage;
	const set = (change: Partial<StageFields>) => apply({ kind: "fields", key, fields: change });
	return (
		<>
			<ParentChoice stage={stage} stages={stages} problem={problemAt("parents")} set={set} />
			<InsertionChoice stage={stage} stages={stages} apply={apply} />
			<div data-place="unitRule">
				<UnitRuleForm unitRule={fields.unitRule} onChange={(unitRule) => set({ unitRule })} />
				<Problem words={problemAt("unitRule")} />
			</div>
			{added === null ? null : (
				<>
					<SelectField
						label="Begins with"
						value={added.startWith}
						choices={[
							{ value: "EVERYTHING", words: "everything that is there" },
							{ value: "NEW_TILES", words: "tiles that arrive from now on" },
						]}
						onChange={(startWith) => apply({ kind: "start", key, start: { startWith } })}
					/>
					<TryFirst projectId={projectId} stage={stage} apply={apply} />
				</>
			)}
			<RegionForm region={fields.region} onChange={(region) => set({ region })} />
		</>
	);
}

function ParentChoice({
	stage,
	stages,
	problem,
	set,
}: {
	stage: EditedStage;
	stages: readonly EditedStage[];
	problem: string | null;
	set: (change: Partial<StageFields>) => void;
}) {
	const { parents } = stage.fields;
	const offered = stages.filter(
		(other) =>
			other.key !== stage.key &&
			(parents.includes(other.key) || (other.change !== "removed" && canConnect(stages, other.key, stage.key))),
	);
	return (
		<fieldset className={styles.choices} data-place="parents">
			<legend>Takes its inputs from</legend>
			{offered.map((other) => {
				const isParent = parents.includes(other.key);
				return (
					<CheckField
						key={other.key}
						label={other.fields.name}
						value={isParent}
						// One parent is the least there can be.
						isDisabled={isParent && parents.length === 1}
						onChange={(on) =>
							set({ parents: on ? [...parents, other.key] : parents.filter((parent) => parent !== other.key) })
						}
					/>
				);
			})}
			<Problem words={problem} />
		</fieldset>
	);
}

/** It changes what comes after the stage, not the stage: so it says of each what would become of it. */
function InsertionChoice({
	stage,
	stages,
	apply,
}: {
	stage: EditedStage;
	stages: readonly EditedStage[];
	apply: (event: DraftEvent) => void;
}) {
	const insertions = insertionsOf(stages, stage);
	if (insertions.length === 0) return null;
	const choice = <Insertions insertions={insertions} stage={stage} apply={apply} />;
	// A stage there is has its place, and a long list would stand between the fields: who wants one of it opens this.
	const isShort = stage.stage === null && insertions.length <= longestOpenList;
	if (isShort || insertions.some(({ isInserted }) => isInserted)) return choice;
	return (
		<details className={styles.more}>
			<summary>Put it in between two others</summary>
			{choice}
		</details>
	);
}

function Insertions({
	insertions,
	stage,
	apply,
}: {
	insertions: readonly Insertion[];
	stage: EditedStage;
	apply: (event: DraftEvent) => void;
}) {
	return (
		<fieldset className={styles.insertions}>
			<legend>Put it in between</legend>
			{insertions.map(({ child, isInserted, parents, words }) => (
				<CheckField
					key={child.key}
					label={words}
					hint={
						isInserted
							? `${child.fields.name} takes its inputs from ${stage.fields.name}.`
							: `${child.fields.name} would then take its inputs from ${stage.fields.name}.`
					}
					value={isInserted}
					onChange={() => apply({ kind: "fields", key: child.key, fields: { parents } })}
				/>
			))}
		</fieldset>
	);
}

function Problem({ words }: { words: string | null }) {
	if (words === null) return null;
	return (
		<p className={styles.problem} role="alert">
			{words}
		</p>
	);
}

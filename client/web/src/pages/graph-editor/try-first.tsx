import { useState } from "react";
import { useLive, useReading } from "../../live/live-context.tsx";
import { noTiles } from "../../live/overview-model.ts";
import { CheckField, NumberField, SelectField, TextField } from "../../shell/fields.tsx";
import { plural } from "../../wording/number-words.ts";
import { useHighlight } from "../project/highlight-context.ts";
import { useSelection } from "../project/use-selection.ts";
import { readTiles, tileWords } from "./chosen-tiles-model.ts";
import type { Trial } from "./draft.ts";
import type { DraftEvent } from "./draft-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import styles from "./stage-form.module.css";
import { trialOf } from "./trial-cost-model.ts";

export const sampled: Trial = { count: 5, tileIds: [] };

/** A trial, a few tasks first, until a person has looked: on a sample, or on tiles somebody chose. */
export function TryFirst({
	projectId,
	stage,
	apply,
}: {
	projectId: string;
	stage: EditedStage;
	apply: (event: DraftEvent) => void;
}) {
	const trial = trialOf(stage);
	const [choosesTiles, setChoosesTiles] = useState(trial !== null && trial.tileIds.length > 0);
	const set = (next: Trial | null) => apply({ kind: "trial", key: stage.key, trial: next });
	const perTile = tasksPerTile(stage.fields.unitRule);
	return (
		<div className={styles.boxed}>
			<CheckField
				label="Try on a few tiles first"
				hint={
					stage.stage === null
						? "A trial: all others are set aside until you promote it."
						: "A trial beside the stage as it is; its results stay untouched until you promote it."
				}
				value={trial !== null}
				onChange={(on) => set(on ? sampled : null)}
			/>
			{trial === null || perTile === null ? null : (
				<SelectField
					label="Which tiles"
					value={choosesTiles ? "chosen" : "sample"}
					choices={[
						{ value: "sample", words: "a sample over all there are" },
						{ value: "chosen", words: "tiles I choose" },
					]}
					onChange={(which) => {
						setChoosesTiles(which === "chosen");
						if (which === "sample") set({ ...trial, tileIds: [] });
					}}
				/>
			)}
			{trial === null ? null : choosesTiles && perTile !== null ? (
				<ChosenTiles
					projectId={projectId}
					tileIds={trial.tileIds}
					onChange={(tileIds) => set({ tileIds, count: Math.min(10_000, Math.max(1, tileIds.length * perTile)) })}
				/>
			) : (
				<NumberField
					label="Tiles to try it on"
					value={trial.count}
					minimum={1}
					maximum={10_000}
					step={1}
					onChange={(value) => set({ ...trial, count: value ?? 1 })}
				/>
			)}
		</div>
	);
}

/** What is typed is kept as it is typed; the draft has the tiles that were found. */
function ChosenTiles({
	projectId,
	tileIds,
	onChange,
}: {
	projectId: string;
	tileIds: readonly string[];
	onChange: (tileIds: readonly string[]) => void;
}) {
	const reading = useReading(useLive().project(projectId).tiles);
	const columns = reading.kind === "ready" ? reading.value : noTiles;
	const { selection } = useSelection();
	const { tiles: brushed } = useHighlight();
	const [typed, setTyped] = useState<string | null>(null);
	const text = typed ?? tileWords(tileIds, columns);
	const { unknown } = readTiles(text, columns, selection.z);
	const take = (words: string) => {
		setTyped(words);
		onChange(readTiles(words, columns, selection.z).tileIds);
	};
	const add = (ids: readonly string[]) => take([text, tileWords(ids, columns)].join(" ").trim());
	const isOffered = selection.tile !== null && !tileIds.includes(selection.tile);
	if (reading.kind !== "ready") return <p className="dim">Reading the tiles …</p>;
	return (
		<>
			<TextField
				label="Positions"
				hint={
					tileIds.length === 0
						? "Such as 3,2,0 4,2,0: x, y and z in the lattice; without z in the plane that is looked at. Without any, a sample is taken."
						: `${plural(tileIds.length, "tile")} chosen.`
				}
				isCode
				value={text}
				problem={unknown.length === 0 ? null : `There is no tile at ${unknown.join(" ")}.`}
				onChange={take}
			/>
			<div className={styles.buttons}>
				{isOffered ? (
					<button type="button" className={styles.button} onClick={() => add([selection.tile ?? ""])}>
						Add the tile selected on the map
					</button>
				) : null}
				{brushed === null || brushed.size === 0 ? null : (
					<button type="button" className={styles.button} onClick={() => add([...brushed].map(String))}>
						Add the {plural(brushed.size, "brushed tile")}
					</button>
				)}
			</div>
		</>
	);
}

/** How many tasks start at one tile; null for groups, which have no tile of their own. */
function tasksPerTile(unitRule: unknown): number | null {
	const rule = unitRule as { readonly kind?: string; readonly offsets?: readonly unknown[] };
	if (rule.kind === "group" || rule.kind === "all") return null;
	return rule.kind === "neighbours" ? Math.max(1, rule.offsets?.length ?? 1) : 1;
}

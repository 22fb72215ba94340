import { SelectField } from "../../shell/fields.tsx";
import type { DraftEvent } from "./draft-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import styles from "./stage-form.module.css";

/** A stage that goes with the draft: what becomes of what is below it, and keeping it after all. */
export function RemovedNote({ stage, apply }: { stage: EditedStage; apply: (event: DraftEvent) => void }) {
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

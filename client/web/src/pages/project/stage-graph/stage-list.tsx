import type { LiveStage } from "../../../live/live-store-model.ts";
import { Panel } from "../../../shell/panel.tsx";
import { plural } from "../../../wording/number-words.ts";
import { useSelection } from "../use-selection.ts";
import { StageFacts } from "./stage-facts.tsx";
import styles from "./stage-graph.module.css";

/** The stages as a list, root first: what a narrow screen shows instead of the graph. */
export function StageList({ stages }: { stages: readonly LiveStage[] }) {
	const { selection, select } = useSelection();
	const nameOf = new Map(stages.map((stage) => [stage.id, stage.name]));
	return (
		<Panel title="Stages" aside={plural(stages.length, "stage")}>
			<ul className={styles.list}>
				{stages.map((stage) => {
					const isSelected = stage.id === selection.stage;
					const isShown = isSelected && (selection.tile === null || selection.panel === "stage");
					const parents = stage.parents.map((parent) => nameOf.get(parent.id)).join(", ");
					return (
						<li key={stage.id}>
							<button
								type="button"
								className={`${styles.listItem} ${isSelected ? styles.listItemSelected : ""}`}
								aria-pressed={isSelected}
								onClick={() => select({ kind: "stage", stage: isShown ? null : stage.id, isLookedAt: true })}
							>
								<StageFacts stage={stage} />
								{parents === "" ? null : <span className={styles.after}>after {parents}</span>}
							</button>
						</li>
					);
				})}
			</ul>
		</Panel>
	);
}

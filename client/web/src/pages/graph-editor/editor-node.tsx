import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { stateCounts } from "../../live/live-store-model.ts";
import { StateBar } from "../../states/state-bar.tsx";
import { countWords } from "../../wording/number-words.ts";
import { viewUnitRule } from "../../wording/unit-words.ts";
import { useStagePace } from "../project/pace/pace-context.ts";
import { shortTrialWords, trialProgress, trialWords } from "../project/stage-graph/trial-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import styles from "./editor-canvas.module.css";

export type EditorNodeType = Node<
	{
		readonly stage: EditedStage;
		readonly definition: string;
		/** There is room for one line of its name. */
		readonly isBrief: boolean;
		/** A new stage would go below it. */
		readonly isTarget: boolean;
	},
	"stage"
>;

export const changeWords = {
	none: null,
	added: "new",
	changed: "changed",
	removed: "goes",
	promoted: "promoted",
} as const;

export function EditorNode({ data, selected }: NodeProps<EditorNodeType>) {
	const { stage, definition, isBrief, isTarget } = data;
	const isRoot = stage.stage?.kind === "ROOT";
	const word = changeWords[stage.change];
	const held = useStagePace(stage.key)?.pace.held ?? 0;
	const trial = stage.stage === null ? null : trialProgress(stage.stage, held);
	const planned = stage.added?.trial ?? stage.changed?.trial ?? null;
	const runs = isRoot ? "the acquisition's tiles" : `${definition} · ${viewUnitRule(stage.fields.unitRule).words}`;
	const facts =
		planned !== null
			? `would be tried out on ${countWords(planned.count)}`
			: trial !== null
				? shortTrialWords(trial)
				: runs;
	return (
		<div
			className={`${styles.node} ${styles[stage.change]} ${selected ? styles.selected : ""} ${isTarget ? styles.target : ""} ${isBrief ? styles.brief : ""}`}
			data-testid={`edited-${stage.fields.name}`}
		>
			{isRoot ? null : <Handle type="target" position={Position.Left} className={styles.handle ?? ""} />}
			<span className={styles.nodeName}>
				<strong title={stage.fields.name}>{stage.fields.name}</strong>
				{word === null ? null : <span className={styles.nodeWord}>{word}</span>}
				{trial === null ? null : <span className={styles.nodeTrial}>trial</span>}
			</span>
			<span className={styles.nodeFacts} title={trial === null ? runs : `${trialWords(trial)}; ${runs}`}>
				{facts}
			</span>
			{stage.stage === null ? null : <StateBar counts={stateCounts(stage.stage.counts)} height={5} />}
			<Handle type="source" position={Position.Right} className={styles.handle ?? ""} />
		</div>
	);
}

import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { StageFacts } from "./stage-facts.tsx";
import styles from "./stage-graph.module.css";

export type StageNodeType = Node<{ readonly stage: LiveStage; readonly isDimmed: boolean }, "stage">;

export function StageNode({ data, selected }: NodeProps<StageNodeType>) {
	const { stage, isDimmed } = data;
	return (
		<div
			className={`${styles.node} ${selected ? styles.selected : ""} ${isDimmed ? styles.dimmed : ""}`}
			data-testid={`stage-${stage.name}`}
		>
			{stage.kind === "ROOT" ? null : <Handle type="target" position={Position.Left} className={styles.handle ?? ""} />}
			<StageFacts stage={stage} />
			<Handle type="source" position={Position.Right} className={styles.handle ?? ""} />
		</div>
	);
}

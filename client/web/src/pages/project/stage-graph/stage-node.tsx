import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { useBottleneckId } from "../pace/pace-context.ts";
import type { Density } from "./card-model.ts";
import { StageFacts } from "./stage-facts.tsx";
import styles from "./stage-graph.module.css";

export type StageNodeType = Node<
	{ readonly stage: LiveStage; readonly isDimmed: boolean; readonly density: Density; readonly width: number },
	"stage"
>;

export function StageNode({ data, selected }: NodeProps<StageNodeType>) {
	const { stage, isDimmed, density, width } = data;
	// On the edge of the card as well: its lines may have no room for the word.
	const isBottleneck = useBottleneckId() === stage.id;
	const looks = [
		styles.node,
		density === "full" ? "" : styles[density],
		selected ? styles.selected : "",
		isDimmed ? styles.dimmed : "",
		isBottleneck ? styles.bottleneckCard : "",
	];
	return (
		<div className={looks.join(" ")} data-testid={`stage-${stage.name}`}>
			{stage.kind === "ROOT" ? null : <Handle type="target" position={Position.Left} className={styles.handle ?? ""} />}
			<StageFacts stage={stage} density={density} width={width} />
			<Handle type="source" position={Position.Right} className={styles.handle ?? ""} />
		</div>
	);
}

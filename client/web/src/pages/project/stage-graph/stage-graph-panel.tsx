import "@xyflow/react/dist/base.css";
import { Background, type EdgeTypes, type NodeTypes, ReactFlow, ReactFlowProvider } from "@xyflow/react";
import { useMemo } from "react";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { Panel } from "../../../shell/panel.tsx";
import { plural } from "../../../wording/number-words.ts";
import { useBottleneckId } from "../pace/pace-context.ts";
import { useSelection } from "../use-selection.ts";
import { cardsOf, type FittedGraph, fitGraph } from "./card-model.ts";
import { GraphButtons } from "./graph-buttons.tsx";
import { edgePath, relatedStages, shapeKey } from "./graph-layout-model.ts";
import { limitsOf } from "./graph-view-model.ts";
import { StageEdge, type StageEdgeType } from "./stage-edge.tsx";
import styles from "./stage-graph.module.css";
import { StageNode, type StageNodeType } from "./stage-node.tsx";
import { useComeBack, useGraphRoom, useOutOfSight, useReadableView } from "./use-readable-view.ts";

const nodeTypes: NodeTypes = { stage: StageNode };
const edgeTypes: EdgeTypes = { stage: StageEdge };
/** Of the panel's title and the room around the graph, in pixels. */
const headHeight = 52;
/** Of the panel's title alone. */
const titleHeight = 33;
/** A third of the screen, and less where it is low: below it the map needs its room (164 px of 720, 304 of 900). */
const mostHeight = "clamp(164px, 78vh - 398px, 34vh)";

export function StageGraphPanel({ stages }: { stages: readonly LiveStage[] }) {
	return (
		<ReactFlowProvider>
			<StageGraph stages={stages} />
		</ReactFlowProvider>
	);
}

function StageGraph({ stages }: { stages: readonly LiveStage[] }) {
	const { selection, select } = useSelection();
	const shape = shapeKey(stages);
	const names = stages.map(({ name }) => name).join("\n");
	const room = useGraphRoom();
	// biome-ignore lint/correctness/useExhaustiveDependencies: counts change all the time, the layout only with the shape
	const fitted = useMemo(
		() => fitGraph(stages, cardsOf(stages.map(({ name }) => name)), room),
		[shape, names, room.width, room.height],
	);
	const { layout, fullHeight, leastHeight } = fitted;
	const { size, density } = fitted.card;
	useReadableView({ layout, size, chosen: selection.stage });
	const comeBack = useComeBack({ layout, size });
	const limits = useMemo(() => limitsOf(layout), [layout]);
	const bottleneckId = useBottleneckId();
	const related = selection.stage === null ? null : relatedStages(stages, selection.stage);
	const byId = new Map(stages.map((stage) => [stage.id, stage]));
	const nodes = layout.stages.flatMap(({ id, x, y }): StageNodeType[] => {
		const stage = byId.get(id);
		if (stage === undefined) return [];
		const data = { stage, isDimmed: related !== null && !related.has(id), density, width: size.width };
		return [
			{
				id,
				type: "stage",
				position: { x, y },
				data,
				...size,
				// Without it every drawing forgets where lines begin and end, and on a busy machine there are none for a while.
				measured: size,
				selected: id === selection.stage,
				ariaLabel: `Stage ${stage.name}${stage.id === bottleneckId ? ", the bottleneck" : ""}`,
			},
		];
	});
	const edges = layout.edges.map((edge): StageEdgeType => {
		const isRelated = related?.has(edge.source) === true && related.has(edge.target);
		return {
			id: edge.id,
			type: "stage",
			source: edge.source,
			target: edge.target,
			data: { path: edgePath(edge.points) },
			focusable: false,
			className: isRelated ? (styles.relatedEdge ?? "") : "",
		};
	});
	return (
		<div
			className={styles.sizer}
			style={{ height: `min(${fullHeight + headHeight}px, max(${mostHeight}, ${leastHeight + titleHeight}px))` }}
		>
			<Panel title="Stages" aside={<Aside count={stages.length} fitted={fitted} />} className={styles.panel}>
				<ReactFlow
					nodes={nodes}
					edges={edges}
					nodeTypes={nodeTypes}
					edgeTypes={edgeTypes}
					minZoom={0.25}
					maxZoom={1.6}
					panOnScroll
					translateExtent={limits}
					onMoveEnd={(event, viewport) => {
						// Whatever the page itself moves ends where it should.
						if (event !== null) comeBack(viewport);
					}}
					nodesDraggable={false}
					nodesConnectable={false}
					edgesFocusable={false}
					deleteKeyCode={null}
					onNodeClick={(_, node) => select({ kind: "stage", stage: node.id, isLookedAt: true })}
					onPaneClick={() => select({ kind: "stage", stage: null })}
					onNodesChange={(changes) => {
						// Space and Enter on a focused stage select it.
						for (const change of changes) {
							if (change.type === "select" && change.selected)
								select({ kind: "stage", stage: change.id, isLookedAt: true });
						}
					}}
					proOptions={{ hideAttribution: true }}
					colorMode="dark"
				>
					<Background gap={22} size={1} color="#1d232c" />
				</ReactFlow>
			</Panel>
		</div>
	);
}

function Aside({ count, fitted }: { count: number; fitted: FittedGraph }) {
	const hidden = useOutOfSight({ layout: fitted.layout, size: fitted.card.size });
	return (
		<>
			{plural(count, "stage")}
			{hidden === 0 ? null : (
				<span title="Scroll or drag the graph to see them, or show the whole graph"> · {hidden} out of sight</span>
			)}
			<GraphButtons />
		</>
	);
}

import "@xyflow/react/dist/base.css";
import {
	Background,
	type EdgeTypes,
	type NodeTypes,
	ReactFlow,
	ReactFlowProvider,
	useReactFlow,
	useStore,
} from "@xyflow/react";
import { useEffect, useMemo } from "react";
import type { LiveStage } from "../../../live/live-store-model.ts";
import { Panel } from "../../../shell/panel.tsx";
import { plural } from "../../../wording/number-words.ts";
import { useBottleneckId } from "../pace/pace-context.ts";
import { useSelection } from "../use-selection.ts";
import {
	edgePath,
	factsNodeSizeOf,
	layOutStages,
	readableViewport,
	relatedStages,
	shapeKey,
} from "./graph-layout-model.ts";
import { StageEdge, type StageEdgeType } from "./stage-edge.tsx";
import styles from "./stage-graph.module.css";
import { StageNode, type StageNodeType } from "./stage-node.tsx";

const nodeTypes: NodeTypes = { stage: StageNode };
const edgeTypes: EdgeTypes = { stage: StageEdge };
/** Of the whole graph, when somebody asks for it. */
const fitting = { padding: 0.03, maxZoom: 1 } as const;
/** Of the panel's title and the room around the graph, in pixels. */
const headHeight = 52;

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
	const size = factsNodeSizeOf(stages.map(({ name }) => name));
	// biome-ignore lint/correctness/useExhaustiveDependencies: counts change all the time, the layout only with the shape
	const layout = useMemo(() => layOutStages(stages, size), [shape, size]);
	const bottleneckId = useBottleneckId();
	const related = selection.stage === null ? null : relatedStages(stages, selection.stage);
	const byId = new Map(stages.map((stage) => [stage.id, stage]));
	const nodes = layout.stages.flatMap(({ id, x, y }): StageNodeType[] => {
		const stage = byId.get(id);
		if (stage === undefined) return [];
		const data = { stage, isDimmed: related !== null && !related.has(id) };
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
		<div className={styles.sizer} style={{ height: `min(${layout.height + headHeight}px, max(224px, 34vh))` }}>
			<Panel title="Stages" aside={<GraphButtons count={stages.length} />} className={styles.panel}>
				<ReactFlow
					nodes={nodes}
					edges={edges}
					nodeTypes={nodeTypes}
					edgeTypes={edgeTypes}
					minZoom={0.25}
					maxZoom={1.6}
					panOnScroll
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
					<FitOnShape shape={shape} width={layout.width} height={layout.height} />
				</ReactFlow>
			</Panel>
		</div>
	);
}

/** Fits when the shape or the room changes, and only then; never so small that its words cannot be read. */
function FitOnShape({ shape, width, height }: { shape: string; width: number; height: number }) {
	const { setViewport } = useReactFlow();
	const roomWidth = useStore((store) => store.width);
	const roomHeight = useStore((store) => store.height);
	// biome-ignore lint/correctness/useExhaustiveDependencies: see above
	useEffect(() => {
		if (roomWidth === 0 || roomHeight === 0) return;
		const viewport = readableViewport({ width, height }, { width: roomWidth, height: roomHeight });
		const frame = requestAnimationFrame(() => setViewport(viewport));
		return () => cancelAnimationFrame(frame);
	}, [shape, roomWidth, roomHeight]);
	return null;
}

function GraphButtons({ count }: { count: number }) {
	const { zoomIn, zoomOut, fitView } = useReactFlow();
	return (
		<>
			{plural(count, "stage")}
			<span className={styles.buttons}>
				<button type="button" onClick={() => zoomOut()} aria-label="Show more of the graph" title="Zoom out">
					−
				</button>
				<button type="button" onClick={() => zoomIn()} aria-label="Show the graph larger" title="Zoom in">
					+
				</button>
				<button
					type="button"
					onClick={() => fitView(fitting)}
					aria-label="Show the whole graph"
					title="Show the whole graph"
				>
					⤢
				</button>
			</span>
		</>
	);
}

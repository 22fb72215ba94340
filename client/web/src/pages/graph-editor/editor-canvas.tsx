import "@xyflow/react/dist/base.css";
import {
	Background,
	BaseEdge,
	type Edge,
	type EdgeProps,
	type EdgeTypes,
	type NodeTypes,
	ReactFlow,
	ReactFlowProvider,
	useReactFlow,
} from "@xyflow/react";
import { type DragEvent, useEffect, useMemo, useState } from "react";
import { edgePath, layOutStages, nodeSize, shapeKey } from "../project/stage-graph/graph-layout-model.ts";
import type { StageKey } from "./draft-model.ts";
import { canConnect, type EditedStage } from "./edited-graph-model.ts";
import { EditorNode, type EditorNodeType } from "./editor-node.tsx";
import styles from "./graph-editor.module.css";

/** What a definition is called while it is dragged. */
export const draggedDefinition = "application/x-tilewright-definition";

const nodeTypes: NodeTypes = { stage: EditorNode };
type EditorEdgeType = Edge<{ readonly path: string }, "stage">;
const edgeTypes: EdgeTypes = { stage: EditorEdge };
const fitting = { padding: 0.08, maxZoom: 1 } as const;

function EditorEdge({ id, data }: EdgeProps<EditorEdgeType>) {
	return <BaseEdge id={id} path={data?.path ?? ""} interactionWidth={16} />;
}

interface CanvasProps {
	readonly stages: readonly EditedStage[];
	readonly definitionName: (id: string) => string;
	readonly selected: StageKey | null;
	readonly onSelect: (key: StageKey | null) => void;
	readonly onConnect: (parent: StageKey, child: StageKey) => void;
	readonly onDisconnect: (parent: StageKey, child: StageKey) => void;
	readonly onRemove: (key: StageKey) => void;
	/** A definition was dropped: on a stage, or on the ground (null). */
	readonly onDropDefinition: (definitionId: string, on: StageKey | null) => void;
}

export function EditorCanvas(props: CanvasProps) {
	return (
		<ReactFlowProvider>
			<Canvas {...props} />
		</ReactFlowProvider>
	);
}

function Canvas({
	stages,
	definitionName,
	selected,
	onSelect,
	onConnect,
	onDisconnect,
	onRemove,
	onDropDefinition,
}: CanvasProps) {
	const { fitView } = useReactFlow();
	const [selectedEdge, setSelectedEdge] = useState<string | null>(null);
	const shape = shapeKey(stages);
	// biome-ignore lint/correctness/useExhaustiveDependencies: counts change all the time, the layout only with the shape
	const layout = useMemo(() => layOutStages(stages), [shape]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: a graph of another shape is shown whole again
	useEffect(() => {
		const frame = requestAnimationFrame(() => void fitView(fitting));
		return () => cancelAnimationFrame(frame);
	}, [shape, fitView]);
	const byKey = new Map(stages.map((stage) => [stage.key, stage]));
	const nodes = layout.stages.flatMap(({ id, x, y }): EditorNodeType[] => {
		const stage = byKey.get(id);
		if (stage === undefined) return [];
		return [
			{
				id,
				type: "stage",
				position: { x, y },
				data: { stage, definition: definitionName(stage.fields.definitionId) },
				...nodeSize,
				selected: id === selected,
				deletable: stage.stage?.kind !== "ROOT",
				ariaLabel: `Stage ${stage.fields.name}`,
			},
		];
	});
	const edges = layout.edges.map(
		(edge): EditorEdgeType => ({
			id: edge.id,
			type: "stage",
			source: edge.source,
			target: edge.target,
			data: { path: edgePath(edge.points) },
			selected: edge.id === selectedEdge,
			className: byKey.get(edge.target)?.change === "removed" ? (styles.goingEdge ?? "") : "",
			ariaLabel: `${byKey.get(edge.target)?.fields.name} takes its inputs from ${byKey.get(edge.source)?.fields.name}`,
		}),
	);
	const isDefinition = (event: DragEvent) => event.dataTransfer.types.includes(draggedDefinition);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it only takes what is dropped; the menu does the same by keyboard
		<div
			className={styles.canvas}
			data-testid="editor-canvas"
			onDragOver={(event) => {
				if (isDefinition(event)) event.preventDefault();
			}}
			onDrop={(event) => {
				if (!isDefinition(event)) return;
				event.preventDefault();
				const under = event.target instanceof Element ? event.target.closest(".react-flow__node") : null;
				onDropDefinition(event.dataTransfer.getData(draggedDefinition), under?.getAttribute("data-id") ?? null);
			}}
		>
			<ReactFlow
				nodes={nodes}
				edges={edges}
				nodeTypes={nodeTypes}
				edgeTypes={edgeTypes}
				fitView
				fitViewOptions={fitting}
				minZoom={0.2}
				maxZoom={1.6}
				nodesDraggable={false}
				nodesConnectable
				connectionRadius={30}
				deleteKeyCode={["Delete", "Backspace"]}
				isValidConnection={({ source, target }) => canConnect(stages, source, target)}
				onConnect={({ source, target }) => onConnect(source, target)}
				onNodeClick={(_, node) => {
					setSelectedEdge(null);
					onSelect(node.id);
				}}
				onPaneClick={() => {
					setSelectedEdge(null);
					onSelect(null);
				}}
				onNodesChange={(changes) => {
					// Enter or Space on a focused stage selects it as a click does.
					for (const change of changes) if (change.type === "select" && change.selected) onSelect(change.id);
				}}
				onEdgesChange={(changes) => {
					for (const change of changes) {
						if (change.type === "select") setSelectedEdge((before) => nextSelected(before, change));
					}
				}}
				onBeforeDelete={async ({ nodes: gone, edges: cut }) => {
					// A stage stays selected while one of its lines is: then only the line is meant.
					const line = cut.find((edge) => edge.id === selectedEdge);
					if (line !== undefined) {
						onDisconnect(line.source, line.target);
						setSelectedEdge(null);
					} else for (const node of gone) onRemove(node.id);
					return false;
				}}
				edgesFocusable
				elementsSelectable
				proOptions={{ hideAttribution: true }}
				colorMode="dark"
			>
				<Background color="#1d232c" gap={22} size={1} />
			</ReactFlow>
		</div>
	);
}

function nextSelected(
	before: string | null,
	change: { readonly id: string; readonly selected: boolean },
): string | null {
	if (change.selected) return change.id;
	return before === change.id ? null : before;
}

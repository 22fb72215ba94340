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
} from "@xyflow/react";
import { type DragEvent, useMemo, useState } from "react";
import { type Card, fitGraph } from "../project/stage-graph/card-model.ts";
import { GraphButtons } from "../project/stage-graph/graph-buttons.tsx";
import { edgePath, shapeKey } from "../project/stage-graph/graph-layout-model.ts";
import { useGraphRoom, useOutOfSight, useReadableView } from "../project/stage-graph/use-readable-view.ts";
import type { StageKey } from "./draft.ts";
import { canConnect, type EditedStage } from "./edited-graph-model.ts";
import styles from "./editor-canvas.module.css";
import { EditorNode, type EditorNodeType } from "./editor-node.tsx";
import type { Place } from "./placement-model.ts";

/** What a definition is called while it is dragged. */
export const draggedDefinition = "application/x-tilewright-definition";

const nodeTypes: NodeTypes = { stage: EditorNode };
type EditorEdgeType = Edge<{ readonly path: string }, "stage">;
const edgeTypes: EdgeTypes = { stage: EditorEdge };
/** Two lines for a name, or one where there are many stages above each other; narrower where the last would be cut off. */
const cards: readonly [Card, ...Card[]] = [
	{ density: "full", size: { width: 204, height: 84 }, gap: 16 },
	{ density: "full", size: { width: 176, height: 84 }, gap: 16 },
	{ density: "brief", size: { width: 204, height: 60 }, gap: 10 },
	{ density: "brief", size: { width: 176, height: 60 }, gap: 10 },
];

function EditorEdge({ id, data }: EdgeProps<EditorEdgeType>) {
	return <BaseEdge id={id} path={data?.path ?? ""} interactionWidth={16} />;
}

/** From a stage to one that takes its inputs from it. */
export interface Line {
	readonly parent: StageKey;
	readonly child: StageKey;
}

interface CanvasProps {
	readonly stages: readonly EditedStage[];
	readonly definitionName: (id: string) => string;
	readonly selected: StageKey | null;
	readonly onSelect: (key: StageKey | null) => void;
	readonly selectedLine: Line | null;
	readonly onSelectLine: (line: Line | null) => void;
	/** Where a definition would go that is being looked at in the palette. */
	readonly target: Place | null;
	readonly onConnect: (parent: StageKey, child: StageKey) => void;
	readonly onDisconnect: (parent: StageKey, child: StageKey) => void;
	readonly onRemove: (key: StageKey) => void;
	/** A definition was dropped: on a stage, on a line, or on the ground (null). */
	readonly onDropDefinition: (definitionId: string, on: Place | null) => void;
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
	selectedLine,
	onSelectLine,
	target,
	onConnect,
	onDisconnect,
	onRemove,
	onDropDefinition,
}: CanvasProps) {
	/** What a dragged definition is over. */
	const [under, setUnder] = useState<Place | null>(null);
	const aimedAt = under ?? target;
	const shape = shapeKey(stages);
	const room = useGraphRoom();
	// biome-ignore lint/correctness/useExhaustiveDependencies: counts change all the time, the layout only with the shape
	const { layout, card } = useMemo(() => fitGraph(stages, cards, room), [shape, room.width, room.height]);
	useReadableView({ layout, size: card.size, chosen: selected });
	const hidden = useOutOfSight({ layout, size: card.size });
	const byKey = new Map(stages.map((stage) => [stage.key, stage]));
	const isSelected = (line: Line | null) =>
		line !== null && line.parent === selectedLine?.parent && line.child === selectedLine.child;
	const nodes = layout.stages.flatMap(({ id, x, y }): EditorNodeType[] => {
		const stage = byKey.get(id);
		if (stage === undefined) return [];
		return [
			{
				id,
				type: "stage",
				position: { x, y },
				data: {
					stage,
					isBrief: card.density === "brief",
					definition: definitionName(stage.fields.definitionId),
					isTarget: aimedAt?.kind === "below" && aimedAt.parent === id,
				},
				...card.size,
				// Without it every drawing forgets where lines begin and end, and on a busy machine there are none for a while.
				measured: card.size,
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
			selected: isSelected({ parent: edge.source, child: edge.target }),
			className: [
				byKey.get(edge.target)?.change === "removed" ? styles.goingEdge : "",
				aimedAt?.kind === "between" && aimedAt.parent === edge.source && aimedAt.child === edge.target
					? styles.targetEdge
					: "",
			].join(" "),
			ariaLabel: `${byKey.get(edge.target)?.fields.name} takes its inputs from ${byKey.get(edge.source)?.fields.name}`,
		}),
	);
	const lineOf = (edgeId: string | null): Line | null => {
		const edge = layout.edges.find(({ id }) => id === edgeId);
		return edge === undefined ? null : { parent: edge.source, child: edge.target };
	};
	const placeUnder = (event: DragEvent): Place | null => {
		if (!(event.target instanceof Element)) return null;
		const node = event.target.closest(".react-flow__node")?.getAttribute("data-id") ?? null;
		if (node !== null) return { kind: "below", parent: node };
		const line = lineOf(event.target.closest(".react-flow__edge")?.getAttribute("data-id") ?? null);
		return line === null ? null : { kind: "between", ...line };
	};
	const isDefinition = (event: DragEvent) => event.dataTransfer.types.includes(draggedDefinition);
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: it only takes what is dropped; the menu does the same by keyboard
		<div
			className={styles.canvas}
			data-testid="editor-canvas"
			onDragOver={(event) => {
				if (!isDefinition(event)) return;
				event.preventDefault();
				const place = placeUnder(event);
				setUnder((before) => (JSON.stringify(before) === JSON.stringify(place) ? before : place));
			}}
			onDragLeave={() => setUnder(null)}
			onDrop={(event) => {
				if (!isDefinition(event)) return;
				event.preventDefault();
				setUnder(null);
				onDropDefinition(event.dataTransfer.getData(draggedDefinition), placeUnder(event));
			}}
		>
			<ReactFlow
				nodes={nodes}
				edges={edges}
				nodeTypes={nodeTypes}
				edgeTypes={edgeTypes}
				minZoom={0.2}
				maxZoom={1.6}
				nodesDraggable={false}
				nodesConnectable
				connectionRadius={30}
				deleteKeyCode={["Delete", "Backspace"]}
				isValidConnection={({ source, target }) => canConnect(stages, source, target)}
				onConnect={({ source, target }) => onConnect(source, target)}
				onNodeClick={(_, node) => onSelect(node.id)}
				onPaneClick={() => onSelect(null)}
				onNodesChange={(changes) => {
					// Enter or Space on a focused stage selects it as a click does.
					for (const change of changes) if (change.type === "select" && change.selected) onSelect(change.id);
				}}
				onEdgesChange={(changes) => {
					const chosen = changes.find((change) => change.type === "select" && change.selected);
					if (chosen?.type === "select") return onSelectLine(lineOf(chosen.id));
					const left = changes.find((change) => change.type === "select" && isSelected(lineOf(change.id)));
					if (left !== undefined) onSelectLine(null);
				}}
				onBeforeDelete={async ({ nodes: gone, edges: cut }) => {
					// A stage stays selected while one of its lines is: then only the line is meant.
					if (selectedLine !== null && cut.length > 0) {
						onDisconnect(selectedLine.parent, selectedLine.child);
						onSelectLine(null);
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
			<div className={styles.corner}>
				{hidden === 0 ? null : <span title="Drag the graph to see them, or show all of it">{hidden} out of sight</span>}
				<GraphButtons />
			</div>
		</div>
	);
}

import { Graph, layout } from "@dagrejs/dagre";

export interface LayoutStage {
	readonly id: string;
	readonly parents: readonly { readonly id: string }[];
}

export interface PlacedStage {
	readonly id: string;
	/** Upper left corner, in pixels. */
	readonly x: number;
	readonly y: number;
}

export interface Point {
	readonly x: number;
	readonly y: number;
}

export interface PlacedEdge {
	readonly id: string;
	readonly source: string;
	readonly target: string;
	/** From the right of the source to the left of the target, around the stages in between. */
	readonly points: readonly Point[];
}

export interface GraphLayout {
	readonly stages: readonly PlacedStage[];
	readonly edges: readonly PlacedEdge[];
	readonly width: number;
	readonly height: number;
}

/** All nodes of a graph are of one size, in pixels. */
export interface NodeSize {
	readonly width: number;
	readonly height: number;
}

/**
 * From the root at the left to the last results at the right. Parents that are not in the list are passed over.
 * `gap`: between two nodes that stand above each other, `rankGap`: that stand beside each other, in pixels.
 */
export function layOutStages(stages: readonly LayoutStage[], size: NodeSize, gap = 16, rankGap = 30): GraphLayout {
	const graph = new Graph();
	graph.setGraph({ rankdir: "LR", nodesep: gap, ranksep: rankGap, edgesep: 20, marginx: 4, marginy: 4 });
	graph.setDefaultEdgeLabel(() => ({}));
	const known = new Set(stages.map((stage) => stage.id));
	for (const stage of stages) graph.setNode(stage.id, { ...size });
	const edges = stages.flatMap((stage) =>
		stage.parents
			.filter((parent) => known.has(parent.id))
			.map((parent) => ({ id: `${parent.id}-${stage.id}`, source: parent.id, target: stage.id })),
	);
	for (const edge of edges) graph.setEdge(edge.source, edge.target);
	layout(graph);
	const placed = stages.map((stage) => {
		const node = graph.node(stage.id);
		return { id: stage.id, x: (node.x ?? 0) - size.width / 2, y: (node.y ?? 0) - size.height / 2 };
	});
	const placeOf = new Map(placed.map((stage) => [stage.id, stage]));
	const placedEdges = edges.map((edge): PlacedEdge => {
		const from = placeOf.get(edge.source) ?? { x: 0, y: 0 };
		const to = placeOf.get(edge.target) ?? { x: 0, y: 0 };
		// The first and the last point are where the line leaves and meets a stage; ours are in the middle of its side.
		const points: readonly Point[] = graph.edge(edge.source, edge.target).points ?? [];
		const between = points.slice(1, -1);
		const start = { x: from.x + size.width, y: from.y + size.height / 2 };
		const end = { x: to.x, y: to.y + size.height / 2 };
		const inside = between.filter((point) => point.x > start.x && point.x < end.x);
		return { ...edge, points: [start, ...inside.map(({ x, y }) => ({ x, y })), end] };
	});
	return {
		stages: placed,
		edges: placedEdges,
		width: Math.max(0, ...placed.map((stage) => stage.x + size.width)),
		height: Math.max(0, ...placed.map((stage) => stage.y + size.height)),
	};
}

/** A line through the points that leaves and arrives horizontally, in SVG's words. */
export function edgePath(points: readonly Point[]): string {
	return points
		.map((point, index) => {
			const last = points[index - 1];
			if (last === undefined) return `M${point.x} ${point.y}`;
			const middle = (last.x + point.x) / 2;
			return `C${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`;
		})
		.join("");
}

/** Changes only when the graph's shape does, not when counts do. */
export function shapeKey(stages: readonly LayoutStage[]): string {
	return stages.map((stage) => `${stage.id}<${stage.parents.map((parent) => parent.id).join(",")}`).join(";");
}

/** The stages above and below one, itself included: what its results come from and go to. */
export function relatedStages(stages: readonly LayoutStage[], id: string): ReadonlySet<string> {
	const parentsOf = (stage: string) =>
		stages.find((entry) => entry.id === stage)?.parents.map((parent) => parent.id) ?? [];
	const childrenOf = (stage: string) =>
		stages.filter((entry) => entry.parents.some((parent) => parent.id === stage)).map((entry) => entry.id);
	return new Set([...reachable(id, parentsOf), ...reachable(id, childrenOf)]);
}

function reachable(start: string, next: (stage: string) => readonly string[]): ReadonlySet<string> {
	const found = new Set([start]);
	const open = [start];
	for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
		for (const other of next(stage)) {
			if (found.has(other)) continue;
			found.add(other);
			open.push(other);
		}
	}
	return found;
}

import { useReactFlow, useStore } from "@xyflow/react";
import { useCallback, useEffect } from "react";
import type { GraphLayout, NodeSize } from "./graph-layout-model.ts";
import {
	type Box,
	bringIntoSight,
	countOutOfSight,
	nearestOutOfSight,
	type Room,
	readableViewport,
	type Viewport,
} from "./graph-view-model.ts";

/** Milliseconds in which the graph moves to the stage that was chosen: seen where it went, and soon there. */
const moveMs = 180;

/** The size of what the graph is drawn in; zeros until it is known. */
export function useGraphRoom(): Room {
	const width = useStore((store) => store.width);
	const height = useStore((store) => store.height);
	return { width, height };
}

/**
 * Fits the graph when its shape or the room changes, never so small that its words cannot be read, and brings the chosen
 * stage into sight when another one is chosen. Whoever moves the graph otherwise is left alone.
 */
export function useReadableView(graph: {
	readonly layout: GraphLayout;
	readonly size: NodeSize;
	readonly chosen: string | null;
}): void {
	const { layout, size, chosen } = graph;
	const { setViewport, getViewport } = useReactFlow();
	const { width, height } = useGraphRoom();
	// biome-ignore lint/correctness/useExhaustiveDependencies: choosing a stage is no reason to fit it again
	useEffect(() => {
		if (width === 0 || height === 0) return;
		const fitted = readableViewport(layout, { width, height });
		const box = boxOf(layout, size, chosen);
		const wanted = box === null ? fitted : bringIntoSight(fitted, box, { width, height });
		const frame = requestAnimationFrame(() => void setViewport(wanted));
		return () => cancelAnimationFrame(frame);
	}, [layout, width, height]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another layout or room is the business of the effect above
	useEffect(() => {
		const box = boxOf(layout, size, chosen);
		if (box === null || width === 0 || height === 0) return;
		const now = getViewport();
		const wanted = bringIntoSight(now, box, { width, height });
		if (wanted.x !== now.x || wanted.y !== now.y) void setViewport(wanted, { duration: moveMs });
	}, [chosen]);
}

/** What to do when the graph came to rest: in a corner of it there may be nothing, and then the nearest stage comes back. */
export function useComeBack({ layout, size }: { readonly layout: GraphLayout; readonly size: NodeSize }) {
	const { setViewport } = useReactFlow();
	const { width, height } = useGraphRoom();
	return useCallback(
		(viewport: Viewport) => {
			if (width === 0 || height === 0) return;
			const boxes = layout.stages.map((stage) => ({ ...stage, ...size }));
			const nearest = nearestOutOfSight(boxes, viewport, { width, height });
			if (nearest !== null)
				void setViewport(bringIntoSight(viewport, nearest, { width, height }), { duration: moveMs });
		},
		[layout, size, width, height, setViewport],
	);
}

/** How many stages are cut off or beyond the edge of what is shown. */
export function useOutOfSight({ layout, size }: { readonly layout: GraphLayout; readonly size: NodeSize }): number {
	return useStore(({ width, height, transform: [x, y, zoom] }) =>
		width === 0 || height === 0
			? 0
			: countOutOfSight(
					layout.stages.map((stage) => ({ ...stage, ...size })),
					{ x, y, zoom },
					{ width, height },
				),
	);
}

function boxOf(layout: GraphLayout, size: NodeSize, id: string | null): Box | null {
	const stage = layout.stages.find((candidate) => candidate.id === id);
	return stage === undefined ? null : { x: stage.x, y: stage.y, ...size };
}

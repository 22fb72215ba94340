import { BaseEdge, type Edge, type EdgeProps } from "@xyflow/react";

export type StageEdgeType = Edge<{ readonly path: string }, "stage">;

/** Drawn where the layout has room for it rather than straight through the stages in between. */
export function StageEdge({ id, data }: EdgeProps<StageEdgeType>) {
	return <BaseEdge id={id} path={data?.path ?? ""} />;
}

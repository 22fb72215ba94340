import type { StageId } from "@tilewright/contract/ids";

export interface OrderedStage {
	readonly id: StageId;
	readonly parentIds: readonly StageId[];
}

/** Parents before children, root first; among those that could come next, the one made first. Stages of a cycle come last. */
export function inTopologicalOrder<Stage extends OrderedStage>(stages: readonly Stage[]): Stage[] {
	const ids = new Set(stages.map((stage) => stage.id));
	const left = [...stages].sort((a, b) => a.id - b.id);
	const placed = new Set<StageId>();
	const ordered: Stage[] = [];
	while (left.length > 0) {
		const next = left.findIndex((stage) => stage.parentIds.every((id) => placed.has(id) || !ids.has(id)));
		const [stage] = left.splice(Math.max(0, next), 1);
		if (!stage) break;
		placed.add(stage.id);
		ordered.push(stage);
	}
	return ordered;
}

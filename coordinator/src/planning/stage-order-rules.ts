/** A stage with its parents, in whatever shape its caller has them. */
interface OrderedStage {
	/** Negative for a stage that a preview imagines. */
	readonly id: number;
}

/**
 * Parents before children; among those that could come next, the one made first. `placed` are parents that are not among
 * the stages. Those that wait for each other, or for a stage that is nowhere, have no place: they come last, or are left out.
 */
export function parentsFirst<Stage extends OrderedStage>(
	stages: readonly Stage[],
	options: {
		readonly parentsOf: (stage: Stage) => readonly number[];
		readonly placed?: readonly number[];
		readonly withoutPlace: "last" | "leftOut";
	},
): Stage[] {
	const placed = new Set<number>(options.placed ?? []);
	const left = [...stages].sort((one, other) => ageOf(one) - ageOf(other));
	const ordered: Stage[] = [];
	while (left.length > 0) {
		const next = left.findIndex((stage) => options.parentsOf(stage).every((parent) => placed.has(parent)));
		if (next === -1 && options.withoutPlace === "leftOut") break;
		const [stage] = left.splice(Math.max(0, next), 1);
		if (!stage) break;
		placed.add(stage.id);
		ordered.push(stage);
	}
	return ordered;
}

/** Imagined stages are the youngest, in the order they were imagined. */
function ageOf(stage: OrderedStage): number {
	return stage.id < 0 ? Number.MAX_SAFE_INTEGER / 2 - stage.id : stage.id;
}

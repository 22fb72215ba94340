import type { GroupCompletion, UnitRule } from "@tilewright/contract/recipe";

export interface Openness {
	/** `open` and `closed` for every group of the stage; `count` where the number of members decides. */
	readonly kind: "open" | "closed" | "count";
	readonly expected: number;
	readonly firstParent: number;
}

export function opennessOf(
	stage: { readonly parents: readonly number[]; readonly unitRule: UnitRule },
	acquisitionIsFinished: boolean,
): Openness {
	const firstParent = stage.parents[0] ?? 0;
	const completion = completionOf(stage.unitRule);
	if (!completion || acquisitionIsFinished) return { kind: "closed", expected: 0, firstParent };
	if (completion.kind === "count") return { kind: "count", expected: completion.expected, firstParent };
	return { kind: "open", expected: 0, firstParent };
}

/** Null for rules whose units never grow. */
export function completionOf(rule: UnitRule): GroupCompletion | null {
	switch (rule.kind) {
		case "each":
		case "neighbours":
			return null;
		case "group":
		case "all":
			return rule.completion;
	}
}

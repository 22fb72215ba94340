import type { NewStage } from "./draft.ts";
import { type DraftEvent, freeName } from "./draft-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import type { Place } from "./placement-model.ts";

type Added = Extract<DraftEvent, { kind: "added" }>;

/** A stage that runs a definition on each unit of what is above it, to begin with. */
export function newStageOf(
	definition: { readonly id: string; readonly name: string },
	place: Place,
	stages: readonly EditedStage[],
): Pick<Added, "stage" | "between"> {
	const taken = stages.map((stage) => stage.fields.name);
	const stage: Omit<NewStage, "key"> = {
		name: freeName(definition.name, taken),
		description: "",
		definitionId: definition.id,
		definitionVersion: null,
		parents: [place.parent],
		unitRule: { kind: "each" },
		parameters: {},
		operations: {},
		priority: 0,
		outputPath: "",
		region: null,
		startWith: "EVERYTHING",
		trial: null,
	};
	if (place.kind === "below") return { stage };
	const child = stages.find(({ key }) => key === place.child);
	return child === undefined ? { stage } : { stage, between: { ...place, parents: child.fields.parents } };
}

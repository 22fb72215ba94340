import { replaced, type StageKey } from "./draft.ts";
import { type EditedStage, isAbove } from "./edited-graph-model.ts";

/** Where a new stage goes, before it goes there. */
export type Place =
	| { readonly kind: "below"; readonly parent: StageKey }
	/** The child then takes its inputs from the new stage instead of from this parent. */
	| { readonly kind: "between"; readonly parent: StageKey; readonly child: StageKey };

/** What is selected on the canvas: a stage, or the line from one to another. */
export interface SelectedPart {
	readonly stage: StageKey | null;
	readonly line: { readonly parent: StageKey; readonly child: StageKey } | null;
}

/** Where what is selected says; below the acquisition where nothing is selected, or what is selected goes. */
export function placeOf(stages: readonly EditedStage[], selected: SelectedPart): Place | null {
	const isThere = (key: StageKey) => stages.some((stage) => stage.key === key && stage.change !== "removed");
	const { line, stage } = selected;
	if (line !== null && isThere(line.parent) && isThere(line.child)) return { kind: "between", ...line };
	if (stage !== null && isThere(stage)) return { kind: "below", parent: stage };
	const root = stages.find((candidate) => candidate.stage?.kind === "ROOT");
	return root === undefined ? null : { kind: "below", parent: root.key };
}

/**
 * Where stages went before this one, while nothing else is selected: adding one selects it, and that is nobody's wish to
 * have the next one below it. On a line that is cut by then it is below where the line began; null where that is gone.
 */
export function keptPlace(stages: readonly EditedStage[], kept: Place | null): Place | null {
	const there = (key: StageKey) => stages.find((stage) => stage.key === key && stage.change !== "removed");
	if (kept === null || there(kept.parent) === undefined) return null;
	if (kept.kind === "below" || there(kept.child)?.fields.parents.includes(kept.parent)) return kept;
	return { kind: "below", parent: kept.parent };
}

/** Every place there is: below each stage, and on each line. */
export function placesOf(stages: readonly EditedStage[]): readonly Place[] {
	const there = stages.filter((stage) => stage.change !== "removed");
	const lines = there.flatMap((child) =>
		child.parents.flatMap(({ id }): Place[] =>
			there.some((parent) => parent.key === id) ? [{ kind: "between", parent: id, child: child.key }] : [],
		),
	);
	return [...there.map(({ key }): Place => ({ kind: "below", parent: key })), ...lines];
}

/** `below Quality`, `between Acquisition and Quality`. */
export function placeWords(stages: readonly EditedStage[], place: Place): string {
	const name = (key: StageKey) => stages.find((stage) => stage.key === key)?.fields.name ?? "…";
	return place.kind === "below"
		? `below ${name(place.parent)}`
		: `between ${name(place.parent)} and ${name(place.child)}`;
}

/** The same place has the same text. */
export function placeKey(place: Place): string {
	return place.kind === "below" ? place.parent : `${place.parent} ${place.child}`;
}

/** A stage that takes its inputs from a parent of this one could take them from this one instead. */
export interface Insertion {
	readonly child: EditedStage;
	readonly isInserted: boolean;
	/** What the child's parents are when it is chosen, or taken back. */
	readonly parents: readonly StageKey[];
	/** `between Acquisition and Quality`. */
	readonly words: string;
}

/** Where the stage could be put between others, and where it was put in this draft. */
export function insertionsOf(stages: readonly EditedStage[], stage: EditedStage): readonly Insertion[] {
	const own = stage.fields.parents;
	const name = (key: StageKey) => stages.find((other) => other.key === key)?.fields.name ?? "…";
	return stages.flatMap((child): Insertion[] => {
		if (child.key === stage.key || child.change === "removed" || child.stage?.kind === "ROOT") return [];
		const { parents } = child.fields;
		if (parents.includes(stage.key)) {
			// Stages that have been its children before stay so: their own forms say where they take their inputs from.
			if (child.stage?.parents.some((parent) => parent.id === stage.key)) return [];
			const taken = own.filter((parent) => child.stage === null || child.stage.parents.some(({ id }) => id === parent));
			const back = taken.length > 0 ? taken : own;
			return [
				{
					child,
					isInserted: true,
					parents: replaced(parents, stage.key, back),
					words: `between ${back.map(name).join(", ")} and ${child.fields.name}`,
				},
			];
		}
		const shared = parents.filter((parent) => own.includes(parent));
		if (shared.length === 0 || isAbove(stages, child.key, stage.key)) return [];
		return [
			{
				child,
				isInserted: false,
				parents: [...new Set(parents.map((parent) => (shared.includes(parent) ? stage.key : parent)))],
				words: `between ${shared.map(name).join(", ")} and ${child.fields.name}`,
			},
		];
	});
}

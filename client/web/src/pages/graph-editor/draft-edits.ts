import type { ChangeStageInput, GraphEditInput, StageReferenceInput } from "../../api/generated/documents.ts";
import { type Draft, isNew, type NewStage, type StageKey } from "./draft.ts";

/**
 * A draft as the edits of one version: new stages first, each after those it takes its inputs from, then changes, then
 * what is promoted and removed. Stages that are only in the draft are named by their name.
 */
export function editsOf(draft: Draft): readonly GraphEditInput[] {
	const reference = (key: StageKey): StageReferenceInput => {
		const added = draft.added.find((stage) => stage.key === key);
		return added === undefined ? { id: key } : { name: added.name };
	};
	return [
		...inOrder(draft.added).map((stage): GraphEditInput => ({ addStage: addInput(stage, reference) })),
		...Object.entries(draft.changed).map(([key, change]): GraphEditInput => {
			const { parents, region, definitionId, definitionVersion, ...fields } = change.fields;
			const input: ChangeStageInput = {
				stage: { id: key },
				...fields,
				...(parents === undefined ? {} : { parents: parents.map(reference) }),
				...("region" in change.fields ? { region: region ?? null } : {}),
				...(definitionId === undefined && definitionVersion === undefined
					? {}
					: { ...(definitionId === undefined ? {} : { definitionId }), definitionVersion: definitionVersion ?? null }),
				...(change.trial === null ? {} : { canary: change.trial }),
			};
			return { changeStage: input };
		}),
		...draft.promoted.map((key): GraphEditInput => ({ promoteCanary: { stage: { id: key } } })),
		...Object.entries(draft.removed).map(
			([key, children]): GraphEditInput => ({ removeStage: { stage: { id: key }, children } }),
		),
	];
}

function addInput(stage: NewStage, reference: (key: StageKey) => StageReferenceInput) {
	return {
		name: stage.name,
		description: stage.description,
		definitionId: stage.definitionId,
		definitionVersion: stage.definitionVersion,
		parents: stage.parents.map(reference),
		unitRule: stage.unitRule,
		parameters: stage.parameters,
		operations: stage.operations,
		priority: stage.priority,
		startWith: stage.startWith,
		...(stage.outputPath.trim() === "" ? {} : { outputPath: stage.outputPath }),
		...(stage.region === null ? {} : { region: stage.region }),
		...(stage.trial === null ? {} : { canary: stage.trial }),
	};
}

/** Of stages that wait for each other in a circle the rest follows as it is; the coordinator says what is wrong. */
function inOrder(added: readonly NewStage[]): readonly NewStage[] {
	const placed: NewStage[] = [];
	let open = added;
	while (open.length > 0) {
		const isPlaced = (key: StageKey) => !isNew(key) || placed.some((stage) => stage.key === key);
		const next = open.find((stage) => stage.parents.every(isPlaced)) ?? open[0];
		if (next === undefined) break;
		placed.push(next);
		open = open.filter((stage) => stage !== next);
	}
	return placed;
}

import type { LiveStage } from "../../../live/live-store-model.ts";
import { listWords } from "../../../wording/number-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";

/** What approving, rejecting and holding do to what comes after: docs/gates.md in a sentence. */

/** Names of the stages that take a stage's results as input. */
function childrenOf(stageId: string, stages: readonly LiveStage[]): readonly LiveStage[] {
	return stages.filter(({ parents }) => parents.some(({ id }) => id === stageId));
}

/** `Reject: the result counts as bad. Mosaic needs it and waits; …` */
export function rejectWords(stageId: string, stages: readonly LiveStage[]): string {
	const children = childrenOf(stageId, stages);
	const feedback = "The microscope is not told: only gate rules with feedback, and a message sent by a person, do that";
	const kept = "Nothing is deleted, and it can be taken back at any time";
	if (children.length === 0) {
		return `Reject: the result counts as bad. No stage takes it as input, so nothing waits. ${kept}. ${feedback}.`;
	}
	const names = listWords(children.map(({ name }) => name));
	const grow = children.some(({ unitRule }) => ["group", "all"].includes(viewUnitRule(unitRule).kind))
		? "; a group that may be made in parts goes on with the others"
		: "";
	const waits = children.length === 1 ? "takes it as input and waits" : "take it as input and wait";
	return `Reject: the result counts as bad. ${names} ${waits} until it is approved or made again${grow}. ${kept}. ${feedback}.`;
}

/** What happens to what comes after a result that is held or rejected after it had been let through. */
export function heldBackWords(stageId: string, stages: readonly LiveStage[]): string {
	const children = childrenOf(stageId, stages);
	if (children.length === 0) return "No stage takes it as input: nothing else changes.";
	const names = listWords(children.map(({ name }) => name));
	return `In ${names}, what was queued waits, what runs finishes, and results made from it stay and count again once it is approved.`;
}

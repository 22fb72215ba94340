import type { EditPolicyInput } from "../../api/generated/documents.ts";
import { useSettled } from "../../shell/use-settled.ts";
import { problemWords } from "../../wording/problem-words.ts";
import type { Draft } from "./draft.ts";
import { editsOf } from "./draft-edits.ts";
import { conflictProblem, type DraftProblem, problemOfAnswer } from "./draft-problems-model.ts";
import type { EditedStage } from "./edited-graph-model.ts";
import { type AskedEdit, type EditPreview, isPassing, useEditPreview } from "./use-edit-preview.ts";

const typingMs = 300;

/** What the draft would do, asked whenever it has stood still for a moment. Nothing is written by asking. */
export function usePreview(projectId: string, draft: Draft, policy: EditPolicyInput): EditPreview {
	const asked: AskedEdit | null =
		draft.baseVersion === null
			? null
			: { projectId, expectedGraphVersion: draft.baseVersion, edits: editsOf(draft), policy };
	const question = JSON.stringify(asked);
	const settled = useSettled(question, typingMs);
	// What was written just above.
	const state = useEditPreview(JSON.parse(settled) as AskedEdit | null);
	return { ...state, isAsking: state.isAsking || (settled !== question && asked !== null) };
}

/** Why the coordinator would refuse the draft, or could not be asked; null where neither is so. */
export function problemOfPreview({ problem }: EditPreview, stages: readonly EditedStage[]): DraftProblem | null {
	if (problem === null) return null;
	if (problem.code === "VERSION_CONFLICT") return conflictProblem;
	const words = problemWords(problem.message);
	return isPassing(problem) ? { words, at: null } : problemOfAnswer(words, stages);
}

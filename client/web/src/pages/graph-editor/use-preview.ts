import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import { type EditPolicyInput, PreviewEditDocument, type PreviewFragment } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { useSettled } from "../../shell/use-settled.ts";
import { editsOf } from "./draft-edits.ts";
import type { Draft } from "./draft-model.ts";

export interface PreviewState {
	/** The last one that could be made, also while a newer one is being asked for. */
	readonly preview: PreviewFragment | null;
	readonly problem: ApiProblem | null;
	readonly isAsking: boolean;
}

const nothing: PreviewState = { preview: null, problem: null, isAsking: false };
const typingMs = 300;

/** What the draft would do, asked again whenever it has stood still for a moment. Nothing is written by asking. */
export function usePreview(projectId: string, draft: Draft, policy: EditPolicyInput): PreviewState {
	const { api } = useLive();
	const question = JSON.stringify({ version: draft.baseVersion, edits: editsOf(draft), policy });
	const settled = useSettled(question, typingMs);
	const [state, setState] = useState<PreviewState>(nothing);
	useEffect(() => {
		const { version, edits, policy } = JSON.parse(settled);
		if (version === null) {
			setState(nothing);
			return;
		}
		let isWanted = true;
		setState((before) => ({ ...before, isAsking: true }));
		api
			.query(PreviewEditDocument, { projectId, expectedGraphVersion: version, edits, policy })
			.then(({ previewGraphEdit }) => {
				if (isWanted) setState({ preview: previewGraphEdit, problem: null, isAsking: false });
			})
			.catch((error) => {
				if (isWanted) setState((before) => ({ ...before, problem: asApiProblem(error), isAsking: false }));
			});
		return () => {
			isWanted = false;
		};
	}, [api, projectId, settled]);
	return { ...state, isAsking: state.isAsking || (settled !== question && draft.baseVersion !== null) };
}

import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import { type PreviewFragment, PreviewScopeDocument } from "../../../api/generated/documents.ts";
import { useLive } from "../../../live/live-context.tsx";
import { useSettled } from "../../../shell/use-settled.ts";
import type { ScopeChange } from "./scope-model.ts";

export interface ScopePreview {
	readonly preview: PreviewFragment | null;
	readonly problem: ApiProblem | null;
	/** What it shows is of something that was typed before. */
	readonly isAsking: boolean;
}

const nothing: ScopePreview = { preview: null, problem: null, isAsking: false };
const typingMs = 300;

/** What the change would do, asked whenever it has stood still for a moment; nothing is asked of no change. */
export function useScopePreview(projectId: string, change: ScopeChange | null): ScopePreview {
	const { api } = useLive();
	const question = change === null || Object.keys(change).length === 0 ? null : JSON.stringify(change);
	const settled = useSettled(question, typingMs);
	const [answer, setAnswer] = useState<ScopePreview & { readonly of: string | null }>({ ...nothing, of: null });
	useEffect(() => {
		if (settled === null) return;
		let isWanted = true;
		api
			.query(PreviewScopeDocument, { projectId, ...(JSON.parse(settled) as ScopeChange) })
			.then(({ previewProjectUpdate }) => {
				if (isWanted) setAnswer({ preview: previewProjectUpdate, problem: null, isAsking: false, of: settled });
			})
			.catch((error) => {
				if (isWanted) setAnswer({ preview: null, problem: asApiProblem(error), isAsking: false, of: settled });
			});
		return () => {
			isWanted = false;
		};
	}, [api, projectId, settled]);
	if (question === null) return nothing;
	const { of, ...shown } = answer;
	return { ...shown, isAsking: of !== question };
}

import { useEffect, useReducer, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../../api/api-problem.ts";
import { useLive } from "../../../live/live-context.tsx";
import { type Decision, takenBack } from "./decision-model.ts";
import { loadDecisions, saveDecisions } from "./decision-store.ts";
import { judgeResults } from "./judge-results.ts";
import { applyReviewEvent, firstState, type ReviewEvent, type ReviewState } from "./review-model.ts";

export interface Decisions {
	readonly state: ReviewState;
	readonly problem: ApiProblem | null;
	readonly isBusy: boolean;
	apply(event: ReviewEvent): void;
	/** Carries a decision out; `reason` is kept with the results. */
	decide(decision: Decision, reason: string | null): Promise<void>;
	/** Takes the newest decision of this tab back. */
	undo(): Promise<void>;
}

/** Where somebody is in the review, and what was decided in this tab. `onDone`: results have changed. */
export function useDecisions(projectId: string, queue: readonly string[], onDone: () => void): Decisions {
	const { api } = useLive();
	const [state, dispatch] = useReducer(
		(before: ReviewState, event: ReviewEvent & { readonly queue: readonly string[] }) =>
			applyReviewEvent(before, event, event.queue),
		projectId,
		(id) => ({ ...firstState, decisions: loadDecisions(id) }),
	);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [isBusy, setIsBusy] = useState(false);
	const apply = (event: ReviewEvent) => dispatch({ ...event, queue });
	useEffect(() => saveDecisions(projectId, state.decisions), [projectId, state.decisions]);
	const key = queue.join(" ");
	useEffect(() => {
		dispatch({ kind: "read", queue: key === "" ? [] : key.split(" ") });
	}, [key]);

	const attempt = async (work: () => Promise<ReviewEvent>) => {
		if (isBusy) return;
		setIsBusy(true);
		setProblem(null);
		try {
			apply(await work());
			onDone();
		} catch (error) {
			setProblem(asApiProblem(error));
		} finally {
			setIsBusy(false);
		}
	};
	return {
		state,
		problem,
		isBusy,
		apply,
		decide: (decision, reason) =>
			attempt(async () => {
				await judgeResults(api, { word: decision.kind, reason, ids: decision.results.map(({ id }) => id) });
				return { kind: "decided", decision };
			}),
		undo: async () => {
			const last = state.decisions.at(-1);
			if (last === undefined) {
				apply({ kind: "undoneInVain" });
				return;
			}
			await attempt(async () => {
				let changed = 0;
				for (const judgement of takenBack(last)) changed += await judgeResults(api, judgement);
				return { kind: "undone", changed };
			});
		},
	};
}

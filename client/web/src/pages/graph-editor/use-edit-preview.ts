import { useCallback, useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	type EditPolicyInput,
	type GraphEditInput,
	PreviewEditDocument,
	type PreviewFragment,
} from "../../api/generated/documents.ts";
import { retryDelayMs } from "../../live/line-model.ts";
import { useLive } from "../../live/live-context.tsx";

/** What an edit would do is asked of the graph as somebody looked at it. */
export interface AskedEdit {
	readonly projectId: string;
	readonly expectedGraphVersion: number;
	readonly edits: readonly GraphEditInput[];
	readonly policy: EditPolicyInput;
}

export interface EditPreview {
	/** The last answer, also while a newer one is being asked for; null before the first. */
	readonly preview: PreviewFragment | null;
	/** Why the last question got no answer; gone as soon as one has been answered. */
	readonly problem: ApiProblem | null;
	readonly isAsking: boolean;
	/** Asks the same question once more. */
	readonly askAgain: () => void;
}

type Answered = Omit<EditPreview, "askAgain">;

const nothing: Answered = { preview: null, problem: null, isAsking: false };
/** Failures that say nothing about the edit: the same question may be answered the next time. */
const passingCodes: readonly string[] = ["UNREACHABLE", "NOT_UNDERSTOOD", "INTERNAL", "COORDINATOR_NOT_ACTIVE"];

export function isPassing(problem: ApiProblem): boolean {
	return passingCodes.includes(problem.code);
}

/**
 * What an edit would do; asked again whenever the question is another one, by itself after a failure that may pass,
 * and when somebody wishes. `asked` null asks nothing.
 */
export function useEditPreview(asked: AskedEdit | null): EditPreview {
	const { api } = useLive();
	const question = asked === null ? null : JSON.stringify(asked);
	const [state, setState] = useState<Answered>(nothing);
	const [wishes, setWishes] = useState(0);
	const askAgain = useCallback(() => setWishes((before) => before + 1), []);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another wish asks the same question again
	useEffect(() => {
		if (question === null) {
			setState(nothing);
			return;
		}
		let isWanted = true;
		let failures = 0;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const ask = async () => {
			setState((before) => ({ ...before, isAsking: true }));
			try {
				const { previewGraphEdit } = await api.query(PreviewEditDocument, JSON.parse(question));
				if (isWanted) setState({ preview: previewGraphEdit, problem: null, isAsking: false });
			} catch (error) {
				if (!isWanted) return;
				const problem = asApiProblem(error);
				setState((before) => ({ ...before, problem, isAsking: false }));
				if (isPassing(problem)) timer = setTimeout(ask, retryDelayMs(failures++, Math.random()));
			}
		};
		void ask();
		return () => {
			isWanted = false;
			clearTimeout(timer);
		};
	}, [api, question, wishes]);
	return { ...state, askAgain };
}

import { useEffect, useState } from "react";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import { RenderCommandDocument, type RenderCommandResult } from "../../api/generated/documents.ts";
import { useLive } from "../../live/live-context.tsx";
import { useSettled } from "../../shell/use-settled.ts";

export const typingMs = 300;

/** As a name is written in arguments: `${sigma}`. */
export function named(name: string): string {
	return `\${${name}}`;
}

/** What a definition would run, asked once typing has settled; null for `asked` while there is nothing to ask. */
export function useRendered(
	asked: {
		readonly content: unknown;
		readonly repositoryId: string | null;
		readonly projectId: string | null;
		readonly stageId: string | null;
		readonly tileId: string | null;
	} | null,
) {
	const { api } = useLive();
	const question = useSettled(JSON.stringify(asked), typingMs);
	const [rendered, setRendered] = useState<RenderCommandResult["renderCommand"] | null>(null);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	useEffect(() => {
		const variables = JSON.parse(question);
		setProblem(null);
		if (variables === null) setRendered(null);
		if (variables === null || variables.projectId === null) return;
		let isWanted = true;
		api
			.query(RenderCommandDocument, variables)
			.then(({ renderCommand }) => {
				if (!isWanted) return;
				setRendered(renderCommand);
				setProblem(null);
			})
			.catch((error) => isWanted && setProblem(asApiProblem(error)));
		return () => {
			isWanted = false;
		};
	}, [api, question]);
	return { rendered, problem };
}

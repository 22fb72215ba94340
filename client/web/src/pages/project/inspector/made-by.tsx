import { ReadStaleResultsDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { staleWords } from "./stale-words-model.ts";

/** Which versions made a stage's stale results, as an entry of its list of facts; nothing where none is stale. */
export function MadeBy({ projectId, stageId }: { projectId: string; stageId: string }) {
	const reading = useReading(useLive().detail(projectId, ReadStaleResultsDocument, { stageId }, { stageId }));
	const stage = reading.kind === "ready" ? reading.value.stage : null;
	const words = staleWords(stage?.staleResults ?? [], stage?.version?.version ?? null);
	if (words === "") return null;
	return (
		<>
			<dt>made by</dt>
			<dd className="tone-caution" data-testid="stage-made-by">
				{words}
			</dd>
		</>
	);
}

import { listWords } from "../../wording/number-words.ts";
import { named, useRendered } from "../definitions/use-rendered.ts";

/** Only pairs have these, and whether a stage runs on pairs is still being edited. */
const ofPairs = /^adjacent_tile_/;

/** Says which names in a definition's arguments stand for nothing: a parameter that never reaches the program looks like one that does. */
export function UnknownNames({
	projectId,
	stageId,
	content,
}: {
	projectId: string;
	/** Null while the stage is new. */
	stageId: string | null;
	/** Of the definition. */
	content: unknown;
}) {
	const { rendered, problem } = useRendered({ content, repositoryId: null, projectId, stageId, tileId: null });
	// What cannot be rendered is told where it is applied.
	const unknown = (problem === null && rendered !== null ? rendered.unknownNames : [])
		.filter((name) => !ofPairs.test(name))
		.map(named);
	if (unknown.length === 0) return null;
	return (
		<p className="tone-caution" data-testid="unknown-names">
			The definition's arguments name {listWords(unknown)}, which {unknown.length === 1 ? "is" : "are"} no parameter of
			it and nothing else that is known: the program gets the name itself, whatever is set here.
		</p>
	);
}

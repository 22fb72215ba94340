import { problemWords } from "../wording/problem-words.ts";
import styles from "./controls.module.css";

/** What a question or a command was refused with, or a source complains of. */
export interface ShownProblem {
	/** For whoever looks it up in docs/errors.md: in the hover only, as it is no word for people. */
	readonly code: string;
	readonly message: string;
}

/** What went wrong, in the place where it was asked for. */
export function Problem({
	problem,
	isBoxed = false,
}: {
	problem: ShownProblem | null;
	/** Where it stands between the fields of a form. */
	isBoxed?: boolean;
}) {
	if (problem === null) return null;
	return (
		<p className={isBoxed ? styles.problem : "tone-bad"} role="alert" title={problem.code}>
			{problemWords(problem.message)}
		</p>
	);
}

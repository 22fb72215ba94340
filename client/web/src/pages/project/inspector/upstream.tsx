import type { ReadTaskResult } from "../../../api/generated/documents.ts";
import { plural } from "../../../wording/number-words.ts";
import shared from "./inspector.module.css";
import type { TaskFacts } from "./task-facts.ts";
import { TaskLine } from "./task-line.tsx";
import styles from "./upstream.module.css";
import { chainOf } from "./upstream-model.ts";

type Blocker = NonNullable<ReadTaskResult["task"]>["blockedBy"][number];

/** Why a task waits, step by step up to what has to happen first. */
export function Upstream({ task }: { task: TaskFacts }) {
	const chain = chainOf<Blocker>(task);
	if (chain.length === 0) return null;
	const others = task.blockedBy.length - 1;
	return (
		<div className={styles.upstream} data-testid="upstream">
			<h4 className={shared.sub}>{chain.length === 1 ? "Waits for" : "Waits for this, step by step"}</h4>
			<ol className={styles.chain}>
				{chain.map((blocker, step) => (
					<li key={blocker.id} className={step === chain.length - 1 ? styles.rootCause : ""}>
						<TaskLine task={blocker} names="both" />
						{blocker.unmetInputs > 1 ? (
							<p className={shared.hint}>{plural(blocker.unmetInputs, "input")} of it are not there yet</p>
						) : null}
					</li>
				))}
			</ol>
			{others > 0 ? <p className={shared.hint}>and {plural(others, "other input")} directly</p> : null}
		</div>
	);
}

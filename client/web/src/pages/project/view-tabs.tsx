import { useContext } from "react";
import { type LiveProject, totalCounts } from "../../live/live-store-model.ts";
import { countWords } from "../../wording/number-words.ts";
import { PaceContext } from "./pace/pace-context.ts";
import { failureCount } from "./pace/pace-model.ts";
import styles from "./project.module.css";
import { tabCountWords } from "./tab-count-words.ts";
import { useSelection } from "./use-selection.ts";
import { projectViews } from "./views.ts";

/** The overview and the other views of the project, with how much waits in them. No tab moves as that changes. */
export function ViewTabs({ project }: { project: LiveProject }) {
	const { selection, select } = useSelection();
	const waiting: Readonly<Record<string, number>> = {
		review: totalCounts(project.stages).REVIEW,
		failures: failureCount(totalCounts(project.stages).FAILED, useContext(PaceContext)),
	};
	const tabs = [
		{ key: null, words: "Overview", question: "Graph, map and filmstrip of one selection" },
		...projectViews,
	];
	return (
		<nav className={styles.tabs} aria-label="Views">
			{tabs.map(({ key, words, question }) => {
				const count = waiting[key ?? ""];
				return (
					<button
						key={words}
						type="button"
						title={question}
						aria-current={selection.view === key ? "page" : undefined}
						onClick={() => select({ kind: "view", view: key })}
					>
						{words}
						{count === undefined ? null : (
							<>
								{" "}
								<span className={styles.tabRoom}>
									{count === 0 ? null : (
										<span className={styles.tabCount} title={countWords(count)}>
											{tabCountWords(count)}
										</span>
									)}
								</span>
							</>
						)}
					</button>
				);
			})}
		</nav>
	);
}

import { retryStory } from "./retry-story-model.ts";
import styles from "./task-detail.module.css";
import type { TaskFacts } from "./task-facts.ts";

/** What became of trying again; it changes by itself while the task goes on. */
export function RetryStoryLine({ task }: { task: TaskFacts }) {
	const story = retryStory(task.state, task.attempts);
	return (
		<p
			aria-live="polite"
			data-testid="retry-story"
			className={story === null ? styles.noStory : `${styles.story} tone-${story.tone}`}
		>
			{story?.words}
		</p>
	);
}

import { ReadProblemTasksDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { type LiveProject, sumOfCounts, totalCounts } from "../../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { plural } from "../../../wording/number-words.ts";
import styles from "./inspector.module.css";
import { TaskLine } from "./task-line.tsx";

/** What somebody who just came in should look at. */
export function AttentionPanel({ project }: { project: LiveProject }) {
	const live = useLive();
	const tasks = live.detail(
		project.id,
		ReadProblemTasksDocument,
		{ projectId: project.id },
		{ states: ["FAILED", "REVIEW", "CANCELLED", "REJECTED"] },
	);
	const reading = useReading(tasks);
	const list = reading.kind === "ready" ? (reading.value.project?.tasks.edges ?? []) : [];
	const counts = totalCounts(project.stages);
	// Counts are pushed and may know of a failure before the list does.
	const isListBehind = list.length === 0 && counts.FAILED + counts.REVIEW + counts.REJECTED > 0;
	const total = reading.kind === "ready" ? (reading.value.project?.tasks.totalCount ?? list.length) : 0;
	return (
		<Panel title="Needs a person" aside={total === 0 ? undefined : plural(total, "task")}>
			{reading.kind === "loading" || (reading.kind === "ready" && isListBehind) ? (
				<LoadingLines lines={5} label="Looking for tasks that need a person" />
			) : null}
			{reading.kind === "failed" ? (
				<ProblemNotice problem={reading.problem} what="The failed tasks" onRetry={() => tasks.rereadWithin(0)} />
			) : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			{reading.kind === "ready" && list.length === 0 && !isListBehind ? <AllWell project={project} /> : null}
			<ul className={styles.tasks}>
				{list.map(({ node }) => (
					<li key={node.id}>
						<TaskLine task={node} names="both" />
					</li>
				))}
			</ul>
			{total > list.length && list.length > 0 ? (
				<p className={styles.hint}>The first {list.length} are shown. Choose a stage to see its own.</p>
			) : null}
		</Panel>
	);
}

function AllWell({ project }: { project: LiveProject }) {
	const counts = totalCounts(project.stages);
	const open = counts.RUNNING + counts.READY + counts.WAITING;
	if (sumOfCounts(counts) === 0) {
		return (
			<Notice title="Nothing has to be done yet">
				<p>Tasks appear with the first complete tile.</p>
			</Notice>
		);
	}
	return (
		<Notice title={open === 0 ? "Everything is done" : "Nothing needs you"}>
			<p>
				{open === 0
					? "Every task of every stage has finished."
					: `${plural(open, "task")} still to go, and none of them failed. Click a tile in the map or a stage in the graph to look closer.`}
			</p>
		</Notice>
	);
}

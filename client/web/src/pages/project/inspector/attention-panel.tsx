import { ReadAttentionDocument, type TaskRowFragment } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import {
	type LiveProject,
	type LiveStage,
	stateCounts,
	sumOfCounts,
	totalCounts,
} from "../../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { StateMark } from "../../../states/state-mark.tsx";
import { countWords, plural } from "../../../wording/number-words.ts";
import { viewUnitRule } from "../../../wording/unit-words.ts";
import { useSelection } from "../use-selection.ts";
import styles from "./attention.module.css";
import { attentionOf, type FailedStage, sizeOfAttention } from "./attention-model.ts";
import panelStyles from "./inspector.module.css";
import { PauseStage } from "./stage-panel.tsx";
import { TaskLine } from "./task-line.tsx";

/** Of one stage; the others are a click away. */
const shownOfStage = 3;

/** What somebody who just came in should look at: the most pressing first, one entry for each stage. */
export function AttentionPanel({ project }: { project: LiveProject }) {
	const live = useLive();
	const { select } = useSelection();
	const lists = live.detail(
		project.id,
		ReadAttentionDocument,
		{ projectId: project.id },
		{ states: ["FAILED", "REJECTED"] },
	);
	const reading = useReading(lists);
	const read = reading.kind === "ready" ? reading.value.project : null;
	const tasksOf = (list: { readonly edges: readonly { readonly node: TaskRowFragment }[] } | undefined) =>
		list?.edges.map(({ node }) => node) ?? [];
	const attention = attentionOf(
		project.stages,
		{
			failed: tasksOf(read?.failed),
			rejected: { listed: tasksOf(read?.rejected), isAll: read?.rejected.pageInfo.hasNextPage !== true },
		},
		read?.stages ?? [],
	);
	const size = sizeOfAttention(attention);
	const openView = (view: string, stage: string | null) => {
		if (stage !== null) select({ kind: "stage", stage });
		select({ kind: "view", view });
	};
	return (
		<Panel title="Needs a person" aside={size === 0 ? undefined : plural(size, "thing")}>
			{reading.kind === "loading" && size === 0 ? (
				<LoadingLines lines={5} label="Looking for tasks that need a person" />
			) : null}
			{reading.kind === "failed" ? (
				<ProblemNotice problem={reading.problem} what="The failed tasks" onRetry={() => lists.rereadWithin(0)} />
			) : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			{reading.kind === "ready" && size === 0 ? <AllWell project={project} /> : null}
			<ul className={panelStyles.tasks} data-testid="attention">
				{attention.pausedByThemselves.map((stage) => (
					<PausedStage key={stage.id} stage={stage} />
				))}
				{attention.failed.map((group) => (
					<StageTasks
						key={group.stage.id}
						group={group}
						word="failed"
						state="FAILED"
						action="by cause"
						onOpen={() => openView("failures", group.stage.id)}
					/>
				))}
				{attention.rejected.map((group) => (
					<StageTasks
						key={group.stage.id}
						group={group}
						word="was rejected by its gate"
						state="REJECTED"
						action="all of them"
						onOpen={() => select({ kind: "stage", stage: group.stage.id, isLookedAt: true })}
					/>
				))}
				{attention.held.map(({ stage, count }) => (
					<li key={stage.id}>
						<button type="button" className={styles.line} onClick={() => openView("review", null)}>
							<StateMark state="REVIEW" label={false} />
							<span>
								<strong>{countWords(count)} to review</strong> of {stage.name}
							</span>
							<span className={styles.go}>Review</span>
						</button>
					</li>
				))}
				{attention.trials.map(({ stage, insteadOf, finished, wanted }) => (
					<li key={stage.id}>
						<button type="button" className={styles.line} onClick={() => openView("graph", stage.id)}>
							<span aria-hidden="true">⚗</span>
							<span>
								<strong>{stage.name} is a trial</strong>
								{insteadOf === null ? "" : ` beside ${insteadOf}`}: {countWords(finished)} of {countWords(wanted)} done
							</span>
							<span className={styles.go}>Promote or drop</span>
						</button>
					</li>
				))}
			</ul>
		</Panel>
	);
}

/** Nothing of it goes on until somebody says so: it comes first. */
function PausedStage({ stage }: { stage: LiveStage }) {
	const { select } = useSelection();
	return (
		<li className={styles.paused}>
			<p>
				<button
					type="button"
					className={panelStyles.link}
					onClick={() => select({ kind: "stage", stage: stage.id, isLookedAt: true })}
				>
					{stage.name}
				</button>
				<span className="tone-bad">{stage.pauseReason}</span>
			</p>
			<PauseStage stage={stage} running={stateCounts(stage.counts).RUNNING} />
		</li>
	);
}

/** `weigh failed for 6 tiles`, and the first of them with what they say. */
function StageTasks({
	group: { stage, count, tasks },
	word,
	state,
	action,
	onOpen,
}: {
	group: FailedStage<TaskRowFragment>;
	word: string;
	state: "FAILED" | "REJECTED";
	action: string;
	onOpen: () => void;
}) {
	const shown = tasks.slice(0, shownOfStage);
	return (
		<li>
			<button type="button" className={styles.line} onClick={onOpen}>
				<StateMark state={state} label={false} />
				<span>
					<strong>{stage.name}</strong> {word} {forUnits(stage, count)}
				</span>
				<span className={styles.go}>{action}</span>
			</button>
			<ul className={styles.examples}>
				{shown.map((task) => (
					<li key={task.id}>
						<TaskLine task={task} names="tile" />
					</li>
				))}
			</ul>
			{shown.length > 0 && count > shown.length ? (
				<p className={panelStyles.hint}>and {countWords(count - shown.length)} more</p>
			) : null}
		</li>
	);
}

/** `for 2 tiles`, `for 1 pair`, `for 3 groups`. */
function forUnits({ unitRule }: LiveStage, count: number): string {
	const word = { each: "tile", neighbours: "pair", group: "group", all: "group" }[viewUnitRule(unitRule).kind];
	return `for ${plural(count, word)}`;
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

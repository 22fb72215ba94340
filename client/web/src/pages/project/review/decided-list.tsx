import { ReadDecidedDocument, type ReadDecidedResult } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import type { LiveProject } from "../../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Ago } from "../../../shell/time-text.tsx";
import { StateWord } from "../../../states/state-mark.tsx";
import { plural } from "../../../wording/number-words.ts";
import { taskChosen } from "../selection-model.ts";
import { useSelection } from "../use-selection.ts";
import { type Decision, decisionAboutDecided, type Word } from "./decision-model.ts";
import { measuredWords, nameOf, pictureOf } from "./held-result.tsx";
import styles from "./review.module.css";

type DecidedTask = ReadDecidedResult["decidedTasks"]["edges"][number]["node"];

const shownResults = 100;

/** What people approved and rejected, newest first, each with the way back and the other way round. */
export function DecidedList({
	project,
	isBusy,
	onDecide,
}: {
	project: LiveProject;
	isBusy: boolean;
	onDecide: (decision: Decision) => Promise<void>;
}) {
	const reading = useLive().detail(
		project.id,
		ReadDecidedDocument,
		{ projectId: project.id, first: shownResults },
		{ states: ["REVIEW", "REJECTED"] },
	);
	const list = useReading(reading);
	if (list.kind === "loading") return <LoadingLines lines={6} label="Reading what was decided" />;
	if (list.kind === "failed") {
		return <ProblemNotice problem={list.problem} what="What was decided" onRetry={() => reading.rereadWithin(0)} />;
	}
	const { edges, totalCount } = list.value.decidedTasks;
	const more = (totalCount ?? edges.length) - edges.length;
	const decide = async (decision: Decision) => {
		await onDecide(decision);
		reading.rereadWithin(0);
	};
	return (
		<>
			{list.problem === null ? null : <StaleStrip problem={list.problem} />}
			{edges.length === 0 ? (
				<Notice title="Nobody has decided about a result yet">
					<p>What people approve and reject is listed here, and can be taken back or turned round.</p>
				</Notice>
			) : null}
			<ul className={styles.decided} aria-label="Decided results">
				{edges.map(({ node }) => (
					<DecidedLine key={node.id} task={node} isBusy={isBusy} onDecide={decide} />
				))}
			</ul>
			{more > 0 ? <p className="dim">and {plural(more, "more result")} that were decided before these.</p> : null}
		</>
	);
}

function DecidedLine({
	task,
	isBusy,
	onDecide,
}: {
	task: DecidedTask;
	isBusy: boolean;
	onDecide: (decision: Decision) => Promise<void>;
}) {
	const { select } = useSelection();
	const { decision } = task;
	const picture = pictureOf(task);
	const word: Word = task.state === "REJECTED" ? "rejected" : "approved";
	const other: Word = word === "rejected" ? "approved" : "rejected";
	const before = { id: task.id, name: nameOf(task), word, reason: decision?.reason ?? null };
	const say = (kind: Word) => () => onDecide(decisionAboutDecided(kind, before));
	return (
		<li>
			{picture === null ? <span className={styles.blank} /> : <img src={picture} alt="" loading="lazy" />}
			<span className={styles.what}>
				<button type="button" className={styles.link} onClick={() => select(taskChosen(task))}>
					{nameOf(task)}
				</button>{" "}
				<span className="dim">{task.stage.name}</span> <span className={styles.measured}>{measuredWords(task)}</span>
			</span>
			<span>
				{/* A result that was approved has succeeded: here the decision is what one looks for. */}
				{word === "rejected" ? <StateWord state="REJECTED" /> : <span className="tone-good">✓ approved</span>}{" "}
				<span className="dim">
					by {decision?.actor ?? "somebody"}, <Ago at={decision?.at ?? null} />
				</span>
				{decision?.reason == null ? null : <span className={styles.why}>{decision.reason}</span>}
			</span>
			<span className={styles.buttons}>
				<button type="button" className={styles.button} disabled={isBusy} onClick={say("held")}>
					Hold again
				</button>
				<button type="button" className={styles.button} disabled={isBusy} onClick={say(other)}>
					{other === "approved" ? "Approve after all" : "Reject after all"}
				</button>
			</span>
		</li>
	);
}

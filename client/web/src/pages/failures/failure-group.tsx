import { Fragment, useState } from "react";
import {
	type FailedAttemptFragment,
	type FailureGroupRowFragment,
	ReadFailureExamplesDocument,
	SetStagePausedDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import type { LiveProject } from "../../live/live-store-model.ts";
import { ConfirmButton } from "../../shell/confirm-button.tsx";
import { LoadingLines, ProblemNotice } from "../../shell/notice.tsx";
import { Panel } from "../../shell/panel.tsx";
import { LocalTime } from "../../shell/time-text.tsx";
import { countWords } from "../../wording/number-words.ts";
import { unitWords } from "../../wording/unit-words.ts";
import { AttemptDetail } from "../project/inspector/attempt-detail.tsx";
import { taskChosen } from "../project/selection-model.ts";
import { useSelection } from "../project/use-selection.ts";
import { Aftermath } from "./aftermath.tsx";
import { examplesWords, sameTilesWords } from "./cause-model.ts";
import styles from "./failures.module.css";
import { distinctFirst, exampleWords, pausedWords } from "./failures-model.ts";
import { GroupActions } from "./group-actions.tsx";

/** One cause: what can be done about all its tasks, and examples with their logs. */
export function FailureGroupDetail({
	project,
	group,
	elsewhere,
	onChanged,
}: {
	project: LiveProject;
	group: FailureGroupRowFragment;
	/** The same in other stages. */
	elsewhere: readonly FailureGroupRowFragment[];
	onChanged: () => void;
}) {
	const live = useLive();
	const { select } = useSelection();
	const tiles = sameTilesWords([group, ...elsewhere]);
	return (
		<Panel
			title="One cause"
			aside={
				<button
					type="button"
					className={styles.link}
					aria-label="Close"
					onClick={() => select({ kind: "group", group: null })}
				>
					✕
				</button>
			}
		>
			<div className={styles.detail} data-testid="failure-group">
				<h3>{group.stage.name}</h3>
				<p className={styles.signature}>
					<code>{group.signature}</code>
				</p>
				{tiles === null ? null : <p data-testid="same-tiles">{tiles}</p>}
				<p className="dim">
					First seen <LocalTime at={group.firstAt} />, last <LocalTime at={group.lastAt} />. On{" "}
					{group.workers.map((place) => `${place.name} (${place.attempts})`).join(", ")}.
				</p>
				{elsewhere.length === 0 ? null : (
					<p data-testid="same-elsewhere">
						The same words{" "}
						{elsewhere.map((other, index) => (
							<Fragment key={other.id}>
								{index === 0 ? "in " : ", "}
								<button
									type="button"
									className={styles.link}
									onClick={() => select({ kind: "group", group: other.id })}
								>
									{other.stage.name}
								</button>{" "}
								({countWords(other.failedTasks)} failed now)
							</Fragment>
						))}
						.
					</p>
				)}
				{group.stage.isPaused ? (
					<div className={styles.paused}>
						{pausedWords(group.stage.pauseReason)} Its tasks wait until it is resumed.{" "}
						<ConfirmButton
							label="Resume the stage"
							title={`Resume ${group.stage.name}?`}
							confirmLabel="Resume"
							isInPlace
							onConfirm={async () => {
								await live.api.mutate(SetStagePausedDocument, { input: { id: group.stage.id, isPaused: false } });
								onChanged();
							}}
						>
							Its ready tasks are dispatched again.
						</ConfirmButton>
					</div>
				) : null}
				<Aftermath projectId={project.id} group={group} elsewhere={elsewhere} />
				<GroupActions projectId={project.id} group={group} elsewhere={elsewhere} onChanged={onChanged} />
				<Examples project={project} group={group} elsewhereIsListed={elsewhere.length > 0} />
			</div>
		</Panel>
	);
}

function Examples({
	project,
	group,
	elsewhereIsListed,
}: {
	project: LiveProject;
	group: FailureGroupRowFragment;
	/** The cause is seen in other stages as well: these are examples of one of them. */
	elsewhereIsListed: boolean;
}) {
	const { select } = useSelection();
	const [chosen, setChosen] = useState<string | null>(null);
	const examples = useLive().detail(project.id, ReadFailureExamplesDocument, { id: group.id });
	const reading = useReading(examples);
	if (reading.kind === "loading") return <LoadingLines lines={4} label="Reading examples" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The examples" onRetry={() => examples.rereadWithin(0)} />;
	}
	const list = distinctFirst(reading.value.failureGroup?.examples ?? []);
	const open = list.find((attempt) => attempt.id === chosen) ?? list[0];
	if (open === undefined) return <p className="dim">No example is kept.</p>;
	return (
		<section aria-label="Examples">
			<h4 className={styles.sub}>
				Examples: {examplesWords(list.length, Math.max(list.length, group.attempts))}
				{elsewhereIsListed ? ` of ${group.stage.name}` : ""}
			</h4>
			<div className={styles.examples}>
				{list.map((attempt) => (
					<button
						key={attempt.id}
						type="button"
						aria-pressed={attempt.id === open.id}
						onClick={() => setChosen(attempt.id)}
					>
						{exampleOf(attempt)}
					</button>
				))}
			</div>
			<AttemptDetail key={open.id} attempt={open} />
			<button
				type="button"
				className={styles.link}
				onClick={() => {
					select({ kind: "view", view: null });
					select(taskChosen(open.task));
				}}
			>
				see {nameOf(open)} on the map
			</button>
		</section>
	);
}

function exampleOf({ number, task }: FailedAttemptFragment): string {
	const unit = unitWords(task.unit);
	return exampleWords(number, task.tile?.name ?? null, task.tile === null && unit === "" ? task.unitKey : unit);
}

function nameOf(attempt: FailedAttemptFragment): string {
	const unit = unitWords(attempt.task.unit);
	const tile = attempt.task.tile?.name;
	return tile === undefined ? unit || attempt.task.unitKey : unit === "" ? tile : `${tile} ${unit}`;
}

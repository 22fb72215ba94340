import { type FailureGroupRowFragment, ReadFailureAftermathDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { StateMark } from "../../states/state-mark.tsx";
import { taskStateTable } from "../../states/state-table.ts";
import { countWords } from "../../wording/number-words.ts";
import { type FailureRetry, fatesOf, programWords, retrySentence } from "./aftermath-model.ts";
import styles from "./failures.module.css";

type Group = Pick<FailureGroupRowFragment, "id" | "stage">;

/** Whether a retry runs something else than what failed, and what became of the last one; renewed as it goes on. */
export function Aftermath({
	projectId,
	group,
	elsewhere,
}: {
	projectId: string;
	group: Group;
	/** The same cause in other stages, of which one hears what became of their tasks. */
	elsewhere: readonly Group[];
}) {
	const { aftermath, reading } = useAftermath(projectId, group);
	if (reading.kind === "loading") return null;
	if (reading.kind === "failed") {
		return (
			<ProblemNotice problem={reading.problem} what="What became of it" onRetry={() => aftermath.rereadWithin(0)} />
		);
	}
	const { program = null, lastRetry = null } = reading.value.failureGroup ?? {};
	const words = program === null ? null : programWords(program);
	return (
		<section aria-label="Since it failed" className={styles.aftermath}>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			{words === null ? null : (
				<p
					className={words.tone === "quiet" ? "dim" : `tone-${words.tone}`}
					title={program?.path ?? undefined}
					data-testid="failed-program"
				>
					{words.words}
				</p>
			)}
			{lastRetry === null ? null : (
				<Retried retry={lastRetry} stageName={elsewhere.length > 0 ? group.stage.name : null} />
			)}
			{elsewhere.map((other) => (
				<RetriedElsewhere key={other.id} projectId={projectId} group={other} />
			))}
		</section>
	);
}

function useAftermath(projectId: string, { id, stage }: Group) {
	const aftermath = useLive().detail(projectId, ReadFailureAftermathDocument, { id }, { stageId: stage.id });
	return { aftermath, reading: useReading(aftermath) };
}

function RetriedElsewhere({ projectId, group }: { projectId: string; group: Group }) {
	const { reading } = useAftermath(projectId, group);
	const retry = reading.kind === "ready" ? (reading.value.failureGroup?.lastRetry ?? null) : null;
	return retry === null ? null : <Retried retry={retry} stageName={group.stage.name} />;
}

/** `stageName`: null where only one stage can be meant. */
function Retried({ retry, stageName }: { retry: FailureRetry; stageName: string | null }) {
	return (
		<div data-testid="retried">
			<p aria-live="polite">
				{stageName === null ? null : `${stageName}: `}
				<strong>{retrySentence(retry)}</strong>{" "}
				<span className="dim">
					Retried <Ago at={retry.at} /> by {retry.actor}
					{retry.reason === null ? "" : `: ${retry.reason}`}.
				</span>
			</p>
			<ul className={styles.fates} aria-label="The retried tasks">
				{fatesOf(retry).map(({ state, count, words }) => (
					<li key={words} style={{ color: taskStateTable[state].textColour }}>
						<StateMark state={state} size={11} label={false} /> {countWords(count)} {words}
					</li>
				))}
			</ul>
		</div>
	);
}

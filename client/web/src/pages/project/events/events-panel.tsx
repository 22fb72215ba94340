import { Link } from "wouter";
import {
	type DoneFragment,
	ReadActivityEventsDocument,
	ReadHappeningsDocument,
} from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { LocalTime, Sentence } from "../../../shell/time-text.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { type MarkShape, severityTable } from "../../../states/state-table.ts";
import { countWords } from "../../../wording/number-words.ts";
import { taskChosen } from "../selection-model.ts";
import { useSelection } from "../use-selection.ts";
import { type SeenAlarm, seenAlarms } from "./event-model.ts";
import styles from "./events.module.css";
import { type Happening, mergeHappenings, workerCommandKinds, workerEventKinds } from "./happenings-model.ts";

const shapes: Readonly<Record<keyof typeof severityTable, MarkShape>> = {
	INFO: "dot",
	WARNING: "diamond",
	ERROR: "cross",
};

const alarmsOnly = { severities: ["WARNING", "ERROR"] } as const;
/** As many as there are events in the list. */
const shownAlarms = 50;
const wantedKinds = { workerKinds: [...workerEventKinds], commandKinds: [...workerCommandKinds] };

function Over({ seen: { at, by } }: { seen: SeenAlarm }) {
	return (
		<>
			{by === null ? " · over since " : ` · seen by ${by}, `}
			<LocalTime at={at} />
		</>
	);
}

/** What happened in the project and to its workers, and what people did, with who. */
export function EventsPanel({ projectId }: { projectId: string }) {
	const live = useLive();
	const reading = useReading(live.events(projectId));
	const acknowledged = useReading(
		live.watched(ReadActivityEventsDocument, { projectId, filter: alarmsOnly, first: shownAlarms, after: null }, [
			"EVENT",
		]),
	);
	const others = useReading(live.watched(ReadHappeningsDocument, { projectId, ...wantedKinds }, ["COMMAND", "EVENT"]));
	const list = reading.kind === "ready" ? reading.value : [];
	const read = others.kind === "ready" ? others.value : null;
	const commands = read?.commands.edges.map(({ node }) => node) ?? [];
	const workerEvents = read?.workerEvents.edges.map(({ node }) => node) ?? [];
	const happenings = mergeHappenings({
		events: list,
		commands,
		workerEvents,
		workerCommands: read?.ofWorkers.edges.map(({ node }) => node) ?? [],
		isWhole: commands.length < 50,
	});
	const isReading = reading.kind === "loading" || others.kind === "loading";
	const seen = seenAlarms(list, [
		...(acknowledged.kind === "ready" ? acknowledged.value.events.edges.map(({ node }) => node) : []),
		...workerEvents,
	]);
	const errors = list.filter((event) => event.severity === "ERROR" && !seen.has(event.id)).length;
	return (
		<Panel
			title="Events"
			isScrolled
			aside={
				<>
					{errors === 0 ? null : (
						<Link
							href={`/activity?show=alarms&project=${projectId}`}
							className="tone-bad"
							title="The alarms nobody has seen yet"
						>
							{errors === 1 ? "1 error" : `${errors} errors`}
						</Link>
					)}
					<Link href={`/activity?show=events&project=${projectId}`} title="All events, alarms and the audit">
						all
					</Link>
				</>
			}
		>
			{isReading && happenings.length === 0 ? <LoadingLines label="Reading the events" /> : null}
			{reading.kind === "failed" ? <ProblemNotice problem={reading.problem} what="The events" /> : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			{others.kind === "failed" ? <StaleStrip problem={others.problem} /> : null}
			{reading.kind === "ready" && others.kind === "ready" && happenings.length === 0 ? (
				<p className={styles.none}>Nothing has happened yet.</p>
			) : null}
			<ol className={styles.list} aria-live="polite">
				{happenings.map((happening) => (
					<HappeningRow key={happening.id} happening={happening} seen={seen} />
				))}
			</ol>
		</Panel>
	);
}

function HappeningRow({ happening, seen }: { happening: Happening; seen: ReadonlyMap<string, SeenAlarm> }) {
	if (happening.kind === "command") {
		return (
			<li className={styles.event}>
				<span className={styles.mark}>
					<Mark shape="triangle" colour="var(--quiet)" size={10} title="done by somebody" />
				</span>
				<span className={styles.message}>
					<CommandWords command={happening.command} times={happening.times} />
				</span>
				<span className={styles.time}>
					<LocalTime at={happening.at} /> · {happening.command.actor}
				</span>
			</li>
		);
	}
	const { event } = happening;
	const over = seen.get(event.id);
	const look = severityTable[event.severity];
	return (
		<li className={styles.event}>
			<span className={styles.mark}>
				<Mark
					shape={over === undefined ? shapes[event.severity] : "check"}
					colour={`var(--${over === undefined ? look.tone : "quiet"})`}
					size={10}
					title={over === undefined ? look.word : `${look.word}, ${over.by === null ? "over" : "seen"}`}
				/>
			</span>
			<span className={`${styles.message} ${over === undefined ? "" : "dim"}`}>
				<Sentence text={event.message} />
			</span>
			<span className={styles.time}>
				<LocalTime at={event.at} />
				{over === undefined ? null : <Over seen={over} />}
			</span>
		</li>
	);
}

/** What was done; a decision about one task leads to it. */
function CommandWords({ command, times }: { command: DoneFragment; times: number }) {
	const { select } = useSelection();
	const { task, summary, message } = command;
	return (
		<>
			{task === null ? (
				summary
			) : (
				<button type="button" className={styles.what} onClick={() => select(taskChosen(task))}>
					{summary}
				</button>
			)}
			{times > 1 ? <span className="dim"> and {countWords(times - 1)} more like it</span> : null}
			{message === null ? null : <span className="dim"> · {message}</span>}
		</>
	);
}

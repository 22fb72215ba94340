import { Link } from "wouter";
import { ReadActivityEventsDocument } from "../../../api/generated/documents.ts";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { LocalTime, Sentence } from "../../../shell/time-text.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { type MarkShape, severityTable } from "../../../states/state-table.ts";
import { type SeenAlarm, seenAlarms } from "./event-model.ts";
import styles from "./events.module.css";

const shapes: Readonly<Record<keyof typeof severityTable, MarkShape>> = {
	INFO: "dot",
	WARNING: "diamond",
	ERROR: "cross",
};

const alarmsOnly = { severities: ["WARNING", "ERROR"] } as const;
/** As many as there are events in the list. */
const shownAlarms = 50;

function Over({ seen: { at, by } }: { seen: SeenAlarm }) {
	return (
		<>
			{by === null ? " · over since " : ` · seen by ${by}, `}
			<LocalTime at={at} />
		</>
	);
}

export function EventsPanel({ projectId }: { projectId: string }) {
	const live = useLive();
	const reading = useReading(live.events(projectId));
	const acknowledged = useReading(
		live.watched(ReadActivityEventsDocument, { projectId, filter: alarmsOnly, first: shownAlarms, after: null }, [
			"EVENT",
		]),
	);
	const list = reading.kind === "ready" ? reading.value : [];
	const seen = seenAlarms(
		list,
		acknowledged.kind === "ready" ? acknowledged.value.events.edges.map(({ node }) => node) : [],
	);
	const errors = list.filter((event) => event.severity === "ERROR" && !seen.has(event.id)).length;
	return (
		<Panel
			title="Events"
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
			{reading.kind === "loading" ? <LoadingLines label="Reading the events" /> : null}
			{reading.kind === "failed" ? <ProblemNotice problem={reading.problem} what="The events" /> : null}
			{reading.kind === "ready" && reading.problem !== null ? <StaleStrip problem={reading.problem} /> : null}
			{reading.kind === "ready" && list.length === 0 ? <p className={styles.none}>Nothing has happened yet.</p> : null}
			<ol className={styles.list} aria-live="polite">
				{list.map((event) => {
					const over = seen.get(event.id);
					const look = severityTable[event.severity];
					return (
						<li key={event.id} className={styles.event}>
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
				})}
			</ol>
		</Panel>
	);
}

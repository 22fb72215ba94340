import { Link } from "wouter";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { LocalTime, Sentence } from "../../../shell/time-text.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { type MarkShape, severityTable } from "../../../states/state-table.ts";
import { endedAlarms } from "./event-model.ts";
import styles from "./events.module.css";

const shapes: Readonly<Record<keyof typeof severityTable, MarkShape>> = {
	INFO: "dot",
	WARNING: "diamond",
	ERROR: "cross",
};

export function EventsPanel({ projectId }: { projectId: string }) {
	const events = useLive().events(projectId);
	const reading = useReading(events);
	const list = reading.kind === "ready" ? reading.value : [];
	const ended = endedAlarms(list);
	const errors = list.filter((event) => event.severity === "ERROR" && !ended.has(event.id)).length;
	return (
		<Panel
			title="Events"
			aside={
				<>
					{errors === 0 ? null : <span className="tone-bad">{errors === 1 ? "1 error" : `${errors} errors`}</span>}
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
					const endedAt = ended.get(event.id);
					const look = severityTable[event.severity];
					return (
						<li key={event.id} className={styles.event}>
							<span className={styles.mark}>
								<Mark
									shape={endedAt === undefined ? shapes[event.severity] : "check"}
									colour={`var(--${endedAt === undefined ? look.tone : "quiet"})`}
									size={10}
									title={endedAt === undefined ? look.word : `${look.word}, over`}
								/>
							</span>
							<span className={`${styles.message} ${endedAt === undefined ? "" : "dim"}`}>
								<Sentence text={event.message} />
							</span>
							<span className={styles.time}>
								<LocalTime at={event.at} />
								{endedAt === undefined ? null : (
									<>
										{" · over since "}
										<LocalTime at={endedAt} />
									</>
								)}
							</span>
						</li>
					);
				})}
			</ol>
		</Panel>
	);
}

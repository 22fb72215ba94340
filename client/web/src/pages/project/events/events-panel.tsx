import { Link } from "wouter";
import { useLive, useReading } from "../../../live/live-context.tsx";
import { LoadingLines, ProblemNotice, StaleStrip } from "../../../shell/notice.tsx";
import { Panel } from "../../../shell/panel.tsx";
import { LocalTime, Sentence } from "../../../shell/time-text.tsx";
import { Mark } from "../../../states/state-mark.tsx";
import { type MarkShape, severityTable } from "../../../states/state-table.ts";
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
	const errors = list.filter((event) => event.severity === "ERROR").length;
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
				{list.map((event) => (
					<li key={event.id} className={styles.event}>
						<span className={styles.mark}>
							<Mark
								shape={shapes[event.severity]}
								colour={`var(--${severityTable[event.severity].tone})`}
								size={10}
								title={severityTable[event.severity].word}
							/>
						</span>
						<span className={styles.message}>
							<Sentence text={event.message} />
						</span>
						<span className={styles.time}>
							<LocalTime at={event.at} />
						</span>
					</li>
				))}
			</ol>
		</Panel>
	);
}

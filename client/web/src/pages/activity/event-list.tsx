import { useState } from "react";
import { Link } from "wouter";
import { type ApiProblem, asApiProblem } from "../../api/api-problem.ts";
import {
	AcknowledgeEventsDocument,
	type ActivityEventFragment,
	ReadActivityEventsDocument,
} from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { LoadingLines, Notice, ProblemNotice, StaleStrip } from "../../shell/notice.tsx";
import { Problem } from "../../shell/problem.tsx";
import { LocalTime, Sentence } from "../../shell/time-text.tsx";
import { Mark } from "../../states/state-mark.tsx";
import { type MarkShape, severityTable } from "../../states/state-table.ts";
import { plural } from "../../wording/number-words.ts";
import styles from "./activity.module.css";

const shapes: Readonly<Record<keyof typeof severityTable, MarkShape>> = {
	INFO: "dot",
	WARNING: "diamond",
	ERROR: "cross",
};
const firstPage = 100;
/** Who an alarm is acknowledged by when its cause has gone by itself. */
const byItself = "tilewright";

/** What happened, newest first; alarms wait until somebody has seen them. */
export function EventList({
	projectId,
	text,
	onlyOpen,
	onChanged,
}: {
	projectId: string | null;
	text: string;
	onlyOpen: boolean;
	onChanged: () => void;
}) {
	const live = useLive();
	const [size, setSize] = useState(firstPage);
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const filter = { ...(onlyOpen ? { isOpen: true } : {}), ...(text === "" ? {} : { text }) };
	const events = live.watched(ReadActivityEventsDocument, { projectId, filter, first: size, after: null }, ["EVENT"]);
	const reading = useReading(events);
	if (reading.kind === "loading") return <LoadingLines lines={8} label="Reading the events" />;
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The events" onRetry={() => events.rereadWithin(0)} />;
	}
	const list = reading.value.events.edges.map(({ node }) => node);
	const acknowledge = async (input: { ids: readonly string[] } | { upTo: string }) => {
		setProblem(null);
		try {
			const within = projectId === null ? {} : { projectId };
			await live.api.mutate(AcknowledgeEventsDocument, { input: { ...input, ...("upTo" in input ? within : {}) } });
			events.rereadWithin(0);
			onChanged();
		} catch (error) {
			setProblem(asApiProblem(error));
		}
	};
	const newest = list[0];
	if (list.length === 0) {
		return onlyOpen && text === "" ? (
			<Notice title="No alarm is open">
				<p>Warnings and errors stay here until somebody has acknowledged them.</p>
			</Notice>
		) : (
			<Notice title={text === "" ? "Nothing has happened yet" : "No event has these words"} />
		);
	}
	return (
		<>
			{reading.problem === null ? null : <StaleStrip problem={reading.problem} />}
			<Problem problem={problem} />
			{onlyOpen && newest !== undefined && text === "" ? (
				<p className={styles.hint}>
					<button type="button" className={styles.button} onClick={() => void acknowledge({ upTo: newest.id })}>
						Acknowledge all
					</button>{" "}
					Everyone sees that somebody has looked; what caused an alarm is not changed.
				</p>
			) : null}
			<ol className={styles.events} aria-label={onlyOpen ? "Open alarms" : "Events"}>
				{list.map((event) => (
					<EventRow key={event.id} event={event} onAcknowledge={() => void acknowledge({ ids: [event.id] })} />
				))}
			</ol>
			{reading.value.events.pageInfo.hasNextPage && size < 500 ? (
				<button type="button" className={styles.button} onClick={() => setSize(500)}>
					Show more than {plural(list.length, "event")}
				</button>
			) : null}
		</>
	);
}

function EventRow({ event, onAcknowledge }: { event: ActivityEventFragment; onAcknowledge: () => void }) {
	const look = severityTable[event.severity];
	const isOver = event.acknowledgedBy === byItself;
	return (
		<li>
			<LocalTime at={event.at} />
			<span className={styles.mark}>
				<Mark
					shape={isOver ? "check" : shapes[event.severity]}
					colour={`var(--${isOver ? "quiet" : look.tone})`}
					size={11}
					title={isOver ? `${look.word}, over` : look.word}
				/>
			</span>
			<span className={styles.message}>
				<Sentence text={event.message} />
				<small>
					{event.project === null ? null : <Link href={`/projects/${event.project.id}`}>{event.project.name}</Link>}
					{event.project === null || event.stage === null ? null : (
						<>
							{" · "}
							<Link href={`/projects/${event.project.id}?stage=${event.stage.id}`}>{event.stage.name}</Link>
						</>
					)}
				</small>
			</span>
			<span className={styles.seen}>
				{event.severity === "INFO" ? null : event.acknowledgedAt === null ? (
					<button type="button" className={styles.button} onClick={onAcknowledge}>
						Acknowledge
					</button>
				) : (
					<span className="dim">
						{isOver ? "over since" : `seen by ${event.acknowledgedBy},`} <LocalTime at={event.acknowledgedAt} />
					</span>
				)}
			</span>
		</li>
	);
}

import { useState } from "react";
import { useLocation, useSearch } from "wouter";
import { ReadActivityEventsDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { Segments } from "../../shell/segments.tsx";
import { SitePage } from "../../shell/site-page.tsx";
import { useSettled } from "../../shell/use-settled.ts";
import styles from "./activity.module.css";
import { AuditList } from "./audit-list.tsx";
import { EventList } from "./event-list.tsx";
import { NotificationsPanel } from "./notifications-panel.tsx";

const tabs = ["alarms", "events", "audit", "notifications"] as const;
type Tab = (typeof tabs)[number];
const shownAlarms = 100;

/** Who did what, what happened, what needs somebody, and who is told. The tab and the filters are in the address. */
export function ActivityPage() {
	const live = useLive();
	const [, navigate] = useLocation();
	const parameters = new URLSearchParams(useSearch());
	const tab = tabs.find((candidate) => candidate === parameters.get("show")) ?? "alarms";
	const projectId = parameters.get("project");
	const [text, setText] = useState(parameters.get("text") ?? "");
	const wanted = useSettled(text.trim(), 300);
	const go = (change: Readonly<Record<string, string | null>>) => {
		const next = new URLSearchParams(parameters);
		for (const [name, value] of Object.entries(change)) {
			if (value === null) next.delete(name);
			else next.set(name, value);
		}
		navigate(`/activity?${next}`);
	};
	const projects = useReading(live.projects);
	const alarms = live.watched(
		ReadActivityEventsDocument,
		{ projectId, filter: { isOpen: true }, first: shownAlarms, after: null },
		["EVENT"],
	);
	const open = useReading(alarms);
	const count = open.kind === "ready" ? open.value.events.edges.length : 0;
	const more = open.kind === "ready" && open.value.events.pageInfo.hasNextPage ? "+" : "";
	const words: Readonly<Record<Tab, string>> = {
		alarms: count === 0 ? "Alarms" : `Alarms (${count}${more})`,
		events: "Events",
		audit: "Audit",
		notifications: "Notifications",
	};
	return (
		<SitePage title="Activity" outOfSyncSinceMs={() => alarms.outOfSyncSinceMs}>
			<div className={styles.bar}>
				<Segments
					label="What to look at"
					value={tab}
					onChange={(show) => go({ show })}
					choices={tabs.map((value) => ({ value, words: words[value] }))}
				/>
				{tab === "notifications" ? null : (
					<>
						<select
							className={styles.input}
							aria-label="Project"
							value={projectId ?? ""}
							onChange={(event) => go({ project: event.target.value === "" ? null : event.target.value })}
						>
							<option value="">all projects</option>
							{projects.kind === "ready"
								? projects.value.map((project) => (
										<option key={project.id} value={project.id}>
											{project.name}
										</option>
									))
								: null}
						</select>
						<input
							className={styles.input}
							type="search"
							aria-label="Find"
							placeholder={tab === "audit" ? "find in what was done" : "find in messages"}
							value={text}
							onChange={(event) => setText(event.target.value)}
						/>
					</>
				)}
			</div>
			{tab === "alarms" ? (
				<EventList
					key={`alarms ${projectId}`}
					projectId={projectId}
					text={wanted}
					onlyOpen
					onChanged={() => alarms.rereadWithin(0)}
				/>
			) : null}
			{tab === "events" ? (
				<EventList
					key={`events ${projectId}`}
					projectId={projectId}
					text={wanted}
					onlyOpen={false}
					onChanged={() => alarms.rereadWithin(0)}
				/>
			) : null}
			{tab === "audit" ? <AuditList key={`audit ${projectId}`} projectId={projectId} text={wanted} /> : null}
			{tab === "notifications" ? <NotificationsPanel /> : null}
		</SitePage>
	);
}

import { Popover } from "@mantine/core";
import { useState } from "react";
import { Link, useLocation } from "wouter";
import { useOpenAlarms } from "./open-alarms.ts";
import styles from "./site.module.css";

const places = [
	{ href: "/projects", words: "Projects", question: "Every acquisition and how far it is" },
	{ href: "/workers", words: "Workers", question: "Who works: load, capacity, cluster jobs" },
	{ href: "/definitions", words: "Definitions", question: "Programs and how they are run" },
	{ href: "/activity", words: "Activity", question: "Who did what, what happened, and who is told" },
] as const;

const activity = "/activity";

/** Alarms nobody has seen, where the way to them is. */
function AlarmBadge({ count }: { count: string | null }) {
	if (count === null) return null;
	const words = count === "1" ? "1 open alarm" : `${count} open alarms`;
	return (
		<>
			{" "}
			<span className={styles.alarms} title={`${words}: look under Activity`} data-testid="open-alarms">
				{count}
				<span className={styles.spoken}> open {count === "1" ? "alarm" : "alarms"}</span>
			</span>
		</>
	);
}

/** The same behind one button, where a project's own views take the room. */
export function PlacesMenu() {
	const [isOpen, setIsOpen] = useState(false);
	const alarms = useOpenAlarms();
	return (
		<Popover opened={isOpen} onChange={setIsOpen} position="bottom-start" shadow="md" trapFocus>
			<Popover.Target>
				<button
					type="button"
					className={styles.placesButton}
					aria-expanded={isOpen}
					title="Projects, workers, definitions, activity"
					onClick={() => setIsOpen(!isOpen)}
				>
					Places
					<AlarmBadge count={alarms} />
				</button>
			</Popover.Target>
			<Popover.Dropdown>
				<nav className={styles.placesMenu} aria-label="Places">
					{places.map(({ href, words, question }) => (
						<Link key={href} href={href} onClick={() => setIsOpen(false)}>
							{words}
							{href === activity ? <AlarmBadge count={alarms} /> : null} <small>{question}</small>
						</Link>
					))}
				</nav>
			</Popover.Dropdown>
		</Popover>
	);
}

/** The places that belong to no single project. */
export function SiteNav() {
	const [location] = useLocation();
	const alarms = useOpenAlarms();
	return (
		<nav className={styles.nav} aria-label="Places">
			{places.map(({ href, words, question }) => (
				<Link
					key={href}
					href={href}
					title={question}
					aria-current={location === href || location.startsWith(`${href}/`) ? "page" : undefined}
				>
					{words}
					{href === activity ? <AlarmBadge count={alarms} /> : null}
				</Link>
			))}
		</nav>
	);
}

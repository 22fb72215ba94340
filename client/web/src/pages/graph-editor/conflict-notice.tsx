import { ReadGraphVersionsDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { Ago } from "../../shell/time-text.tsx";
import styles from "./conflict-notice.module.css";

const testId = "conflict";

/** To where it is decided. */
export function focusConflict(): void {
	document.querySelector<HTMLElement>(`[data-testid="${testId}"] button`)?.focus();
}

/** Somebody has changed the graph since this draft was begun: what they did, and how to go on. */
export function ConflictNotice({
	projectId,
	baseVersion,
	graphVersion,
	onCarryOver,
	onDiscard,
}: {
	projectId: string;
	baseVersion: number;
	graphVersion: number;
	onCarryOver: () => void;
	onDiscard: () => void;
}) {
	const versions = useLive().detail(projectId, ReadGraphVersionsDocument, {
		projectId,
		first: Math.min(100, graphVersion - baseVersion),
	});
	const reading = useReading(versions);
	const list = reading.kind === "ready" ? (reading.value.project?.graphVersions.edges ?? []) : [];
	return (
		<section className={styles.conflict} role="alert" data-testid={testId}>
			<p>
				<strong>Somebody else changed the graph meanwhile.</strong> Your changes were made for version {baseVersion}; it
				is now version {graphVersion}.
			</p>
			<ul className={styles.list}>
				{list
					.filter(({ node }) => node.version > baseVersion)
					.map(({ node }) => (
						<li key={node.version}>
							version {node.version} by {node.actor}, <Ago at={node.at} />: {node.summary}
							{node.message === null ? null : ` (“${node.message}”)`}
						</li>
					))}
			</ul>
			<div className={styles.buttons}>
				<button type="button" className={styles.button} onClick={onCarryOver}>
					Carry my changes over to version {graphVersion}
				</button>
				<button type="button" className={styles.link} onClick={onDiscard}>
					discard mine
				</button>
			</div>
		</section>
	);
}

import { Link } from "wouter";
import { ReadArchivedProjectsDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import { Ago } from "../../shell/time-text.tsx";
import { plural } from "../../wording/number-words.ts";
import styles from "./projects.module.css";

const everyMs = 60_000;

/** Nothing happens in them any more: folded away below the others, and nothing where there is none. */
export function ArchivedProjects() {
	const reading = useReading(useLive().watched(ReadArchivedProjectsDocument, {}, [], everyMs));
	const archived =
		reading.kind === "ready" ? reading.value.projects.filter(({ archivedAt }) => archivedAt !== null) : [];
	if (archived.length === 0) return null;
	return (
		<details className={styles.archived}>
			<summary>{plural(archived.length, "archived project")}</summary>
			<ul>
				{archived.map(({ id, name, archivedAt, tileCount }) => (
					<li key={id}>
						<Link href={`/projects/${id}`}>{name}</Link>{" "}
						<span className="dim">
							{plural(tileCount, "tile")}, archived <Ago at={archivedAt} />
						</span>
					</li>
				))}
			</ul>
		</details>
	);
}

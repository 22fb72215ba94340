import { useState } from "react";
import { Link } from "wouter";
import { useLive, useReading } from "../../live/live-context.tsx";
import { SelectField } from "../../shell/fields.tsx";
import styles from "./definitions.module.css";
import { graphHref, useLikelyProject } from "./definitions-address.ts";

/** To the graph of a project, where the definition is added to the draft: the one somebody came from, or one of all. */
export function AddToProject({ definitionId, fromProject }: { definitionId: string; fromProject: string | null }) {
	const reading = useReading(useLive().projects);
	const [chosen, setChosen] = useState<string | null>(null);
	const projects = reading.kind === "ready" ? reading.value : [];
	const likely = useLikelyProject();
	const wanted = chosen ?? likely;
	const project = projects.find(({ id }) => id === wanted) ?? projects[0];
	if (project === undefined) return null;
	return (
		<span className={styles.addTo}>
			{projects.length === 1 || fromProject === project.id ? null : (
				<SelectField
					label="Project"
					value={project.id}
					choices={projects.map(({ id, name }) => ({ value: id, words: name }))}
					onChange={setChosen}
				/>
			)}
			<Link href={graphHref(project.id, definitionId)} className={styles.primary}>
				Add it to {project.name}
			</Link>
		</span>
	);
}

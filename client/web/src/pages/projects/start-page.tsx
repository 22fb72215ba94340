import { Redirect } from "wouter";
import { useLive, useReading } from "../../live/live-context.tsx";
import { ProjectsPage } from "./projects-page.tsx";

/** With one project there is nothing to choose. */
export function StartPage() {
	const projects = useReading(useLive().projects);
	const [only, ...others] = projects.kind === "ready" ? projects.value : [];
	if (only !== undefined && others.length === 0) return <Redirect to={`/projects/${only.id}`} replace />;
	return <ProjectsPage />;
}

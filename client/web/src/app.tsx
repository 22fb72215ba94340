import { lazy, Suspense } from "react";
import { Route, Switch } from "wouter";
import { ProjectPage } from "./pages/project/project-page.tsx";
import { ProjectsPage } from "./pages/projects/projects-page.tsx";
import { StartPage } from "./pages/projects/start-page.tsx";
import { Guard } from "./shell/guard.tsx";
import { LoadingLines, Notice } from "./shell/notice.tsx";

/** Places people open now and then come with the first look at them. */
const ActivityPage = lazy(async () => ({ default: (await import("./pages/activity/activity-page.tsx")).ActivityPage }));
const DefinitionsPage = lazy(async () => ({
	default: (await import("./pages/definitions/definitions-page.tsx")).DefinitionsPage,
}));
const WorkersPage = lazy(async () => ({ default: (await import("./pages/workers/workers-page.tsx")).WorkersPage }));

export function App() {
	return (
		<Guard what="This page">
			<Switch>
				<Route path="/">
					<StartPage />
				</Route>
				<Route path="/projects">
					<ProjectsPage />
				</Route>
				<Route path="/projects/:id">{({ id }) => <ProjectPage key={id} projectId={id} />}</Route>
				<Route path="/definitions/:id?">
					{({ id }) => (
						<Suspense fallback={<LoadingLines lines={6} label="Loading this page" />}>
							<DefinitionsPage id={id ?? null} />
						</Suspense>
					)}
				</Route>
				<Route path="/activity">
					<Suspense fallback={<LoadingLines lines={6} label="Loading this page" />}>
						<ActivityPage />
					</Suspense>
				</Route>
				<Route path="/workers">
					<Suspense fallback={<LoadingLines lines={6} label="Loading this page" />}>
						<WorkersPage />
					</Suspense>
				</Route>
				<Route>
					<Notice tone="caution" title="There is no such page">
						<a href="/">To the projects</a>
					</Notice>
				</Route>
			</Switch>
		</Guard>
	);
}

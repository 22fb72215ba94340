import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import type { LiveProject } from "../../live/live-store-model.ts";
import type { ProjectLive } from "../../live/project-live.ts";

export interface ProjectViewProps {
	readonly live: ProjectLive;
	readonly project: LiveProject;
}

/** Another way to look at a project than the overview. Each is loaded when it is first opened. */
export interface ProjectView {
	/** In the address, as `?view=…`. */
	readonly key: string;
	readonly words: string;
	/** Says what it answers, for the hover. */
	readonly question: string;
	/** Instead of the graph, above map and filmstrip; or instead of everything below the header. */
	readonly place: "aboveMap" | "wholePage";
	readonly Component: LazyExoticComponent<ComponentType<ProjectViewProps>>;
}

export const projectViews: readonly ProjectView[] = [
	{
		key: "quality",
		words: "Quality",
		question: "Is the data good? What was measured, against arrival and position",
		place: "aboveMap",
		Component: lazy(async () => ({ default: (await import("./quality/quality-panel.tsx")).QualityPanel })),
	},
	{
		key: "review",
		words: "Review",
		question: "Results that wait for a person",
		place: "wholePage",
		Component: lazy(async () => ({ default: (await import("./review/review-page.tsx")).ReviewPage })),
	},
	{
		key: "failures",
		words: "Failures",
		question: "What is failing, why and where; retry, skip or exclude all of a cause",
		place: "wholePage",
		Component: lazy(async () => ({ default: (await import("../failures/failures-page.tsx")).FailuresPage })),
	},
	{
		key: "graph",
		words: "Graph",
		question: "Change the graph: stages, what they run, gates; history and undo",
		place: "wholePage",
		Component: lazy(async () => ({ default: (await import("../graph-editor/graph-editor.tsx")).GraphEditor })),
	},
];

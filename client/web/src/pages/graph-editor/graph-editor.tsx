import { useEffect } from "react";
import { ReadEditorDocument, ReadPaletteDocument } from "../../api/generated/documents.ts";
import { useLive, useReading } from "../../live/live-context.tsx";
import type { LiveProject } from "../../live/live-store-model.ts";
import { LoadingLines, Notice, ProblemNotice } from "../../shell/notice.tsx";
import { Editor } from "./editor.tsx";

/** Changes the graph while tiles flow: collected as a draft, previewed at every step, applied as one version. */
export function GraphEditor({ project }: { project: LiveProject }) {
	const live = useLive();
	const graph = live.detail(project.id, ReadEditorDocument, { projectId: project.id });
	const palette = live.watched(ReadPaletteDocument, {}, ["TASK_DEFINITION"]);
	const reading = useReading(graph);
	const definitions = useReading(palette);
	const shownVersion = reading.kind === "ready" ? reading.value.project?.graphVersion : undefined;
	useEffect(() => {
		// A change of the graph is told at once; what it is made of is read again then.
		if (shownVersion !== undefined && shownVersion < project.graphVersion) graph.rereadWithin(0);
	}, [graph, shownVersion, project.graphVersion]);
	if (reading.kind === "failed") {
		return <ProblemNotice problem={reading.problem} what="The graph" onRetry={() => graph.rereadWithin(0)} />;
	}
	if (definitions.kind === "failed") {
		return (
			<ProblemNotice
				problem={definitions.problem}
				what="The task definitions"
				onRetry={() => palette.rereadWithin(0)}
			/>
		);
	}
	if (reading.kind === "loading" || definitions.kind === "loading") {
		return <LoadingLines lines={8} label="Reading the graph" />;
	}
	if (reading.value.project === null) return <Notice tone="caution" title="There is no such project" />;
	return (
		<Editor
			project={project}
			stages={reading.value.project.stages}
			graphVersion={reading.value.project.graphVersion}
			definitions={definitions.value.taskDefinitions}
			problem={reading.problem}
			onChanged={() => graph.rereadWithin(0)}
		/>
	);
}

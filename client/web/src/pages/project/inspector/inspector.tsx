import type { LiveProject } from "../../../live/live-store-model.ts";
import { useSelection } from "../use-selection.ts";
import { AttentionPanel } from "./attention-panel.tsx";
import { GroupTaskPanel } from "./group-task-panel.tsx";
import { StagePanel } from "./stage-panel.tsx";
import { TilePanel } from "./tile-panel.tsx";

/** The narrowest thing that is selected: a tile, a group's task, a stage; the stage first when it was clicked last; without any, what needs a person. */
export function Inspector({ project }: { project: LiveProject }) {
	const { selection } = useSelection();
	const stage = project.stages.find((candidate) => candidate.id === selection.stage);
	if (stage !== undefined && selection.panel === "stage")
		return <StagePanel key={stage.id} project={project} stage={stage} />;
	if (selection.tile !== null) return <TilePanel key={selection.tile} projectId={project.id} tileId={selection.tile} />;
	if (selection.task !== null)
		return <GroupTaskPanel key={selection.task} projectId={project.id} taskId={selection.task} />;
	if (stage !== undefined) return <StagePanel key={stage.id} project={project} stage={stage} />;
	return <AttentionPanel project={project} />;
}

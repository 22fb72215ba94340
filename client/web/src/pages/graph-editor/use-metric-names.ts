import { useLive, useReading } from "../../live/live-context.tsx";

/** Names of what a stage has measured so far, for writing gates; empty for a stage that is only in a draft. */
export function useMetricNames(projectId: string, stageId: string | null): readonly string[] {
	const project = useLive().project(projectId);
	const reading = useReading(stageId === null ? null : project.metrics(stageId, null));
	return reading.kind === "ready" ? reading.value.names : [];
}

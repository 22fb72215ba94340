import type { EditPolicyInput, PreviewFragment, Rerun } from "../../api/generated/documents.ts";
import { stateCounts } from "../../live/live-store-model.ts";
import type { EditorStage } from "./draft.ts";

/** Which questions about results and running programs an edit raises; those it does not are not asked. */
export interface PolicyChoices {
	/** More than one, or none. */
	readonly reruns: readonly Rerun[];
	readonly asksToAccept: boolean;
	readonly asksToStop: boolean;
}

/** A choice that was made stays in sight, so that it can be taken back. */
export function policyChoices(
	preview: PreviewFragment | null,
	stages: readonly EditorStage[],
	policy: EditPolicyInput,
): PolicyChoices {
	const touched = (preview?.stages ?? []).flatMap(({ change, stage, figures }) => {
		const found = stages.find(({ id }) => id === stage?.id);
		return found !== undefined && (change === "CHANGED" || change === "REMOVED")
			? [{ isGoing: change === "REMOVED", stage: found, counts: stateCounts(found.counts), figures }]
			: [];
	});
	const staying = touched.filter(({ isGoing }) => !isGoing);
	const hasStale = staying.some(({ stage, figures }) => figures.becomeStale + stage.staleCount > 0);
	const hasFailed = staying.some(({ counts }) => counts.FAILED > 0);
	// Everything is only another choice where something is neither stale nor failed.
	const hasOthers = staying.some(
		({ stage, counts, figures }) =>
			counts.SUCCEEDED + counts.REVIEW + counts.REJECTED >
			figures.becomeStale + stage.staleCount - figures.becomeCurrent,
	);
	const wanted = policy.rerun ?? "NOTHING";
	const reruns: readonly Rerun[] = [
		...(hasStale ? (["STALE"] as const) : []),
		...(hasFailed ? (["FAILED"] as const) : []),
		...(hasStale && hasFailed ? (["STALE_AND_FAILED"] as const) : []),
		...(hasStale && hasOthers ? (["ALL"] as const) : []),
	];
	const offered: readonly Rerun[] = wanted === "NOTHING" || reruns.includes(wanted) ? reruns : [...reruns, wanted];
	const isRunning = touched.some(({ counts, figures }) => counts.RUNNING + figures.runningAffected > 0);
	return {
		reruns: offered.length === 0 ? [] : ["NOTHING", ...offered],
		asksToAccept: staying.some(({ figures }) => figures.becomeStale > 0) || policy.acceptAsIs === true,
		asksToStop: isRunning || policy.stopRunning === true,
	};
}

import type { StagePaceFragment } from "../api/generated/documents.ts";

type StageRate = Pick<StagePaceFragment, "endedPerMinute" | "rateBasis" | "backlog" | "verdict">;

/**
 * The one rate of a stage, as the page tells it (docs/page.md): tasks that ended per minute of the time in which it could
 * work. `9.8/min`, `about 14/h`, `measuring …`; empty where nothing ends and nothing waits.
 */
export function formatStageRate({ endedPerMinute, rateBasis, backlog, verdict }: StageRate): string {
	// It would only fade away while nothing is left to do.
	if (verdict === "DONE") return "";
	if (endedPerMinute === null) return backlog > 0 ? "measuring …" : "";
	if (endedPerMinute === 0 && backlog === 0) return "";
	return `${rateBasis === "ESTIMATED" ? "about " : ""}${formatRate(endedPerMinute)}`;
}

function formatRate(perMinute: number): string {
	if (perMinute >= 10) return `${Math.round(perMinute)}/min`;
	if (perMinute >= 1 || perMinute === 0) return `${Math.round(perMinute * 10) / 10}/min`;
	return `${Math.round(perMinute * 600) / 10}/h`;
}

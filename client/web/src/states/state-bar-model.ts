import type { TaskState } from "../api/generated/documents.ts";
import type { StateCounts } from "../live/live-store-model.ts";
import { taskStatesInBarOrder } from "./state-table.ts";

export interface BarPart {
	readonly state: TaskState;
	readonly count: number;
	readonly percent: number;
}

/** One failed task among a hundred thousand must still be seen. */
const leastPercent = 1.5;

/** Parts in the order of the bar, their widths together at most 100 %; small parts are widened at the cost of large ones. */
export function barParts(counts: StateCounts, total: number): readonly BarPart[] {
	if (total <= 0) return [];
	const parts = taskStatesInBarOrder
		.filter((state) => counts[state] > 0)
		.map((state) => ({ state, count: counts[state], percent: Math.max(leastPercent, (100 * counts[state]) / total) }));
	const excess = Math.max(0, parts.reduce((sum, part) => sum + part.percent, 0) - 100);
	const wide = parts.filter((part) => part.percent > 10);
	const wideSum = wide.reduce((sum, part) => sum + part.percent, 0);
	if (excess === 0 || wideSum === 0) return parts;
	return parts.map((part) =>
		part.percent > 10 ? { ...part, percent: part.percent - (excess * part.percent) / wideSum } : part,
	);
}

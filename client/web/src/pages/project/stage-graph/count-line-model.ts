import type { TaskState } from "../../../api/generated/documents.ts";
import type { StateCounts } from "../../../live/live-store-model.ts";
import { taskStatesInBarOrder, taskStateTable } from "../../../states/state-table.ts";
import { shortCountWords } from "../../../wording/number-words.ts";

/** The numbers of a card in the room it has: one that has no room of its own is in the sum at the end, never just gone. */
export interface CountLine {
	/** In the order of the bar. */
	readonly shown: readonly TaskState[];
	/** `+73 ready`, `+74 …`; null where every number is shown. */
	readonly rest: string | null;
	/** In pixels, of all of it. */
	readonly width: number;
}

/** Of a mark and the gap to its number, in pixels. */
const markWidth = 13;
/** Between two numbers, in pixels. */
export const countGap = 6;

/** What goes into the sum first: what nobody has to look at. What needs a person stays to the last. */
const leastImportantFirst: readonly TaskState[] = [
	"EXCLUDED",
	"CANCELLED",
	"WAITING",
	"READY",
	"RUNNING",
	"SUCCEEDED",
	"REJECTED",
	"REVIEW",
	"FAILED",
];

/** `widthOf`: of words in the card's font, in pixels. */
export function fitCounts(counts: StateCounts, room: number, widthOf: (words: string) => number): CountLine {
	const present = taskStatesInBarOrder.filter((state) => counts[state] > 0);
	const widthOfCount = (state: TaskState) => markWidth + widthOf(shortCountWords(counts[state]));
	const widthOfAll = (states: readonly TaskState[], rest: string | null) => {
		const widths = [...states.map(widthOfCount), ...(rest === null ? [] : [widthOf(rest)])];
		return widths.reduce((sum, width) => sum + width, 0) + countGap * Math.max(0, widths.length - 1);
	};
	let best: CountLine = { shown: present, rest: null, width: widthOfAll(present, null) };
	const dropped: TaskState[] = [];
	for (const state of leastImportantFirst) {
		if (best.width <= room || present.length - dropped.length <= 1) return best;
		if (counts[state] === 0) continue;
		dropped.push(state);
		const shown = present.filter((other) => !dropped.includes(other));
		const sum = shortCountWords(dropped.reduce((total, other) => total + counts[other], 0));
		const long = `+${sum} ${dropped.length === 1 ? taskStateTable[state].word : "…"}`;
		const rest = dropped.length === 1 && widthOfAll(shown, long) > room ? `+${sum} …` : long;
		best = { shown, rest, width: widthOfAll(shown, rest) };
	}
	return best;
}

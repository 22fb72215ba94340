import type { StateCounts } from "../../../live/live-store-model.ts";
import { taskStatesInBarOrder, taskStateTable } from "../../../states/state-table.ts";
import { countWords } from "../../../wording/number-words.ts";
import { type GraphLayout, type LayoutStage, layOutStages, type NodeSize } from "./graph-layout-model.ts";
import { fitsIn, leastRoomHeight, type Room } from "./graph-view-model.ts";

/** How much a card of the graph says: four lines, three, or its name and what is not done. */
export type Density = "full" | "brief" | "line";

export interface Card {
	readonly density: Density;
	readonly size: NodeSize;
	/** Between two cards that stand above each other, in pixels. */
	readonly gap: number;
	/** Between two that stand beside each other, in pixels; where nothing is said, what the layout takes. */
	readonly rankGap?: number;
}

/** So many letters of a name fit on a line of a full card, beside "paused". */
const lettersOfLine = 16;

/** The cards a graph could have, from those that say most; a full one has room for a second line of a name where one needs it. */
export function cardsOf(names: readonly string[]): readonly [Card, ...Card[]] {
	const isLong = names.some((name) => name.length > lettersOfLine);
	return [
		{ density: "full", size: { width: 204, height: isLong ? 104 : 87 }, gap: 16, rankGap: 22 },
		{ density: "full", size: { width: 184, height: isLong ? 104 : 87 }, gap: 16, rankGap: 22 },
		{ density: "brief", size: { width: 240, height: 58 }, gap: 10 },
		{ density: "brief", size: { width: 204, height: 58 }, gap: 10, rankGap: 22 },
		{ density: "brief", size: { width: 184, height: 58 }, gap: 10, rankGap: 22 },
		{ density: "line", size: { width: 240, height: 32 }, gap: 7 },
		{ density: "line", size: { width: 204, height: 32 }, gap: 7 },
		{ density: "line", size: { width: 164, height: 32 }, gap: 7, rankGap: 20 },
	];
}

export interface FittedGraph {
	readonly card: Card;
	readonly layout: GraphLayout;
	/** With the cards that say most, in pixels: what the panel would need. */
	readonly fullHeight: number;
	/** Of the room in which the cards that say least can all be read, in pixels. */
	readonly leastHeight: number;
}

/**
 * With the first cards by which all of the graph can be read in the room. Where none does, it has to be moved at any rate:
 * then with those that say most of what fits its height, and else with the smallest; as narrow as they are.
 */
export function fitGraph(stages: readonly LayoutStage[], cards: readonly [Card, ...Card[]], room: Room): FittedGraph {
	const layoutOf = (card: Card) => layOutStages(stages, card.size, card.gap, card.rankGap);
	const [first, ...others] = cards;
	const fullLayout = layoutOf(first);
	const heights = { fullHeight: fullLayout.height, leastHeight: leastRoomHeight(layoutOf(others.at(-1) ?? first)) };
	const full = { card: first, layout: fullLayout, ...heights };
	if (room.height === 0 || fitsIn(fullLayout, room)) return full;
	const tried: FittedGraph[] = [full];
	for (const card of others) {
		const fitted = { card, layout: layoutOf(card), ...heights };
		if (fitsIn(fitted.layout, room)) return fitted;
		tried.push(fitted);
	}
	const density = (tried.find(({ layout }) => fitsIn(layout, room, "height")) ?? tried.at(-1))?.card.density;
	return tried.findLast(({ card }) => card.density === density) ?? full;
}

/** `515 succeeded, 3 failed`: all of what a card may have no room for. */
export function countsWords(counts: StateCounts): string {
	return taskStatesInBarOrder
		.filter((state) => counts[state] > 0)
		.map((state) => `${countWords(counts[state])} ${taskStateTable[state].word}`)
		.join(", ");
}

import { type GraphLayout, type LayoutStage, layOutStages, type NodeSize } from "./graph-layout-model.ts";
import { fitsIn, type Room } from "./graph-view-model.ts";

/** How much a card of the graph says: four lines, three, or its name and what is not done. */
export type Density = "full" | "brief" | "line";

export interface Card {
	readonly density: Density;
	readonly size: NodeSize;
	/** Between two cards that stand above each other, in pixels. */
	readonly gap: number;
}

/** So many letters of a name fit on a line of a full card, beside "paused". */
const lettersOfLine = 16;

/** The cards a graph could have, from those that say most; a full one has room for a second line of a name where one needs it. */
export function cardsOf(names: readonly string[]): readonly [Card, ...Card[]] {
	const isLong = names.some((name) => name.length > lettersOfLine);
	return [
		{ density: "full", size: { width: 204, height: isLong ? 104 : 87 }, gap: 16 },
		{ density: "brief", size: { width: 240, height: 58 }, gap: 10 },
		{ density: "brief", size: { width: 204, height: 58 }, gap: 10 },
		{ density: "line", size: { width: 240, height: 32 }, gap: 7 },
		{ density: "line", size: { width: 204, height: 32 }, gap: 7 },
	];
}

export interface FittedGraph {
	readonly card: Card;
	readonly layout: GraphLayout;
}

/**
 * With the first cards by which all of the graph can be read in the room. Where none does, it has to be moved at any rate:
 * then with those that say most of what fits its height, and else with the smallest; as narrow as they are.
 */
export function fitGraph(stages: readonly LayoutStage[], cards: readonly [Card, ...Card[]], room: Room): FittedGraph {
	const [first] = cards;
	const full = { card: first, layout: layOutStages(stages, first.size, first.gap) };
	if (room.height === 0) return full;
	const all = cards.map((card) => ({ card, layout: layOutStages(stages, card.size, card.gap) }));
	const whole = all.find(({ layout }) => fitsIn(layout, room));
	if (whole !== undefined) return whole;
	const density = (all.find(({ layout }) => fitsIn(layout, room, "height")) ?? all.at(-1))?.card.density;
	return all.findLast(({ card }) => card.density === density) ?? full;
}

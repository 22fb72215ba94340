import { describe, expect, it } from "vitest";
import { stateCounts } from "../../../live/live-store-model.ts";
import { cardsOf, countsWords, fitGraph } from "./card-model.ts";
import { fitsIn, leastReadableZoom } from "./graph-view-model.ts";

const stage = (id: string, ...parents: string[]) => ({ id, parents: parents.map((parent) => ({ id: parent })) });
const beside = (count: number) => [
	stage("root"),
	...Array.from({ length: count }, (_, index) => stage(`s${index}`, "root")),
];
/** What a laptop's screen leaves for the graph. */
const room = { width: 1100, height: 254 };
const cards = cardsOf(["Quality"]);

describe("the cards of the graph", () => {
	it("have room for a second line only where a name needs it", () => {
		const heightOf = (...names: string[]) => cardsOf(names)[0].size.height;
		expect(heightOf("Quality", "Mosaic")).toBeLessThan(heightOf("Quality", "Deconvolution with a long name"));
	});

	it("say as much as leaves all of the graph in sight and readable", () => {
		const said = (count: number) => fitGraph(beside(count), cards, room).card.density;
		expect([1, 2, 3, 4, 5, 6].map(said)).toEqual(["full", "full", "brief", "brief", "line", "line"]);
		for (const count of [1, 3, 6]) {
			const { layout } = fitGraph(beside(count), cards, room);
			expect(layout.height * leastReadableZoom).toBeLessThan(room.height);
		}
	});

	it("are the smallest where no cards are small enough", () => {
		expect(fitGraph(beside(40), cards, room).card).toEqual(cards.at(-1));
	});

	it("say everything of a graph that is only too wide, and are narrow where it is too wide and too high", () => {
		const chain = Array.from({ length: 9 }, (_, index) =>
			stage(`c${index}`, ...(index === 0 ? [] : [`c${index - 1}`])),
		);
		expect(fitGraph(chain, cards, room).card.density).toBe("full");
		const fork = [...chain, stage("d", "c0"), stage("e", "c0"), stage("f", "c0")];
		expect(fitGraph(fork, cards, room).card).toMatchObject({ density: "brief", size: { width: 184 } });
	});

	it("are narrow where five columns would not fit beside each other, and keep what they say", () => {
		const chain = ["a", "b", "c", "d", "e"].map((id, index) =>
			stage(id, ...(index === 0 ? [] : ["abcd"[index - 1] ?? ""])),
		);
		const { card, layout } = fitGraph(chain, cards, { width: 1000, height: 260 });
		expect(card).toMatchObject({ density: "full", size: { width: 184 } });
		expect(layout.width * leastReadableZoom).toBeLessThan(1000);
	});

	it("tell how much room the smallest of them need for all of the graph", () => {
		const { leastHeight, fullHeight } = fitGraph(beside(5), cards, room);
		expect(leastHeight).toBeLessThan(fullHeight);
		const fitsAt = (height: number) => {
			const there = { ...room, height };
			return fitsIn(fitGraph(beside(5), cards, there).layout, there);
		};
		expect(fitsAt(leastHeight)).toBe(true);
		expect(fitsAt(leastHeight - 2)).toBe(false);
	});

	it("say everything until the room is known", () => {
		expect(fitGraph(beside(9), cards, { width: 0, height: 0 }).card.density).toBe("full");
	});

	it("have every number in the hover, in the order of the bar", () => {
		const counts = stateCounts([
			{ state: "READY", count: 12_285 },
			{ state: "SUCCEEDED", count: 515 },
		]);
		expect(countsWords(counts)).toBe("515 succeeded, 12,285 ready");
	});
});

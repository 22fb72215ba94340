import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ListStructureError, lineAndColumn, type SplitList, splitList } from "./list-splitter.ts";

function split(text: string): SplitList {
	const splitting = splitList(Buffer.from(text));
	for (;;) {
		const step = splitting.next();
		if (step.done) return step.value;
	}
}

/** The list put together again from its pieces. */
function rejoin(text: string): unknown {
	const bytes = Buffer.from(text);
	const { skeleton, tiles, tileMap } = split(text);
	const parse = ({ start, end }: { start: number; end: number }) => JSON.parse(bytes.toString("utf8", start, end));
	const whole = JSON.parse(skeleton);
	if (tiles) whole.tiles = tiles.map(parse);
	return { whole, tileMap: tileMap?.map(parse) ?? null };
}

const tile = fc.oneof(
	fc.dictionary(fc.string(), fc.jsonValue()),
	fc.jsonValue(),
	fc.record({ relativePath: fc.string(), isComplete: fc.boolean() }),
);

describe("cutting a list into its entries", () => {
	it("loses nothing of a pipeline list, however it is indented", () => {
		fc.assert(
			fc.property(
				fc.array(tile),
				fc.dictionary(
					fc.string().filter((key) => key !== "tiles" && key !== "tileMap" && key !== "__proto__"),
					fc.jsonValue(),
				),
				fc.constantFrom(undefined, 1, "\t"),
				(tiles, others, indentation) => {
					const list = JSON.parse(JSON.stringify({ ...others, tiles, after: 1 }));
					expect(rejoin(JSON.stringify(list, null, indentation))).toEqual({ whole: list, tileMap: null });
				},
			),
		);
	});

	it("takes the entries of all lists of a tile map, in order", () => {
		fc.assert(
			fc.property(fc.array(fc.array(tile)), (planes) => {
				const list = JSON.parse(JSON.stringify({ monitor: {}, tileMap: { ...planes } }));
				const { tileMap } = rejoin(JSON.stringify(list)) as { tileMap: unknown };
				expect(tileMap).toEqual(Object.values(list.tileMap).flat());
			}),
		);
	});

	it("gives equal entries equal hashes, and others others", () => {
		const { tiles } = split('{"tiles": [ {"a":1}, {"a":2},\n{"a":1} , {"a": 1}]}');
		const hashes = tiles?.map((element) => element.hash) ?? [];
		expect(hashes[0]).toBe(hashes[2]);
		expect(new Set(hashes).size).toBe(3);
	});

	it("refuses every list that is cut off", () => {
		const text = JSON.stringify({
			pipelineFormat: 1,
			tiles: [{ relativePath: 'a"\\{b', position: { x: 1 } }, 2],
			z: "}",
		});
		for (let length = 0; length < text.length; length++) {
			expect(() => split(text.slice(0, length)), text.slice(0, length)).toThrow(ListStructureError);
		}
		expect(() => split(`${text} x`)).toThrow("something after the end");
	});

	it("steps over a byte order mark", () => {
		expect(rejoin('\uFEFF{"tiles":[1]}')).toEqual({ whole: { tiles: [1] }, tileMap: null });
	});

	it("counts the last of repeated keys", () => {
		expect(split('{"tiles":[1,2],"tiles":[3]}').tiles).toHaveLength(1);
	});
});

it("a place in a file is told as line and column in characters", () => {
	const bytes = Buffer.from('{\n"ä": x');
	expect(lineAndColumn(bytes, bytes.indexOf("x"))).toEqual({ line: 2, column: 6 });
});

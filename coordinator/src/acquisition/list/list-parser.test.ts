import { isTilewrightError, type TilewrightError } from "@tilewright/contract/errors";
import { describe, expect, it } from "vitest";
import { ListParser, type ParsedList } from "./list-parser.ts";

/** Parses as a reader does that accepts every list. */
function acceptingParser() {
	let tiles: ParsedList["tiles"] = new Map();
	const parser = new ListParser((path) => tiles.get(path));
	return async (list: unknown): Promise<ParsedList> => {
		const text = typeof list === "string" ? list : JSON.stringify(list);
		const parsed = await parser.parse(Buffer.from(text), "pipeline-input.json");
		tiles = parsed.tiles;
		return parsed;
	};
}

const parse = (list: unknown): Promise<ParsedList> => acceptingParser()(list);

async function refusal(list: unknown): Promise<TilewrightError> {
	const error = await parse(list).then(
		() => null,
		(thrown: unknown) => thrown,
	);
	if (!isTilewrightError(error, "INPUT_MALFORMED")) throw new Error(`expected INPUT_MALFORMED, got ${error}`);
	return error;
}

const pipelineList = {
	pipelineFormat: "1.0",
	extents: { minimumX: 0, maximumX: 10, minimumY: -1, maximumY: 5, minimumZ: 2, maximumZ: 3 },
	projectInfo: { name: "ignored", customParameters: { gain: 2, dye: "GFP" } },
	planeMarkers: { x: [], y: [3], z: [7, 9] },
	somethingElse: [{ relativePath: "not/a/tile" }],
	tiles: [
		{
			id: 17,
			relativePath: "2021-04-09\\00\\00123",
			isComplete: true,
			position: { x: 3, y: 4, z: 5 },
			step: { x: 317.8, y: 421.5, z: 200 },
			contents: { latticePosition: { x: 9, y: 9, z: 9 } },
		},
		{ relativePath: "2021-04-09/00/00124", isComplete: false },
	],
};

const dashboardList = {
	monitor: { extents: { minimumX: 0, maximumX: 2 }, other: 1 },
	planeMarkers: { x: [], y: [], z: [1] },
	tileMap: {
		"5": [
			{
				id: 1,
				relativePath: "d\\00001",
				isComplete: true,
				contents: { latticePosition: { x: 1, y: 2, z: 5 }, latticeStep: { x: 10, y: 20, z: 30 } },
				position: { x: 99, y: 99, z: 99 },
			},
		],
		"6": [{ id: null, relativePath: "d/00002", isComplete: 0, contents: {} }],
	},
};

describe("the pipeline format", () => {
	it("is read as the predecessor reads it", async () => {
		const list = await parse(pipelineList);
		expect(list.format).toBe("pipeline");
		expect([...list.tiles.values()]).toMatchObject([
			{
				id: 17,
				relativePath: "2021-04-09/00/00123",
				isComplete: true,
				lattice: { x: 3, y: 4, z: 5 },
				step: { x: 317.8, y: 421.5, z: 200 },
				position: null,
			},
			{ id: null, relativePath: "2021-04-09/00/00124", isComplete: false, lattice: null, step: null },
		]);
		expect(list.problems).toEqual([]);
		expect(list.project).toEqual({
			extents: pipelineList.extents,
			customParameters: { gain: 2, dye: "GFP" },
			planeMarkers: { x: [], y: [3], z: [7, 9] },
		});
	});

	it("may carry stage positions, files, attributes and the state of the acquisition", async () => {
		const list = await parse({
			...pipelineList,
			acquisition: { isFinished: true, expectedTiles: 12, other: 1 },
			tiles: [
				{
					relativePath: "a/1",
					isComplete: 1,
					stagePosition: { x: 1.5, y: 2.5, z: 0 },
					files: ["one.tif", "a/1/two.tif"],
					attributes: { channel: "DAPI", t: 3 },
				},
			],
		});
		expect(list).toMatchObject({ isFinished: true, expectedTiles: 12 });
		expect(list.tiles.get("a/1")).toMatchObject({
			isComplete: true,
			position: { x: 1.5, y: 2.5, z: 0 },
			files: ["a/1/one.tif", "a/1/two.tif"],
			attributes: { channel: "DAPI", t: 3 },
		});
	});

	it("may leave z out of a position", async () => {
		const list = await parse({ pipelineFormat: 1, tiles: [{ relativePath: "a", position: { x: 1, y: 2 } }] });
		expect(list.tiles.get("a")?.lattice).toEqual({ x: 1, y: 2, z: 0 });
	});
});

describe("the dashboard format", () => {
	it("is read as the predecessor reads it", async () => {
		const list = await parse(dashboardList);
		expect(list.format).toBe("dashboard");
		expect([...list.tiles.values()]).toMatchObject([
			{
				id: 1,
				relativePath: "d/00001",
				isComplete: true,
				lattice: { x: 1, y: 2, z: 5 },
				step: { x: 10, y: 20, z: 30 },
			},
			{ id: null, relativePath: "d/00002", isComplete: false, lattice: null, step: null },
		]);
		expect(list.project).toEqual({
			extents: { minimumX: 0, maximumX: 2 },
			customParameters: null,
			planeMarkers: { x: [], y: [], z: [1] },
		});
	});

	it("needs a monitor, but neither extents nor tiles", async () => {
		expect((await parse({ monitor: {} })).tiles.size).toBe(0);
		expect((await refusal({ tileMap: {} })).message).toContain('neither "pipelineFormat"');
	});

	it("is chosen by a null pipelineFormat too", async () => {
		expect((await parse({ ...dashboardList, pipelineFormat: null, tiles: [{}] })).format).toBe("dashboard");
	});
});

describe("entries that are wrong", () => {
	it("cost only themselves", async () => {
		const list = await parse({
			pipelineFormat: 1,
			tiles: [
				{ relativePath: "/absolute/1", isComplete: true },
				{ relativePath: "a/../../2", isComplete: true },
				{ relativePath: "good", isComplete: true, id: "first" },
				{ relativePath: "good", isComplete: false, id: "second" },
				{ relative_path: "as/in/the/readme", isComplete: true },
				null,
				{ relativePath: "b", position: { x: "left" } },
				{ relativePath: "c", position: { x: 3e9, y: 0, z: 0 } },
			],
		});
		expect([...list.tiles.keys()]).toEqual(["good"]);
		expect(list.tiles.get("good")?.id).toBe("first");
		expect(list.problems.map(({ subject, code }) => [subject, code])).toEqual([
			["/absolute/1", "TILE_PATH_INVALID"],
			["a/../../2", "TILE_PATH_INVALID"],
			["good", "TILE_PATH_DUPLICATE"],
			["as/in/the/readme", "TILE_PATH_INVALID"],
			["entry 6 of the list", "INPUT_MALFORMED"],
			["b", "INPUT_MALFORMED"],
			["c", "INPUT_MALFORMED"],
		]);
		expect(list.problems[3]?.message).toContain('It has "relative_path": rename that key to "relativePath".');
		expect(list.problems[2]?.message).toContain("its first entry counts, entry 4 is skipped");
		expect(list.problems[6]?.message).toContain('They belong into "stagePosition"');
	});

	it("are still reported when the list is read again", async () => {
		const parse = acceptingParser();
		const list = { pipelineFormat: 1, tiles: [{ relativePath: "/x" }, { relativePath: "a" }] };
		const first = await parse(list);
		expect((await parse(list)).problems).toEqual(first.problems);
	});

	it("with a position between two lattice places are rounded and remarked upon", async () => {
		const list = await parse({
			pipelineFormat: 1,
			tiles: [{ relativePath: "a", position: { x: 1.4, y: -0.2, z: 2 } }],
		});
		expect(list.tiles.get("a")).toMatchObject({
			lattice: { x: 1, y: 0, z: 2 },
			remark: expect.stringContaining("1.4"),
		});
		expect(Object.is(list.tiles.get("a")?.lattice?.y, 0)).toBe(true);
	});

	it("among the list's other parts are skipped with a sentence", async () => {
		const list = await parse({ ...pipelineList, extents: { minimumX: "low" }, planeMarkers: [] });
		expect(list.tiles.size).toBe(2);
		expect(list.problems.map((problem) => problem.subject)).toEqual(["extents", "planeMarkers"]);
		expect(list.project.extents).toBeNull();
	});
});

describe("a list that is no list", () => {
	it.each([
		["", 1, 1],
		['{"pipelineFormat": 1,\n "tiles": [\n  {"relativePath": "a"', 3, 23],
		['{"pipelineFormat": 1,\n "tiles": [\n  {"relativePath": }\n]}', 3, 20],
		['{"pipelineFormat": 1,\n "tiles": [{"relativePath": "a"},]}', 2, 34],
		['{"pipelineFormat": 1,\n "tiles": [],\n "extents": {"minimumX": ]}}', 3, 26],
		['{"pipelineFormat": 1,\n "tiles": [], "x": tru}', 2, 20],
		["[1, 2]", 1, 1],
	])("%j is refused with line %i, column %i", async (text, line, column) => {
		expect((await refusal(text)).fields).toMatchObject({ line, column });
	});

	it("says what was expected when tiles are missing", async () => {
		expect((await refusal({ pipelineFormat: 1 })).message).toContain('has no "tiles" list: expected {');
		expect((await refusal({ pipelineFormat: 1, tiles: {} })).message).toContain('has no "tiles" list');
		expect((await refusal({ monitor: {}, tileMap: [] })).message).toContain('"tileMap" that is not an object');
	});
});

describe("reading a list again", () => {
	it("keeps the objects of entries that say the same, moved or reformatted", async () => {
		const parse = acceptingParser();
		const first = await parse(pipelineList);
		const [one, two] = pipelineList.tiles;
		const moved = { ...pipelineList, tiles: [two, { relativePath: "new" }, { ...one, extra: 1 }] };
		const again = await parse(JSON.stringify(moved, null, 3));
		expect([...again.tiles.keys()]).toEqual(["2021-04-09/00/00124", "new", "2021-04-09/00/00123"]);
		for (const path of first.tiles.keys()) expect(again.tiles.get(path)).toBe(first.tiles.get(path));
	});

	it("sees an entry that changed", async () => {
		const parse = acceptingParser();
		const first = await parse(pipelineList);
		const tiles = pipelineList.tiles.map((tile) => ({ ...tile, isComplete: true }));
		const again = await parse({ ...pipelineList, tiles });
		expect(again.tiles.get("2021-04-09/00/00124")).not.toBe(first.tiles.get("2021-04-09/00/00124"));
		expect(again.tiles.get("2021-04-09/00/00124")?.isComplete).toBe(true);
	});

	it("reads entries anew when the format changes", async () => {
		const parse = acceptingParser();
		const entry = {
			relativePath: "a",
			position: { x: 1, y: 1, z: 1 },
			contents: { latticePosition: { x: 2, y: 2, z: 2 } },
		};
		await parse({ pipelineFormat: 1, tiles: [entry] });
		const again = await parse({ monitor: {}, tileMap: { "0": [entry] } });
		expect(again.tiles.get("a")?.lattice).toEqual({ x: 2, y: 2, z: 2 });
	});
});

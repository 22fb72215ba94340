import { describe, expect, it } from "vitest";
import {
	causesOf,
	examplesWords,
	extentWords,
	inKeptOrder,
	sameElsewhere,
	sameTiles,
	sameTilesWords,
} from "./cause-model.ts";

const group = (id: string, signature: string, failedTasks: number, tiles: readonly string[] = []) => ({
	id,
	outcome: "FAILED" as const,
	signature,
	failedTasks,
	failedTiles: tiles.map((name) => ({ id: name, name })),
});

const three = ["00012", "00030", "00047"];
const unreadable = [
	group("1", "cannot be read", 3, three),
	group("2", "cannot be read", 3, three),
	group("4", "cannot be read", 3, three),
];

describe("one cause in several stages", () => {
	it("is one entry, where the first of its groups stood", () => {
		const [one, two, four] = unreadable;
		if (!one || !two || !four) throw new Error("there are three");
		const other = group("3", "no licence", 8);
		const causes = causesOf([one, two, other, four]);
		expect(causes.map(({ groups }) => groups.map(({ id }) => id))).toEqual([["1", "2", "4"], ["3"]]);
	});

	it("begins with the stage in which most is failed, and keeps other outcomes apart", () => {
		const causes = causesOf([
			group("1", "killed", 1),
			group("2", "killed", 5),
			{ ...group("3", "killed", 9), outcome: "OUT_OF_MEMORY" as const },
		]);
		expect(causes.map(({ groups }) => groups.map(({ id }) => id))).toEqual([["2", "1"], ["3"]]);
	});

	it("stays where it is while one is open, whatever is failed by then", () => {
		const before = causesOf([group("1", "a", 5), group("2", "b", 4)]);
		const kept = before.map(({ key }) => key);
		const after = causesOf([group("3", "c", 9), group("2", "b", 4), group("1", "a", 0)]);
		expect(inKeptOrder(after, kept).map(({ groups: [first] }) => first.id)).toEqual(["1", "2", "3"]);
		expect(inKeptOrder(after, null)).toEqual(after);
	});

	it("says so where the same tiles fail in each, as then it is the files", () => {
		expect(extentWords(unreadable)).toBe("3 tiles × 3 stages");
		expect(sameTilesWords(unreadable)).toBe(
			"the same 3 tiles in each: 00012, 00030, 00047. That points to their files rather than to the worker.",
		);
		// A stage where nothing is failed any more says nothing against it.
		expect(extentWords([...unreadable, group("5", "cannot be read", 0)])).toBe("3 tiles × 3 stages");
	});

	it("claims nothing where the tiles differ, or are too many to be known", () => {
		const differing = [group("1", "x", 2, ["00012", "00030"]), group("2", "x", 2, ["00012", "00047"])];
		expect(extentWords(differing)).toBe("4 tasks in 2 stages");
		const many = [group("1", "x", 40, three), group("2", "x", 40, three)];
		expect(sameTiles(many)).toBeNull();
		expect(sameTiles([group("1", "x", 3, three)])).toBeNull();
	});
});

it("says how many of all attempts the examples are", () => {
	expect([examplesWords(5, 6), examplesWords(3, 3), examplesWords(1, 1)]).toEqual([
		"5 of 6 attempts",
		"all 3 attempts",
		"the only attempt",
	]);
});

describe("the same cause in other stages", () => {
	const cause = (id: string, name: string, failedTasks: number, signature = "no space left on device") => ({
		id,
		stage: { name },
		failedTasks,
		signature,
		outcome: "FAILED" as const,
	});
	const quality = cause("1", "Quality", 4);
	const groups = [
		quality,
		cause("2", "Mosaic", 0),
		cause("3", "Preview", 3),
		cause("4", "Preview", 9, "killed"),
		{ ...cause("5", "Register", 2), outcome: "TIMED_OUT" as const },
	];

	it("has the same outcome and the same last words", () => {
		expect(sameElsewhere(quality, groups).map(({ id }) => id)).toEqual(["3", "2"]);
	});
});

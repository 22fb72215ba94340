import { asStageId } from "@tilewright/contract/ids";
import { operationsSchema, type Recipe, recipeSchema, type UnitRule } from "@tilewright/contract/recipe";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	canonicalJson,
	operationsHashOf,
	type ParentStage,
	refuseCycle,
	resultHashOf,
	type Units,
	unitsOfStage,
} from "./stage-version-rules.ts";

const recipe: Recipe = recipeSchema.parse({
	definitionId: 1,
	definitionVersion: 1,
	definition: { program: { kind: "builtIn", name: "preview" }, environment: { A: "1", B: "2" } },
	repositoryLocation: null,
	parameters: { size: 256 },
	unitRule: { kind: "group", by: ["z"], completion: { kind: "quiet", seconds: 30 } },
	parents: [1],
	outputPath: "/results/preview",
});
const changed = (change: Partial<Recipe>) => resultHashOf({ ...recipe, ...change });

describe("the hash of what decides the result", () => {
	it("does not depend on the order in which things are written", () => {
		const environment = { B: "2", A: "1" };
		expect(changed({ definition: { ...recipe.definition, environment } })).toBe(resultHashOf(recipe));
	});

	it("changes with parameters, arguments, parents and the units", () => {
		const hashes = [
			resultHashOf(recipe),
			changed({ parameters: { size: 128 } }),
			changed({ definition: { ...recipe.definition, arguments: ["-v"] } }),
			changed({ parents: [1, 2] }),
			changed({ unitRule: { kind: "each" } }),
		];
		expect(new Set(hashes).size).toBe(hashes.length);
	});

	it("stays when only the place of results, the version's number or the completion of groups changes", () => {
		const unitRule: UnitRule = { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" }, partial: null };
		expect(changed({ outputPath: "/elsewhere", definitionVersion: 2, unitRule })).toBe(resultHashOf(recipe));
	});

	it("depends on the repository for scripts only", () => {
		expect(changed({ repositoryLocation: "/scripts" })).toBe(resultHashOf(recipe));
		const definition = { ...recipe.definition, program: { kind: "script", path: "a.sh", interpreter: null } } as const;
		expect(changed({ definition, repositoryLocation: "/a" })).not.toBe(
			changed({ definition, repositoryLocation: "/b" }),
		);
	});

	it("is another one than that of the operations", () => {
		const operations = operationsSchema.parse({});
		expect(operationsHashOf({ ...operations, workUnits: 2 })).not.toBe(operationsHashOf(operations));
	});

	it("is made from the same text for equal values, whatever the order of their keys", () => {
		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
				const reversed = Object.fromEntries(Object.entries(value).reverse());
				expect(canonicalJson(reversed)).toBe(canonicalJson(value));
				expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
			}),
		);
	});
});

const parent = (name: string, units: Units): ParentStage => ({ id: asStageId(name.length), name, units });
const tiles = parent("Quality", { kind: "tiles" });
const pairs = parent("Shift", { kind: "pairs", offsets: [{ x: 1, y: 0, z: 0 }] });
const wells = parent("Montage", { kind: "groups", by: ["plate", "well"] });
const endOfAcquisition = { completion: { kind: "endOfAcquisition" }, partial: null } as const;
const groupBy = (...by: string[]): UnitRule => ({ kind: "group", by, ...endOfAcquisition });

describe("the units of a stage", () => {
	it("are those of the parents with the rule each", () => {
		expect(unitsOfStage({ kind: "each" }, [pairs, { ...pairs, name: "Check" }])).toEqual(pairs.units);
	});

	it("cannot be each of parents that work on different things", () => {
		expect(() => unitsOfStage({ kind: "each" }, [tiles, pairs])).toThrow(
			'one task of stage "Quality" is about one tile, one of "Shift" about a pair of neighbours',
		);
	});

	it("can be neighbours of tiles only", () => {
		const rule: UnitRule = { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] };
		expect(unitsOfStage(rule, [tiles])).toEqual(pairs.units);
		expect(() => unitsOfStage(rule, [tiles, wells])).toThrow(
			'one task of stage "Montage" is about a group by plate, well',
		);
	});

	it("can be groups of anything that has the attributes", () => {
		expect(unitsOfStage(groupBy("plate"), [tiles, pairs, wells])).toEqual({ kind: "groups", by: ["plate"] });
		expect(() => unitsOfStage(groupBy("channel"), [wells])).toThrow('has no single "channel"');
	});

	it("can be everything, of which no groups can be made again", () => {
		const all = unitsOfStage({ kind: "all", ...endOfAcquisition }, [wells]);
		expect(all).toEqual({ kind: "groups", by: [] });
		expect(() => unitsOfStage(groupBy("z"), [parent("Report", all)])).toThrow("about everything");
	});
});

describe("a graph", () => {
	const stage = (id: number, ...parents: number[]) => ({
		id: asStageId(id),
		name: `stage ${id}`,
		parentIds: parents.map(asStageId),
	});

	it("may join and part", () => {
		expect(() => refuseCycle([stage(1), stage(2, 1), stage(3, 1), stage(4, 2, 3)])).not.toThrow();
	});

	it("is refused with the stages that wait for each other", () => {
		expect(() => refuseCycle([stage(1), stage(2, 1, 4), stage(3, 2), stage(4, 3)])).toThrow(
			'"stage 2" → "stage 4" → "stage 3" → "stage 2"',
		);
	});
});

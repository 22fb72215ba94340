import { describe, expect, it } from "vitest";
import { type MetricTable, parseMetricTable } from "../../../live/metric-table-model.ts";
import { noTiles } from "../../../live/overview-model.ts";
import {
	brushedRows,
	changedBy,
	domainOf,
	heldCount,
	histogram,
	horizontalValues,
	nearestRow,
	roundedWithin,
	ruleText,
	stepOf,
	suggestedThreshold,
	thresholdOfRule,
	ticksOf,
	tilesOfRows,
	valuesOfTiles,
} from "./metric-plot-model.ts";
import { formatPlotChoice, noChoice, parsePlotChoice } from "./plot-choice.ts";

const table: MetricTable = parseMetricTable({
	names: ["focus", "mean"],
	name: "focus",
	taskId: [11, 12, 13],
	tileId: [1, null, 3],
	x: [0, null, 2],
	y: [5, null, 5],
	z: [1, null, 1],
	arrivedAtMs: [1000, null, 3000],
	state: [4, 3, 4],
	value: [0.9, 0.2, 0.6],
});

describe("what is plotted", () => {
	it("travels in the address and comes back as it was", () => {
		const choice = {
			stage: "12",
			metric: "mean intensity~µ",
			axis: "x" as const,
			brush: { fromX: 1, toX: 20.5, fromY: -0.25, toY: 0.4 },
			threshold: { side: "above" as const, value: 0.125 },
		};
		expect(parsePlotChoice(formatPlotChoice(choice))).toEqual(choice);
		expect(formatPlotChoice(noChoice)).toBeNull();
	});

	it("is not spoiled by a damaged address", () => {
		expect(parsePlotChoice("~focus~nowhere~1,2,a,4~<")).toEqual({ ...noChoice, metric: "focus" });
	});
});

describe("points of a plot", () => {
	it("lie along arrival or along an axis of the lattice, where they have a place there", () => {
		expect([...horizontalValues(table, "arrival", null)]).toEqual([1, 2, 3]);
		expect([...horizontalValues(table, "x", null)]).toEqual([0, Number.NaN, 2]);
	});

	it("stay at the number of their tile when others come between them", () => {
		const arrived = { ...noTiles, count: 3, ids: Float64Array.of(1, 2, 3) };
		expect([...horizontalValues(table, "arrival", arrived)]).toEqual([1, 2, 3]);
		const withoutFirst = { ...table, tileIds: table.tileIds.slice(1) };
		expect([...horizontalValues(withoutFirst, "arrival", arrived)]).toEqual([1, 3]);
	});

	it("are brushed by a rectangle; groups have no tile to light up", () => {
		const across = horizontalValues(table, "arrival", null);
		const rows = brushedRows(across, table.values, { fromX: 1, toX: 3, fromY: 0, toY: 0.7 });
		expect(rows).toEqual([1, 2]);
		expect([...tilesOfRows(table, rows)]).toEqual([3]);
	});

	it("are found near the pointer", () => {
		const across = horizontalValues(table, "arrival", null);
		const near = (x: number, y: number) =>
			nearestRow(
				across,
				table.values,
				(value) => value * 10,
				(value) => value * 100,
				x,
				y,
				6,
			);
		expect([near(31, 58), near(15, 50)]).toEqual([2, -1]);
	});

	it("have axes with round numbers, also when all values are equal", () => {
		expect(ticksOf({ least: 0, most: 1 }, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
		const { least, most } = domainOf(Float64Array.of(7, 7));
		expect(least).toBeLessThan(7);
		expect(most).toBeGreaterThan(7);
		expect(domainOf(new Float64Array(0))).toEqual({ least: 0, most: 1 });
		expect([...histogram(table.values, { least: 0, most: 1 }, 2)]).toEqual([1, 2]);
	});
});

describe("a threshold", () => {
	it("counts what it would hold and reads as a rule of a gate", () => {
		expect(heldCount(table.values, { side: "below", value: 0.65 })).toBe(2);
		const below = (value: number) => ({ side: "below", value }) as const;
		expect(changedBy(table.values, null, below(0.65))).toEqual({ caught: 2, released: 0 });
		expect(changedBy(table.values, below(0.65), below(0))).toEqual({ caught: 0, released: 2 });
		expect(changedBy(table.values, below(0), below(0.65))).toEqual({ caught: 2, released: 0 });
		expect(ruleText("focus", { side: "below", value: 0.4 })).toBe("focus < 0.4");
		expect(ruleText("mean intensity", { side: "above", value: 3 })).toBe('metrics["mean intensity"] > 3');
		expect(suggestedThreshold(Float64Array.from({ length: 100 }, (_, value) => value))).toEqual({
			side: "below",
			value: 5,
		});
	});

	it("is moved in steps that fit the scale, and reads as if somebody had typed it", () => {
		expect(
			[
				{ least: 0, most: 1 },
				{ least: 0.02, most: 0.7 },
				{ least: -300, most: 4000 },
			].map(stepOf),
		).toEqual([0.01, 0.005, 20]);
		expect(roundedWithin(0.412371134, { least: 0, most: 1 })).toBe(0.412);
		expect(roundedWithin(0.412371134, { least: 0.4, most: 0.42 })).toBe(0.41237);
		expect(roundedWithin(1234.5678, { least: 0, most: 4000 })).toBe(1235);
		expect(roundedWithin(-12_345_678, { least: -2e7, most: 0 })).toBe(-12_350_000);
	});

	it("that was typed is the same number in the address and in the rule", () => {
		const threshold = { side: "above" as const, value: 12_345.678 };
		expect(parsePlotChoice(formatPlotChoice({ ...noChoice, threshold })).threshold).toEqual(threshold);
		expect(thresholdOfRule(ruleText("mean", threshold), "mean")).toEqual(threshold);
	});

	it.each([
		["focus < 0.4", { side: "below", value: 0.4 }],
		["metrics.focus > 3", { side: "above", value: 3 }],
		['metrics["focus"] <= 2', { side: "below", value: 2 }],
		["focus < 0.4 && mean > 2", null],
		["mean < 2", null],
	])("is found in the rule %s", (rule, threshold) => {
		expect(thresholdOfRule(rule, "focus")).toEqual(threshold);
	});
});

it("knows what was measured of brushed tiles, of pairs several numbers", () => {
	const table = { count: 4, tileIds: Float64Array.of(7, 8, 7, 9), values: Float64Array.of(0.1, 0.2, 0.3, 0.4) };
	expect([...valuesOfTiles(table, new Set([7, 9]))]).toEqual([
		[7, [0.1, 0.3]],
		[9, [0.4]],
	]);
});

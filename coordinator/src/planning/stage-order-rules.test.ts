import { expect, it } from "vitest";
import { parentsFirst } from "./stage-order-rules.ts";

const stage = (id: number, ...parents: number[]) => ({ id, parents });
const order = (
	stages: readonly ReturnType<typeof stage>[],
	withoutPlace: "last" | "leftOut" = "last",
	placed: readonly number[] = [],
) => parentsFirst(stages, { parentsOf: ({ parents }) => parents, placed, withoutPlace }).map(({ id }) => id);

it("puts parents before children, also when the child was made first", () => {
	expect(order([stage(2, 5), stage(5, 1), stage(1), stage(3, 1)])).toEqual([1, 3, 5, 2]);
});

it("takes parents that are placed already as given", () => {
	expect(order([stage(4, 1), stage(3, 4)], "leftOut", [1])).toEqual([4, 3]);
});

it("takes imagined stages as the youngest, in the order they were imagined", () => {
	expect(order([stage(-2, 1), stage(-1, 1), stage(7, 1), stage(1)])).toEqual([1, 7, -1, -2]);
});

it("lists stages that hang on one that is nowhere last, their children after them, or leaves them out", () => {
	const stages = [stage(2, 99), stage(3, 2), stage(4, 1), stage(1)];
	expect(order(stages)).toEqual([1, 4, 2, 3]);
	expect(order(stages, "leftOut")).toEqual([1, 4]);
});

it("still lists stages that wait for each other, or leaves them out", () => {
	expect(order([stage(1), stage(2, 3), stage(3, 2)]).sort()).toEqual([1, 2, 3]);
	expect(order([stage(1), stage(2, 3), stage(3, 2)], "leftOut")).toEqual([1]);
});

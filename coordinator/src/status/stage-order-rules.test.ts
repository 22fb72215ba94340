import { asStageId } from "@tilewright/contract/ids";
import { expect, it } from "vitest";
import { inTopologicalOrder } from "./stage-order-rules.ts";

const stage = (id: number, ...parents: number[]) => ({ id: asStageId(id), parentIds: parents.map(asStageId) });
const order = (...stages: ReturnType<typeof stage>[]) => inTopologicalOrder(stages).map(({ id }) => id);

it("puts parents before children, also when the child was made first", () => {
	expect(order(stage(2, 5), stage(5, 1), stage(1), stage(3, 1))).toEqual([1, 3, 5, 2]);
});

it("ignores parents that are not among the stages", () => {
	expect(order(stage(4, 99), stage(1))).toEqual([1, 4]);
});

it("still lists stages that wait for each other", () => {
	expect(order(stage(1), stage(2, 3), stage(3, 2)).sort()).toEqual([1, 2, 3]);
});

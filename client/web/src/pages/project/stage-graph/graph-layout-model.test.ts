import { describe, expect, it } from "vitest";
import { edgePath, layOutStages, relatedStages, shapeKey } from "./graph-layout-model.ts";

const stage = (id: string, ...parents: string[]) => ({ id, parents: parents.map((parent) => ({ id: parent })) });
const nodeSize = { width: 204, height: 80 };
const stages = [stage("root"), stage("a", "root"), stage("b", "root"), stage("join", "a", "b"), stage("tail", "join")];

describe("the layout of the stage graph", () => {
	it("puts every stage to the right of all its parents", () => {
		const { stages: placed } = layOutStages(stages, nodeSize);
		const xOf = (id: string) => placed.find((entry) => entry.id === id)?.x ?? Number.NaN;
		for (const { id, parents } of stages) {
			for (const parent of parents) expect(xOf(id)).toBeGreaterThan(xOf(parent.id) + nodeSize.width);
		}
	});

	it("lets no two stages overlap", () => {
		const { stages: placed } = layOutStages(stages, nodeSize);
		for (const one of placed) {
			for (const other of placed) {
				if (one === other) continue;
				const isApart = Math.abs(one.x - other.x) >= nodeSize.width || Math.abs(one.y - other.y) >= nodeSize.height;
				expect(isApart, `${one.id} and ${other.id}`).toBe(true);
			}
		}
	});

	it("draws one edge for each parent and none to a stage that is not shown", () => {
		const { edges } = layOutStages([...stages, stage("orphan", "removed")], nodeSize);
		expect(edges.map(({ id }) => id).sort()).toEqual(["a-join", "b-join", "join-tail", "root-a", "root-b"]);
	});

	it("leads edges around the stages in between", () => {
		const skipping = [stage("root"), stage("a", "root"), stage("b", "a"), stage("end", "b", "root")];
		const { stages: placed, edges } = layOutStages(skipping, nodeSize);
		const points = edges.find(({ id }) => id === "root-end")?.points ?? [];
		expect(points.length).toBeGreaterThan(2);
		for (const { id, x, y } of placed) {
			if (id === "root" || id === "end") continue;
			const through = points.filter(
				(point) => point.x > x && point.x < x + nodeSize.width && point.y > y - 2 && point.y < y + nodeSize.height + 2,
			);
			expect(through, id).toEqual([]);
		}
	});

	it("draws an edge as one line from side to side", () => {
		const points = [
			{ x: 0, y: 10 },
			{ x: 20, y: 30 },
		];
		expect(edgePath(points)).toBe("M0 10C10 10 10 30 20 30");
		expect(edgePath([])).toBe("");
	});

	it("is asked for again only when the shape changes", () => {
		expect(shapeKey(stages)).toBe(shapeKey(stages.map((entry) => ({ ...entry }))));
		expect(shapeKey(stages)).not.toBe(shapeKey([...stages, stage("new", "a")]));
	});

	it("knows what a stage's results come from and go to", () => {
		expect([...relatedStages(stages, "a")].sort()).toEqual(["a", "join", "root", "tail"]);
		expect([...relatedStages(stages, "root")].sort()).toEqual(["a", "b", "join", "root", "tail"]);
	});

	it("takes an empty graph", () => {
		expect(layOutStages([], nodeSize)).toEqual({ stages: [], edges: [], width: 0, height: 0 });
	});
});

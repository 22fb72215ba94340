import { describe, expect, it } from "vitest";
import { applySelection, emptySelection, formatSelection, parseSelection, taskChosen } from "./selection-model.ts";

const full = { ...emptySelection, stage: "3", z: 12, tile: "44", task: "91", attempt: "7" };

describe("the selection in the address", () => {
	it("comes back from the address it was written to", () => {
		expect(formatSelection(full)).toBe("stage=3&z=12&tile=44&task=91&attempt=7");
		expect(parseSelection(`?${formatSelection(full)}`)).toEqual(full);
		expect(formatSelection(emptySelection)).toBe("");
	});

	it("remembers how the review queue is ordered, also while another view is looked at", () => {
		const worst = applySelection(full, { kind: "order", order: "worst" });
		expect(formatSelection(worst)).toContain("order=worst");
		expect(parseSelection(formatSelection(worst))).toEqual(worst);
		expect(applySelection(worst, { kind: "view", view: null }).order).toBe("worst");
		expect(parseSelection("order=prettiest").order).toBeNull();
	});

	it("says in a link whether what is held or what was decided is looked at", () => {
		const decided = applySelection(full, { kind: "judged", judged: "decided" });
		expect(formatSelection(decided)).toContain("judged=decided");
		expect(parseSelection(formatSelection(decided))).toEqual(decided);
		expect(parseSelection("judged=soon").judged).toBeNull();
	});

	it("keeps plane 0 and negative planes, and passes over what is no plane", () => {
		expect(parseSelection("z=0").z).toBe(0);
		expect(parseSelection("z=-4").z).toBe(-4);
		expect(parseSelection("z=top&stage=").z).toBeNull();
		expect(parseSelection("stage=").stage).toBeNull();
	});

	it("drops the task and the attempt when another tile or stage is chosen", () => {
		expect(applySelection(full, { kind: "tile", tile: "45", z: 13 })).toEqual({
			...emptySelection,
			stage: "3",
			z: 13,
			tile: "45",
			task: null,
			attempt: null,
			view: null,
			plot: null,
			order: null,
			judged: null,
			group: null,
			image: null,
		});
		expect(applySelection(full, { kind: "stage", stage: "5" })).toMatchObject({ stage: "5", tile: "44", task: null });
	});

	it("lets the panel be about a stage that is clicked while a tile is selected, until something of the tile is chosen", () => {
		const clicked = applySelection(full, { kind: "stage", stage: "5", isLookedAt: true });
		expect(clicked).toMatchObject({ stage: "5", tile: "44", panel: "stage" });
		expect(parseSelection(formatSelection(clicked))).toEqual(clicked);
		expect(applySelection(clicked, { kind: "tile", tile: "44" }).panel).toBeNull();
		expect(applySelection(clicked, { kind: "task", task: "92", tile: "44" }).panel).toBeNull();
		expect(applySelection(clicked, { kind: "stage", stage: null })).toMatchObject({ tile: "44", panel: null });
		expect(applySelection(emptySelection, { kind: "stage", stage: "5", isLookedAt: true }).panel).toBeNull();
	});

	it("keeps what is selected while somebody steps through the planes", () => {
		expect(applySelection(full, { kind: "plane", z: 13 })).toEqual({ ...full, z: 13 });
	});

	it("goes where a task lies that is named somewhere, and leaves the plane where it lies in none", () => {
		const task = { id: "95", stage: { id: "6" }, tile: { id: "45" } };
		const planeOf = (named: Parameters<typeof taskChosen>[0]) => applySelection(full, taskChosen(named)).z;
		expect(applySelection(full, taskChosen(task))).toMatchObject({ task: "95", stage: "6", tile: "45", z: null });
		expect(planeOf({ ...task, tile: { id: "45", lattice: { z: 3 } } })).toBe(3);
		expect(planeOf({ ...task, tile: { id: "45", lattice: null } })).toBe(full.z);
		expect(planeOf({ ...task, tile: null, unit: { attributes: { z: 3 } } })).toBe(3);
	});

	it("goes to a group's task, which has no tile", () => {
		const selection = applySelection(full, { kind: "task", task: "95", tile: null, stage: "6", z: 3 });
		expect(selection).toEqual({ ...full, stage: "6", z: 3, tile: null, task: "95", attempt: null });
	});

	it("lets the map follow a tile whose plane is not known here, and stays where somebody stepped to with the same tile", () => {
		expect(applySelection(full, { kind: "task", task: "92", tile: "45" })).toMatchObject({ tile: "45", z: null });
		expect(applySelection(full, { kind: "task", task: "92", tile: "44" })).toMatchObject({ task: "92", z: 12 });
		expect(applySelection(full, { kind: "tile", tile: "45", z: null }).z).toBe(12);
	});

	it("keeps the plane of a tile that is let go", () => {
		expect(applySelection({ ...full, z: null }, { kind: "cleared", z: 7 })).toMatchObject({ tile: null, z: 7 });
		expect(applySelection(full, { kind: "cleared", z: 7 }).z).toBe(12);
	});
});

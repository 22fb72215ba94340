import { describe, expect, it } from "vitest";
import { pickStage } from "../stages/find-stage.ts";
import { pick } from "./pick.ts";

const items = [
	{ id: "1", name: "Brain" },
	{ id: "2", name: "brain" },
	{ id: "3", name: "Liver" },
	{ id: "4", name: "3" },
];

describe("naming things", () => {
	it("goes by id, by name, and by name in other capitals when that is clear", () => {
		expect(pick(items, "2", "project").id).toBe("2");
		expect(pick(items, "brain", "project").id).toBe("2");
		expect(pick(items, "liver", "project").id).toBe("3");
	});

	it("takes none when several could be meant", () => {
		expect(() => pick(items, "BRAIN", "project")).toThrow(
			'"BRAIN" may be "Brain" (1) or "brain" (2): give the id of the project.',
		);
		expect(() => pick(items, "3", "project")).toThrow('"3" may be "Liver" (3) or "3" (4)');
	});

	it("says which there are when there is none of that name", () => {
		expect(() => pick(items.slice(0, 3), "Heart", "project")).toThrow(
			'There is no project "Heart". There is "Brain" (1), "brain" (2) and "Liver" (3).',
		);
		expect(() => pick([], "Heart", "project")).toThrow("There is none.");
		const many = Array.from({ length: 20 }, (_, index) => ({ id: `${index}`, name: `p${index}` }));
		expect(() => pick(many, "Heart", "project")).toThrow("and 12 more.");
	});

	it("tells stages of the same name apart by their projects", () => {
		const stages = ["a", "b"].flatMap((project, index) =>
			["Quality", "Preview"].map((name, at) => ({
				id: `${index * 2 + at}`,
				name,
				kind: "PROGRAM" as const,
				project: { id: project, name: project },
			})),
		);
		expect(() => pickStage(stages, "Quality")).toThrow('"Quality" may be "a/Quality" (0) or "b/Quality" (2)');
		expect(pickStage(stages, "b/quality")).toMatchObject({ id: "2", name: "Quality" });
		expect(pickStage(stages, "Quality", "b").id).toBe("2");
	});
});

import { expect, test } from "vitest";
import { recipe } from "../testing/attempt-builder.ts";
import { RecipeMemory } from "./recipe-memory.ts";

test("a recipe sent again stays the same object; one with other project parameters takes its place", () => {
	const memory = new RecipeMemory();
	const first = recipe();
	memory.remember(first);
	memory.remember(recipe());
	expect(memory.get(1)).toBe(first);
	const changed = { ...recipe(), project: { ...first.project, parameters: { dataset: "left" } } };
	memory.remember(changed);
	expect(memory.get(1)).toBe(changed);
	expect(memory.get(2)).toBeUndefined();
});

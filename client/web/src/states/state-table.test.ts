import { taskStates } from "@tilewright/contract/states";
import { describe, expect, it } from "vitest";
import { contrastRatio } from "./contrast.ts";
import { taskStatesByCode, taskStatesInBarOrder, taskStateTable } from "./state-table.ts";

/** The page's grounds, as in theme.css. */
const grounds = ["#0b0d10", "#11141a", "#171b22", "#1f252e"];

describe("the table of states", () => {
	it("numbers the states in the contract's order, which is that of the compact answers", () => {
		expect(taskStatesByCode).toEqual(taskStates.map((state) => state.toUpperCase()));
		expect(taskStatesByCode.map((state) => taskStateTable[state].code)).toEqual(
			taskStatesByCode.map((_, code) => code),
		);
	});

	it("gives every state its own letter, shape, colour and urgency, so that none depends on colour", () => {
		const looks = Object.values(taskStateTable);
		for (const key of ["letter", "shape", "colour", "urgency", "word"] as const) {
			expect(new Set(looks.map((look) => look[key])).size, key).toBe(looks.length);
		}
		expect([...taskStatesInBarOrder].sort()).toEqual(Object.keys(taskStateTable).sort());
	});

	it.each(Object.entries(taskStateTable))("writes %s readably on every ground of the page", (_, look) => {
		for (const ground of grounds) expect(contrastRatio(look.textColour, ground), ground).toBeGreaterThanOrEqual(4.5);
	});

	it.each(Object.entries(taskStateTable))("fills marks of %s visibly on the map's ground", (state, look) => {
		const least = state === "EXCLUDED" || state === "WAITING" ? 2.4 : 3;
		expect(contrastRatio(look.colour, "#0b0d10")).toBeGreaterThanOrEqual(least);
	});
});

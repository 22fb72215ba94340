import { expect, it } from "vitest";
import { unitOfMetric } from "./metric-unit-model.ts";

it.each([
	["driftUm", "µm"],
	["drift_um", "µm"],
	["exposureMs", "ms"],
	["saturatedPercent", "%"],
	["focus", null],
	["atoms", null],
	["displacement.x", null],
])("the unit of %s is %s", (name, unit) => {
	expect(unitOfMetric(name)).toBe(unit);
});

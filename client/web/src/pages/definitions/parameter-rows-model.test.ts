import { describe, expect, it } from "vitest";
import { rowsOfSchema, withChangedRow, withoutRow, withRow } from "./parameter-rows-model.ts";

describe("the parameters of a definition as rows", () => {
	const schema = {
		type: "object",
		required: ["sigma"],
		properties: {
			sigma: { type: "number", default: 1.5, minimum: 0, description: "Width of the filter" },
			mode: { type: "string", enum: ["a", "b"] },
		},
	};

	it("are those of the schema, and nothing of it is lost when one is changed", () => {
		expect(rowsOfSchema(schema)).toEqual([
			{ name: "sigma", kind: "number", standard: "1.5", description: "Width of the filter" },
			{ name: "mode", kind: null, standard: "", description: "" },
		]);
		expect(withChangedRow(schema, "sigma", { name: "width", standard: "2" })).toEqual({
			type: "object",
			required: ["width"],
			properties: {
				width: { type: "number", default: 2, minimum: 0, description: "Width of the filter" },
				mode: { type: "string", enum: ["a", "b"] },
			},
		});
		expect(withChangedRow(schema, "mode", { description: "which" })).toMatchObject({
			properties: { mode: { type: "string", enum: ["a", "b"], description: "which" } },
		});
	});

	it("begin with nothing, get names of their own, and leave nothing behind", () => {
		expect(rowsOfSchema(null)).toEqual([]);
		const one = withRow(null);
		expect(one).toEqual({ type: "object", properties: { parameter: { type: "number" } } });
		const two = withRow(one);
		expect(rowsOfSchema(two)?.map(({ name }) => name)).toEqual(["parameter", "parameter2"]);
		expect(withoutRow(two, "parameter2")).toEqual(one);
		expect(withoutRow(one, "parameter")).toBeNull();
		expect(withoutRow(schema, "sigma")).toEqual({ type: "object", properties: { mode: schema.properties.mode } });
	});

	it("have a default of their kind, or none", () => {
		const one = withRow(null);
		const standardOf = (kind: "number" | "integer" | "string" | "boolean", standard: string) =>
			withChangedRow(one, "parameter", { kind, standard }).properties;
		expect(standardOf("number", "0.5")).toEqual({ parameter: { type: "number", default: 0.5 } });
		expect(standardOf("number", "much")).toEqual({ parameter: { type: "number" } });
		expect(standardOf("integer", "0.5")).toEqual({ parameter: { type: "integer" } });
		expect(standardOf("string", "0.5")).toEqual({ parameter: { type: "string", default: "0.5" } });
		expect(standardOf("boolean", "true")).toEqual({ parameter: { type: "boolean", default: true } });
		expect(standardOf("boolean", "")).toEqual({ parameter: { type: "boolean" } });
	});

	it("keep their names apart", () => {
		expect(withChangedRow(schema, "mode", { name: "sigma" })).toEqual(schema);
		expect(withChangedRow(schema, "mode", { name: " " })).toEqual(schema);
	});

	it("cannot show what is no list of properties", () => {
		expect(rowsOfSchema({ type: "object" })).toBeNull();
		expect(rowsOfSchema({ $ref: "#/other" })).toBeNull();
	});
});

import { TilewrightError } from "@tilewright/contract/errors";
import { Kind, type ValueNode } from "graphql/index.js";
import { builder } from "./schema-builder.ts";

builder.scalarType("DateTime", {
	description: "A point in time in ISO 8601, UTC: `2026-11-21T09:30:00.125Z`.",
	serialize: (value) => (value instanceof Date ? value : new Date(String(value))).toISOString(),
	parseValue: parseDate,
});

builder.scalarType("JSON", {
	description: "Any JSON value.",
	serialize: (value) => value,
	parseValue: (value) => value,
	parseLiteral: (node, variables) => jsonOfLiteral(node, variables ?? {}),
});

function parseDate(value: unknown): Date {
	const date = new Date(typeof value === "string" ? value : Number.NaN);
	if (Number.isNaN(date.getTime())) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `"${String(value)}" is not a point in time: expected ISO 8601, such as 2026-11-21T09:30:00Z.`,
			fields: { value },
		});
	}
	return date;
}

function jsonOfLiteral(node: ValueNode, variables: Readonly<Record<string, unknown>>): unknown {
	switch (node.kind) {
		case Kind.STRING:
		case Kind.BOOLEAN:
		case Kind.ENUM:
			return node.value;
		case Kind.INT:
		case Kind.FLOAT:
			return Number(node.value);
		case Kind.NULL:
			return null;
		case Kind.LIST:
			return node.values.map((value) => jsonOfLiteral(value, variables));
		case Kind.OBJECT:
			return Object.fromEntries(node.fields.map((field) => [field.name.value, jsonOfLiteral(field.value, variables)]));
		case Kind.VARIABLE:
			return variables[node.name.value];
	}
}

/** The simple part of a parameter schema as rows: what most programs need, without writing JSON Schema. */

export const parameterKinds = [
	{ value: "number", words: "a number" },
	{ value: "integer", words: "a whole number" },
	{ value: "string", words: "a text" },
	{ value: "boolean", words: "yes or no" },
] as const;

export type ParameterKind = (typeof parameterKinds)[number]["value"];

export interface ParameterRow {
	readonly name: string;
	/** Null for what only the schema can say. */
	readonly kind: ParameterKind | null;
	/** As it is typed; empty where there is none, and a stage has to set it or the program knows better. */
	readonly standard: string;
	readonly description: string;
}

type Schema = Readonly<Record<string, unknown>>;

/** Null where the schema is no list of properties: then there is nothing that rows could show. */
export function rowsOfSchema(schema: unknown): readonly ParameterRow[] | null {
	if (schema === null) return [];
	const properties = propertiesOf(schema);
	return properties === null
		? null
		: Object.entries(properties).map(([name, property]) => rowOf(name, asObject(property) ?? {}));
}

function rowOf(name: string, property: Schema): ParameterRow {
	const kind =
		property.enum === undefined ? parameterKinds.find(({ value }) => value === property.type)?.value : undefined;
	return {
		name,
		kind: kind ?? null,
		standard: property.default === undefined ? "" : standardText(property.default),
		description: typeof property.description === "string" ? property.description : "",
	};
}

const standardText = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

/** A parameter more, with a name that is free. */
export function withRow(schema: unknown): Schema {
	const properties = propertiesOf(schema) ?? {};
	let name = "parameter";
	for (let number = 2; name in properties; number++) name = `parameter${number}`;
	return { type: "object", ...asObject(schema), properties: { ...properties, [name]: { type: "number" } } };
}

/** Null once there are no parameters, and nothing else was said of them. */
export function withoutRow(schema: unknown, name: string): Schema | null {
	const { [name]: _gone, ...properties } = propertiesOf(schema) ?? {};
	const { required, ...others } = asObject(schema) ?? {};
	const needed = Array.isArray(required) ? required.filter((one) => one !== name) : [];
	const isEmpty =
		Object.keys(properties).length === 0 && Object.keys(others).every((key) => key === "type" || key === "properties");
	return isEmpty ? null : { ...others, properties, ...(needed.length === 0 ? {} : { required: needed }) };
}

/** The row changed, in its place; what the schema says besides stays. No name, and one that another has already, are not taken over. */
export function withChangedRow(schema: unknown, name: string, change: Partial<ParameterRow>): Schema {
	const whole = asObject(schema) ?? {};
	const properties = propertiesOf(schema) ?? {};
	const wanted = change.name?.trim() || name;
	const next = wanted !== name && wanted in properties ? name : wanted;
	const { required } = whole;
	return {
		...whole,
		properties: Object.fromEntries(
			Object.entries(properties).map(([key, property]) =>
				key === name ? [next, changedProperty(asObject(property) ?? {}, change)] : [key, property],
			),
		),
		...(Array.isArray(required) ? { required: required.map((one) => (one === name ? next : one)) } : {}),
	};
}

function changedProperty(property: Schema, change: Partial<ParameterRow>): Schema {
	const { default: _standard, description: _description, ...others } = property;
	const before = rowOf("", property);
	const kind = change.kind ?? before.kind;
	const text = change.standard ?? before.standard;
	const standard =
		change.standard === undefined && change.kind === undefined ? property.default : standardFrom(text, kind);
	const description = change.description ?? before.description;
	return {
		...others,
		...(kind === null ? {} : { type: kind }),
		...(standard === undefined ? {} : { default: standard }),
		...(description === "" ? {} : { description }),
	};
}

/** What is typed as a value of its kind; undefined where there is none. */
function standardFrom(text: string, kind: ParameterKind | null): unknown {
	if (text.trim() === "") return undefined;
	switch (kind) {
		case "number":
			return Number.isFinite(Number(text)) ? Number(text) : undefined;
		case "integer":
			return Number.isInteger(Number(text)) ? Number(text) : undefined;
		case "boolean":
			return text === "true";
		case "string":
		case null:
			return text;
	}
}

function propertiesOf(schema: unknown): Schema | null {
	return asObject(asObject(schema)?.properties);
}

function asObject(value: unknown): Schema | null {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : null;
}

/** The JSON Schema of a definition's parameters as fields of a form. What no field can show is edited as JSON. */

export type ParameterField = {
	readonly name: string;
	readonly description: string;
	readonly standard: unknown;
	/** It has to be set: the program has no value of its own for it. */
	readonly isNeeded: boolean;
} & (
	| { readonly kind: "number"; readonly minimum?: number; readonly maximum?: number; readonly isWhole: boolean }
	| { readonly kind: "choice"; readonly choices: readonly string[] }
	| { readonly kind: "text" }
	| { readonly kind: "flag" }
	| { readonly kind: "json" }
);

export function fieldsOfSchema(schema: unknown): readonly ParameterField[] | null {
	const properties = record(record(schema)?.properties);
	if (properties === null) return null;
	const required = record(schema)?.required;
	const needed: readonly unknown[] = Array.isArray(required) ? required : [];
	return Object.entries(properties).map(([name, value]) => {
		const property = record(value) ?? {};
		const description = typeof property.description === "string" ? property.description : "";
		const isNeeded = needed.includes(name) && property.default === undefined;
		const base = { name, description, standard: property.default, isNeeded };
		if (Array.isArray(property.enum)) return { ...base, kind: "choice", choices: property.enum.map(String) };
		switch (property.type) {
			case "number":
			case "integer":
				return {
					...base,
					kind: "number",
					isWhole: property.type === "integer",
					...(typeof property.minimum === "number" ? { minimum: property.minimum } : {}),
					...(typeof property.maximum === "number" ? { maximum: property.maximum } : {}),
				};
			case "boolean":
				return { ...base, kind: "flag" };
			case "string":
				return { ...base, kind: "text" };
			default:
				return { ...base, kind: "json" };
		}
	});
}

/** With one parameter set; `undefined` takes it out, so that the program's own default holds. */
export function withParameter(
	parameters: Readonly<Record<string, unknown>>,
	name: string,
	value: unknown,
): Readonly<Record<string, unknown>> {
	const { [name]: _before, ...others } = parameters;
	return value === undefined ? others : { ...parameters, [name]: value };
}

/** Parameters that no field shows. */
export function otherParameters(
	parameters: Readonly<Record<string, unknown>>,
	fields: readonly ParameterField[] | null,
): readonly string[] {
	const shown = new Set(fields?.map((field) => field.name));
	return Object.keys(parameters).filter((name) => !shown.has(name));
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? (value as Readonly<Record<string, unknown>>)
		: null;
}

/** Why a value cannot be, to follow the parameter's name: `can be at most 1`. Null where it can. */
export function parameterProblem(field: ParameterField, value: unknown): string | null {
	if (value === undefined) return field.isNeeded ? "is needed" : null;
	switch (field.kind) {
		case "number":
			if (typeof value !== "number") return "has to be a number";
			if (field.isWhole && !Number.isInteger(value)) return "has to be a whole number";
			if (field.minimum !== undefined && value < field.minimum) return `has to be at least ${field.minimum}`;
			if (field.maximum !== undefined && value > field.maximum) return `can be at most ${field.maximum}`;
			return null;
		case "choice":
			return field.choices.includes(String(value)) ? null : `has to be one of ${field.choices.join(", ")}`;
		case "text":
			return typeof value === "string" ? null : "has to be a text";
		case "flag":
			return typeof value === "boolean" ? null : "has to be true or false";
		case "json":
			return null;
	}
}

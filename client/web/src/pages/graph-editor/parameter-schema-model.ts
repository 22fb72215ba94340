/** The JSON Schema of a definition's parameters as fields of a form. What no field can show is edited as JSON. */

export type ParameterField = {
	readonly name: string;
	readonly description: string;
	readonly standard: unknown;
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
	return Object.entries(properties).map(([name, value]) => {
		const property = record(value) ?? {};
		const description = typeof property.description === "string" ? property.description : "";
		const base = { name, description, standard: property.default };
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

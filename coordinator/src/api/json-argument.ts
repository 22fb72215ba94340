import { TilewrightError } from "@tilewright/contract/errors";

/** A JSON argument that has to be an object; undefined when it was left out. Throws ARGUMENT_INVALID. */
export function readJsonObject(value: unknown, name: string): Record<string, unknown> | undefined {
	if (value === undefined || value === null) return undefined;
	if (typeof value === "object" && !Array.isArray(value)) return { ...value };
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `"${name}" is ${Array.isArray(value) ? "a list" : `the ${typeof value} ${String(value)}`}: expected an object, such as {"sigma": 2}.`,
		fields: { name, value },
	});
}

/** What a command has changed, field by field, from the JSON that is kept with it. */

export interface ChangedField {
	readonly name: string;
	readonly before: string | null;
	readonly after: string | null;
}

/**
 * Fields of `before` and `after` that differ, down to the innermost (`content.arguments`); both may be any JSON, and
 * either may be missing.
 */
export function changedFields(before: unknown, after: unknown, name = ""): readonly ChangedField[] {
	// Below a field that is new or gone as a whole, the whole is what people want to see.
	const isInside = name === "" ? isRecord(before) || isRecord(after) : isRecord(before) && isRecord(after);
	if (isInside) {
		const from = isRecord(before) ? before : {};
		const to = isRecord(after) ? after : {};
		return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
			changedFields(from[key], to[key], name === "" ? key : `${name}.${key}`),
		);
	}
	const field = { name, before: inWords(before), after: inWords(after) };
	return field.before === field.after ? [] : [field];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inWords(value: unknown): string | null {
	if (value === undefined || value === null) return null;
	return typeof value === "string" ? value : JSON.stringify(value);
}

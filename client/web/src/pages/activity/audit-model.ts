/** What a command has changed, field by field, from the JSON that is kept with it. */

export interface ChangedField {
	readonly name: string;
	readonly before: string | null;
	readonly after: string | null;
}

/** Fields of `before` and `after` that differ; both may be any JSON, and either may be missing. */
export function changedFields(before: unknown, after: unknown): readonly ChangedField[] {
	if (!isRecord(before) && !isRecord(after)) {
		if (before == null && after == null) return [];
		return [{ name: "", before: inWords(before), after: inWords(after) }];
	}
	const from = isRecord(before) ? before : {};
	const to = isRecord(after) ? after : {};
	return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((name) => {
		const field = { name, before: inWords(from[name]), after: inWords(to[name]) };
		return field.before === field.after ? [] : [field];
	});
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inWords(value: unknown): string | null {
	if (value === undefined || value === null) return null;
	return typeof value === "string" ? value : JSON.stringify(value);
}

/** GraphQL gives null for what was given as null; to us that is the same as left out. */
export type WithoutNulls<Value> = { [Key in keyof Value]: Exclude<Value[Key], null> };

export function withoutNulls<Value extends object>(value: Value): WithoutNulls<Value> {
	const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
	// Only keys whose value was null are gone, which the type says.
	return Object.fromEntries(entries) as WithoutNulls<Value>;
}

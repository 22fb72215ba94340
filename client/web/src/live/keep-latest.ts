/** The value under a key, made when it is missing; of more than `limit` those not asked for longest are dropped. */
export function keepLatest<Value>(values: Map<string, Value>, key: string, limit: number, make: () => Value): Value {
	const value = values.get(key) ?? make();
	// A map remembers the order of insertion: what was asked for last comes last.
	values.delete(key);
	values.set(key, value);
	for (const oldest of values.keys()) {
		if (values.size <= limit) break;
		values.delete(oldest);
	}
	return value;
}

import { createContextCache, initContextCache } from "@pothos/core";
import DataLoader from "dataloader";
import type { ApiContext } from "./api-context.ts";

export type BatchedLoader<Key, Value> = (context: ApiContext, key: Key) => Promise<Value>;

/** Everything asked for in one turn of the event loop is read by one call of `load`, and kept for the request. */
export function batched<Key extends string | number, Value>(
	load: (keys: readonly Key[], context: ApiContext) => Promise<ReadonlyMap<Key, Value>>,
	missing: (key: Key) => Value,
): BatchedLoader<Key, Value> {
	const loaderOf = createContextCache(
		(context: ApiContext) =>
			new DataLoader<Key, Value>(async (keys) => {
				const values = await load(keys, context);
				return keys.map((key) => values.get(key) ?? missing(key));
			}),
	);
	return (context, key) => loaderOf(context).load(key);
}

/** Rows of many parents by one call, each parent's in the order they were read. */
export function batchedGroups<Key extends string | number, Row>(
	load: (keys: readonly Key[], context: ApiContext) => Promise<readonly Row[]>,
	keyOf: (row: Row) => Key,
): BatchedLoader<Key, readonly Row[]> {
	return batched<Key, readonly Row[]>(
		async (keys, context) => {
			const groups = new Map<Key, Row[]>();
			for (const row of await load(keys, context)) {
				const group = groups.get(keyOf(row));
				if (group) group.push(row);
				else groups.set(keyOf(row), [row]);
			}
			return groups;
		},
		() => [],
	);
}

/** Before every message of a subscription: what was read for the message before may be old. */
export function forgetWhatWasLoaded(context: ApiContext): void {
	Object.assign(context, initContextCache());
}

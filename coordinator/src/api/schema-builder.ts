import PothosSchemaBuilder from "@pothos/core";
import ComplexityPlugin, { ComplexityErrorKind } from "@pothos/plugin-complexity";
import DataloaderPlugin from "@pothos/plugin-dataloader";
import RelayPlugin from "@pothos/plugin-relay";
import { TilewrightError } from "@tilewright/contract/errors";
import type { ApiContext } from "./api-context.ts";

/** How deep and how costly one operation may be. A cost is roughly the number of values in the answer. */
export const queryLimits = { depth: 16, complexity: 60_000, breadth: 1_000 } as const;

interface SchemaTypes {
	Context: ApiContext;
	DefaultFieldNullability: false;
	Scalars: {
		ID: { Input: string; Output: string | number };
		DateTime: { Input: Date; Output: Date };
		/** Any JSON value; who takes one in validates it. */
		JSON: { Input: unknown; Output: unknown };
	};
}

/** All types of the API are declared on this builder, each in the folder of its word. */
export const builder = new PothosSchemaBuilder<SchemaTypes>({
	plugins: [RelayPlugin, DataloaderPlugin, ComplexityPlugin],
	defaultFieldNullability: false,
	relay: {
		nodeQueryOptions: false,
		nodesQueryOptions: false,
		cursorType: "String",
		pageInfoTypeOptions: { description: "Where a page ends and whether another one follows." },
		hasNextPageFieldOptions: { description: "Whether there is more after this page." },
		hasPreviousPageFieldOptions: { description: "Whether this page was reached with `after`." },
		startCursorFieldOptions: { description: "Cursor of the first edge; null on an empty page." },
		endCursorFieldOptions: { description: "Give it as `after` to get the next page; null on an empty page." },
	},
	complexity: {
		defaultComplexity: 1,
		defaultListMultiplier: 5,
		limit: queryLimits,
		complexityError: (kind, { depth, complexity, breadth }) => {
			switch (kind) {
				case ComplexityErrorKind.Depth:
					return tooCostly("depth", depth, queryLimits.depth);
				case ComplexityErrorKind.Breadth:
					return tooCostly("breadth", breadth, queryLimits.breadth);
				case ComplexityErrorKind.Complexity:
					return tooCostly("cost", complexity, queryLimits.complexity);
			}
		},
	},
});

export function tooCostly(measure: string, value: number, limit: number): TilewrightError {
	return new TilewrightError({
		code: "QUERY_TOO_COSTLY",
		message: `The query has a ${measure} of ${value}; at most ${limit} is allowed. Ask for fewer fields, smaller pages ("first") or in several queries.`,
		fields: { measure, value, limit },
	});
}

builder.queryType({ description: "What can be asked. Everything is read from the database as it is at that moment." });
builder.mutationType({
	description:
		"What can be done. Every mutation is carried out by the active coordinator and kept as a `Command` with its `message`.",
});
builder.subscriptionType({
	description: "What is pushed, over WebSocket (graphql-transport-ws) on the address of the queries.",
});

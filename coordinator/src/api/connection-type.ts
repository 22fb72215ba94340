import type { ObjectRef } from "@pothos/core";
import { type Connection, defaultPageSize, maximumPageSize, type PageArguments } from "./page.ts";
import { builder } from "./schema-builder.ts";

type Types = typeof builder.$inferSchemaTypes;

/** `<Word>Connection` and `<Word>Edge` for pages of one type. */
export function connectionType<Row>(word: string, node: ObjectRef<Types, unknown, Row>) {
	const edge = builder.objectRef<Connection<Row>["edges"][number]>(`${word}Edge`).implement({
		description: `One ${word} and where it stands in its list.`,
		fields: (t) => ({
			cursor: t.exposeString("cursor", { description: "Give it as `after` to continue behind this one." }),
			node: t.field({
				type: node,
				description: `The ${word}.`,
				// The row of an edge is what the node's type is made from; Pothos cannot see that through the type parameter.
				resolve: (parent) => parent.node as never,
			}),
		}),
	});
	return builder.objectRef<Connection<Row>>(`${word}Connection`).implement({
		description: `A page of the type ${word}.`,
		fields: (t) => ({
			edges: t.field({
				type: [edge],
				description: "At most `first` of them, in order.",
				complexity: { field: 0, multiplier: 1 },
				resolve: (parent) => parent.edges,
			}),
			pageInfo: t.field({
				type: builder.pageInfoRef(),
				description: "Whether another page follows.",
				complexity: { field: 0, multiplier: 1 },
				resolve: (parent) => parent.pageInfo,
			}),
			totalCount: t.int({
				nullable: true,
				description: "How many there are with this filter; null where counting would mean reading all of them.",
				resolve: (parent) => parent.totalCount(),
			}),
		}),
	});
}

/** `first` and `after` of a field that answers with a connection. */
export const pageArguments = builder.args((t) => ({
	first: t.int({ defaultValue: defaultPageSize, description: `Size of the page, 1 to ${maximumPageSize}.` }),
	after: t.string({ description: "A cursor; the page begins behind it." }),
}));

/** Cost of a page: its rows. A wrong size is refused by the resolver, not here. */
export function pageComplexity(args: PageArguments): { field: number; multiplier: number } {
	return { field: 5, multiplier: Math.max(1, Math.min(args.first ?? defaultPageSize, maximumPageSize)) };
}

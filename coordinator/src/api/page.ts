import { TilewrightError } from "@tilewright/contract/errors";
import type { Page, PageRequest, Position } from "../database/keyset-page.ts";

export const defaultPageSize = 50;
export const maximumPageSize = 200;

export interface PageArguments {
	readonly first?: number | null | undefined;
	readonly after?: string | null | undefined;
}

/** What a cursor of one list holds, so that one of another list is refused. */
export type CursorShape = readonly ("number" | "string")[];

export interface Connection<Row> {
	readonly edges: { readonly cursor: string; readonly node: Row }[];
	readonly pageInfo: {
		readonly hasNextPage: boolean;
		readonly hasPreviousPage: boolean;
		readonly startCursor: string | null;
		readonly endCursor: string | null;
	};
	readonly totalCount: () => Promise<number | null>;
}

/** Reads one page and dresses it as a connection. Throws ARGUMENT_INVALID for a wrong size or cursor. */
export async function answerPage<Row>(
	asked: PageArguments,
	shape: CursorShape,
	read: (request: PageRequest) => Promise<Page<Row>>,
): Promise<Connection<Row>> {
	const request = readPageArguments(asked, shape);
	const page = await read(request);
	const edges = page.rows.map(({ position, row }) => ({ cursor: writeCursor(position), node: row }));
	return {
		edges,
		pageInfo: {
			hasNextPage: page.hasNextPage,
			hasPreviousPage: request.after !== null,
			startCursor: edges[0]?.cursor ?? null,
			endCursor: edges.at(-1)?.cursor ?? null,
		},
		totalCount: page.countTotal,
	};
}

export function readPageArguments({ first, after }: PageArguments, shape: CursorShape): PageRequest {
	const size = first ?? defaultPageSize;
	if (size < 1 || size > maximumPageSize) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `A page of ${size} was asked for: "first" is 1 to ${maximumPageSize}.`,
			fields: { first: size },
		});
	}
	return { size, after: after == null ? null : readCursor(after, shape) };
}

export function writeCursor(position: Position): string {
	return Buffer.from(JSON.stringify(position)).toString("base64url");
}

function readCursor(cursor: string, shape: CursorShape): Position {
	try {
		const position: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
		if (
			Array.isArray(position) &&
			position.length === shape.length &&
			position.every((value, place) =>
				shape[place] === "number" ? Number.isSafeInteger(value) : typeof value === "string",
			)
		) {
			return position;
		}
	} catch {
		// Not JSON: answered below like any other wrong cursor.
	}
	throw new TilewrightError({
		code: "ARGUMENT_INVALID",
		message: `"${cursor}" is not a cursor of this list: give "endCursor" of the page before, unchanged.`,
		fields: { after: cursor },
	});
}

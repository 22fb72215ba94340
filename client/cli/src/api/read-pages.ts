/** One page of any list of the API. */
export interface Page<Node> {
	readonly edges: readonly { readonly node: Node }[];
	readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
	readonly totalCount?: number | null;
}

export interface Pages<Node> {
	readonly nodes: readonly Node[];
	/** Of all pages; null where the server does not count. */
	readonly total: number | null;
}

/** The most the API gives at once. */
const pageSize = 200;

/** Reads page after page until there are `limit` items, or no more. */
export async function readPages<Node>(
	limit: number,
	readPage: (part: { readonly first: number; readonly after: string | null }) => Promise<Page<Node>>,
): Promise<Pages<Node>> {
	const nodes: Node[] = [];
	let total: number | null = null;
	for (let after: string | null = null; nodes.length < limit; ) {
		const page: Page<Node> = await readPage({ first: Math.min(pageSize, limit - nodes.length), after });
		total = page.totalCount ?? total;
		for (const { node } of page.edges) nodes.push(node);
		if (!page.pageInfo.hasNextPage || page.edges.length === 0) break;
		after = page.pageInfo.endCursor;
	}
	return { nodes, total };
}

import type { ApiContext } from "../api-context.ts";
import { toGraphqlErrors } from "../api-error.ts";

/**
 * Begins a subscription. Mercurius sends what is thrown here as it is, without asking the error formatter: it is
 * translated before.
 */
export async function subscribing<Stream>(context: ApiContext, begin: () => Stream | Promise<Stream>): Promise<Stream> {
	try {
		return await begin();
	} catch (error) {
		const known = error instanceof Error ? error : new Error(String(error));
		throw toGraphqlErrors(known, context.logger)[0] ?? known;
	}
}

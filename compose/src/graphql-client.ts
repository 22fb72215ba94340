import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

const requestTimeoutMs = 15_000;

const responseSchema = z.object({
	data: z.unknown().optional(),
	errors: z
		.array(z.object({ message: z.string(), extensions: z.object({ code: z.string().optional() }).optional() }))
		.optional(),
});

/**
 * Asks the coordinator. Throws COORDINATOR_NOT_ACTIVE when it does not answer just now, ARGUMENT_INVALID
 * when it refuses.
 */
export async function graphqlRequest<Data>(
	graphqlUrl: string,
	request: {
		readonly query: string;
		readonly variables?: Readonly<Record<string, unknown>>;
		readonly data: z.ZodType<Data>;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<Data> {
	const response = responseSchema.parse(await post(graphqlUrl, request));
	const [error] = response.errors ?? [];
	if (error !== undefined) {
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `The coordinator refused a request: ${error.message}`,
			fields: { errors: response.errors },
		});
	}
	return request.data.parse(response.data);
}

async function post(
	graphqlUrl: string,
	request: {
		readonly query: string;
		readonly variables?: Readonly<Record<string, unknown>>;
		readonly signal?: AbortSignal | undefined;
	},
): Promise<unknown> {
	const timeout = AbortSignal.timeout(requestTimeoutMs);
	const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
	try {
		const response = await fetch(graphqlUrl, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ query: request.query, variables: request.variables ?? {} }),
			signal,
		});
		return await response.json();
	} catch (cause) {
		request.signal?.throwIfAborted();
		const reason = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
		throw new TilewrightError({
			code: "COORDINATOR_NOT_ACTIVE",
			message: `The coordinator at ${graphqlUrl} does not answer: ${describeError(reason)}.`,
			fields: { graphqlUrl },
			cause,
		});
	}
}

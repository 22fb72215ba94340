import { createClient } from "graphql-ws";
import WebSocket from "ws";
import type { FoundServer } from "../server/find-server.ts";
import { type GraphqlProblem, refusal, unreachable } from "./api-failures.ts";
import type { GraphqlDocument } from "./document.ts";

/**
 * One subscription over one connection, ended by `signal`. A lost line is thrown, not repaired: what to read again
 * after a gap is known by the command only.
 */
export async function* subscribeOnce<Result, Variables>(
	server: FoundServer,
	headers: Readonly<Record<string, string>>,
	document: GraphqlDocument<Result, Variables>,
	variables: Variables,
	signal: AbortSignal,
): AsyncGenerator<Result> {
	const url = new URL("/graphql", server.url);
	url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
	const client = createClient({
		url: url.href,
		webSocketImpl: class extends WebSocket {
			constructor(address: string, protocols: string) {
				super(address, protocols, { headers });
			}
		},
		retryAttempts: 0,
		keepAlive: 15_000,
	});
	const messages = client.iterate<Result>({ query: document, variables: variables as Record<string, unknown> });
	const stop = () => void client.dispose();
	signal.addEventListener("abort", stop, { once: true });
	try {
		if (signal.aborted) return;
		for await (const { data, errors } of messages) {
			if (errors !== undefined && errors.length > 0) throw errors;
			if (data !== null && data !== undefined) yield data;
		}
	} catch (cause) {
		if (signal.aborted) return;
		const [problem] = problemsOf(cause);
		throw problem === undefined ? unreachable(server, describeClosing(cause)) : refusal(problem);
	} finally {
		signal.removeEventListener("abort", stop);
		await client.dispose();
	}
}

/** A refused subscription is thrown as the list of the server's errors. */
function problemsOf(cause: unknown): readonly GraphqlProblem[] {
	return Array.isArray(cause) ? (cause as GraphqlProblem[]) : [];
}

/** The events of a WebSocket are not errors and have no message of their own. */
function describeClosing(cause: unknown): unknown {
	if (cause instanceof Error) return cause;
	if (typeof cause !== "object" || cause === null) return cause;
	if ("error" in cause && cause.error instanceof Error) return cause.error;
	if ("code" in cause) {
		const reason = "reason" in cause && cause.reason !== "" ? `: ${String(cause.reason)}` : "";
		return new Error(`the line was closed (${String(cause.code)}${reason})`);
	}
	return new Error("the line was lost");
}

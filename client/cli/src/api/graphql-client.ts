import { CommandFailure, exitCodes } from "../command/command-failure.ts";
import type { FoundServer } from "../server/find-server.ts";
import { type GraphqlProblem, refusal, unexpectedAnswer, unreachable } from "./api-failures.ts";
import type { GraphqlDocument } from "./document.ts";

/** Longer than the coordinator waits for itself before it answers COORDINATOR_NOT_ACTIVE. */
const requestTimeoutMs = 60_000;

/** What commands talk to. */
export interface Api {
	/** Throws a CommandFailure with the server's own message and code. */
	ask<Result, Variables>(document: GraphqlDocument<Result, Variables>, variables: Variables): Promise<Result>;
	/** A text below the server's address, such as a log. */
	read(path: string): Promise<string>;
	/** Messages of a subscription; ends with the server's, throws when the line is lost. */
	follow<Result, Variables>(
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
		signal: AbortSignal,
	): AsyncIterable<Result>;
}

interface Answer {
	readonly data?: unknown;
	readonly errors?: readonly GraphqlProblem[];
}

export function createApi(server: FoundServer, user: string, interruption: AbortSignal): Api {
	const headers = { "x-tilewright-user": toHeaderValue(user) };
	return {
		ask: async (document, variables) => {
			const response = await request(server, interruption, "/graphql", {
				method: "POST",
				headers: { ...headers, "content-type": "application/json" },
				body: JSON.stringify({ query: document, variables }),
			});
			const answer = await readAnswer(server, response);
			const [problem] = answer.errors ?? [];
			if (problem !== undefined) throw refusal(problem);
			// The document was checked against the schema this type was made from.
			return answer.data as never;
		},
		read: async (path) => {
			const response = await request(server, interruption, path, { headers });
			const text = await response.text();
			if (!response.ok) throw unexpectedAnswer(server, path, response.status);
			return text;
		},
		follow: (document, variables, signal) => subscribe(server, headers, document, variables, signal),
	};
}

/** graphql-ws and ws take as long to load as all the rest; most commands do not need them. */
async function* subscribe<Result, Variables>(
	server: FoundServer,
	headers: Readonly<Record<string, string>>,
	document: GraphqlDocument<Result, Variables>,
	variables: Variables,
	signal: AbortSignal,
): AsyncGenerator<Result> {
	const { subscribeOnce } = await import("./subscription.ts");
	yield* subscribeOnce(server, headers, document, variables, signal);
}

async function request(
	server: FoundServer,
	interruption: AbortSignal,
	path: string,
	init: RequestInit,
): Promise<Response> {
	const signal = AbortSignal.any([interruption, AbortSignal.timeout(requestTimeoutMs)]);
	try {
		return await fetch(new URL(path, server.url), { ...init, signal });
	} catch (cause) {
		if (interruption.aborted) throw new CommandFailure("Interrupted.", { exitCode: exitCodes.interrupted });
		throw unreachable(server, cause);
	}
}

async function readAnswer(server: FoundServer, response: Response): Promise<Answer> {
	let answer: unknown;
	try {
		answer = await response.json();
	} catch {
		throw unexpectedAnswer(server, "/graphql", response.status);
	}
	if (typeof answer !== "object" || answer === null || !("data" in answer || "errors" in answer)) {
		throw unexpectedAnswer(server, "/graphql", response.status);
	}
	// By the GraphQL specification; what is in `data` follows from the document.
	return answer as Answer;
}

/** HTTP headers carry ASCII only. */
function toHeaderValue(text: string): string {
	return text
		.normalize("NFKD")
		.replaceAll(/\p{M}/gu, "")
		.replaceAll(/[^\x20-\x7e]/g, "?");
}

import { Client, fetchExchange, type TypedDocumentNode } from "urql";
import type { Opening } from "../live/opening.ts";
import { ApiProblem, asApiProblem, problemOfCombinedError } from "./api-problem.ts";
import type { GraphqlDocument } from "./document.ts";
import { ReadProjectDocument } from "./generated/documents.ts";

/** Long enough for a slow answer over a tired network, short enough that a person is told. */
const answerTimeoutMs = 20_000;

/** Questions and commands. What is pushed comes over the line (live/line.ts). Failures throw ApiProblem. */
export interface Api {
	query<Result, Variables extends object>(
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
	): Promise<Result>;
	mutate<Result, Variables extends object>(
		document: GraphqlDocument<Result, Variables>,
		variables: Variables,
	): Promise<Result>;
	/** A JSON answer of the compact endpoints; the browser revalidates by ETag. */
	readJson(path: string): Promise<unknown>;
	/** An answer in octets. */
	readOctets(path: string): Promise<ArrayBuffer>;
}

/** `early`: answers that were asked for before the page's script was there. */
export function createApi(origin: string, early: Opening | null = null): Api {
	const client = new Client({
		url: `${origin}/graphql`,
		exchanges: [fetchExchange],
		preferGetMethod: false,
		requestPolicy: "network-only",
		fetch: fetchWithTimeout,
	});
	// urql takes text at run time; only its types want a parsed document to carry the result's type.
	const forUrql = <Result, Variables>(document: GraphqlDocument<Result, Variables>) =>
		document as unknown as TypedDocumentNode<Result, Record<string, unknown>>;

	return {
		async query(document, variables) {
			if (document === asText(ReadProjectDocument) && asRecord(variables).id === early?.projectId) {
				const result = await early?.takeProject();
				// The same document has the same result.
				if (result != null) return result as ReturnType<NonNullable<typeof document.shape>>;
			}
			const answer = await client.query(forUrql(document), asRecord(variables)).toPromise();
			return resultOf(answer);
		},
		async mutate(document, variables) {
			const answer = await client.mutation(forUrql(document), asRecord(variables)).toPromise();
			return resultOf(answer);
		},
		async readJson(path) {
			const octets = await early?.take(path);
			if (octets != null) return JSON.parse(new TextDecoder().decode(octets));
			return readBody(`${origin}${path}`, (response) => response.json());
		},
		async readOctets(path) {
			const octets = await early?.take(path);
			return octets ?? readBody(`${origin}${path}`, (response) => response.arrayBuffer());
		},
	};
}

function asText(document: string): string {
	return document;
}

/** Generated variables are interfaces, which have no index signature; their fields are plain values all the same. */
export function asRecord(variables: object): Record<string, unknown> {
	return variables as Record<string, unknown>;
}

function resultOf<Result>(answer: {
	data?: Result | undefined;
	error?: Parameters<typeof problemOfCombinedError>[0] | undefined;
}): Result {
	if (answer.error !== undefined) throw problemOfCombinedError(answer.error);
	if (answer.data === undefined || answer.data === null) {
		throw new ApiProblem("NOT_UNDERSTOOD", "The coordinator's answer was empty.");
	}
	return answer.data;
}

async function readBody<Body>(url: string, read: (response: Response) => Promise<Body>): Promise<Body> {
	try {
		const response = await fetchWithTimeout(url, { cache: "no-cache" });
		if (!response.ok) {
			const { pathname } = new URL(url);
			throw new ApiProblem(
				"NOT_UNDERSTOOD",
				`${pathname} was answered with ${response.status} ${response.statusText}.`,
			);
		}
		return await read(response);
	} catch (error) {
		throw asApiProblem(error);
	}
}

function fetchWithTimeout(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
	const timeout = AbortSignal.timeout(answerTimeoutMs);
	const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
	return fetch(input, { ...init, signal });
}

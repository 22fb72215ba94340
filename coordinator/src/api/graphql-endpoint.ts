import { complexityFromQuery } from "@pothos/plugin-complexity";
import type { FastifyInstance, FastifyRequest } from "fastify";
import {
	type ASTVisitor,
	type DocumentNode,
	GraphQLError,
	Kind,
	type ValidationContext,
	validate,
} from "graphql/index.js";
import { mercurius } from "mercurius";
import type { ApiContext, ApiServices } from "./api-context.ts";
import { toGraphqlErrors } from "./api-error.ts";
import { actorOf, isAllowedOrigin } from "./request-origin.ts";
import { schema } from "./schema.ts";
import { queryLimits, tooCostly } from "./schema-builder.ts";

/** Pings keep the line open through proxies, and let both sides notice that it is gone. */
const pingIntervalMs = 20_000;
const maximumTokens = 20_000;

/** GraphQL on /graphql: queries and mutations by POST, queries by GET, subscriptions by WebSocket. */
export async function addGraphqlEndpoint(
	server: FastifyInstance,
	services: ApiServices,
	allowedHosts: readonly string[],
): Promise<void> {
	const contextOf = (request: FastifyRequest): ApiContext => ({ ...services, actor: actorOf(request) });
	await server.register(mercurius, {
		schema,
		context: contextOf,
		graphiql: false,
		allowBatchedQueries: false,
		graphql: { parseOptions: { maxTokens: maximumTokens } },
		validationRules: [refuseSubscriptions],
		errorFormatter: (execution) => {
			const errors = execution.errors.flatMap((error) => toGraphqlErrors(error, services.logger));
			return {
				statusCode: execution.data == null ? statusOf(execution.errors[0]?.originalError) : 200,
				response: { data: execution.data ?? null, errors },
			};
		},
		subscription: {
			context: (_socket, request) => contextOf(request),
			verifyClient: ({ origin, req }, answer) => {
				const isAllowed = isAllowedOrigin(origin, req.headers.host, allowedHosts);
				answer(isAllowed, isAllowed ? undefined : 403, isAllowed ? undefined : "Origin not allowed");
			},
			fullWsTransport: true,
			wsDefaultSubprotocol: "graphql-transport-ws",
			keepAlive: pingIntervalMs,
		},
	});
	// Mercurius validates queries, but hands subscriptions to graphql-js as they come.
	server.graphql.addHook("preSubscriptionExecution", (_schema, document) => {
		const [invalid] = validate(schema, document);
		if (invalid) throw new GraphQLError(invalid.message, { extensions: { code: "ARGUMENT_INVALID", fields: {} } });
		const refused = limitError(document);
		if (refused) throw toGraphqlErrors(refused, services.logger)[0] ?? refused;
	});
}

/**
 * Before the first message: whether a subscription is too deep or too costly. Its variables are not known here;
 * pages whose size is one count with the usual size, and are counted again with every message.
 */
function limitError(document: DocumentNode): Error | null {
	const fragments = document.definitions.filter(({ kind }) => kind !== Kind.OPERATION_DEFINITION);
	for (const definition of document.definitions) {
		if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
		const operation = { ...definition, variableDefinitions: [] };
		const { depth, complexity } = complexityFromQuery(
			{ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
			{ schema },
		);
		if (depth > queryLimits.depth) return tooCostly("depth", depth, queryLimits.depth);
		if (complexity > queryLimits.complexity) return tooCostly("cost", complexity, queryLimits.complexity);
	}
	return null;
}

/** Queries that were refused before they were begun carry a status; all others are answered. */
function statusOf(error: Error | null | undefined): number {
	return error && "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 200;
}

/** Sent by POST a subscription would be executed once, like a query. This rule holds for everything but the WebSocket. */
function refuseSubscriptions(context: ValidationContext): ASTVisitor {
	return {
		OperationDefinition(node) {
			if (node.operation !== "subscription") return;
			context.reportError(
				new GraphQLError(
					"A subscription needs a WebSocket (graphql-transport-ws) on this address; it cannot be answered over plain HTTP.",
					{ nodes: [node] },
				),
			);
		},
	};
}

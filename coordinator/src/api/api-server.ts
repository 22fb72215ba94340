import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { TilewrightError } from "@tilewright/contract/errors";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { defineModels, openSequelize } from "../database/models/models.ts";
import { MetricsRegistry } from "../status/metrics-registry.ts";
import type { ApiServices } from "./api-context.ts";
import { httpStatusOf, toApiError } from "./api-error.ts";
import { addGraphqlEndpoint } from "./graphql-endpoint.ts";
import { addFileRoutes } from "./http/file-routes.ts";
import { addHealthRoutes } from "./http/health-routes.ts";
import { addMetricsRoute } from "./http/metrics-route.ts";
import { OpeningPreparer } from "./http/opening-preparer.ts";
import { addOpeningRoute, prepareOpening } from "./http/opening-route.ts";
import { OverviewAnswers } from "./http/overview-answers.ts";
import { addOverviewRoutes } from "./http/overview-routes.ts";
import { addTaskStatesRoute } from "./http/task-states-route.ts";
import { addWebPage, isNavigation } from "./http/web-page.ts";
import { isAllowedHost } from "./request-origin.ts";

export interface ApiConfiguration {
	readonly databaseUrl: string;
	readonly instanceName: string;
	readonly httpHost: string;
	/** 0 takes a free port. */
	readonly httpPort: number;
	/** Where mail is handed in; only whether there is such a place is told. */
	readonly mail?: object | null;
	/** The built page; without it only the API is served. */
	readonly webDirectory: string | undefined;
	/** Hosts (`name` or `name:port`) besides our own whose pages may use the API, and under which we may be asked for. */
	readonly allowedHosts?: readonly string[];
}

export interface ApiServerParts extends Omit<ApiServices, "models" | "instanceName" | "canSendMail"> {
	readonly configuration: ApiConfiguration;
	/** What other parts count is shown as well; without it only what can be read on demand. */
	readonly metrics?: MetricsRegistry;
}

export interface ApiServer {
	/** `http://127.0.0.1:6001`. */
	readonly url: string;
	/** Ends subscriptions, waits for running requests; may be called twice. */
	close(): Promise<void>;
}

/** A list of 5,000 announced tiles is about 2 MB. */
const maximumBodyBytes = 16 * 1024 * 1024;

const closePatienceMs = 2_000;

/** Serves people and programs: GraphQL, files, health, metrics and the page. */
export async function startApiServer(parts: ApiServerParts): Promise<ApiServer> {
	const server = await buildApiServer(parts);
	const { httpHost, httpPort } = parts.configuration;
	const sockets = new Set<Socket>();
	server.server.on("connection", (socket: Socket) => {
		sockets.add(socket);
		socket.once("close", () => sockets.delete(socket));
	});
	try {
		const url = await server.listen({ host: httpHost, port: httpPort });
		let closed: Promise<void> | undefined;
		return {
			url,
			close() {
				closed ??= closeSoon(server, sockets);
				return closed;
			},
		};
	} catch (cause) {
		await server.close();
		throw new TilewrightError({
			code: "CONFIGURATION_INVALID",
			message: `The API cannot listen on ${httpHost}:${httpPort}: ${cause instanceof Error ? cause.message : String(cause)}. Is the port taken? Set TILEWRIGHT_HTTP_PORT (0 takes a free one).`,
			fields: { httpHost, httpPort },
			cause,
		});
	}
}

/** Everything but listening, for tests that inject requests. */
export async function buildApiServer(parts: ApiServerParts): Promise<FastifyInstance> {
	const { configuration, logger } = parts;
	const sequelize = openSequelize(configuration.databaseUrl);
	const services: ApiServices = {
		...parts,
		models: defineModels(sequelize),
		instanceName: configuration.instanceName,
		canSendMail: configuration.mail != null,
	};
	const allowedHosts = configuration.allowedHosts ?? [];
	const apiLogger: FastifyBaseLogger = logger.child({ part: "api" }, { level: quieter(logger.level) });
	const server: FastifyInstance = Fastify({
		loggerInstance: apiLogger,
		logController: new LogController({ disableRequestLogging: true }),
		bodyLimit: maximumBodyBytes,
		forceCloseConnections: "idle",
	});
	server.addHook("onRequest", async (request) => {
		if (isAllowedHost(request.headers.host, configuration.httpHost, allowedHosts)) return;
		throw new TilewrightError({
			code: "ARGUMENT_INVALID",
			message: `This server only answers to its own address, not to "${request.headers.host}". Behind a proxy, let it pass the host 127.0.0.1, or name the host in TILEWRIGHT_ALLOWED_HOSTS.`,
			fields: { host: request.headers.host },
		});
	});
	server.setErrorHandler(async (error, _request, reply) => {
		const { message, extensions } = toApiError(error, logger);
		return reply.code(httpStatusOf(extensions.code)).send({ error: { message, ...extensions } });
	});
	const page = configuration.webDirectory;
	const hasPage = page !== undefined && existsSync(join(page, "index.html"));
	server.setNotFoundHandler(async (request, reply) => {
		if (hasPage && isNavigation(request.method, request.url, request.headers.accept)) {
			return reply.sendFile("index.html");
		}
		const message = `There is nothing at ${request.method} ${request.url}.`;
		return reply.code(404).send({ error: { message, code: "NOT_FOUND", fields: {} } });
	});

	const answers = new OverviewAnswers(services);
	const preparer = new OpeningPreparer(server, services, (id) => prepareOpening(services.database, answers, id));
	server.addHook("onListen", async () => preparer.start());
	server.addHook("onClose", async () => {
		await preparer.stop();
		await sequelize.close();
	});

	await addGraphqlEndpoint(server, services, allowedHosts);
	addHealthRoutes(server, services);
	addMetricsRoute(server, { ...services, metrics: parts.metrics ?? new MetricsRegistry() });
	addTaskStatesRoute(server, answers);
	addOverviewRoutes(server, services, answers);
	addOpeningRoute(server, services, answers);
	await server.register(async (files) => addFileRoutes(files, services), { prefix: "/api" });
	await addWebPage(server, page);
	await server.ready();
	return server;
}

/** Waits for running requests and for clients to say good-bye, but not for ever: somebody waits for this process to end. */
async function closeSoon(server: FastifyInstance, sockets: ReadonlySet<Socket>): Promise<void> {
	const timer = setTimeout(() => {
		for (const socket of sockets) socket.destroy();
	}, closePatienceMs);
	try {
		await server.close();
	} finally {
		clearTimeout(timer);
	}
}

/** Fastify and Mercurius log what is wrong with requests as information; that is the client's affair. */
function quieter(level: string): string {
	return level === "info" ? "warn" : level;
}

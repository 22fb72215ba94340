import { describeError } from "@tilewright/contract/errors";
import type { FastifyInstance } from "fastify";
import type { Queryable } from "../../database/database.ts";
import { version } from "../../status/version.ts";
import type { ApiServices } from "../api-context.ts";

const databasePatienceMs = 2_000;

/** For supervisors and load balancers: /livez answers while the process does, /readyz and /healthz say what is wrong. */
export function addHealthRoutes(server: FastifyInstance, services: ApiServices): void {
	server.get("/livez", async () => ({ status: "ok" }));

	server.get("/readyz", async (_request, reply) => {
		const problem = await databaseProblem(services.database);
		return reply.code(problem === null ? 200 : 503).send({ status: problem === null ? "ok" : "unavailable", problem });
	});

	server.get("/healthz", async (_request, reply) => {
		const problem = await databaseProblem(services.database);
		const { coordinator, bus, invariantViolations } = services.systemStatus();
		const isHealthy = problem === null && bus.isConnected && coordinator.activeSince !== null;
		return reply.code(isHealthy ? 200 : 503).send({
			status: isHealthy ? "ok" : "unhealthy",
			version,
			instanceName: services.instanceName,
			database: { isReachable: problem === null, problem },
			bus,
			coordinator,
			invariantViolations: invariantViolations.length,
		});
	});
}

async function databaseProblem(database: Queryable): Promise<string | null> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<string>((resolve) => {
		timer = setTimeout(() => resolve(`Postgres has not answered for ${databasePatienceMs} ms`), databasePatienceMs);
	});
	const asked = database.query("select 1").then(() => null, describeError);
	try {
		return await Promise.race([asked, tooLate]);
	} finally {
		clearTimeout(timer);
	}
}

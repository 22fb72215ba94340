import type { FastifyInstance } from "fastify";
import { collectMetrics } from "../../status/metrics-collector.ts";
import type { MetricsRegistry } from "../../status/metrics-registry.ts";
import type { ApiServices } from "../api-context.ts";

/** For Prometheus, in its text format. */
export function addMetricsRoute(
	server: FastifyInstance,
	parts: ApiServices & { readonly metrics: MetricsRegistry },
): void {
	const stop = collectMetrics({ ...parts, registry: parts.metrics });
	server.addHook("onClose", async () => stop());
	server.get("/metrics", async (_request, reply) =>
		reply.type("text/plain; version=0.0.4; charset=utf-8").send(await parts.metrics.text()),
	);
}

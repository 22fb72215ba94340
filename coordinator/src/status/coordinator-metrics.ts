import type { MetricsRegistry } from "./metrics-registry.ts";

/** What the coordinator's steps count as they go; the rest is read when somebody asks (see metrics-collector.ts). */
export function coordinatorMetrics(registry: MetricsRegistry) {
	return {
		/** Label `outcome`. */
		attemptsEnded: registry.counter("tilewright_attempts_total", "Attempts that ended, by outcome."),
		attemptsDispatched: registry.counter("tilewright_attempts_dispatched_total", "Attempts given to workers."),
		roundSeconds: registry.histogram(
			"tilewright_dispatch_round_duration_seconds",
			"How long one round took, from its first statement to its commit.",
			[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
		),
		/** Label `invariant`. */
		invariantViolations: registry.counter(
			"tilewright_invariant_violations_total",
			"What the checker found, by invariant.",
		),
	};
}

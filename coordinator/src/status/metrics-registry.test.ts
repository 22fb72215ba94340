import { expect, it } from "vitest";
import { MetricsRegistry } from "./metrics-registry.ts";

it("writes counters, gauges and histograms as Prometheus reads them", async () => {
	const registry = new MetricsRegistry();
	const ended = registry.counter("attempts_total", "Attempts that ended.");
	ended.add(1, { outcome: "failed" });
	ended.add(2, { outcome: "failed" });
	registry.gauge("tasks", "Tasks.").set(4, { stage: 'A "quoted"\\ name\n' });
	const seconds = registry.histogram("round_seconds", "Rounds.", [0.1, 1]);
	for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value);
	expect(await registry.text()).toBe(`# HELP attempts_total Attempts that ended.
# TYPE attempts_total counter
attempts_total{outcome="failed"} 3
# HELP tasks Tasks.
# TYPE tasks gauge
tasks{stage="A \\"quoted\\"\\\\ name\\n"} 4
# HELP round_seconds Rounds.
# TYPE round_seconds histogram
round_seconds_bucket{le="0.1"} 2
round_seconds_bucket{le="1"} 3
round_seconds_bucket{le="+Inf"} 4
round_seconds_sum 7.65
round_seconds_count 4
`);
});

it("asks collectors each time, and lives with one that fails", async () => {
	const registry = new MetricsRegistry();
	const looks = registry.gauge("looks", "Looks.");
	let count = 0;
	registry.addCollector(() => looks.set(++count));
	registry.addCollector(() => Promise.reject(new Error("no database")));
	await registry.text();
	expect(await registry.text()).toContain("looks 2\n");
});

it("refuses a name that is taken", () => {
	const registry = new MetricsRegistry();
	registry.gauge("tasks", "Tasks.");
	expect(() => registry.counter("tasks", "Tasks.")).toThrow("tasks");
});

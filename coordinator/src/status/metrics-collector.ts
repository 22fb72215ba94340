import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Queryable } from "../database/database.ts";
import { readMetricCounts } from "../database/metric-reads.ts";
import type { MetricsRegistry } from "./metrics-registry.ts";
import type { SystemStatus } from "./system-status.ts";
import { version } from "./version.ts";
import type { WorkerReadings } from "./worker-readings.ts";
import { workerStateOf } from "./worker-state-rules.ts";

const nanosecondsPerSecond = 1e9;
const delayResolutionMs = 10;

export interface CollectedParts {
	readonly registry: MetricsRegistry;
	readonly database: Queryable;
	readonly systemStatus: () => SystemStatus;
	readonly workerReadings: WorkerReadings;
}

/** Sets what is only read on demand: counts from the database, the state of this process. Returns how to stop. */
export function collectMetrics({ registry, database, systemStatus, workerReadings }: CollectedParts): () => void {
	const tasks = registry.gauge("tilewright_tasks", "Tasks by project, stage and state.");
	const workers = registry.gauge("tilewright_workers", "Workers by state.");
	const workUnits = registry.gauge("tilewright_worker_work_units", "Work units of connected workers, by kind.");
	const lag = registry.gauge(
		"tilewright_event_loop_lag_seconds",
		"Delay of this process's event loop since the last look.",
	);
	const busConnected = registry.gauge("tilewright_bus_connected", "1 while the line to the message bus is up.");
	const isActive = registry.gauge("tilewright_coordinator_active", "1 in the active coordinator.");
	const epoch = registry.gauge("tilewright_coordinator_epoch", "Number of the current leadership.");
	const memory = registry.gauge("process_resident_memory_bytes", "Memory of this process.");
	const processor = registry.counter("process_cpu_seconds_total", "Processor time of this process.");
	registry.gauge("tilewright_info", "Always 1; the label says which version runs.").set(1, { version });

	const delay = monitorEventLoopDelay({ resolution: delayResolutionMs });
	delay.enable();

	registry.addCollector(() => {
		for (const quantile of [0.5, 0.99]) {
			const nanoseconds = Math.max(0, delay.percentile(quantile * 100) - delayResolutionMs * 1e6);
			lag.set(nanoseconds / nanosecondsPerSecond, { quantile });
		}
		lag.set(Math.max(0, delay.max / nanosecondsPerSecond), { quantile: 1 });
		delay.reset();
		const status = systemStatus();
		busConnected.set(status.bus.isConnected ? 1 : 0);
		isActive.set(status.coordinator.isActive ? 1 : 0);
		epoch.set(status.coordinator.epoch);
		memory.set(process.memoryUsage.rss());
		const { user, system } = process.cpuUsage();
		processor.set((user + system) / 1e6);
	});

	registry.addCollector(async () => {
		const counts = await readMetricCounts(database);
		tasks.clear();
		for (const { project, stage, state, count } of counts.tasks) tasks.set(count, { project, stage, state });
		const states = { unavailable: 0, idle: 0, processing: 0, paused: 0 };
		let capacity = 0;
		let load = 0;
		for (const worker of counts.workers) {
			const reading = workerReadings.get(worker.id);
			states[workerStateOf({ ...worker, runningAttempts: reading?.attemptIds.length ?? 0 })] += 1;
			if (!worker.isConnected) continue;
			capacity += worker.capacity;
			load += reading?.localLoad ?? 0;
		}
		for (const [state, count] of Object.entries(states)) workers.set(count, { state });
		workUnits.set(capacity, { kind: "offered" });
		workUnits.set(load, { kind: "used" });
	});
	return () => delay.disable();
}

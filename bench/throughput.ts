import { performance } from "node:perf_hooks";
import { type Measure, machineConditions } from "./measure.ts";
import { createChain, resume, startStack, succeeded } from "./stack.ts";

/** No-op tasks end to end, with attempt history, through Postgres, the bus and a worker process. */
export async function measureThroughput(options: { readonly tasks: number }): Promise<Measure[]> {
	const stack = await startStack({ workUnits: 8 });
	try {
		const warm = await createChain(stack, { name: "warm", program: { kind: "none" }, stages: 1, tiles: 2_000 });
		await resume(stack, warm.stageIds[0] ?? "");
		await succeeded(stack, warm.stageIds[0] ?? "", 2_000);
		const chain = await createChain(stack, {
			name: "noop",
			program: { kind: "none" },
			stages: 1,
			tiles: options.tasks,
		});
		const startedAt = performance.now();
		await resume(stack, chain.stageIds[0] ?? "");
		await succeeded(stack, chain.stageIds[0] ?? "", options.tasks);
		const seconds = (performance.now() - startedAt) / 1000;
		const conditions = { ...machineConditions(), tasks: options.tasks, bus: stack.bus, fsync: "on" };
		return [
			{ name: "throughput.noop", value: options.tasks / seconds, unit: "tasks/s", conditions },
			{ name: "throughput.noop.seconds", value: seconds, unit: "s", conditions },
			{ name: "throughput.coordinator.peakMemory", value: stack.coordinatorPeakMb(), unit: "MiB", conditions },
		];
	} finally {
		await stack.stop();
	}
}

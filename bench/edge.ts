import { type Measure, machineConditions, percentile } from "./measure.ts";
import { createChain, resume, startStack, succeeded } from "./stack.ts";

/**
 * From the end of a parent's program to the start of its child's: a chain of `/bin/true` on one tile, nothing else
 * to do. Of each cycle (dispatch to dispatch, by the database's clock) the program's own time is taken off.
 */
export async function measureEdge(options: { readonly stages: number; readonly queued: number }): Promise<Measure[]> {
	const stack = await startStack({ workUnits: 2 });
	try {
		if (options.queued > 0) {
			const busy = await createChain(stack, {
				name: "queued",
				program: { kind: "none" },
				stages: 1,
				tiles: options.queued,
			});
			void busy;
		}
		const program = { kind: "script", path: "/bin/true" };
		// The first chain warms everything up.
		const warm = await createChain(stack, { name: "warm", program, stages: 20, tiles: 1 });
		await resume(stack, warm.stageIds[0] ?? "");
		await succeeded(stack, warm.stageIds.at(-1) ?? "", 1);
		const chain = await createChain(stack, { name: "chain", program, stages: options.stages, tiles: 1 });
		await resume(stack, chain.stageIds[0] ?? "");
		await succeeded(stack, chain.stageIds.at(-1) ?? "", 1);
		const { rows } = await stack.database.query<{ edge: number; cycle: number; run: number }>(
			`select cycle - run_ms as edge, cycle, run_ms as run from (
				select extract(epoch from lead(dispatched_at) over (order by id) - dispatched_at)::float8 * 1000 as cycle, run_ms
				from attempt where project_id = $1
			) as steps where cycle is not null`,
			[chain.projectId],
		);
		const conditions = {
			...machineConditions(),
			stages: options.stages,
			queuedTasks: options.queued,
			bus: stack.bus,
			fsync: "on",
		};
		const edges = rows.map((row) => row.edge);
		const name = options.queued > 0 ? "edge.queued" : "edge.idle";
		return [
			{ name: `${name}.p50`, value: percentile(edges, 0.5), unit: "ms", conditions },
			{ name: `${name}.p99`, value: percentile(edges, 0.99), unit: "ms", conditions },
			{
				name: `${name}.cycle.p50`,
				value: percentile(
					rows.map((row) => row.cycle),
					0.5,
				),
				unit: "ms",
				conditions,
			},
			{
				name: `${name}.program.p50`,
				value: percentile(
					rows.map((row) => row.run),
					0.5,
				),
				unit: "ms",
				conditions,
			},
		];
	} finally {
		await stack.stop();
	}
}

import { parseArgs } from "node:util";
import { measureApi } from "./api.ts";
import { measureCluster } from "./cluster.ts";
import { measureEdge } from "./edge.ts";
import { measureEditing } from "./editing.ts";
import type { Measure } from "./measure.ts";
import { measureThroughput } from "./throughput.ts";

const usage = `npm run bench -- edge|throughput|api|editing|cluster [--json] [--tasks n] [--stages n] [--queued n] [--tiles n]
  edge        from a parent's end to its child's start: chain of --stages (200) programs, --queued (0) tasks waiting
  throughput  no-op tasks end to end: --tasks (20000)
  api         what pages ask for, on a project of --tiles (100000) and ten stages
  editing     previews of edits and the edits themselves, on such a project
  cluster     pilots, batches and single jobs on a SLURM of its own (scripts/set-up-debian-packages.sh)`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			json: { type: "boolean", default: false },
			tasks: { type: "string", default: "20000" },
			stages: { type: "string", default: "200" },
			queued: { type: "string", default: "0" },
			tiles: { type: "string", default: "100000" },
		},
	});
	const measures = await measure(positionals[0], values);
	for (const entry of measures) {
		const line = values.json ? JSON.stringify(entry) : `${entry.name}: ${entry.value.toFixed(2)} ${entry.unit}`;
		process.stdout.write(`${line}\n`);
	}
	if (!values.json) process.stdout.write(`${JSON.stringify(measures[0]?.conditions)}\n`);
}

function measure(
	name: string | undefined,
	values: { tasks: string; stages: string; queued: string; tiles: string },
): Promise<Measure[]> {
	switch (name) {
		case "edge":
			return measureEdge({ stages: Number(values.stages), queued: Number(values.queued) });
		case "throughput":
			return measureThroughput({ tasks: Number(values.tasks) });
		case "api":
			return measureApi({ tiles: Number(values.tiles), stages: 10 });
		case "editing":
			return measureEditing({ tiles: Number(values.tiles), stages: 10 });
		case "cluster":
			return measureCluster({ tasks: 5_000, edges: 60, items: 1_000, singleJobs: 100 });
		default:
			process.stderr.write(`${usage}\n`);
			process.exit(2);
	}
}

await main();

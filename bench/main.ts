import { parseArgs } from "node:util";
import { measureEdge } from "./edge.ts";
import type { Measure } from "./measure.ts";
import { measureThroughput } from "./throughput.ts";

const usage = `npm run bench -- edge|throughput [--json] [--tasks n] [--stages n] [--queued n]
  edge        from a parent's end to its child's start: chain of --stages (200) programs, --queued (0) tasks waiting
  throughput  no-op tasks end to end: --tasks (20000)`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			json: { type: "boolean", default: false },
			tasks: { type: "string", default: "20000" },
			stages: { type: "string", default: "200" },
			queued: { type: "string", default: "0" },
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
	values: { tasks: string; stages: string; queued: string },
): Promise<Measure[]> {
	switch (name) {
		case "edge":
			return measureEdge({ stages: Number(values.stages), queued: Number(values.queued) });
		case "throughput":
			return measureThroughput({ tasks: Number(values.tasks) });
		default:
			process.stderr.write(`${usage}\n`);
			process.exit(2);
	}
}

await main();

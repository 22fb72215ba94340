import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SlurmCluster, slurmProblem } from "../test/support/slurm/slurm-cluster.ts";
import { type Measure, machineConditions, percentile } from "./measure.ts";
import { createChain, resume, type Stack, startStack, succeeded } from "./stack.ts";

export interface ClusterSizes {
	/** `/bin/true` through pilots. */
	readonly tasks: number;
	/** Stages of a chain on one tile, through one pilot. */
	readonly edges: number;
	/** `/bin/true` in batches. */
	readonly items: number;
	/** `/bin/true`, each in a job of its own: by bare sbatch, and through the product with one task per job. */
	readonly singleJobs: number;
}

/** What the one node of this SLURM declares; the machine has what it has. */
const cpus = 8;
const program = { kind: "script", path: "/bin/true" };

/**
 * Side by side in one run, one after the other: single jobs, dependencies, pilots, batches. All have the same declared
 * CPUs, on a SLURM that looks at its queue as often as it does where nobody has set it. A machine that others use as well changes from minute to minute: bare jobs are measured before and after the
 * pilots, and the load at every step is told.
 */
export async function measureCluster(sizes: ClusterSizes): Promise<Measure[]> {
	if (slurmProblem !== null) throw new Error(`There is no SLURM to measure with: ${slurmProblem}`);
	const slurm = await SlurmCluster.start({ cpus, hasDefaultPauses: true });
	try {
		const conditions: Measure["conditions"] & Record<string, string | number> = {
			...machineConditions(),
			...sizes,
			scheduler: await versionOf(slurm),
			declaredCpus: cpus,
		};
		const measure = (name: string, value: number, unit: string): Measure => ({ name, value, unit, conditions });
		const before = await singleJobs(slurm, sizes.singleJobs);
		const loads = [machineConditions().loadAverage];
		const pilots = await withStack(slurm, {}, (stack) => measurePilots(stack, sizes));
		loads.push(machineConditions().loadAverage);
		const after = await singleJobs(slurm, sizes.singleJobs);
		loads.push(machineConditions().loadAverage);
		const bare = (before + after) / 2;
		const oneEach = { pollSeconds: 1, submitSeconds: 0, batch: { maximumItemsPerJob: 1, fillSeconds: 0 } };
		const product = await withStack(slurm, oneEach, (stack) => measureBatches(stack, slurm, 2 * sizes.singleJobs));
		const dependency = await dependencyEdge(slurm, 4);
		const batches = await withStack(slurm, {}, (stack) => measureBatches(stack, slurm, sizes.items));
		conditions.loadAverages = loads.join(" ");
		return [
			measure(
				"cluster.single.sbatch",
				bare,
				`jobs/s (${before.toFixed(1)} before, ${after.toFixed(1)} after the pilots)`,
			),
			measure("cluster.single.product", product.itemsPerSecond, "tasks/s, one task per job"),
			measure("cluster.pilots", pilots.tasksPerSecond, "tasks/s"),
			measure("cluster.pilots.ratio.product", pilots.tasksPerSecond / product.itemsPerSecond, "times one task per job"),
			measure("cluster.pilots.ratio.sbatch", pilots.tasksPerSecond / bare, "times bare sbatch"),
			measure("cluster.afterok.edge", dependency, "ms"),
			measure("cluster.pilots.edge.p50", percentile(pilots.edgesMs, 0.5), "ms"),
			measure("cluster.pilots.edge.p99", percentile(pilots.edgesMs, 0.99), "ms"),
			measure("cluster.pilots.first", pilots.firstStartMs, "ms from nothing to the first program"),
			measure("cluster.batch.submissions", batches.submissions, `for ${sizes.items} items`),
			measure("cluster.batch", batches.itemsPerSecond, "items/s"),
			measure("cluster.batch.statusCommands", batches.statusPer10s, "in 10 s, queue and accounting together"),
		];
	} finally {
		await slurm.stop();
	}
}

async function versionOf(slurm: SlurmCluster): Promise<string> {
	return (await slurm.run("sinfo", ["--version"])).stdout.trim();
}

async function singleJobs(slurm: SlurmCluster, count: number): Promise<number> {
	const startedAt = performance.now();
	for (let place = 0; place < count; place += 1) {
		const { exitCode, stderr } = await slurm.run("sbatch", ["--output=/dev/null", "--mem=10M", "--wrap", "/bin/true"]);
		if (exitCode !== 0) throw new Error(`sbatch: ${stderr}`);
	}
	await untilQueueIsEmpty(slurm);
	return count / ((performance.now() - startedAt) / 1_000);
}

/** Milliseconds from the end of one job to the start of the one that depends on it. */
async function dependencyEdge(slurm: SlurmCluster, edges: number): Promise<number> {
	const log = join(slurm.directory, "edges");
	let previous = "";
	for (let place = 0; place <= edges; place += 1) {
		const dependency = previous === "" ? [] : [`--dependency=afterok:${previous}`];
		const note = `date +%s%N >> ${log}; /bin/true; date +%s%N >> ${log}`;
		const options = ["--parsable", "--output=/dev/null", "--mem=10M", ...dependency, "--wrap", note];
		previous = (await slurm.run("sbatch", options)).stdout.trim();
	}
	await untilQueueIsEmpty(slurm);
	const times = readFileSync(log, "utf8").trim().split("\n").map(Number);
	const gaps = times.flatMap((time, place) =>
		place % 2 === 0 && place > 0 ? [(time - (times[place - 1] ?? 0)) / 1e6] : [],
	);
	return percentile(gaps, 0.5);
}

async function untilQueueIsEmpty(slurm: SlurmCluster): Promise<void> {
	while ((await slurm.run("squeue", ["-h"])).stdout.trim() !== "") await delay(50);
}

async function withStack<Result>(
	slurm: SlurmCluster,
	changes: object,
	work: (stack: Stack) => Promise<Result>,
): Promise<Result> {
	const stack = await startStack({
		workUnits: 0,
		environment: (directory) => {
			const file = join(directory, "cluster.json");
			mkdirSync(join(directory, "cluster"));
			const settings = {
				submitHost: { environment: slurm.environment, commandDirectory: noteCommands(slurm) },
				directory: join(directory, "cluster"),
				pilot: { cpus: 4, workUnits: 4, memoryMb: 2_000, timeLimitMinutes: 30, targetSeconds: 1, idleSeconds: 60 },
				...changes,
			};
			writeFileSync(file, JSON.stringify(settings));
			return { TILEWRIGHT_WORKER_CLUSTER_FILE: file, TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS: String(cpus) };
		},
	});
	try {
		return await work(stack);
	} finally {
		await stack.stop();
		await slurm.run("scancel", ["--me"]);
		await untilQueueIsEmpty(slurm);
	}
}

async function measurePilots(stack: Stack, { tasks, edges }: ClusterSizes) {
	const askedAt = performance.now();
	const warm = await createChain(stack, { name: "warm", program, stages: 1, tiles: 500 });
	await resume(stack, warm.stageIds[0] ?? "");
	await succeeded(stack, warm.stageIds[0] ?? "", 1);
	const firstStartMs = performance.now() - askedAt;
	await succeeded(stack, warm.stageIds[0] ?? "", 500);
	const many = await createChain(stack, { name: "many", program, stages: 1, tiles: tasks });
	const startedAt = performance.now();
	await resume(stack, many.stageIds[0] ?? "");
	await succeeded(stack, many.stageIds[0] ?? "", tasks);
	const tasksPerSecond = tasks / ((performance.now() - startedAt) / 1_000);
	const chain = await createChain(stack, { name: "chain", program, stages: edges, tiles: 1 });
	await resume(stack, chain.stageIds[0] ?? "");
	await succeeded(stack, chain.stageIds.at(-1) ?? "", 1);
	const { rows } = await stack.database.query<{ edge: number }>(
		`select cycle - run_ms as edge from (
			select extract(epoch from lead(dispatched_at) over (order by id) - dispatched_at)::float8 * 1000 as cycle, run_ms
			from attempt where project_id = $1
		) as steps where cycle is not null`,
		[chain.projectId],
	);
	return { tasksPerSecond, firstStartMs, edgesMs: rows.map(({ edge }) => edge) };
}

async function measureBatches(stack: Stack, slurm: SlurmCluster, items: number) {
	const operations = { placement: "cluster", cluster: { mode: "batch" } };
	const many = await createChain(stack, { name: "batches", program, stages: 1, tiles: items, operations });
	const notedBefore = commandsOf(slurm).length;
	const startedAt = performance.now();
	await resume(stack, many.stageIds[0] ?? "");
	await succeeded(stack, many.stageIds[0] ?? "", items);
	const seconds = (performance.now() - startedAt) / 1_000;
	const commands = commandsOf(slurm).slice(notedBefore);
	const status = commands.filter(({ name }) => name === "squeue" || name === "sacct").map(({ atMs }) => atMs);
	const spanMs = (status.at(-1) ?? Number.NaN) - (status[0] ?? Number.NaN);
	return {
		submissions: commands.filter(({ name }) => name === "sbatch").length,
		itemsPerSecond: items / seconds,
		/** Queue and accounting together, from the first question to the last. */
		statusPer10s: ((status.length - 1) * 10_000) / spanMs,
	};
}

/** A folder of the scheduler's commands, each of which notes when it was given. */
function noteCommands(slurm: SlurmCluster): string {
	const directory = join(slurm.directory, "commands");
	mkdirSync(directory, { recursive: true });
	for (const name of ["sbatch", "squeue", "sacct", "scancel"]) {
		const script = `#!/bin/sh\necho "$(date +%s%3N) ${name}" >> '${logOf(slurm)}'\nexec ${name} "$@"\n`;
		writeFileSync(join(directory, name), script, { mode: 0o755 });
	}
	writeFileSync(logOf(slurm), "");
	return directory;
}

function logOf(slurm: SlurmCluster): string {
	return join(slurm.directory, "commands.log");
}

function commandsOf(slurm: SlurmCluster): readonly { readonly atMs: number; readonly name: string }[] {
	return readFileSync(logOf(slurm), "utf8")
		.split("\n")
		.flatMap((line) => {
			const [atMs, name] = line.split(" ");
			return name === undefined ? [] : [{ atMs: Number(atMs), name }];
		});
}

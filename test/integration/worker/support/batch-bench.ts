import { randomUUID } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramLimits, ProgramOrder } from "../../../../worker/src/execution/task-runner.ts";
import { ProgramFolder } from "../../../support/program-folder.ts";
import type { SlurmCluster } from "../../../support/slurm/slurm-cluster.ts";
import type { SlurmOptions } from "../../../support/slurm/slurm-configuration.ts";
import { openTestCluster, type TestClusterOptions } from "../../../support/slurm/test-cluster.ts";
import { clusterTest } from "./cluster-test.ts";

type OpenOptions = Partial<TestClusterOptions>;

/** A worker's batches on a SLURM, without a coordinator: the folder of its programs, and its jobs. */
export class BatchBench {
	readonly #slurm: SlurmCluster;
	readonly #folder: ProgramFolder;
	readonly #workerId = randomUUID();
	#opened: ReturnType<typeof openTestCluster>[] = [];

	constructor(slurm: SlurmCluster, group: number | null) {
		this.#slurm = slurm;
		this.#folder = new ProgramFolder(group);
	}

	get directory(): string {
		return this.#folder.directory;
	}

	open(options: OpenOptions = {}): ReturnType<typeof openTestCluster> {
		const cluster = openTestCluster(this.#slurm, { directory: this.directory, workerId: this.#workerId, ...options });
		this.#opened.push(cluster);
		return cluster;
	}

	/** The worker's process has ended. */
	async leave(): Promise<void> {
		for (const { runner } of this.#opened.splice(0)) await runner.leave();
	}

	order(script: string, limits: Partial<ProgramLimits> = {}, template: string | null = null): ProgramOrder {
		return this.#folder.order(script, { limits, cluster: { template, cpus: 1, workUnits: 1, group: "test" } });
	}

	/** Where the scheduler's commands are found that this test has something else of. */
	commands(replaced: Readonly<Partial<Record<"sbatch" | "squeue" | "sacct" | "scancel", string>>>) {
		const commandDirectory = this.#folder.make("commands");
		for (const command of ["sbatch", "squeue", "sacct", "scancel"] as const) {
			const path = join(commandDirectory, command);
			writeFileSync(path, `#!/bin/sh\n${replaced[command] ?? `exec /usr/bin/${command} "$@"`}\n`);
			chmodSync(path, 0o755);
		}
		return { environment: this.#slurm.environment, commandDirectory };
	}

	/** As `<array>_<element>`. */
	async jobIds(state = "all"): Promise<readonly string[]> {
		const { stdout } = await this.#slurm.run("squeue", ["-h", "-r", "-t", state, "-o", "%F_%K %o"]);
		const ours = stdout.split("\n").filter((line) => line.includes(` ${this.directory}/`));
		return ours.map((line) => line.slice(0, line.indexOf(" ")));
	}

	/** The one job that runs. */
	async runningJob(): Promise<string> {
		let ids: readonly string[] = [];
		await this.#slurm.until("a job runs", async () => {
			ids = await this.jobIds("RUNNING");
			return ids.length > 0;
		});
		return ids[0] ?? "";
	}

	async close(): Promise<void> {
		await this.leave();
		const ids = await this.jobIds("PENDING,RUNNING");
		if (ids.length > 0) await this.#slurm.run("scancel", ids);
		this.#folder.remove();
	}
}

/** Tests with `bench(slurm)`; the group is that of another user who the jobs run as. */
export function batchTest(options: SlurmOptions = {}) {
	return clusterTest(options).extend(
		"bench",
		({ onTestFinished }) =>
			(slurm: SlurmCluster, group: number | null = null) => {
				const bench = new BatchBench(slurm, group);
				onTestFinished(() => bench.close());
				return bench;
			},
	);
}

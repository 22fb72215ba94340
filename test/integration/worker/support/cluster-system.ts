import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type MadeProject,
	makeDefinition,
	makeProject,
	makeStage,
	stageCounts,
} from "../../../support/graph-builder.ts";
import type { SlurmCluster } from "../../../support/slurm/slurm-cluster.ts";
import { testClusterSettings } from "../../../support/slurm/test-cluster.ts";
import { startWholeSystem, type WholeSystem } from "../../../support/whole-system.ts";

/** What pilots of these tests are like: they leave soon. */
export const impatientPilots = {
	memoryMb: 600,
	idleSeconds: 2,
	targetSeconds: 5,
	timeLimitMinutes: 10,
	drainSeconds: 30,
};

export interface ClusterSystemOptions {
	readonly localWorkUnits?: number;
	readonly clusterWorkUnits?: number;
	readonly settings?: Parameters<typeof testClusterSettings>[2];
	/** Jobs run as another user, of this group. */
	readonly jobGroup?: number;
	/** Of the test file, unless another one is given; systems side by side need one each. */
	readonly busUrl?: string;
	/** For coordinator and worker, beside what is usual. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** SLURM, or Grid Engine for what is asked of both. */
export type TestScheduler = Pick<SlurmCluster, "directory" | "environment"> & {
	run(command: string, args?: readonly string[]): Promise<{ readonly stdout: string }>;
};

/** `12_3`: element 3 of array 12. */
export interface QueuedJob {
	readonly id: string;
	readonly name: string;
	readonly state: string;
}

/** A whole system whose worker proxies to a SLURM: coordinator and worker as processes, pilots as SLURM jobs. */
export class ClusterSystem {
	readonly whole: WholeSystem;
	readonly slurm: TestScheduler;

	private constructor(whole: WholeSystem, slurm: TestScheduler) {
		this.whole = whole;
		this.slurm = slurm;
	}

	static async start(slurm: TestScheduler, options: ClusterSystemOptions = {}): Promise<ClusterSystem> {
		const file = join(slurm.directory, `cluster-${Math.random().toString(36).slice(2)}.json`);
		const whole = await startWholeSystem({
			startsWorker: false,
			...(options.busUrl === undefined ? {} : { busUrl: options.busUrl }),
			workUnits: options.localWorkUnits ?? 0,
			environment: {
				...options.environment,
				TILEWRIGHT_WORKER_CLUSTER_FILE: file,
				TILEWRIGHT_WORKER_CLUSTER_WORK_UNITS: String(options.clusterWorkUnits ?? 8),
			},
		});
		const { directory } = whole;
		writeFileSync(file, JSON.stringify(testClusterSettings(slurm, directory, options.settings)));
		for (const name of ["scripts", "runs", "cluster", "acquisition", "acquisition-results"]) {
			mkdirSync(join(directory, name));
			if (options.jobGroup === undefined) continue;
			// As an administrator would see to.
			chownSync(join(directory, name), 0, options.jobGroup);
			chmodSync(join(directory, name), 0o2775);
		}
		if (options.jobGroup !== undefined) chmodSync(directory, 0o755);
		await whole.system.startWorker();
		return new ClusterSystem(whole, slurm);
	}

	script(name: string, text: string): string {
		const path = join(this.whole.directory, "scripts", name);
		writeFileSync(path, `#!/bin/sh\n${text}\n`);
		chmodSync(path, 0o755);
		return path;
	}

	/** Names of the files that programs have left in the folder `runs`. */
	runs(): readonly string[] {
		return readdirSync(join(this.whole.directory, "runs")).sort();
	}

	run(name: string): string {
		return readFileSync(join(this.whole.directory, "runs", name), "utf8");
	}

	project(name = "on a cluster"): Promise<MadeProject> {
		const rootPath = join(this.whole.directory, "acquisition");
		const outputPath = join(this.whole.directory, "acquisition-results", name);
		return makeProject(this.whole.system, { name, rootPath, outputPath, source: { kind: "ANNOUNCED" } });
	}

	async stage(
		project: MadeProject,
		name: string,
		script: string,
		operations: object,
		parentIds: readonly string[] = [project.rootStageId],
		definition: object = {},
	): Promise<string> {
		const content = { program: { kind: "script", path: this.script(`${name}.sh`, script) }, ...definition };
		const definitionId = await makeDefinition(this.whole.system, name, content);
		return makeStage(this.whole.system, project, { name, definitionId, operations, parentIds });
	}

	async announce(project: MadeProject, count: number): Promise<void> {
		await this.whole.system.graphql(
			"mutation ($input: AnnounceTilesInput!) { announceTiles(input: $input) { added } }",
			{
				input: {
					sourceId: project.sourceId,
					tiles: Array.from({ length: count }, (_, index) => ({ relativePath: `tile-${index}`, isComplete: true })),
				},
			},
		);
	}

	async untilCount(
		project: MadeProject,
		stage: string,
		state: string,
		count: number,
		limitMs = 100_000,
	): Promise<void> {
		let counts: Awaited<ReturnType<typeof stageCounts>> = {};
		await this.whole.system
			.until(
				`${count} of stage ${stage} are ${state}`,
				async () => {
					counts = await stageCounts(this.whole.system, project.id);
					return (counts[stage]?.[state] ?? 0) >= count;
				},
				limitMs,
			)
			.catch(async (error: unknown) => {
				const { stdout } = await this.slurm.run("squeue", ["-a", "-t", "all"]);
				throw new Error(
					`${error}\n${JSON.stringify(counts)}\n${stdout}\n${this.whole.system.log("worker").slice(-4000)}`,
				);
			});
	}

	/** The last words of pilots whose files are still there. */
	pilotLogs(): string {
		const directory = join(this.whole.directory, "cluster");
		return readdirSync(directory, { recursive: true, encoding: "utf8" })
			.filter((name) => name.endsWith(".log"))
			.map((name) => `${name}: ${readFileSync(join(directory, name), "utf8").slice(-1500)}`)
			.join("\n");
	}

	/** The jobs of this system that SLURM has in its queue, the states as squeue takes them: by default those not over. */
	async queued(states?: string): Promise<readonly QueuedJob[]> {
		const chosen = states === undefined ? [] : ["-t", states];
		const { stdout } = await this.slurm.run("squeue", ["-h", "-r", ...chosen, "-o", "%F_%K %j %T %o"]);
		const lines = stdout.split("\n").filter((line) => line.includes(` ${this.whole.directory}/`));
		return lines.map((line) => {
			const [id = "", name = "", state = ""] = line.split(" ");
			return { id, name, state };
		});
	}

	async stop(): Promise<void> {
		await this.whole.stop();
		const ids = (await this.queued()).map(({ id }) => id);
		if (ids.length > 0) await this.slurm.run("scancel", ids);
	}
}

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { SlurmCluster, slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import { ClusterSystem, impatientPilots } from "./support/cluster-system.ts";

const name = slurmProblem === null ? "pilots on SLURM" : `pilots on SLURM (${slurmProblem})`;

describe.skipIf(slurmProblem !== null)(name, () => {
	let slurm: SlurmCluster;
	let cluster: ClusterSystem | undefined;

	beforeAll(async () => {
		slurm = await SlurmCluster.start();
	});
	afterEach(async () => {
		await cluster?.stop();
		cluster = undefined;
	});
	afterAll(async () => slurm?.stop());

	test("are asked for when there is work, run it, and give their allocations back", async () => {
		cluster = await ClusterSystem.start(slurm, { settings: { pilot: impatientPilots } });
		const { whole } = cluster;
		const project = await cluster.project();
		const note = `echo "$5 $SLURM_JOB_NAME" > "${whole.directory}/runs/$4"`;
		await cluster.stage(project, "first", note, {}, undefined, { arguments: [`\${is_cluster_job}`] });
		await cluster.announce(project, 40);
		await cluster.untilCount(project, "first", "succeeded", 40);
		expect(cluster.runs()).toHaveLength(40);
		expect(cluster.run("tile-7")).toMatch(/^1 tw-[0-9a-f]{8}-p/);
		await whole.system.until("no allocation is left", async () => (await cluster?.queued())?.length === 0);
		expect(await whole.violations()).toEqual([]);
	});
});

import { SlurmCluster, slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { openTestCluster } from "../support/slurm/test-cluster.ts";
import { tryTaskRunner } from "./support/task-runner-suite.ts";

let slurm: SlurmCluster | undefined;

tryTaskRunner({
	name: "batch runner on SLURM",
	watchesItself: false,
	group: null,
	problem: slurmProblem,
	isConcurrent: true,
	prepare: async () => {
		slurm = await SlurmCluster.start({ cpus: 32 });
	},
	open: async (directory, workerId) => {
		if (slurm === undefined) throw new Error("SLURM does not run");
		return openTestCluster(slurm, { directory, workerId }).runner;
	},
	end: async () => slurm?.stop(),
});

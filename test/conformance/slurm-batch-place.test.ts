import { slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { hasControlGroups } from "../support/slurm/slurm-configuration.ts";
import { tryPlace } from "./support/place-suite.ts";

tryPlace({
	name: "a batch",
	problem: slurmProblem,
	isClusterJob: "1",
	operations: { placement: "cluster", cluster: { mode: "batch" } },
	limitsMemory: hasControlGroups,
});

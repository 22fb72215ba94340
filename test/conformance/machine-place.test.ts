import { slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { tryPlace } from "./support/place-suite.ts";

// A worker with a cluster, which is not used.
tryPlace({
	name: "its worker's machine",
	problem: slurmProblem,
	isClusterJob: "0",
	operations: { placement: "local" },
	limitsMemory: true,
});

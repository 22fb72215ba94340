import { slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { tryPlace } from "./support/place-suite.ts";

tryPlace({
	name: "a pilot",
	problem: slurmProblem,
	isClusterJob: "1",
	operations: { placement: "cluster" },
	limitsMemory: true,
});

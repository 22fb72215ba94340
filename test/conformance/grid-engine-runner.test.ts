import { GridEngine, gridEngineProblem, gridEngineUser } from "../support/grid-engine.ts";
import { nobodysGroup } from "../support/program-folder.ts";
import { openTestCluster } from "../support/slurm/test-cluster.ts";
import { tryTaskRunner } from "./support/task-runner-suite.ts";

let gridEngine: GridEngine | undefined;

tryTaskRunner({
	name: "batch runner on Grid Engine",
	watchesItself: false,
	group: nobodysGroup,
	problem: gridEngineProblem,
	isConcurrent: true,
	prepare: async () => {
		gridEngine = await GridEngine.start({ slots: 32 });
	},
	open: async (directory, workerId) => {
		if (gridEngine === undefined) throw new Error("Grid Engine does not run");
		const { environment } = gridEngine;
		const settings = { scheduler: "gridEngine", submitHost: { environment, sudoUser: gridEngineUser } };
		return openTestCluster(gridEngine, { directory, workerId, settings }).runner;
	},
	end: async () => gridEngine?.stop(),
});

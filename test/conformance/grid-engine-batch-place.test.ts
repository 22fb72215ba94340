import { ClusterSystem } from "../integration/worker/support/cluster-system.ts";
import { GridEngine, gridEngineProblem, gridEngineUser } from "../support/grid-engine.ts";
import { nobodysGroup } from "../support/program-folder.ts";
import { roomOf, tryPlace } from "./support/place-suite.ts";

tryPlace({
	name: "a batch on Grid Engine",
	problem: gridEngineProblem,
	isClusterJob: "1",
	operations: { placement: "cluster", cluster: { mode: "batch" } },
	limitsMemory: true,
	start: async () => {
		const scheduler = await GridEngine.start();
		const submitHost = { environment: scheduler.environment, sudoUser: gridEngineUser };
		const settings = { scheduler: "gridEngine", submitHost };
		return {
			scheduler,
			cluster: await ClusterSystem.start(scheduler, { ...roomOf, settings, jobGroup: nobodysGroup }),
		};
	},
});

import { join } from "node:path";
import { type Logger, pino } from "pino";
import { ClusterAccess } from "../../../worker/src/execution/cluster/cluster-access.ts";
import { ClusterRunner } from "../../../worker/src/execution/cluster/cluster-runner.ts";
import { clusterSettingsSchema } from "../../../worker/src/execution/cluster/cluster-settings.ts";
import type { TaskRunner } from "../../../worker/src/execution/task-runner.ts";
import type { SlurmCluster } from "./slurm-cluster.ts";

type SettingsInput = Parameters<typeof clusterSettingsSchema.parse>[0] & object;

export interface TestClusterOptions {
	readonly directory: string;
	readonly workerId: string;
	readonly workUnits?: number;
	readonly settings?: Partial<SettingsInput>;
	readonly logger?: Logger;
}

/** What an impatient administrator would write: everything is looked at as often as may be. */
export function testClusterSettings(
	cluster: Pick<SlurmCluster, "environment">,
	directory: string,
	changes: Partial<SettingsInput> = {},
) {
	return {
		scheduler: "slurm",
		submitHost: { environment: cluster.environment },
		directory: join(directory, "cluster"),
		templates: { default: { environment: { INHERITED: "yes" } } },
		batch: { fillSeconds: 0.1 },
		pollSeconds: 0.5,
		submitSeconds: 0,
		graceSeconds: 5,
		receiptSeconds: 1,
		witnessSeconds: 10,
		...changes,
	};
}

/** A worker's access to a cluster for tests, and its batches as a runner of their own. */
export function openTestCluster(
	cluster: Pick<SlurmCluster, "environment">,
	{ directory, workerId, workUnits = 8, settings = {}, logger = pino({ level: "silent" }) }: TestClusterOptions,
): { readonly access: ClusterAccess; readonly runner: TaskRunner } {
	const access = new ClusterAccess({
		settings: clusterSettingsSchema.parse(testClusterSettings(cluster, directory, settings)),
		directory: join(directory, "worker"),
		workerId,
		workerName: "test",
		workUnits,
		natsUrl: "",
		programDirectory: directory,
		stagesDirectory: null,
		environment: process.env,
		logger,
		changed: () => {},
	});
	return { access, runner: new ClusterRunner(access) };
}

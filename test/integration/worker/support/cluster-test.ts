import { afterAll, test } from "vitest";
import { createTestBus } from "../../../support/services.ts";
import { SlurmCluster } from "../../../support/slurm/slurm-cluster.ts";
import type { SlurmOptions } from "../../../support/slurm/slurm-configuration.ts";
import { ClusterSystem, type ClusterSystemOptions } from "./cluster-system.ts";

/**
 * Tests on a SLURM that all of a file share (`slurm`, started when the first test asks for it), or on one that a test
 * may do anything to (`ownSlurm`). `start` starts a system there that stops with its test.
 */
export function clusterTest(options: SlurmOptions = {}) {
	let shared: Promise<SlurmCluster> | undefined;
	afterAll(async () => (await shared)?.stop());
	return test
		.extend("slurm", () => {
			shared ??= SlurmCluster.start(options);
			return shared;
		})
		.extend("ownSlurm", async ({ onTestFinished }) => {
			const slurm = await SlurmCluster.start(options);
			onTestFinished(() => slurm.stop());
			return slurm;
		})
		.extend("start", ({ onTestFinished }) => async (slurm: SlurmCluster, options: ClusterSystemOptions = {}) => {
			const cluster = await ClusterSystem.start(slurm, { busUrl: await createTestBus(), ...options });
			onTestFinished(() => cluster.stop());
			return cluster;
		});
}

import { randomUUID } from "node:crypto";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProgramOrder, TaskRunner } from "../../worker/src/execution/task-runner.ts";
import { ClusterSystem, impatientPilots } from "../integration/worker/support/cluster-system.ts";
import { until } from "../integration/worker/support/until.ts";
import { builtWorker } from "../integration/worker/support/worker-build.ts";
import { tasksOf } from "../support/graph-builder.ts";
import { GridEngine, gridEngineProblem, gridEngineUser } from "../support/grid-engine.ts";
import { letGo, nobodysGroup, ProgramFolder, starts, waitingProgram } from "../support/program-folder.ts";
import { SlurmCluster, slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { SshServer, sshProblem } from "../support/slurm/ssh-server.ts";
import { openTestCluster } from "../support/slurm/test-cluster.ts";

/*
 * The row of the conformance suite that takes a minute, for all cluster runners at once: the submit host refuses every
 * connection for 60 s, jobs go on meanwhile, and afterwards everything has its result, nothing twice.
 */

const outageMs = 60_000;
const problem = slurmProblem ?? sshProblem;
/** A minute is a long time for these, so that what they would decide wrongly they decide. */
const impatience = { graceSeconds: 5, witnessSeconds: 10 };

describe.skipIf(problem !== null)(`a submit host that is away for a minute${problem ? ` (${problem})` : ""}`, () => {
	let slurm: SlurmCluster;
	let gridEngine: GridEngine | undefined;
	let ssh: SshServer;
	let system: ClusterSystem;
	const folders: ProgramFolder[] = [];

	beforeAll(async () => {
		await builtWorker();
		[slurm, ssh, gridEngine] = await Promise.all([
			SlurmCluster.start(),
			SshServer.start(),
			gridEngineProblem === null ? GridEngine.start() : undefined,
		]);
		system = await ClusterSystem.start(slurm, {
			clusterWorkUnits: 4,
			settings: {
				...impatience,
				submitHost: ssh.submitHost(slurm),
				pilot: { ...impatientPilots, cpus: 2, workUnits: 2, idleSeconds: 90 },
			},
		});
	}, 120_000);
	afterAll(async () => {
		await system?.stop();
		await gridEngine?.stop();
		await slurm?.stop();
		await ssh?.stop();
		for (const folder of folders) folder.remove();
	});

	test("changes nothing but when things are known", { timeout: 400_000 }, async () => {
		const runners = [batches("SLURM", slurm, {}, null)];
		if (gridEngine !== undefined) {
			const sudo = { scheduler: "gridEngine", submitHost: { ...ssh.submitHost(gridEngine), sudoUser: gridEngineUser } };
			runners.push(batches("Grid Engine", gridEngine, sudo, nobodysGroup));
		}
		const pilots = await pilotWork();
		const begun = await Promise.all(runners.map((runner) => runner.begin()));
		await pilots.begin();

		await ssh.shut();
		const awayUntilMs = performance.now() + outageMs;
		await Promise.all([...begun.map((work) => work.duringOutage()), pilots.duringOutage()]);
		await sleep(awayUntilMs - performance.now());
		for (const work of begun) expect(work.decided()).toEqual([]);
		await ssh.open();

		await Promise.all([...begun.map((work) => work.after()), pilots.after()]);
		for (const { runner } of runners) await runner.leave();
	});

	/** A runner of batches on its own: one item that runs and ends meanwhile, one that ends later, one that is new. */
	function batches(
		name: string,
		cluster: Pick<SlurmCluster, "environment">,
		settings: object,
		group: number | null,
	): { readonly runner: TaskRunner; begin(): Promise<OutageWork> } {
		const folder = new ProgramFolder(group);
		folders.push(folder);
		const { runner } = openTestCluster(cluster, {
			directory: folder.directory,
			workerId: randomUUID(),
			settings: { ...impatience, submitHost: ssh.submitHost(cluster), ...settings },
		});
		let orders = 0;
		const order = (script: string) => {
			orders += 1;
			// Items do not wait for each other to see how long they take.
			return folder.order(script, { cluster: { template: null, cpus: 1, workUnits: 1, group: `${orders}` } });
		};
		return {
			runner,
			async begin() {
				const [endsMeanwhile, endsLater, fresh] = [
					order(waitingProgram),
					order(waitingProgram),
					order(`echo started >> starts; exit 4`),
				];
				const decided: string[] = [];
				const start = (which: ProgramOrder) => {
					const { exited } = runner.start(which);
					void exited.then(() => decided.push(`${name} ${which.attemptId}`));
					return exited;
				};
				const early = [start(endsMeanwhile), start(endsLater)];
				await until(`both run on ${name}`, () => starts(endsMeanwhile) === 1 && starts(endsLater) === 1, 60_000);
				let late: Promise<unknown> | undefined;
				return {
					async duringOutage() {
						late = start(fresh);
						letGo(endsMeanwhile);
					},
					decided: () => decided,
					async after() {
						letGo(endsLater);
						expect(await early[0], name).toMatchObject({ exitCode: 3, stopped: null, startProblem: null });
						expect(await early[1], name).toMatchObject({ exitCode: 3, stopped: null, startProblem: null });
						expect(await late, name).toMatchObject({ exitCode: 4, stopped: null, startProblem: null });
						expect([endsMeanwhile, endsLater, fresh].map(starts), name).toEqual([1, 1, 1]);
					},
				};
			},
		};
	}

	/** Through coordinator and worker: two pilots, whose work goes on during the minute. */
	async function pilotWork() {
		const { whole } = system;
		const runs = join(whole.directory, "runs");
		const project = await system.project();
		const patient = `echo started >> "${runs}/patient-$4"; while [ ! -e "${runs}/go" ]; do sleep 0.2; done`;
		const stageId = await system.stage(project, "patient", patient, {});
		const shortId = await system.stage(project, "short", `echo started >> "${runs}/short-$4"`, {}, [stageId]);
		const count = 4;
		return {
			async begin() {
				await system.announce(project, count);
				await whole.system.until("all run in pilots", () =>
					Array.from({ length: count }, (_, tile) => existsSync(join(runs, `patient-tile-${tile}`))).every(Boolean),
				);
			},
			/** What runs ends and what follows it is done, all without the submit host. */
			async duringOutage() {
				writeFileSync(join(runs, "go"), "");
				await system.untilCount(project, "short", "succeeded", count, 50_000);
			},
			async after() {
				for (const id of [stageId, shortId]) {
					const tasks = await tasksOf(whole.system, id);
					expect(tasks.map(({ state, latestAttempt }) => ({ state, number: latestAttempt?.number }))).toEqual(
						Array.from({ length: count }, () => ({ state: "SUCCEEDED", number: 1 })),
					);
				}
				// The pilots that were asked for before the minute are still those that are there.
				const pilots = (await system.queued()).filter(
					({ name, state }) => /-p\w+$/.test(name) && /^(RUNNING|PENDING)$/.test(state),
				);
				expect(pilots.length).toBeLessThanOrEqual(2);
				for (const kind of ["patient", "short"]) {
					for (let tile = 0; tile < count; tile += 1) expect(system.run(`${kind}-tile-${tile}`)).toBe("started\n");
				}
				expect(await whole.violations()).toEqual([]);
			},
		};
	}
});

interface OutageWork {
	duringOutage(): Promise<void>;
	/** Items whose end was told. */
	decided(): readonly string[];
	after(): Promise<void>;
}

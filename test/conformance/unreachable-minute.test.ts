import { randomUUID } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProgramOrder, TaskRunner } from "../../worker/src/execution/task-runner.ts";
import { ClusterSystem, impatientPilots } from "../integration/worker/support/cluster-system.ts";
import { builtWorker } from "../integration/worker/support/worker-build.ts";
import { tasksOf } from "../support/graph-builder.ts";
import { GridEngine, gridEngineProblem, gridEngineUser } from "../support/grid-engine.ts";
import { SlurmCluster, slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { SshServer, sshProblem } from "../support/slurm/ssh-server.ts";
import { openTestCluster } from "../support/slurm/test-cluster.ts";

/*
 * The row of the conformance suite that takes a minute, for all cluster runners at once: the submit host refuses every
 * connection for 60 s, jobs go on meanwhile, and afterwards everything has its result, nothing twice.
 */

const outageMs = 60_000;
const problem = slurmProblem ?? sshProblem;
/** A program that notes each of its starts and waits for a file `go`. */
const waiting = "echo started >> starts; while [ ! -e go ]; do sleep 0.2; done; exit 3";

/** A minute is a long time for these, so that what they would decide wrongly they decide. */
const impatience = { graceSeconds: 5, witnessSeconds: 10 };

describe.skipIf(problem !== null)(`a submit host that is away for a minute${problem ? ` (${problem})` : ""}`, () => {
	let slurm: SlurmCluster;
	let gridEngine: GridEngine | undefined;
	let ssh: SshServer;
	let system: ClusterSystem;
	const directories: string[] = [];

	beforeAll(async () => {
		await builtWorker();
		[slurm, ssh] = await Promise.all([SlurmCluster.start(), SshServer.start()]);
		if (gridEngineProblem === null) gridEngine = await GridEngine.start();
		system = await ClusterSystem.start(slurm, {
			clusterWorkUnits: 4,
			settings: {
				...impatience,
				submitHost: submitHost(slurm),
				pilot: { ...impatientPilots, cpus: 2, workUnits: 2, idleSeconds: 90 },
			},
		});
	}, 120_000);
	afterAll(async () => {
		await system?.stop();
		await gridEngine?.stop();
		await slurm?.stop();
		await ssh?.stop();
		for (const directory of directories) rmSync(directory, { recursive: true, force: true });
	});

	const submitHost = ({ environment }: Pick<SlurmCluster, "environment">) => ({
		ssh: "submit-host",
		sshConfig: ssh.configuration,
		environment,
	});

	test("changes nothing but when things are known", { timeout: 400_000 }, async () => {
		const runners = [batches("SLURM", slurm, {}, false)];
		if (gridEngine !== undefined) {
			const sudo = { scheduler: "gridEngine", submitHost: { ...submitHost(gridEngine), sudoUser: gridEngineUser } };
			runners.push(batches("Grid Engine", gridEngine, sudo, true));
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
		isOtherUser: boolean,
	): { readonly runner: TaskRunner; begin(): Promise<OutageWork> } {
		const directory = mkdtempSync(join(tmpdir(), "tilewright-minute-"));
		directories.push(directory);
		const letWrite = (path: string) => {
			mkdirSync(path, { recursive: true });
			if (!isOtherUser) return;
			chownSync(path, 0, 65534);
			chmodSync(path, 0o2775);
		};
		chmodSync(directory, 0o755);
		letWrite(join(directory, "logs"));
		letWrite(join(directory, "cluster"));
		const { runner } = openTestCluster(cluster, {
			directory,
			workerId: randomUUID(),
			settings: { ...impatience, submitHost: submitHost(cluster), ...settings },
		});
		let nextId = 1;
		const order = (script: string): ProgramOrder => {
			const attemptId = nextId;
			nextId += 1;
			const outputDirectory = join(directory, `output-${attemptId}`);
			letWrite(outputDirectory);
			return {
				attemptId,
				command: ["/bin/sh", "-c", script],
				workingDirectory: outputDirectory,
				environment: {},
				stdoutPath: join(directory, "logs", `${attemptId}.out`),
				stderrPath: join(directory, "logs", `${attemptId}.err`),
				limits: {
					timeLimitMs: null,
					memoryMb: null,
					maximumLogBytes: 1_000_000,
					outputDirectory,
					maximumOutputBytes: null,
				},
				// Items do not wait for each other to see how long they take.
				cluster: { template: null, cpus: 1, workUnits: 1, group: `${attemptId}` },
			};
		};
		const starts = ({ workingDirectory }: ProgramOrder) => {
			const path = join(workingDirectory, "starts");
			return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
		};
		const letGo = ({ workingDirectory }: ProgramOrder) => writeFileSync(join(workingDirectory, "go"), "");
		return {
			runner,
			async begin() {
				const [endsMeanwhile, endsLater, fresh] = [
					order(waiting),
					order(waiting),
					order(`echo started >> starts; exit 4`),
				];
				const decided: string[] = [];
				const start = (which: ProgramOrder) => {
					const { exited } = runner.start(which);
					void exited.then(() => decided.push(`${name} ${which.attemptId}`));
					return exited;
				};
				const early = [start(endsMeanwhile), start(endsLater)];
				await until(`both run on ${name}`, () => starts(endsMeanwhile) === 1 && starts(endsLater) === 1);
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

async function until(what: string, isTrue: () => boolean): Promise<void> {
	const giveUpAtMs = performance.now() + 60_000;
	while (!isTrue()) {
		if (performance.now() > giveUpAtMs) throw new Error(`waited in vain until ${what}`);
		await sleep(20);
	}
}

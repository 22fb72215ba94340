import { randomUUID } from "node:crypto";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ProgramExit, ProgramHandle, ProgramOrder } from "../../../worker/src/execution/task-runner.ts";
import { SlurmCluster, slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import { hasControlGroups } from "../../support/slurm/slurm-configuration.ts";
import { SshServer, sshProblem } from "../../support/slurm/ssh-server.ts";
import { openTestCluster, type TestClusterOptions } from "../../support/slurm/test-cluster.ts";

/* What goes wrong between a worker and its cluster. SLURM is real; only answers of its commands are sometimes faked. */

const name = slurmProblem === null ? "batches on SLURM" : `batches on SLURM (${slurmProblem})`;

describe.skipIf(slurmProblem !== null)(name, { timeout: 150_000 }, () => {
	let slurm: SlurmCluster;
	let directory: string;
	let workerId: string;
	let nextId = 1;
	let opened: ReturnType<typeof openTestCluster>[] = [];

	beforeAll(async () => {
		slurm = await SlurmCluster.start({ minimumJobAgeSeconds: 2 });
	});
	beforeEach(() => {
		directory = mkdtempSync(join(tmpdir(), "tilewright-cluster-"));
		mkdirSync(join(directory, "cluster"));
		workerId = randomUUID();
	});
	afterEach(async () => {
		for (const { runner } of opened) await runner.leave();
		opened = [];
		await slurm.run("scancel", ["--me"]);
		rmSync(directory, { recursive: true, force: true });
	});
	afterAll(async () => slurm?.stop());

	function open(options: Partial<TestClusterOptions> = {}) {
		const cluster = openTestCluster(slurm, { directory, workerId, ...options });
		opened.push(cluster);
		return cluster;
	}

	async function reopen(options: Partial<TestClusterOptions> = {}) {
		for (const { runner } of opened.splice(0)) await runner.leave();
		return open(options);
	}

	function order(script: string, changes: Partial<ProgramOrder["limits"]> = {}, template?: string): ProgramOrder {
		const attemptId = nextId;
		nextId += 1;
		const outputDirectory = join(directory, `output-${attemptId}`);
		mkdirSync(outputDirectory);
		return {
			attemptId,
			command: ["/bin/sh", "-c", script],
			workingDirectory: outputDirectory,
			environment: {},
			stdoutPath: join(directory, `${attemptId}.out`),
			stderrPath: join(directory, `${attemptId}.err`),
			limits: {
				timeLimitMs: null,
				memoryMb: null,
				maximumLogBytes: 1_000_000,
				outputDirectory,
				maximumOutputBytes: null,
				...changes,
			},
			cluster: { template: template ?? null, cpus: 1, workUnits: 1, group: "test" },
		};
	}

	/** A program that notes each of its starts and waits for a file `go`. */
	const waiting = "echo started >> starts; while [ ! -e go ]; do sleep 0.1; done; exit 3";

	function starts({ workingDirectory }: ProgramOrder): number {
		const path = join(workingDirectory, "starts");
		return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
	}

	function letGo({ workingDirectory }: ProgramOrder): void {
		writeFileSync(join(workingDirectory, "go"), "");
	}

	async function jobIds(state = "all"): Promise<string[]> {
		const { stdout } = await slurm.run("squeue", ["-h", "-r", "-t", state, "-o", "%F_%K"]);
		return stdout.split("\n").filter((line) => line !== "");
	}

	/** The one job that runs. */
	async function runningJob(): Promise<string> {
		await slurm.until("a job runs", async () => (await jobIds("RUNNING")).length > 0);
		return (await jobIds("RUNNING"))[0] ?? "";
	}

	const outcome = async (program: ProgramHandle): Promise<Partial<ProgramExit>> => program.exited;

	test("a scheduler that is away for a while decides nothing", async () => {
		const { runner } = open({ settings: { graceSeconds: 1 } });
		const running = order(waiting);
		const program = runner.start(running);
		await slurm.until("it runs", () => starts(running) === 1);
		await slurm.end("slurmctld");
		const later = order("exit 4");
		const second = runner.start(later);
		letGo(running);
		const witnessed = await Promise.race([program.exited, new Promise((resolve) => setTimeout(resolve, 3_000))]);
		expect(witnessed).toBeUndefined();
		await slurm.startController();
		expect(await outcome(program)).toMatchObject({ exitCode: 3 });
		expect(await outcome(second)).toMatchObject({ exitCode: 4 });
		expect(starts(running)).toBe(1);
	});

	test("jobs that the queue has forgotten are looked up in the accounting", async () => {
		const { runner } = open({ settings: { pollSeconds: 4 } });
		const [job] = [order("exit 9")];
		expect(await outcome(runner.start(job))).toMatchObject({ exitCode: 9 });
		// The kill of the script takes its receipt with it: only the books can tell.
		const silent = order(`echo started > starts; kill -KILL $PPID`);
		const exit = await outcome(runner.start(silent));
		expect(exit.stopped?.reason === "nodeFailed" || exit.stopped?.reason === "lost").toBe(true);
	});

	test("without accounting for a while, nothing is lost", async () => {
		await slurm.end("slurmdbd");
		const { runner } = open();
		const program = runner.start(order("exit 6"));
		expect(await outcome(program)).toMatchObject({ exitCode: 6 });
		await slurm.startAccounting();
		await slurm.until("the books are open", async () => (await slurm.run("sacct")).exitCode === 0);
	});

	test("jobs are adopted by the next process of the worker, and their keys tell whose they are", async () => {
		const first = order(waiting);
		open().runner.start(first);
		await slurm.until("it runs", () => starts(first) === 1);
		const { runner } = await reopen();
		const survivor = runner.survivors().find(({ attemptId }) => attemptId === first.attemptId);
		letGo(first);
		expect(await survivor?.exited).toMatchObject({ exitCode: 3 });
		expect(starts(first)).toBe(1);
	});

	test("a job nobody knows of any more is found by its name and cancelled", async () => {
		const orphan = order(waiting);
		open().runner.start(orphan);
		await slurm.until("it runs", () => starts(orphan) === 1);
		for (const { runner } of opened.splice(0)) await runner.leave();
		rmSync(join(directory, "worker"), { recursive: true });
		const { runner } = open();
		const other = runner.start(order("exit 2"));
		await slurm.until("the orphan is gone", async () => (await jobIds("RUNNING")).length === 0);
		expect(await outcome(other)).toMatchObject({ exitCode: 2 });
	});

	test("a submission whose answer was lost is found again, not repeated", async () => {
		const commands = join(directory, "commands");
		mkdirSync(commands);
		for (const command of ["sbatch", "squeue", "sacct", "scancel"]) {
			const forgets = command === "sbatch" ? `; echo "sbatch: error: Socket timed out" >&2; exit 1` : "";
			writeFileSync(
				join(commands, command),
				`#!/bin/sh\n/usr/bin/${command} "$@"${forgets && " >/dev/null"}${forgets}\n`,
			);
			chmodSync(join(commands, command), 0o755);
		}
		const { runner, access } = open({
			settings: { submitHost: { environment: slurm.environment, commandDirectory: commands } },
		});
		const item = order("echo started >> starts; exit 5");
		expect(await outcome(runner.start(item))).toMatchObject({ exitCode: 5 });
		expect(starts(item)).toBe(1);
		expect(access.keeper.commands.submit).toBe(1);
	});

	test("a submission that went through twice runs its items once", async () => {
		const commands = join(directory, "commands");
		mkdirSync(commands);
		writeFileSync(join(commands, "sbatch"), `#!/bin/sh\n/usr/bin/sbatch "$@" >/dev/null\nexec /usr/bin/sbatch "$@"\n`);
		chmodSync(join(commands, "sbatch"), 0o755);
		for (const command of ["squeue", "sacct", "scancel"]) {
			writeFileSync(join(commands, command), `#!/bin/sh\nexec /usr/bin/${command} "$@"\n`);
			chmodSync(join(commands, command), 0o755);
		}
		const { runner } = open({
			settings: { submitHost: { environment: slurm.environment, commandDirectory: commands }, witnessSeconds: 3 },
		});
		const item = order("echo started >> starts; exit 5");
		expect(await outcome(runner.start(item))).toMatchObject({ exitCode: 5 });
		expect(starts(item)).toBe(1);
	});

	test("what the scheduler refuses could not be started, and it is said why", async () => {
		const { runner } = open({ settings: { templates: { default: {}, wrong: { partition: "nonsense" } } } });
		const exit = await outcome(runner.start(order("true", {}, "wrong")));
		expect(exit.startProblem).toMatchObject({ code: "ESUBMIT" });
		expect(exit.startProblem?.message).toMatch(/sbatch exited with 1: ".*invalid partition.*" *.*template "wrong"/i);
	});

	test("a cancelled item that waits never runs; its neighbour in the array does", async () => {
		await slurm.run("scontrol", ["update", `nodename=${slurm.nodeName}`, "state=drain", "reason=test"]);
		const { runner } = open({ settings: { batch: { fillSeconds: 0.5 } } });
		const [one, other] = [order("echo started >> starts; exit 1"), order("exit 2")];
		const [first, second] = [runner.start(one), runner.start(other)];
		await slurm.until("both wait", async () => (await jobIds("PENDING")).length === 2);
		first.stop("cancelled");
		expect(await outcome(first)).toMatchObject({ stopped: { reason: "cancelled" } });
		await slurm.until("its job is gone", async () => (await jobIds("PENDING")).length === 1);
		await slurm.run("scontrol", ["update", `nodename=${slurm.nodeName}`, "state=resume"]);
		expect(await outcome(second)).toMatchObject({ exitCode: 2 });
		expect(starts(one)).toBe(0);
	});

	test("a job cancelled by an administrator is cancelled, not lost", async () => {
		const { runner } = open();
		const item = order(waiting);
		const program = runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		await slurm.run("scancel", [await runningJob()]);
		const exit = await outcome(program);
		expect(exit.stopped).toMatchObject({
			reason: "cancelled",
			detail: expect.stringContaining("not through Tilewright"),
		});
	});

	test("a job that the scheduler begins again does not run its program twice", async () => {
		const { runner } = open();
		const item = order(waiting);
		const program = runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		const id = await runningJob();
		await slurm.run("scontrol", ["update", `jobid=${id}`, "requeue=1"]);
		expect((await slurm.run("scontrol", ["requeue", id])).exitCode).toBe(0);
		const exit = await outcome(program);
		expect(["preempted", "nodeFailed"]).toContain(exit.stopped?.reason);
		expect(starts(item)).toBe(1);
	});

	test("the walltime's end is a time limit", async () => {
		const { runner } = open();
		const item = order("echo started >> starts; sleep 300");
		const program = runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		// Faster than to wait for a whole minute of walltime.
		await slurm.run("scontrol", ["update", `jobid=${await runningJob()}`, "timelimit=1"]);
		const exit = await outcome(program);
		expect(exit.stopped).toMatchObject({ reason: "timeLimit", detail: expect.stringContaining("walltime") });
	});

	test.runIf(hasControlGroups)(
		"a program that is killed for memory is told apart, also when its parent goes on",
		async () => {
			const { runner } = open();
			const item = order(`sh -c 'a=x; while :; do a=$a$a; done'; exit 0`, { memoryMb: 40 });
			expect((await outcome(runner.start(item))).stopped).toMatchObject({ reason: "memoryLimit" });
		},
	);

	test("a node that goes down takes its programs with it", async () => {
		const { runner } = open({ settings: { graceSeconds: 30 } });
		const item = order(waiting);
		const program = runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		await slurm.crashNode();
		await slurm.run("scontrol", ["update", `nodename=${slurm.nodeName}`, "state=down", "reason=test"]);
		expect((await outcome(program)).stopped).toMatchObject({ reason: "nodeFailed" });
		await slurm.startNode();
		await slurm.run("scontrol", ["update", `nodename=${slurm.nodeName}`, "state=resume"]);
		await slurm.startNode();
	});

	test("a dry run writes every file and submits nothing", async () => {
		const { runner, access } = open({ settings: { dryRun: true } });
		const item = order("exit 1");
		runner.start(item);
		await slurm.until("it is written", () => access.keeper.jobs.length === 1);
		const key = access.keeper.jobs[0]?.submission.key ?? "";
		expect(readdirSync(join(directory, "cluster", key)).sort()).toEqual(
			["cancel", "claims", "elements", "items", "job.sh", "receipts", "setup", "started"].sort(),
		);
		expect(access.keeper.jobs[0]).toMatchObject({ jobId: null, problem: "dry run: nothing is submitted" });
		expect(access.keeper.commands).toEqual({ submit: 0, status: 0, cancel: 0, failed: 0 });
	});

	test("a thousand items take few submissions, and the scheduler is asked seldom", async () => {
		const { runner, access } = open({
			settings: { pollSeconds: 2, batch: { fillSeconds: 0.3, targetJobSeconds: 60 } },
		});
		const startedAt = performance.now();
		const programs = Array.from({ length: 1_000 }, () => runner.start(order("exit 0")));
		const exits = await Promise.all(programs.map(outcome));
		const seconds = (performance.now() - startedAt) / 1_000;
		expect(exits.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1_000);
		expect(access.keeper.commands.submit).toBeLessThanOrEqual(10);
		expect(access.keeper.commands.status).toBeLessThanOrEqual(seconds / 2 + 1);
	});

	test("modules and containers of a template come before the program", async () => {
		const apptainer = join(directory, "apptainer");
		writeFileSync(apptainer, `#!/bin/sh\nprintf '%s\\n' "$@" > "${directory}/called"\nshift 6\nexec "$@"\n`);
		chmodSync(apptainer, 0o755);
		const template = {
			container: { image: "image.sif", binds: ["/data"], program: apptainer },
			environment: { GIVEN: "a b" },
		};
		const { runner } = open({ settings: { templates: { default: {}, boxed: template } } });
		const item = order('[ "$GIVEN" = "a b" ] && exit 7', {}, "boxed");
		expect(await outcome(runner.start(item))).toMatchObject({ exitCode: 7 });
		expect(readFileSync(join(directory, "called"), "utf8").split("\n").slice(0, 6)).toEqual([
			"exec",
			"--pwd",
			item.workingDirectory,
			"--bind",
			"/data",
			"image.sif",
		]);
	});

	test("a module that is not there means that the program could not be started", async () => {
		const { runner } = open({ settings: { templates: { default: { modules: ["no/such-module"] } } } });
		const exit = await outcome(runner.start(order("exit 0")));
		expect(exit.startProblem).toEqual({ code: "EMODULE", message: "module load no/such-module failed" });
	});

	describe.skipIf(sshProblem !== null)("over ssh", () => {
		let ssh: SshServer;
		beforeAll(async () => {
			ssh = await SshServer.start();
		});
		afterAll(async () => ssh?.stop());

		const submitHost = () => ({ ssh: "submit-host", sshConfig: ssh.configuration, environment: slurm.environment });

		test("one connection does for all commands, and arguments arrive as they are", async () => {
			const { runner } = open({ settings: { submitHost: submitHost() } });
			const before = ssh.connections;
			const item = order("exit 8");
			expect(await outcome(runner.start(item))).toMatchObject({ exitCode: 8 });
			expect(await outcome(runner.start(order("exit 9")))).toMatchObject({ exitCode: 9 });
			expect(ssh.connections - before).toBe(1);
		});

		test("a submit host that is away for a while changes nothing", async () => {
			const { runner } = open({ settings: { submitHost: submitHost(), graceSeconds: 1 } });
			const running = order(waiting);
			const program = runner.start(running);
			await slurm.until("it runs", () => starts(running) === 1);
			await ssh.shut();
			const second = runner.start(order("exit 4"));
			letGo(running);
			const answer = await Promise.race([second.exited, new Promise((resolve) => setTimeout(resolve, 4_000))]);
			expect(answer).toBeUndefined();
			await ssh.open();
			expect(await outcome(program)).toMatchObject({ exitCode: 3 });
			expect(await outcome(second)).toMatchObject({ exitCode: 4 });
		});
	});

	const canSwitchUser = userInfo().uid === 0 && existsSync("/usr/bin/sudo");
	test.runIf(canSwitchUser)("jobs run as another user by way of sudo", async () => {
		chmodSync(directory, 0o777);
		// Both users belong to the group of this folder, as an administrator would see to.
		const group = 65534;
		const { chownSync } = await import("node:fs");
		chownSync(join(directory, "cluster"), 0, group);
		chmodSync(join(directory, "cluster"), 0o2775);
		const { runner } = open({ settings: { submitHost: { environment: slurm.environment, sudoUser: "nobody" } } });
		const item = order("id -un > user; exit 5");
		chmodSync(item.workingDirectory, 0o777);
		expect(await outcome(runner.start(item))).toMatchObject({ exitCode: 5 });
		expect(readFileSync(join(item.workingDirectory, "user"), "utf8")).toBe("nobody\n");
	});
});

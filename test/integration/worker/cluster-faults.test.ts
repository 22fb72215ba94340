import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { nobodysGroup, starts, waitingProgram } from "../../support/program-folder.ts";
import { slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import { hasControlGroups } from "../../support/slurm/slurm-configuration.ts";
import { batchTest } from "./support/batch-bench.ts";

/*
 * What goes wrong with submissions and jobs while the cluster itself is well. SLURM is real; only answers of its
 * commands are sometimes faked.
 */

const name = slurmProblem === null ? "batches on SLURM" : `batches on SLURM (${slurmProblem})`;
const test = batchTest({ cpus: 32, minimumJobAgeSeconds: 2 });

describe.skipIf(slurmProblem !== null)(name, { timeout: 300_000, concurrent: true }, () => {
	test("the walltime's end is a time limit", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const item = bench.order("echo started >> starts; sleep 300");
		const program = bench.open().runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		// SLURM counts walltime by the minute: now it is over, and seen the next time it looks, which is twice a minute.
		await slurm.run("scontrol", ["update", `jobid=${await bench.runningJob()}`, "timelimit=0"]);
		const exit = await program.exited;
		expect(exit.stopped).toMatchObject({ reason: "timeLimit", detail: expect.stringContaining("walltime") });
	});

	test("a submission whose answer was lost is found again, not repeated", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const forgetful = '/usr/bin/sbatch "$@" >/dev/null; echo "sbatch: error: Socket timed out" >&2; exit 1';
		const { runner, access } = bench.open({ settings: { submitHost: bench.commands({ sbatch: forgetful }) } });
		const item = bench.order("echo started >> starts; exit 5");
		expect(await runner.start(item).exited).toMatchObject({ exitCode: 5 });
		expect(starts(item)).toBe(1);
		expect(access.keeper.commands.submit).toBe(1);
	});

	test("a submission that went through twice runs its items once", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const twice = '/usr/bin/sbatch "$@" >/dev/null\nexec /usr/bin/sbatch "$@"';
		const { runner } = bench.open({
			settings: { submitHost: bench.commands({ sbatch: twice }), witnessSeconds: 3 },
		});
		const item = bench.order("echo started >> starts; exit 5");
		expect(await runner.start(item).exited).toMatchObject({ exitCode: 5 });
		expect(starts(item)).toBe(1);
	});

	test("what the scheduler refuses could not be started, and it is said why", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const { runner } = bench.open({ settings: { templates: { default: {}, wrong: { partition: "nonsense" } } } });
		const exit = await runner.start(bench.order("true", {}, "wrong")).exited;
		expect(exit.startProblem).toMatchObject({ code: "ESUBMIT" });
		expect(exit.startProblem?.message).toMatch(/sbatch exited with 1: ".*invalid partition.*" *.*template "wrong"/i);
	});

	test("a cancelled item that waits never runs; its neighbour in the array does", async ({
		ownSlurm,
		bench: benchOn,
	}) => {
		const bench = benchOn(ownSlurm);
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=drain", "reason=test"]);
		const { runner } = bench.open({ settings: { batch: { fillSeconds: 0.5 } } });
		const [one, other] = [bench.order("echo started >> starts; exit 1"), bench.order("exit 2")];
		const [first, second] = [runner.start(one), runner.start(other)];
		await ownSlurm.until("both wait", async () => (await bench.jobIds("PENDING")).length === 2);
		first.stop("cancelled");
		expect(await first.exited).toMatchObject({ stopped: { reason: "cancelled" } });
		await ownSlurm.until("its job is gone", async () => (await bench.jobIds("PENDING")).length === 1);
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=resume"]);
		expect(await second.exited).toMatchObject({ exitCode: 2 });
		expect(starts(one)).toBe(0);
	});

	test("a job cancelled by an administrator is cancelled, not lost", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const item = bench.order(waitingProgram);
		const program = bench.open().runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		await slurm.run("scancel", [await bench.runningJob()]);
		expect((await program.exited).stopped).toMatchObject({
			reason: "cancelled",
			detail: expect.stringContaining("not through Tilewright"),
		});
	});

	test("a job that the scheduler begins again does not run its program twice", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const item = bench.order(waitingProgram);
		const program = bench.open().runner.start(item);
		await slurm.until("it runs", () => starts(item) === 1);
		const id = await bench.runningJob();
		await slurm.run("scontrol", ["update", `jobid=${id}`, "requeue=1"]);
		expect((await slurm.run("scontrol", ["requeue", id])).exitCode).toBe(0);
		expect(["preempted", "nodeFailed"]).toContain((await program.exited).stopped?.reason);
		expect(starts(item)).toBe(1);
	});

	test.runIf(hasControlGroups)(
		"a program that is killed for memory is told apart, also when its parent goes on",
		async ({ slurm, bench: benchOn }) => {
			const bench = benchOn(slurm);
			const item = bench.order(`sh -c 'a=x; while :; do a=$a$a; done'; exit 0`, { memoryMb: 40 });
			const { stopped } = await bench.open().runner.start(item).exited;
			expect(stopped).toMatchObject({ reason: "memoryLimit" });
		},
	);

	test("a dry run writes every file and submits nothing", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const { runner, access } = bench.open({ settings: { dryRun: true } });
		runner.start(bench.order("exit 1"));
		await slurm.until("it is written", () => access.keeper.jobs.length === 1);
		const key = access.keeper.jobs[0]?.submission.key ?? "";
		expect(readdirSync(join(bench.directory, "cluster", key)).sort()).toEqual(
			["cancel", "claims", "elements", "items", "job.sh", "receipts", "setup", "started"].sort(),
		);
		expect(access.keeper.jobs[0]).toMatchObject({ jobId: null, problem: "dry run: nothing is submitted" });
		expect(access.keeper.commands).toEqual({ submit: 0, status: 0, cancel: 0, failed: 0 });
	});

	test("modules and containers of a template come before the program", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const apptainer = join(bench.directory, "apptainer");
		writeFileSync(apptainer, `#!/bin/sh\nprintf '%s\\n' "$@" > "${bench.directory}/called"\nshift 6\nexec "$@"\n`);
		chmodSync(apptainer, 0o755);
		const template = {
			container: { image: "image.sif", binds: ["/data"], program: apptainer },
			environment: { GIVEN: "a b" },
		};
		const { runner } = bench.open({ settings: { templates: { default: {}, boxed: template } } });
		const item = bench.order('[ "$GIVEN" = "a b" ] && exit 7', {}, "boxed");
		expect(await runner.start(item).exited).toMatchObject({ exitCode: 7 });
		expect(readFileSync(join(bench.directory, "called"), "utf8").split("\n").slice(0, 6)).toEqual([
			"exec",
			"--pwd",
			item.workingDirectory,
			"--bind",
			"/data",
			"image.sif",
		]);
	});

	test("a module that is not there means that the program could not be started", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const { runner } = bench.open({ settings: { templates: { default: { modules: ["no/such-module"] } } } });
		const exit = await runner.start(bench.order("exit 0")).exited;
		expect(exit.startProblem).toEqual({ code: "EMODULE", message: "module load no/such-module failed" });
	});

	const canSwitchUser = userInfo().uid === 0 && existsSync("/usr/bin/sudo");
	test.runIf(canSwitchUser)("jobs run as another user by way of sudo", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm, nobodysGroup);
		const submitHost = { environment: slurm.environment, sudoUser: "nobody" };
		const item = bench.order("id -un > user; exit 5");
		expect(await bench.open({ settings: { submitHost } }).runner.start(item).exited).toMatchObject({ exitCode: 5 });
		expect(readFileSync(join(item.workingDirectory, "user"), "utf8")).toBe("nobody\n");
	});

	// Alone: it takes all processors there are.
	const few = "a thousand items take few submissions, and the scheduler is asked seldom";
	const items = 1_000;
	test(few, { timeout: 600_000, sequential: true }, async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const { runner, access } = bench.open({
			settings: { pollSeconds: 2, batch: { fillSeconds: 0.3, targetJobSeconds: 60 } },
		});
		const startedAt = performance.now();
		const programs = Array.from({ length: items }, () => runner.start(bench.order("exit 0")));
		const exits = await Promise.all(programs.map(({ exited }) => exited));
		const seconds = (performance.now() - startedAt) / 1_000;
		expect(exits.filter(({ exitCode }) => exitCode === 0)).toHaveLength(items);
		expect(access.keeper.commands.submit).toBeLessThanOrEqual(10);
		expect(access.keeper.commands.status).toBeLessThanOrEqual(seconds / 2 + 1);
	});
});

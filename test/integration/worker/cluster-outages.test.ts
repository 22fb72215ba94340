import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect } from "vitest";
import { letGo, starts, waitingProgram } from "../../support/program-folder.ts";
import { slurmProblem } from "../../support/slurm/slurm-cluster.ts";
import { SshServer, sshProblem } from "../../support/slurm/ssh-server.ts";
import { batchTest } from "./support/batch-bench.ts";

/* What goes away between a worker and its cluster for a while, or for ever. SLURM is real, and each test's own to break. */

const name = slurmProblem === null ? "batches on SLURM" : `batches on SLURM (${slurmProblem})`;
const test = batchTest({ cpus: 32, minimumJobAgeSeconds: 2 });

describe.skipIf(slurmProblem !== null)(name, { timeout: 300_000, concurrent: true }, () => {
	test("a scheduler that is away for a while decides nothing", async ({ ownSlurm, bench: benchOn }) => {
		const bench = benchOn(ownSlurm);
		const { runner } = bench.open({ settings: { graceSeconds: 1 } });
		const running = bench.order(waitingProgram);
		const program = runner.start(running);
		await ownSlurm.until("it runs", () => starts(running) === 1);
		await ownSlurm.end("slurmctld");
		const second = runner.start(bench.order("exit 4"));
		letGo(running);
		expect(await Promise.race([program.exited, sleep(3_000)])).toBeUndefined();
		await ownSlurm.startController();
		expect(await program.exited).toMatchObject({ exitCode: 3 });
		expect(await second.exited).toMatchObject({ exitCode: 4 });
		expect(starts(running)).toBe(1);
	});

	test("jobs that the queue has forgotten are looked up in the accounting", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const { runner } = bench.open({ settings: { pollSeconds: 4 } });
		expect(await runner.start(bench.order("exit 9")).exited).toMatchObject({ exitCode: 9 });
		// The kill of the script takes its receipt with it: only the books can tell.
		const exit = await runner.start(bench.order("echo started > starts; kill -KILL $PPID")).exited;
		expect(["nodeFailed", "lost"]).toContain(exit.stopped?.reason);
	});

	test("without accounting for a while, nothing is lost", async ({ ownSlurm, bench: benchOn }) => {
		const bench = benchOn(ownSlurm);
		await ownSlurm.end("slurmdbd");
		const { runner } = bench.open();
		expect(await runner.start(bench.order("exit 6")).exited).toMatchObject({ exitCode: 6 });
		await ownSlurm.startAccounting();
		await ownSlurm.until("the books are open", async () => (await ownSlurm.run("sacct")).exitCode === 0);
	});

	test("jobs are adopted by the next process of the worker, and their keys tell whose they are", async ({
		slurm,
		bench: benchOn,
	}) => {
		const bench = benchOn(slurm);
		const first = bench.order(waitingProgram);
		bench.open().runner.start(first);
		await slurm.until("it runs", () => starts(first) === 1);
		await bench.leave();
		const { runner } = bench.open();
		const survivor = runner.survivors().find(({ attemptId }) => attemptId === first.attemptId);
		letGo(first);
		expect(await survivor?.exited).toMatchObject({ exitCode: 3 });
		expect(starts(first)).toBe(1);
	});

	test("a job nobody knows of any more is found by its name and cancelled", async ({ slurm, bench: benchOn }) => {
		const bench = benchOn(slurm);
		const orphan = bench.order(waitingProgram);
		bench.open().runner.start(orphan);
		await slurm.until("it runs", () => starts(orphan) === 1);
		await bench.leave();
		rmSync(join(bench.directory, "worker"), { recursive: true });
		const { runner } = bench.open();
		const other = runner.start(bench.order("exit 2"));
		await slurm.until("the orphan is gone", async () => (await bench.jobIds("RUNNING")).length === 0);
		expect(await other.exited).toMatchObject({ exitCode: 2 });
	});

	test("a node that goes down takes its programs with it", async ({ ownSlurm, bench: benchOn }) => {
		const bench = benchOn(ownSlurm);
		const { runner } = bench.open({ settings: { graceSeconds: 30 } });
		const item = bench.order(waitingProgram);
		const program = runner.start(item);
		await ownSlurm.until("it runs", () => starts(item) === 1);
		await ownSlurm.crashNode();
		await ownSlurm.run("scontrol", ["update", `nodename=${ownSlurm.nodeName}`, "state=down", "reason=test"]);
		expect((await program.exited).stopped).toMatchObject({ reason: "nodeFailed" });
	});

	describe.skipIf(sshProblem !== null)("over ssh", () => {
		const sshTest = test.extend("ssh", async ({ onTestFinished }) => {
			const ssh = await SshServer.start();
			onTestFinished(() => ssh.stop());
			return ssh;
		});

		sshTest(
			"one connection does for all commands, and arguments arrive as they are",
			async ({ slurm, ssh, bench: benchOn }) => {
				const bench = benchOn(slurm);
				const { runner } = bench.open({ settings: { submitHost: ssh.submitHost(slurm) } });
				expect(await runner.start(bench.order("exit 8")).exited).toMatchObject({ exitCode: 8 });
				expect(await runner.start(bench.order("exit 9")).exited).toMatchObject({ exitCode: 9 });
				expect(ssh.connections).toBe(1);
			},
		);

		sshTest("a submit host that is away for a while changes nothing", async ({ slurm, ssh, bench: benchOn }) => {
			const bench = benchOn(slurm);
			const { runner } = bench.open({ settings: { submitHost: ssh.submitHost(slurm), graceSeconds: 1 } });
			const running = bench.order(waitingProgram);
			const program = runner.start(running);
			await slurm.until("it runs", () => starts(running) === 1);
			await ssh.shut();
			const second = runner.start(bench.order("exit 4"));
			letGo(running);
			expect(await Promise.race([second.exited, sleep(4_000)])).toBeUndefined();
			await ssh.open();
			expect(await program.exited).toMatchObject({ exitCode: 3 });
			expect(await second.exited).toMatchObject({ exitCode: 4 });
		});
	});
});

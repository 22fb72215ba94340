import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SlurmCluster, slurmProblem } from "./slurm-cluster.ts";

describe.skipIf(slurmProblem !== null)(`a SLURM for tests${slurmProblem === null ? "" : ` (${slurmProblem})`}`, () => {
	let slurm: SlurmCluster;
	beforeAll(async () => {
		slurm = await SlurmCluster.start({ cpus: 4 });
	});
	afterAll(async () => slurm?.stop());

	test("runs a job and accounts for it", async () => {
		const submitted = await slurm.run("sbatch", ["--parsable", "--output=/dev/null", "--wrap", "exit 7"]);
		expect(submitted).toMatchObject({ exitCode: 0, stderr: "" });
		const id = submitted.stdout.trim();
		const ask = () => slurm.run("sacct", ["-j", id, "-n", "-P", "-X", "-o", "State,ExitCode"]);
		await slurm.until("it is accounted for", async () => (await ask()).stdout.startsWith("FAILED"));
		expect((await ask()).stdout.trim()).toBe("FAILED|7:0");
	});

	test("has its parts restarted", async () => {
		await slurm.end("slurmctld");
		expect((await slurm.run("squeue", ["-h"])).exitCode).toBe(1);
		await slurm.startController();
		await slurm.end("slurmdbd");
		expect((await slurm.run("sacct")).exitCode).toBe(1);
		await slurm.startAccounting();
		await slurm.until("accounting answers", async () => (await slurm.run("sacct")).exitCode === 0);
	});
});

import { expect, test } from "vitest";
import { jobTemplateSchema } from "./cluster-settings.ts";
import type { JobRequest } from "./scheduler-dialect.ts";
import { slurmDialect } from "./slurm-dialect.ts";

/* Answers as SLURM 22.05 gave them. */

const answer = (stdout: string, stderr = "", exitCode = 0) => ({ stdout, stderr, exitCode });

const request: JobRequest = {
	key: "tw-1234abcd-b00",
	script: "/shared/tw/job.sh",
	scriptArguments: ["/shared/tw", "tw-1234abcd-b00"],
	elements: 20,
	atOnce: 4,
	cpus: 2,
	memoryMb: 1_500,
	timeLimitSeconds: 61,
	warnSeconds: 60,
	logFile: null,
	template: jobTemplateSchema.parse({ partition: "short", gres: "gpu:1", options: ["--exclusive"] }),
};

test("submits one array with every wish as one argument", () => {
	const { program, args } = slurmDialect.submit(request);
	expect(program).toBe("sbatch");
	expect(args).toEqual(
		expect.arrayContaining([
			"--job-name=tw-1234abcd-b00",
			"--array=1-20%4",
			"--mem=1500M",
			"--time=2",
			"--signal=B:USR1@60",
			"--partition=short",
			"--gres=gpu:1",
			"--exclusive",
			"--no-requeue",
			"--export=NIL",
		]),
	);
	expect(args.slice(-3)).toEqual(["/shared/tw/job.sh", "/shared/tw", "tw-1234abcd-b00"]);
});

test("finds the job's id, also behind what a site's plug-in says", () => {
	expect(slurmDialect.parseSubmit("163\n")).toBe("163");
	expect(slurmDialect.parseSubmit("welcome to cluster 7\n163;main\n")).toBe("163");
	expect(slurmDialect.parseSubmit("sbatch: queued\n")).toBeNull();
});

test("tells a refusal from an answer that never came", () => {
	const refused = "sbatch: error: Batch job submission failed: Invalid partition name specified";
	expect(slurmDialect.isRefusal(answer("", refused, 1))).toBe(true);
	expect(slurmDialect.isRefusal(answer("", "sbatch: error: Memory specification can not be satisfied", 1))).toBe(true);
	for (const unclear of [
		"sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)",
		"sbatch: error: Batch job submission failed: Socket timed out on send/recv operation",
		"sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy",
	]) {
		expect(slurmDialect.isRefusal(answer("", unclear, 1)), unclear).toBe(false);
	}
	expect(slurmDialect.isRefusal(answer("", "Permission denied (publickey).", 255))).toBe(false);
});

test("reads the queue", () => {
	const lines = [
		"tw-1-b0|163|3|RUNNING|None|n1|1:02",
		"tw-1-b0|163|4|PENDING|Resources||0:00",
		"other|9|N/A|COMPLETED|None|n2|1-00:00:05",
		"tw-1-b1|170|1|BRAND_NEW|None|n1|0:01",
	];
	expect(slurmDialect.parseQueue(answer(`${lines.join("\n")}\n`))).toEqual([
		{
			key: "tw-1-b0",
			jobId: "163",
			index: 3,
			state: "running",
			word: "RUNNING",
			reason: null,
			node: "n1",
			elapsedSeconds: 62,
		},
		{
			key: "tw-1-b0",
			jobId: "163",
			index: 4,
			state: "pending",
			word: "PENDING",
			reason: "Resources",
			node: null,
			elapsedSeconds: 0,
		},
		{
			key: "other",
			jobId: "9",
			index: null,
			state: "completed",
			word: "COMPLETED",
			reason: null,
			node: "n2",
			elapsedSeconds: 86_405,
		},
		{
			key: "tw-1-b1",
			jobId: "170",
			index: 1,
			state: "unknown",
			word: "BRAND_NEW",
			reason: null,
			node: "n1",
			elapsedSeconds: 1,
		},
	]);
	expect(
		slurmDialect.parseQueue(answer("", "slurm_load_jobs error: Unable to contact slurm controller", 1)),
	).toBeNull();
	expect(slurmDialect.parseQueue(answer(""))).toEqual([]);
});

test("reads the accounts", () => {
	const lines = ["tw-1-b0|163_3|CANCELLED by 1000|None|n1|12", "tw-1-b0|163_4|OUT_OF_MEMORY|None|n1|2"];
	expect(slurmDialect.parseAccounting(answer(lines.join("\n")))).toMatchObject([
		{ key: "tw-1-b0", jobId: "163", index: 3, state: "cancelled", word: "CANCELLED by 1000", elapsedSeconds: 12 },
		{ index: 4, state: "outOfMemory" },
	]);
	expect(slurmDialect.parseAccounting(answer("", "Slurm accounting storage is disabled", 1))).toBe("none");
	expect(slurmDialect.parseAccounting(answer("", "sacct: error: Problem talking to the database", 1))).toBeNull();
});

test("cancels elements, not arrays", () => {
	const jobs = [
		{ jobId: "163", index: 3 },
		{ jobId: "170", index: null },
	];
	expect(slurmDialect.cancel(jobs)).toEqual({ program: "scancel", args: ["163_3", "170"] });
});

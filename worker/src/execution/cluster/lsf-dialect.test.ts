import { expect, test } from "vitest";
import { jobTemplateSchema } from "./cluster-settings.ts";
import { lsfDialect } from "./lsf-dialect.ts";

/*
 * Not tried on a real LSF: there is none to be had here. The texts follow the examples of LSF's own command reference
 * (bsub, bjobs -o, bkill); a site's answers may differ.
 */

const answer = (stdout: string, stderr = "", exitCode = 0) => ({ stdout, stderr, exitCode });

test("submits one array whose command is read by a shell on the other side", () => {
	const { program, args } = lsfDialect.submit({
		key: "tw-1-b0",
		script: "/shared/it's/job.sh",
		scriptArguments: ["/shared", "tw-1-b0"],
		elements: 20,
		atOnce: 4,
		cpus: 2,
		memoryMb: 1_500,
		timeLimitSeconds: 600,
		warnSeconds: 60,
		logFile: null,
		template: jobTemplateSchema.parse({ partition: "short", account: "lab" }),
	});
	expect(program).toBe("bsub");
	expect(args).toEqual(
		expect.arrayContaining(["tw-1-b0[1-20]%4", "-q", "short", "-P", "lab", "-W", "10", "-M", "1500MB"]),
	);
	expect(args.at(-1)).toBe(`'/shared/it'\\''s/job.sh' '/shared' 'tw-1-b0'`);
	expect(lsfDialect.parseSubmit("Job <3456> is submitted to queue <short>.\n")).toBe("3456");
});

test("tells a refusal from a cluster that is away", () => {
	expect(lsfDialect.isRefusal(answer("", "nonsense: No such queue. Job not submitted.", 255))).toBe(false);
	expect(lsfDialect.isRefusal(answer("", "nonsense: No such queue. Job not submitted.", 1))).toBe(true);
	expect(lsfDialect.isRefusal(answer("", "LSF is down. Please wait ...", 1))).toBe(false);
});

test("reads the queue, with the reason of an end", () => {
	const lines = [
		"tw-1-b0[1]|3456|1|RUN|-|node07|62 second(s)|-",
		"tw-1-b0[2]|3456|2|PEND|-|-|0 second(s)|Job slot limit reached;",
		"tw-1-b0[3]|3456|3|EXIT|TERM_MEMLIMIT: job killed after reaching LSF memory usage limit|2*node08|5 second(s)|-",
		"tw-1-b0[4]|3456|4|EXIT|TERM_RUNLIMIT: job killed after reaching LSF run time limit|node08|600 second(s)|-",
		"tw-1-b0[5]|3456|5|EXIT|TERM_OWNER: job killed by owner|node08|6 second(s)|-",
		"tw-1-b0[6]|3456|6|DONE|-|node08|7 second(s)|-",
		"tw-1-b0[7]|3456|7|UNKWN|-|node09|7 second(s)|-",
	];
	expect(lsfDialect.parseQueue(answer(lines.join("\n")))).toMatchObject([
		{ key: "tw-1-b0", jobId: "3456", index: 1, state: "running", node: "node07", elapsedSeconds: 62 },
		{ index: 2, state: "pending", reason: "Job slot limit reached;", node: null },
		{ index: 3, state: "outOfMemory", node: "node08" },
		{ index: 4, state: "timedOut" },
		{ index: 5, state: "cancelled" },
		{ index: 6, state: "completed" },
		{ index: 7, state: "unknown" },
	]);
	expect(lsfDialect.parseQueue(answer("", "No job found\n", 255))).toEqual([]);
	expect(lsfDialect.parseQueue(answer("", "LSF is down. Please wait ...\n", 255))).toBeNull();
});

test("cancels elements", () => {
	expect(lsfDialect.cancel([{ jobId: "3456", index: 3 }]).args).toEqual(["3456[3]"]);
});

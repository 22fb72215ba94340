import { expect, test } from "vitest";
import { jobTemplateSchema } from "./cluster-settings.ts";
import { gridEngineDialect } from "./grid-engine-dialect.ts";

/* Answers as Grid Engine 8.1.9 of Debian gave them, shortened. It also runs for real in test/conformance. */

const answer = (stdout: string, stderr = "", exitCode = 0) => ({ stdout, stderr, exitCode });

const element = (index: number, state: string, queue: string) => `    <job_list state="x">
      <JB_job_number>2</JB_job_number>
      <JB_name>tw-1234ab</JB_name>
      <state>${state}</state>
      <queue_name>${queue}</queue_name>
      <tasks>${index}</tasks>
      <full_job_name>tw-1234abcd-b00</full_job_name>
    </job_list>`;

const block = (changes: Record<string, string>) => {
	const values = {
		hostname: "node7",
		jobname: "tw-1-b0",
		jobnumber: "2",
		taskid: "1",
		failed: "0    ",
		exit_status: "0",
		ru_wallclock: "3s",
		...changes,
	};
	return `==============================================================\n${Object.entries(values)
		.map(([name, value]) => `${name.padEnd(13)}${value}`)
		.join("\n")}\n`;
};

test("submits one array, found again by its id", () => {
	const { args } = gridEngineDialect.submit({
		key: "tw-1-b0",
		script: "/shared/job.sh",
		scriptArguments: ["/shared", "tw-1-b0"],
		elements: 20,
		atOnce: 4,
		cpus: 1,
		memoryMb: 100,
		timeLimitSeconds: 300,
		warnSeconds: 60,
		logFile: null,
		template: jobTemplateSchema.parse({ partition: "long.q", options: ["-notify"] }),
	});
	expect(args.join(" ")).toBe(
		"-terse -N tw-1-b0 -t 1-20 -b n -S /bin/sh -r n -wd / -o /dev/null -j y -tc 4 -l h_rt=300,s_rt=240 -q long.q -notify /shared/job.sh /shared tw-1-b0",
	);
	expect(gridEngineDialect.parseSubmit("2.1-20:1\n")).toBe("2");
	expect(gridEngineDialect.parseSubmit("17\n")).toBe("17");
	const refused = 'Unable to run job: Job was rejected because job requests unknown queue "nonsense"\nExiting.';
	expect(gridEngineDialect.isRefusal(answer("", refused, 1))).toBe(true);
	const away =
		"error: commlib error: got select error (Connection refused)\nUnable to run job: unable to contact qmaster";
	expect(gridEngineDialect.isRefusal(answer("", away, 1))).toBe(false);
});

test("reads the queue by full names", () => {
	const xml = `<?xml version='1.0'?>\n<job_info  xmlns:xsd="x">\n${element(1, "r", "all.q@node7")}\n${element(2, "qw", "")}\n${element(3, "Eqw", "")}\n${element(4, "s", "all.q@node8")}\n</job_info>\n`;
	expect(gridEngineDialect.parseQueue(answer(xml))).toMatchObject([
		{ key: "tw-1234abcd-b00", jobId: "2", index: 1, state: "running", node: "node7" },
		{ index: 2, state: "pending", node: null },
		{ index: 3, state: "couldNotStart", reason: "error state; see qstat -explain E" },
		{ index: 4, state: "suspended" },
	]);
	expect(gridEngineDialect.parseQueue(answer("<?xml version='1.0'?>\n<job_info></job_info>"))).toEqual([]);
	expect(gridEngineDialect.parseQueue(answer("", "error: commlib error", 1))).toBeNull();
});

test("reads the accounts", () => {
	const text = [
		block({}),
		block({ taskid: "2", exit_status: "3" }),
		block({ taskid: "3", failed: "37  : qmaster enforced h_rt, h_cpu, or h_vmem limit", exit_status: "137" }),
		block({ taskid: "4", failed: "100 : assumedly after job", exit_status: "137" }),
		block({ taskid: "5", failed: "26  : opening input/output file" }),
	].join("");
	expect(gridEngineDialect.parseAccounting(answer(text))).toMatchObject([
		{ key: "tw-1-b0", jobId: "2", index: 1, state: "completed", node: "node7", elapsedSeconds: 3 },
		{ index: 2, state: "failed", word: "exit 3" },
		{ index: 3, state: "timedOut" },
		{ index: 4, state: "cancelled" },
		{ index: 5, state: "couldNotStart" },
	]);
	expect(gridEngineDialect.parseAccounting(answer("", "error: job id 999 not found\n", 1))).toEqual([]);
	const unwritten = "/var/lib/gridengine/default/common/accounting: No such file or directory\n";
	expect(gridEngineDialect.parseAccounting(answer("", unwritten, 1))).toEqual([]);
	expect(gridEngineDialect.parseAccounting(answer("", "error: something else", 1))).toBeNull();
});

test("cancels elements", () => {
	expect(gridEngineDialect.cancel([{ jobId: "2", index: 3 }]).args).toEqual(["2.3"]);
});

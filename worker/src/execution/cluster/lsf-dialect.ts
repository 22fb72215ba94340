import type { CommandAnswer, JobRequest, JobState, JobStatus, SchedulerDialect } from "./scheduler-dialect.ts";
import { shellQuote } from "./shell-quote.ts";

/*
 * LSF 10.1. Never run against a real LSF: read and tested by recorded outputs (lsf-dialect.test.ts). `bjobs -a` knows
 * ended jobs for an hour (CLEAN_PERIOD); there is no query of the books that can be read reliably, so a job that is
 * listed no more for the grace period is lost unless its receipt is there.
 */

const separator = "|";
const fields = ["job_name", "jobid", "jobindex", "stat", "exit_reason", "exec_host", "run_time", "pend_reason"];

const states: Readonly<Record<string, JobState>> = {
	PEND: "pending",
	WAIT: "pending",
	PROV: "pending",
	FWD_PEND: "pending",
	PSUSP: "suspended",
	USUSP: "suspended",
	SSUSP: "suspended",
	RUN: "running",
	DONE: "completed",
	POST_DONE: "completed",
	POST_ERR: "completed",
	EXIT: "failed",
	ZOMBI: "nodeFailed",
};

/** What LSF says of a job in state EXIT. */
const exitReasons: readonly (readonly [RegExp, JobState])[] = [
	[/TERM_MEMLIMIT|TERM_SWAP/, "outOfMemory"],
	[/TERM_RUNLIMIT|TERM_DEADLINE|TERM_CPULIMIT|TERM_PROCESSLIMIT/, "timedOut"],
	[/TERM_OWNER|TERM_ADMIN|TERM_FORCE_OWNER|TERM_FORCE_ADMIN|TERM_BUCKET_KILL/, "cancelled"],
	[/TERM_PREEMPT|TERM_REQUEUE/, "preempted"],
	[/TERM_EXTERNAL_SIGNAL|TERM_ZOMBIE|TERM_RC_RECLAIM|TERM_UNKNOWN_HOST|host.*(down|unavail)/i, "nodeFailed"],
	[/TERM_CWD_NOTEXIST|TERM_SLURM|TERM_START_FAIL|could not be started/i, "couldNotStart"],
];

const refusals = [
	/no such queue|queue.*(closed|does not exist)|cannot use the queue/i,
	/user cannot use|not (authorized|permitted)|permission denied/i,
	/bad (resource|argument|syntax)|illegal option|invalid|unknown (resource|host)/i,
	/too many processors requested|no (such )?(project|user group|application profile)/i,
	/request aborted by esub/i,
];

export const lsfDialect: SchedulerDialect = {
	name: "LSF",
	jobIdVariable: "LSB_JOBID",
	indexVariable: "LSB_JOBINDEX",

	submit(request) {
		// bsub joins its command and has it read by a shell on the execution host.
		const command = [request.script, ...request.scriptArguments].map(shellQuote).join(" ");
		return { program: "bsub", args: [...submitOptions(request), command] };
	},

	parseSubmit(stdout) {
		return /Job <(\d+)>/.exec(stdout)?.[1] ?? null;
	},

	isRefusal({ exitCode, stderr }) {
		return exitCode !== 0 && exitCode !== 255 && refusals.some((pattern) => pattern.test(stderr));
	},

	queue() {
		return { program: "bjobs", args: ["-a", "-noheader", "-o", `${fields.join(" ")} delimiter='${separator}'`] };
	},

	parseQueue({ exitCode, stdout, stderr }: CommandAnswer) {
		// Without any job bjobs says so on standard error and fails.
		if (/No (unfinished |matching )?job found/i.test(stderr) && stdout.trim() === "") return [];
		if (exitCode !== 0) return null;
		return stdout.split("\n").flatMap((line) => {
			const values = line.trim().split(separator);
			return values.length < fields.length ? [] : [parseLine(values)];
		});
	},

	booksPerQuestion: 1,
	accounting: () => null,
	parseAccounting: () => "none",

	cancel(jobs) {
		return { program: "bkill", args: jobs.map(({ jobId, index }) => (index === null ? jobId : `${jobId}[${index}]`)) };
	},

	find: () => null,
};

function submitOptions(request: JobRequest): readonly string[] {
	const { template } = request;
	const limit = request.atOnce === null ? "" : `%${request.atOnce}`;
	const options = ["-J", `${request.key}[1-${request.elements}]${limit}`, "-rn", "-o", request.logFile ?? "/dev/null"];
	options.push("-n", String(request.cpus), "-R", "span[hosts=1]", "-env", "none");
	const add = (name: string, value: string | null) => {
		if (value !== null) options.push(name, value);
	};
	const memoryMb = request.memoryMb ?? template.memoryMb;
	add("-M", memoryMb === null ? null : `${Math.ceil(memoryMb)}MB`);
	add("-R", memoryMb === null ? null : `rusage[mem=${Math.ceil(memoryMb)}MB]`);
	const { timeLimitSeconds } = request;
	const minutes = timeLimitSeconds === null ? template.timeLimitMinutes : Math.max(1, Math.ceil(timeLimitSeconds / 60));
	add("-W", minutes === null ? null : String(minutes));
	if (request.warnSeconds !== null && minutes !== null) {
		options.push("-wa", "USR1", "-wt", String(Math.max(1, Math.ceil(request.warnSeconds / 60))));
	}
	add("-q", template.partition);
	add("-P", template.account);
	add("-sla", template.qos);
	add("-R", template.constraint === null ? null : `select[${template.constraint}]`);
	add("-gpu", template.gres);
	add("-U", template.reservation);
	return [...options, ...template.options];
}

function parseLine(values: readonly string[]): JobStatus {
	const [name = "", jobId = "", index = "", word = "", exitReason = "", host = "", runTime = "", pendReason = ""] =
		values;
	const found = word === "EXIT" ? exitReasons.find(([pattern]) => pattern.test(exitReason)) : undefined;
	const said = (text: string) => (text === "-" || text.trim() === "" ? null : text.trim());
	return {
		// An array's elements are listed as `name[3]`.
		key: name.replace(/\[.*$/, ""),
		jobId,
		index: /^[1-9]\d*$/.test(index) ? Number(index) : null,
		state: found?.[1] ?? states[word] ?? "unknown",
		word,
		reason: said(word === "EXIT" ? exitReason : pendReason),
		// `4*node07` for four slots.
		node: said(host)?.replace(/^\d+\*/, "") ?? null,
		elapsedSeconds: /^(\d+)/.exec(runTime) === null ? null : Number.parseInt(runTime, 10),
	};
}

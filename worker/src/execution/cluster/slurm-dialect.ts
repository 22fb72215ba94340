import type { CommandAnswer, JobRequest, JobState, JobStatus, SchedulerDialect } from "./scheduler-dialect.ts";

/*
 * SLURM 20.11 and later. Field order is ours: name, array job id, array index, state, reason, node, elapsed.
 * `%F_%K` is asked for rather than the job id: the element that starts last keeps the array's own id.
 */

const separator = "|";
const queueFormat = ["%j", "%F", "%K", "%T", "%r", "%N", "%M"].join(separator);
const accountingFields = ["JobName", "JobID", "State", "Reason", "NodeList", "ElapsedRaw"].join(",");

const states: Readonly<Record<string, JobState>> = {
	PENDING: "pending",
	CONFIGURING: "pending",
	REQUEUED: "pending",
	REQUEUE_FED: "pending",
	REQUEUE_HOLD: "pending",
	SPECIAL_EXIT: "pending",
	RESV_DEL_HOLD: "pending",
	RUNNING: "running",
	RESIZING: "running",
	SIGNALING: "running",
	SUSPENDED: "suspended",
	STOPPED: "suspended",
	COMPLETING: "completing",
	STAGE_OUT: "completing",
	COMPLETED: "completed",
	FAILED: "failed",
	OUT_OF_MEMORY: "outOfMemory",
	TIMEOUT: "timedOut",
	DEADLINE: "timedOut",
	NODE_FAIL: "nodeFailed",
	PREEMPTED: "preempted",
	CANCELLED: "cancelled",
	REVOKED: "cancelled",
	BOOT_FAIL: "couldNotStart",
	LAUNCH_FAILED: "couldNotStart",
	RECONFIG_FAIL: "couldNotStart",
};

/** Said by sbatch about what will not get better by trying again. */
const refusals = [
	/invalid (partition|account|qos|constraint|feature|generic resource|reservation|time limit|job array|user)/i,
	/invalid (gres|node count|wckey|license)/i,
	/requested node configuration is not available/i,
	/memory (required|specification)|cannot be satisfied/i,
	/access denied|permission denied|user's group not permitted/i,
	/unrecognized option|invalid option|invalid --|unable to open file|pathname.*too long/i,
	/requested (time|partition|nodes|reservation).*(limit|invalid|unavailable|not)/i,
	/more processors requested than permitted|cpu count.*(not|exceed)/i,
	/batch script is empty|no such file or directory/i,
];

export const slurmDialect: SchedulerDialect = {
	name: "SLURM",
	jobIdVariable: "SLURM_ARRAY_JOB_ID",
	indexVariable: "SLURM_ARRAY_TASK_ID",

	submit(request) {
		return { program: "sbatch", args: [...submitOptions(request), request.script, ...request.scriptArguments] };
	},

	parseSubmit(stdout) {
		// `--parsable` answers `<job id>` or `<job id>;<cluster>`, site plug-ins may print lines before it.
		return /^(\d+)(?:;\S+)?$/m.exec(stdout)?.[1] ?? null;
	},

	isRefusal({ exitCode, stderr }) {
		return exitCode !== 0 && exitCode !== 255 && refusals.some((pattern) => pattern.test(stderr));
	},

	queue() {
		return {
			program: "squeue",
			args: ["--me", "--all", "--noheader", "--array", "--states=all", `--format=${queueFormat}`],
		};
	},

	parseQueue(answer) {
		if (answer.exitCode !== 0) return null;
		return parseLines(answer.stdout, ([key, jobId, index, word, reason, node, elapsed]) => ({
			key,
			jobId,
			index: parseIndex(index),
			...stateOf(word),
			reason: reason === "None" || reason === "" ? null : reason,
			node: node === "" ? null : node,
			elapsedSeconds: parseElapsed(elapsed),
		}));
	},

	booksPerQuestion: 1_000,

	accounting(jobs) {
		const earliest = jobs.reduce((first, { since }) => (since < first ? since : first), new Date());
		const ids = [...new Set(jobs.map(({ jobId }) => jobId))];
		return { program: "sacct", args: [...accountingOptions(earliest), `--jobs=${ids.join(",")}`] };
	},

	parseAccounting,

	cancel(jobs) {
		return { program: "scancel", args: jobs.map(({ jobId, index }) => (index === null ? jobId : `${jobId}_${index}`)) };
	},

	find(key, since) {
		return { program: "sacct", args: [...accountingOptions(since), `--name=${key}`] };
	},
};

function submitOptions(request: JobRequest): readonly string[] {
	const { template } = request;
	const options = [
		"--parsable",
		`--job-name=${request.key}`,
		`--comment=${request.key}`,
		`--array=1-${request.elements}${request.atOnce === null ? "" : `%${request.atOnce}`}`,
		"--nodes=1",
		"--ntasks=1",
		`--cpus-per-task=${request.cpus}`,
		// A job that is begun again finds the files of its first life; what is tried again is an attempt of its own.
		"--no-requeue",
		// Nothing of the worker's environment but what its scripts say.
		"--export=NIL",
		"--input=/dev/null",
		`--output=${request.logFile ?? "/dev/null"}`,
	];
	const add = (name: string, value: string | null) => {
		if (value !== null) options.push(`--${name}=${value}`);
	};
	const memoryMb = request.memoryMb ?? template.memoryMb;
	add("mem", memoryMb === null ? null : `${Math.ceil(memoryMb)}M`);
	add("time", timeLimit(request));
	add("signal", request.warnSeconds === null ? null : `B:USR1@${request.warnSeconds}`);
	add("partition", template.partition);
	add("account", template.account);
	add("qos", template.qos);
	add("constraint", template.constraint);
	add("gres", template.gres);
	add("reservation", template.reservation);
	return [...options, ...template.options];
}

/** Whole minutes, rounded up: SLURM does not count finer. */
function timeLimit({ timeLimitSeconds, template }: JobRequest): string | null {
	if (timeLimitSeconds !== null) return String(Math.max(1, Math.ceil(timeLimitSeconds / 60)));
	return template.timeLimitMinutes === null ? null : String(template.timeLimitMinutes);
}

function accountingOptions(since: Date): readonly string[] {
	return [
		"--allocations",
		"--noheader",
		"--parsable2",
		`--format=${accountingFields}`,
		`--starttime=${localTime(since)}`,
		"--endtime=now",
		"--duplicates",
	];
}

/** A little earlier, because the clocks of worker and controller differ; sacct reads local time. */
function localTime(date: Date): string {
	const early = new Date(date.getTime() - 3_600_000);
	const two = (value: number) => String(value).padStart(2, "0");
	return `${early.getFullYear()}-${two(early.getMonth() + 1)}-${two(early.getDate())}T${two(early.getHours())}:${two(early.getMinutes())}:${two(early.getSeconds())}`;
}

function parseAccounting(answer: CommandAnswer): readonly JobStatus[] | "none" | null {
	if (/accounting storage is disabled/i.test(answer.stderr)) return "none";
	if (answer.exitCode !== 0) return null;
	return parseLines(answer.stdout, ([key, id, word, reason, node, elapsed]) => {
		const [jobId = "", index = ""] = id.split("_");
		return {
			key,
			jobId,
			index: parseIndex(index),
			...stateOf(word),
			reason: reason === "None" || reason === "" ? null : reason,
			node: node === "None assigned" || node === "" ? null : node,
			elapsedSeconds: elapsed === "" ? null : Number(elapsed),
		};
	});
}

type Fields = [string, string, string, string, string, string, string];

function parseLines(text: string, read: (fields: Fields) => JobStatus): readonly JobStatus[] {
	return text.split("\n").flatMap((line) => {
		const fields = line.trim().split(separator);
		if (fields.length < 6) return [];
		// Padded so that every field is there: the two queries differ by one.
		return [read([...fields, "", ""].slice(0, 7) as Fields)];
	});
}

/** `CANCELLED by 1000`, `COMPLETED`, and marks such as `RUNNING+`. */
function stateOf(words: string): { readonly state: JobState; readonly word: string } {
	const [first = ""] = words.split(/[ +*]/);
	return { state: states[first] ?? "unknown", word: words };
}

function parseIndex(text: string): number | null {
	return /^\d+$/.test(text) ? Number(text) : null;
}

/** `[days-][[hours:]minutes:]seconds`. */
function parseElapsed(text: string): number | null {
	const parts = /^(?:(\d+)-)?(?:(?:(\d+):)?(\d+):)?(\d+)$/.exec(text);
	if (parts === null) return null;
	const [, days, hours, minutes, seconds] = parts;
	return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
}

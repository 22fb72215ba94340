import type { CommandAnswer, JobRequest, JobState, JobStatus, SchedulerDialect } from "./scheduler-dialect.ts";

/*
 * Grid Engine 8.1 (Son of Grid Engine, as in Debian) and its relatives. The queue forgets a job at once when it ends;
 * only `qacct` knows then, one file that is read from the beginning: asked for the job ids that are missing, no others.
 */

const separatorLine = /^=+$/;

const refusals = [
	/unknown (queue|parallel environment|resource|project)|does not exist/i,
	/denied|not allowed|no suitable queues|no permission|not permitted/i,
	/unknown option|invalid (option|argument)|error: .*unable to read script/i,
	/job is not allowed to run in any/i,
];

export const gridEngineDialect: SchedulerDialect = {
	name: "Grid Engine",
	jobIdVariable: "JOB_ID",
	indexVariable: "SGE_TASK_ID",

	submit(request) {
		return { program: "qsub", args: [...submitOptions(request), request.script, ...request.scriptArguments] };
	},

	parseSubmit(stdout) {
		// `-terse` answers `17` or `17.1-20:1`.
		return /^(\d+)(?:\.[\d:-]+)?$/m.exec(stdout)?.[1] ?? null;
	},

	isRefusal({ exitCode, stderr }) {
		return exitCode !== 0 && exitCode !== 255 && refusals.some((pattern) => pattern.test(stderr));
	},

	queue() {
		// Without -u it lists the asking user's own jobs; -r for names in full, -g d for one entry per element.
		return { program: "qstat", args: ["-xml", "-r", "-g", "d"] };
	},

	parseQueue({ exitCode, stdout }) {
		if (exitCode !== 0 || !stdout.includes("<job_info")) return null;
		return [...stdout.matchAll(/<job_list[^>]*>([\s\S]*?)<\/job_list>/g)].map(([, job = ""]) => parseJob(job));
	},

	booksPerQuestion: 1,

	accounting: ([job]) => ({ program: "qacct", args: ["-j", job?.jobId ?? "0"] }),

	parseAccounting,

	cancel(jobs) {
		const words = jobs.map(({ jobId, index }) => (index === null ? jobId : `${jobId}.${index}`));
		return { program: "qdel", args: words };
	},

	find: (key) => ({ program: "qacct", args: ["-j", key] }),
};

function submitOptions(request: JobRequest): readonly string[] {
	const { template } = request;
	const options = ["-terse", "-N", request.key, "-t", `1-${request.elements}`, "-b", "n", "-S", "/bin/sh", "-r", "n"];
	// Not every account has a home to begin in.
	options.push("-wd", "/");
	options.push("-o", request.logFile ?? "/dev/null", "-j", "y");
	if (request.atOnce !== null) options.push("-tc", String(request.atOnce));
	// Slots on one machine: which environment does that is the site's own, and named in the template's options.
	// Memory is watched by the script: what Grid Engine can limit (h_vmem) is address space, of which Node takes a lot.
	const resources: string[] = [];
	const { timeLimitSeconds } = request;
	const seconds = timeLimitSeconds === null ? (template.timeLimitMinutes ?? 0) * 60 : Math.ceil(timeLimitSeconds);
	if (seconds > 0) {
		resources.push(`h_rt=${seconds}`);
		// SIGUSR1 comes when the soft limit is over.
		if (request.warnSeconds !== null && seconds > request.warnSeconds) {
			resources.push(`s_rt=${seconds - request.warnSeconds}`);
		}
	}
	for (const wanted of [template.constraint, template.gres]) if (wanted !== null) resources.push(wanted);
	if (resources.length > 0) options.push("-l", resources.join(","));
	const add = (name: string, value: string | null) => {
		if (value !== null) options.push(name, value);
	};
	add("-q", template.partition);
	add("-P", template.account);
	add("-ar", template.reservation);
	return [...options, ...template.options];
}

/** Letters, several at once: `qw`, `hqw`, `r`, `dr`, `Eqw`, `t`, `s`. */
function stateOf(letters: string): JobState {
	if (letters.includes("E")) return "couldNotStart";
	if (/[sST]/.test(letters)) return "suspended";
	if (letters.includes("r") || letters.includes("t")) return "running";
	if (letters.includes("q")) return "pending";
	return "unknown";
}

function parseJob(xml: string): JobStatus {
	const text = (tag: string) => new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`).exec(xml)?.[1]?.trim() ?? "";
	const letters = text("state");
	const index = text("tasks");
	const queue = text("queue_name");
	return {
		key: text("full_job_name") || text("JB_name"),
		jobId: text("JB_job_number"),
		index: /^\d+$/.test(index) ? Number(index) : null,
		state: stateOf(letters),
		word: letters,
		reason: letters.includes("E") ? "error state; see qstat -explain E" : null,
		node: queue.split("@")[1] ?? null,
		elapsedSeconds: null,
	};
}

function parseAccounting(answer: CommandAnswer): readonly JobStatus[] | "none" | null {
	const { exitCode, stdout, stderr } = answer;
	// Not written down yet, or for good: an answer, but an empty one.
	if (/job (id|name) .* not found|accounting: no such file/i.test(stderr)) return [];
	if (exitCode !== 0) return null;
	return stdout
		.split("\n")
		.reduce<string[][]>((blocks, line) => {
			if (separatorLine.test(line.trim())) blocks.push([]);
			else blocks.at(-1)?.push(line);
			return blocks;
		}, [])
		.map(parseBlock);
}

function parseBlock(lines: readonly string[]): JobStatus {
	const values = new Map(
		lines.flatMap((line) => {
			const [, name, value] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
			return name === undefined ? [] : [[name, (value ?? "").trim()] as const];
		}),
	);
	const failed = values.get("failed") ?? "0";
	const exitStatus = Number(values.get("exit_status") ?? 0);
	const index = values.get("taskid") ?? "";
	return {
		key: values.get("jobname") ?? "",
		jobId: values.get("jobnumber") ?? "",
		index: /^\d+$/.test(index) ? Number(index) : null,
		state: endOf(Number.parseInt(failed, 10), exitStatus),
		word: Number.parseInt(failed, 10) === 0 ? `exit ${exitStatus}` : `failed ${failed}`,
		reason: null,
		node: values.get("hostname") ?? null,
		elapsedSeconds: Math.round(Number.parseFloat(values.get("ru_wallclock") ?? "")) || 0,
	};
}

/** The codes of `failed`, from the manual page sge_status(5). */
function endOf(failed: number, exitStatus: number): JobState {
	switch (failed) {
		case 0:
			return exitStatus === 0 ? "completed" : "failed";
		case 37:
			return "timedOut";
		case 19:
		case 20:
		case 21:
		case 22:
		case 24:
			return "nodeFailed";
		case 25:
		case 99:
			return "preempted";
		// Ended by a signal after it had begun: qdel, or a limit of the kernel's.
		case 100:
			return "cancelled";
		default:
			return "couldNotStart";
	}
}

import { readFileSync } from "node:fs";
import { describeError, TilewrightError } from "@tilewright/contract/errors";
import { z } from "zod";

/*
 * What an administrator says about a cluster: a JSON file named by TILEWRIGHT_WORKER_CLUSTER_FILE. Everything here is
 * data: it reaches the scheduler as single arguments, never as text that a shell reads (docs/clusters.md).
 */

const absolutePath = z.string().regex(/^\/[^\0\n]*$/, "expected an absolute path");
/** What scheduler options are made of; none can be taken for another option. */
const word = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.:,=&|+()[\]*@/-]*$/, "expected a word without spaces");
const moduleName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+/-]*$/, "expected the name of a module");
const login = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, "expected the name of a user");

/** The options every job of a template gets. Each is one argument of the submit command. */
export const jobTemplateSchema = z.strictObject({
	/** SLURM partition; queue of LSF and Grid Engine. */
	partition: word.nullable().default(null),
	account: word.nullable().default(null),
	qos: word.nullable().default(null),
	constraint: word.nullable().default(null),
	gres: word.nullable().default(null),
	reservation: word.nullable().default(null),
	/** Asked for where a stage says nothing itself; null leaves it to the cluster. */
	memoryMb: z.int().positive().nullable().default(null),
	timeLimitMinutes: z.int().positive().nullable().default(null),
	/** Options this list does not know, each as one argument: `--exclusive`, `--mail-type=FAIL`. */
	options: z.array(z.string().regex(/^-[^\0\n]*$/, "expected an option that begins with -")).default([]),
	/** Loaded with `module load` before the program. */
	modules: z.array(moduleName).default([]),
	/** Programs run inside this container image, by Apptainer. */
	container: z
		.strictObject({
			image: z.string().min(1),
			/** Folders that the program sees beside the working directory. */
			binds: z.array(absolutePath).default([]),
			program: z.string().min(1).default("apptainer"),
		})
		.nullable()
		.default(null),
	environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
});
export type JobTemplate = z.infer<typeof jobTemplateSchema>;

export const clusterSettingsSchema = z.strictObject({
	scheduler: z.enum(["slurm", "lsf", "gridEngine"]).default("slurm"),
	submitHost: z
		.strictObject({
			/** A host of the user's ssh configuration; null when the scheduler's commands run on this machine. */
			ssh: z
				.string()
				.regex(/^[A-Za-z0-9_.@:[\]-]+$/)
				.refine((host) => !host.startsWith("-"))
				.nullable()
				.default(null),
			/** Another file than ~/.ssh/config. */
			sshConfig: absolutePath.nullable().default(null),
			/** Jobs run as this user: commands go through `sudo -n -u`. */
			sudoUser: login.nullable().default(null),
			/** For the scheduler's commands, such as SLURM_CONF. */
			environment: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
			/** Where the scheduler's commands are, when not on the PATH. */
			commandDirectory: absolutePath.nullable().default(null),
			timeoutSeconds: z.number().positive().default(30),
		})
		.prefault({}),
	/** For scripts and receipts; worker and compute nodes must both see it (at another path: pathMap). */
	directory: absolutePath,
	pathMap: z.array(z.strictObject({ here: absolutePath, there: absolutePath })).default([]),
	/** Node on compute nodes, for pilots and built-in stages; null: where it is here. */
	nodePath: absolutePath.nullable().default(null),
	/** By name, for stages to choose from; `default` is for those that do not choose. */
	templates: z.record(z.string(), jobTemplateSchema).prefault({ default: {} }),
	batch: z
		.strictObject({
			/** How long a batch may wait for more items. */
			fillSeconds: z.number().nonnegative().default(2),
			/** Items are put into one job until it is expected to run this long. */
			targetJobSeconds: z.number().positive().default(120),
			maximumItemsPerJob: z.int().positive().default(100),
			/** Items the coordinator may hand over beyond what runs, so that batches can be filled. */
			itemsAhead: z.int().nonnegative().default(1_000),
			/** Jobs (array elements) of this worker in the queue at once. */
			maximumQueuedJobs: z.int().positive().default(1_000),
		})
		.prefault({}),
	/** Null where compute nodes have no Node or cannot reach the message bus; every stage then runs in batches. */
	pilot: z
		.strictObject({
			template: z.string().default("default"),
			/** CPUs of one pilot, and how many work units it offers. */
			cpus: z.int().positive().default(1),
			workUnits: z.number().positive().default(1),
			/** Of one pilot with all it runs; the pilot itself takes some 200. Null: as its template says. */
			memoryMb: z.int().positive().nullable().default(null),
			timeLimitMinutes: z.int().positive().default(60),
			/** Before the end of its walltime a pilot takes nothing new. */
			drainSeconds: z.int().positive().default(120),
			/** A pilot without work gives its allocation back after this time. */
			idleSeconds: z.number().positive().default(30),
			/** A pilot is only asked for when there is this much work for it, by measured durations. */
			targetSeconds: z.number().positive().default(30),
			maximumPilots: z.int().positive().default(64),
			/** Of pilots that wait in the queue. */
			maximumQueued: z.int().positive().default(64),
			/** As seen from compute nodes; null: as this worker sees it. */
			natsUrl: z.string().nullable().default(null),
			/** Folder of the worker's programs as compute nodes see it; null: as this worker sees it. */
			programDirectory: absolutePath.nullable().default(null),
			stagesDirectory: absolutePath.nullable().default(null),
			/** On the compute node's own disk; null: $TMPDIR or /tmp. */
			scratchDirectory: absolutePath.nullable().default(null),
		})
		.nullable()
		.default(null),
	/** Shortest time between two status commands, whatever the number of jobs. */
	pollSeconds: z.number().positive().default(10),
	/** Shortest time between two submissions. */
	submitSeconds: z.number().nonnegative().default(1),
	/** A job neither queue nor accounting knows for this long is lost. */
	graceSeconds: z.number().positive().default(120),
	/** A result waits this long for the scheduler's word on its job. */
	witnessSeconds: z.number().positive().default(60),
	/** How long a receipt may take to appear after its job has ended (network file systems). */
	receiptSeconds: z.number().positive().default(30),
	/** Writes every file and submits nothing. */
	dryRun: z.boolean().default(false),
});
export type ClusterSettings = z.infer<typeof clusterSettingsSchema>;

/** Throws CONFIGURATION_INVALID that names the file and every wrong field. */
export function readClusterSettings(path: string): ClusterSettings {
	let content: unknown;
	try {
		content = JSON.parse(readFileSync(path, "utf8"));
	} catch (cause) {
		throw invalid(path, describeError(cause), cause);
	}
	const parsed = clusterSettingsSchema.safeParse(content);
	if (!parsed.success) throw invalid(path, z.prettifyError(parsed.error), parsed.error);
	const settings = parsed.data;
	const { pilot, templates } = settings;
	if (templates.default === undefined) throw invalid(path, 'there is no template "default"', undefined);
	if (pilot !== null && templates[pilot.template] === undefined) {
		throw invalid(path, `pilot.template is "${pilot.template}", which is not among the templates`, undefined);
	}
	if (pilot !== null && pilot.drainSeconds >= pilot.timeLimitMinutes * 60) {
		throw invalid(path, "pilot.drainSeconds is not shorter than pilot.timeLimitMinutes", undefined);
	}
	return settings;
}

function invalid(path: string, problem: string, cause: unknown): TilewrightError {
	return new TilewrightError({
		code: "CONFIGURATION_INVALID",
		message: `The cluster file "${path}" (TILEWRIGHT_WORKER_CLUSTER_FILE) is not usable: ${problem}. See docs/clusters.md.`,
		fields: { path },
		cause,
	});
}

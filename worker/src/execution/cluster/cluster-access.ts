import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ClusterJob } from "@tilewright/contract/messages";
import type { Logger } from "pino";
import { machineMs } from "../../machine-clock.ts";
import { BatchRunner } from "./batch-runner.ts";
import { clusterJobFacts } from "./cluster-job-facts.ts";
import type { ClusterSettings, JobTemplate } from "./cluster-settings.ts";
import { type CommandHost, openCommandHost } from "./command-host.ts";
import { gridEngineDialect } from "./grid-engine-dialect.ts";
import { JobDirectory } from "./job-directory.ts";
import { JobKeeper, type KnownJob } from "./job-keeper.ts";
import { lsfDialect } from "./lsf-dialect.ts";
import { PilotKeeper } from "./pilot-keeper.ts";
import type { JobRequest, SchedulerDialect } from "./scheduler-dialect.ts";
import { slurmDialect } from "./slurm-dialect.ts";
import { type Submission, SubmissionLog } from "./submission-log.ts";

export interface ClusterAccessOptions {
	readonly settings: ClusterSettings;
	/** The worker's own, for what must not be forgotten. */
	readonly directory: string;
	readonly workerId: string;
	readonly workerName: string;
	readonly workUnits: number;
	/** For pilots, as this worker has them. */
	readonly natsUrl: string;
	readonly programDirectory: string;
	readonly stagesDirectory: string | null;
	/** Of this process, for the scheduler's commands. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	readonly logger: Logger;
	readonly changed: (job: KnownJob) => void;
}

/** Everything a worker has to do with one cluster, wired together. */
export class ClusterAccess {
	readonly keeper: JobKeeper;
	readonly batches: BatchRunner;
	readonly pilots: PilotKeeper | null;
	readonly keyPrefix: string;
	readonly dialect: SchedulerDialect;
	readonly log: SubmissionLog;
	readonly #host: CommandHost;
	readonly #settings: ClusterSettings;

	constructor(options: ClusterAccessOptions) {
		const { settings, logger, workUnits } = options;
		mkdirSync(options.directory, { recursive: true, mode: 0o700 });
		this.#settings = settings;
		this.dialect = dialectOf(settings);
		this.keyPrefix = `tw-${options.workerId.slice(0, 8)}-`;
		this.#host = openCommandHost(settings.submitHost, options.environment, options.directory);
		this.log = SubmissionLog.open(join(options.directory, "cluster.log"));
		this.keeper = new JobKeeper({
			settings,
			dialect: this.dialect,
			host: this.#host,
			log: this.log,
			logger,
			keyPrefix: this.keyPrefix,
			requestOf: (submission) => jobRequest(settings, submission),
			changed: options.changed,
		});
		const { dialect, keyPrefix, keeper, log } = this;
		this.batches = new BatchRunner({ settings, dialect, keeper, log, logger, keyPrefix, workUnits });
		this.pilots =
			settings.pilot === null
				? null
				: new PilotKeeper({ ...options, dialect, keeper, keyPrefix, usedByBatches: () => this.usedByBatches() });
		this.keeper.start();
	}

	/** The submit command and the script, for people. */
	describe(submission: Submission): { readonly command: string[]; readonly script: string } {
		const { program, args } = this.dialect.submit(jobRequest(this.#settings, submission));
		const script = new JobDirectory(this.#settings, submission.key).script();
		return { command: [program, ...args], script };
	}

	/** Every element of a submission as the coordinator stores it. */
	factsOf(job: KnownJob): ClusterJob[] {
		return clusterJobFacts(job, this.dialect.name, machineMs());
	}

	/** Work units that batches may have in use at once; set by the worker's queue. */
	usedByBatches: () => number = () => 0;

	setWorkUnits(workUnits: number): void {
		this.batches.setWorkUnits(workUnits);
		this.pilots?.setWorkUnits(workUnits);
	}

	/** Jobs go on; the next process of this worker adopts them. */
	async leave(): Promise<void> {
		this.pilots?.stop();
		await this.batches.leave();
		await this.keeper.stop();
		await this.#host.close();
		await this.log.close();
	}
}

function dialectOf({ scheduler }: ClusterSettings): SchedulerDialect {
	switch (scheduler) {
		case "slurm":
			return slurmDialect;
		case "lsf":
			return lsfDialect;
		case "gridEngine":
			return gridEngineDialect;
	}
}

/** The files of a submission say what it runs; this is what is asked of the scheduler. */
export function jobRequest(settings: ClusterSettings, submission: Submission): JobRequest {
	const directory = new JobDirectory(settings, submission.key);
	return {
		key: submission.key,
		script: directory.scriptThere,
		scriptArguments: [directory.pathThere, submission.key],
		elements: submission.elements.length,
		atOnce: submission.atOnce,
		cpus: submission.cpus,
		memoryMb: submission.memoryMb,
		timeLimitSeconds: submission.timeLimitSeconds,
		warnSeconds: submission.warnSeconds,
		logFile: null,
		template: settings.templates[submission.template] ?? emptyTemplate,
	};
}

/** A template may have been taken out of the file while a submission of it waited. */
const emptyTemplate: JobTemplate = {
	partition: null,
	account: null,
	qos: null,
	constraint: null,
	gres: null,
	reservation: null,
	memoryMb: null,
	timeLimitMinutes: null,
	options: [],
	modules: [],
	container: null,
	environment: {},
};

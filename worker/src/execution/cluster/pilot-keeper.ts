import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeError } from "@tilewright/contract/errors";
import type { Logger } from "pino";
import { machineMs } from "../../machine-clock.ts";
import type { PilotDescription } from "../../pilot-description.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import type { JobKeeper, KnownJob } from "./job-keeper.ts";
import { setupScript } from "./job-script.ts";
import { mapPaths } from "./path-map.ts";
import { type PilotDemand, pilotsToSubmit } from "./pilot-rules.ts";
import { pilotScript } from "./pilot-script.ts";
import type { SchedulerDialect } from "./scheduler-dialect.ts";
import { exportLines } from "./shell-quote.ts";
import type { Submission } from "./submission-log.ts";

export interface PilotKeeperOptions {
	readonly settings: ClusterSettings;
	readonly dialect: SchedulerDialect;
	readonly keeper: JobKeeper;
	readonly logger: Logger;
	readonly keyPrefix: string;
	readonly workerId: string;
	readonly workerName: string;
	readonly workUnits: number;
	readonly usedByBatches: () => number;
	/** As this worker has them; what the cluster file says instead wins. */
	readonly natsUrl: string;
	readonly programDirectory: string;
	readonly stagesDirectory: string | null;
}

const tickMs = 500;
const firstBackOffMs = 10_000;
const longestBackOffMs = 600_000;
const lastWordsLength = 2_000;
/** Waiting pilots are given up when nothing has been ready for this long. */
const unwantedAfterMs = 10_000;
/** What is known of the backlog is not believed for longer. */
const backlogValidMs = 60_000;

/** Asks the cluster for pilots when there is work for them, and gives those back that still wait when there is none. */
export class PilotKeeper {
	readonly #options: PilotKeeperOptions;
	#workUnits: number;
	#backlog: PilotDemand["backlog"] = { tasks: 0, workUnits: 0, workUnitMs: null };
	#backlogAtMs = 0;
	#wantedAtMs = machineMs();
	#dueAtMs = 0;
	#failures = 0;
	/** Ended pilots that have been looked at, and waiting ones that were cancelled here. */
	readonly #judged = new Set<string>();
	readonly #givenBack = new Set<string>();
	readonly #timer: NodeJS.Timeout;

	constructor(options: PilotKeeperOptions) {
		this.#options = options;
		this.#workUnits = options.workUnits;
		options.keeper.own("pilot", { refused: (submission, problem) => this.#refused(submission, problem) });
		this.#timer = setInterval(() => this.#tick(), tickMs);
	}

	setWorkUnits(workUnits: number): void {
		this.#workUnits = workUnits;
	}

	/** As the coordinator said with its last answer. */
	setBacklog(backlog: PilotDemand["backlog"]): void {
		this.#backlog = backlog;
		this.#backlogAtMs = machineMs();
		if (backlog.tasks > 0) this.#wantedAtMs = this.#backlogAtMs;
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	#tick(): void {
		try {
			const nowMs = machineMs();
			const counts = this.#count(nowMs);
			if (nowMs - this.#wantedAtMs > unwantedAfterMs) this.#giveBackWaiting();
			else if (nowMs >= this.#dueAtMs && nowMs - this.#backlogAtMs < backlogValidMs) this.#submit(counts);
		} catch (error) {
			this.#options.logger.error({ error: describeError(error) }, "Pilots could not be looked after.");
		}
	}

	#pilots(): readonly KnownJob[] {
		return this.#options.keeper.jobs.filter(({ submission }) => submission.kind === "pilot");
	}

	/** Looks at every pilot once when it has ended, and forgets submissions all of whose pilots have. */
	#count(nowMs: number): { readonly running: number; readonly queued: number } {
		const { graceSeconds } = this.#options.settings;
		let running = 0;
		let queued = 0;
		for (const job of this.#pilots()) {
			let isOver = job.jobId !== null;
			for (const place of job.submission.elements.keys()) {
				const status = job.elements.get(place + 1);
				const isLost = status?.absentSinceMs != null && nowMs - status.absentSinceMs > graceSeconds * 1_000;
				if (status?.finalSinceMs != null || isLost) {
					this.#judge(`${job.submission.key} ${place + 1}`, status?.state ?? null, status?.words ?? null);
					continue;
				}
				isOver = false;
				if (status?.state === "running" || status?.state === "completing") running += 1;
				else queued += 1;
			}
			if (isOver) this.#end(job.submission);
		}
		return { running, queued };
	}

	/** A pilot that fails, or that an administrator has cancelled, is not replaced at once. */
	#judge(name: string, state: string | null, words: string | null): void {
		if (this.#judged.has(name)) return;
		this.#judged.add(name);
		if (state === "completed" || state === "timedOut" || state === "preempted" || state === "nodeFailed") {
			this.#failures = 0;
			return;
		}
		if (this.#givenBack.delete(name)) return;
		this.#backOff(`pilot ${name} ended as ${words ?? "nobody knows"}`, this.#lastWords(name));
	}

	/** What a pilot has logged last, before its files go. */
	#lastWords(name: string): string {
		const [key = "", element = ""] = name.split(" ");
		const path = join(this.#options.settings.directory, key, "logs", `${element}.log`);
		return existsSync(path) ? readFileSync(path, "utf8").slice(-lastWordsLength) : "";
	}

	#backOff(problem: string, lastWords = ""): void {
		// Several pilots of one submission fail for one reason.
		if (machineMs() < this.#dueAtMs) return;
		const backOffMs = Math.min(firstBackOffMs * 2 ** this.#failures, longestBackOffMs);
		this.#failures += 1;
		this.#dueAtMs = machineMs() + backOffMs;
		this.#options.logger.warn({ problem, lastWords, backOffMs }, "No more pilots for a while.");
	}

	#refused(submission: Submission, problem: string): void {
		rmSync(join(this.#options.settings.directory, submission.key), { recursive: true, force: true });
		this.#backOff(problem);
	}

	#end({ key, elements }: Submission): void {
		for (const place of elements.keys()) this.#judged.delete(`${key} ${place + 1}`);
		this.#options.keeper.end(key);
		rmSync(join(this.#options.settings.directory, key), { recursive: true, force: true });
	}

	#giveBackWaiting(): void {
		for (const job of this.#pilots()) {
			if (job.jobId === null) {
				this.#end(job.submission);
				continue;
			}
			const waiting = [...job.submission.elements.keys()].flatMap((place) => {
				const name = `${job.submission.key} ${place + 1}`;
				const state = job.elements.get(place + 1)?.state;
				return state === "pending" && !this.#givenBack.has(name) ? [place + 1] : [];
			});
			for (const element of waiting) this.#givenBack.add(`${job.submission.key} ${element}`);
			if (waiting.length > 0) this.#options.keeper.cancel(job.submission.key, waiting);
		}
	}

	#submit(counts: { readonly running: number; readonly queued: number }): void {
		const { settings, keeper, keyPrefix, logger, usedByBatches } = this.#options;
		const { pilot } = settings;
		if (pilot === null) return;
		const demand = { backlog: this.#backlog, ...counts, capacity: this.#workUnits, usedByBatches: usedByBatches() };
		const count = pilotsToSubmit(demand, { ...pilot, targetMs: pilot.targetSeconds * 1_000 });
		if (count === 0) return;
		const submission: Submission = {
			key: `${keyPrefix}p${randomBytes(6).toString("hex")}`,
			kind: "pilot",
			elements: Array.from({ length: count }, () => []),
			template: pilot.template,
			cpus: pilot.cpus,
			memoryMb: pilot.memoryMb,
			timeLimitSeconds: pilot.timeLimitMinutes * 60,
			warnSeconds: pilot.drainSeconds,
			atOnce: null,
			writtenAt: new Date().toISOString(),
		};
		this.#write(submission);
		keeper.submit(submission);
		logger.info({ key: submission.key, count, ...demand }, "Asking the cluster for pilots.");
	}

	#write({ key, template: templateName }: Submission): void {
		const { settings, dialect, workerId, workerName, natsUrl, programDirectory, stagesDirectory } = this.#options;
		const { pilot, pathMap, nodePath } = settings;
		const template = settings.templates[templateName];
		if (pilot === null || template === undefined) throw new Error(`there is no template "${templateName}" for pilots`);
		const path = join(settings.directory, key);
		const there = (text: string) => mapPaths(text, pathMap);
		mkdirSync(join(path, "logs"), { recursive: true, mode: 0o2770 });
		chmodSync(join(path, "logs"), 0o2770);
		const stages = pilot.stagesDirectory ?? (stagesDirectory === null ? null : there(stagesDirectory));
		const secrets = {
			TILEWRIGHT_NATS_URL: pilot.natsUrl ?? natsUrl,
			TILEWRIGHT_WORKER_LOCAL_WORK_UNITS: String(pilot.workUnits),
			TILEWRIGHT_WORKER_SHUTDOWN: "stop",
			...(stages === null ? {} : { TILEWRIGHT_STAGES_DIR: stages }),
		};
		const description: Omit<PilotDescription, "element" | "jobId"> = {
			proxyWorkerId: workerId,
			key,
			walltimeSeconds: pilot.timeLimitMinutes * 60,
			drainSeconds: pilot.drainSeconds,
			idleSeconds: pilot.idleSeconds,
		};
		const write = (name: string, content: string, mode: number) => writeFileSync(join(path, name), content, { mode });
		write("setup", setupScript(template, {}, settings.submitHost.sudoUser !== null), 0o640);
		write("environment", `${exportLines(secrets).join("\n")}\n`, 0o640);
		write(
			"job.sh",
			pilotScript(dialect, {
				node: nodePath ?? process.execPath,
				program: `${pilot.programDirectory ?? there(programDirectory)}/main.mjs`,
				scratchDirectory: pilot.scratchDirectory,
				name: workerName,
				description,
			}),
			0o750,
		);
	}
}

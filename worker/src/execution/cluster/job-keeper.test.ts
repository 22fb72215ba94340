import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { clusterSettingsSchema } from "./cluster-settings.ts";
import type { CommandHost } from "./command-host.ts";
import { JobKeeper } from "./job-keeper.ts";
import type { CommandAnswer } from "./scheduler-dialect.ts";
import { slurmDialect } from "./slurm-dialect.ts";
import { type Submission, SubmissionLog } from "./submission-log.ts";

const pollSeconds = 0.3;
const arrays = 120;
const elements = 100;

let directory: string;
let log: SubmissionLog;
let keeper: JobKeeper;

/** A scheduler that takes every third array without saying so, and forgets each job some time after its submission. */
class ForgetfulScheduler implements CommandHost {
	readonly statusAtMs: number[] = [];
	readonly programs = new Set<string>();
	readonly #jobs: { readonly key: string; readonly id: number; readonly atMs: number }[] = [];

	async run({ program, args }: { readonly program: string; readonly args: readonly string[] }): Promise<CommandAnswer> {
		const nowMs = performance.now();
		this.programs.add(program);
		const answer = (stdout: string, exitCode = 0) => ({ exitCode, stdout, stderr: "" });
		switch (program) {
			case "sbatch": {
				const key = args.find((arg) => arg.startsWith("--job-name="))?.slice("--job-name=".length) ?? "";
				const id = this.#jobs.length + 1;
				this.#jobs.push({ key, id, atMs: nowMs });
				return id % 3 === 0 ? answer("", 255) : answer(`${id}\n`);
			}
			case "squeue": {
				this.statusAtMs.push(nowMs);
				const known = this.#jobs.filter(({ atMs }) => nowMs - atMs < 1_500);
				return answer(this.#lines(known, (id, index) => `${id}|${index}|RUNNING|None|n1|0:01`));
			}
			case "sacct": {
				this.statusAtMs.push(nowMs);
				const known = this.#jobs.filter(({ atMs }) => nowMs - atMs < 2_500);
				return answer(this.#lines(known, (id, index) => `${id}_${index}|COMPLETED|None|n1|1`));
			}
			default:
				return answer("");
		}
	}

	async close(): Promise<void> {}

	#lines(
		jobs: readonly { readonly key: string; readonly id: number }[],
		rest: (id: number, index: number) => string,
	): string {
		return jobs
			.flatMap(({ key, id }) => Array.from({ length: elements }, (_, place) => `${key}|${rest(id, place + 1)}`))
			.join("\n");
	}
}

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), "tilewright-keeper-"));
	log = SubmissionLog.open(join(directory, "log"));
});
afterEach(async () => {
	await keeper.stop();
	await log.close();
	rmSync(directory, { recursive: true, force: true });
});

test("queue and accounting together are asked at most once per interval, whatever the number of jobs", async () => {
	const host = new ForgetfulScheduler();
	keeper = new JobKeeper({
		settings: clusterSettingsSchema.parse({ directory, pollSeconds, submitSeconds: 0 }),
		dialect: slurmDialect,
		host,
		log,
		logger: pino({ level: "silent" }),
		requestOf: ({ key }) => ({
			key,
			script: "job.sh",
			scriptArguments: [],
			elements,
			atOnce: null,
			cpus: 1,
			memoryMb: null,
			timeLimitSeconds: null,
			warnSeconds: null,
			logFile: null,
			template: clusterSettingsSchema.parse({ directory }).templates.default as never,
		}),
		keyPrefix: "tw-test-",
		changed: () => {},
	});
	keeper.start();
	const giveUpAtMs = performance.now() + 20_000;
	let submitted = 0;
	while (host.statusAtMs.length < 12 && performance.now() < giveUpAtMs) {
		if (submitted < arrays) keeper.submit(submission(`tw-test-b${submitted}`));
		submitted += 1;
		await sleep(30);
	}
	expect(host.programs).toEqual(new Set(["sbatch", "squeue", "sacct"]));
	const gaps = host.statusAtMs.slice(1).map((atMs, place) => atMs - (host.statusAtMs[place] ?? 0));
	expect(gaps.length).toBeGreaterThanOrEqual(11);
	// Timers may be a millisecond early by another clock.
	expect(Math.min(...gaps)).toBeGreaterThanOrEqual(pollSeconds * 1_000 - 2);
});

function submission(key: string): Submission {
	return {
		key,
		kind: "batch",
		elements: Array.from({ length: elements }, (_, place) => [place]),
		template: "default",
		cpus: 1,
		memoryMb: null,
		timeLimitSeconds: null,
		warnSeconds: null,
		atOnce: null,
		writtenAt: new Date().toISOString(),
	};
}

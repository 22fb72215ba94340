import { createHash, randomUUID } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test as plainTest } from "vitest";
import type { ProgramOrder, TaskRunner } from "../../../worker/src/execution/task-runner.ts";
import { isAlive } from "../../integration/worker/support/processes.ts";
import { until } from "../../integration/worker/support/until.ts";
import { builtWorker } from "../../integration/worker/support/worker-build.ts";
import { type OrderChanges, ProgramFolder } from "../../support/program-folder.ts";

/** A kind of task runner. Each has a test file of its own, so that they are tried side by side. */
export interface RunnerKind {
	readonly name: string;
	/** It stops programs when the worker's lease is not renewed, and measures their use of processors. */
	readonly watchesItself: boolean;
	/** Of the other user that its programs run as, or null: see ProgramFolder. */
	readonly group: number | null;
	/** Why it cannot be tried here, or null. */
	readonly problem: string | null;
	/** Its tests mostly wait for a scheduler, so that they may as well wait together. */
	readonly isConcurrent: boolean;
	/** Starts what all its runners need. */
	prepare?(): Promise<void>;
	open(directory: string, workerId: string): Promise<TaskRunner>;
	/** Ends whatever a test has left. */
	clear?(directory: string): void;
	end?(): Promise<void>;
}

/** A runner of one test's own, and the folder of its programs. */
class RunnerBench {
	readonly #kind: RunnerKind;
	readonly #folder: ProgramFolder;
	readonly #workerId: string;
	runner: TaskRunner;

	private constructor(kind: RunnerKind, folder: ProgramFolder, workerId: string, runner: TaskRunner) {
		this.#kind = kind;
		this.#folder = folder;
		this.#workerId = workerId;
		this.runner = runner;
	}

	static async open(kind: RunnerKind): Promise<RunnerBench> {
		const folder = new ProgramFolder(kind.group);
		const workerId = randomUUID();
		return new RunnerBench(kind, folder, workerId, await openRunner(kind, folder.directory, workerId));
	}

	get directory(): string {
		return this.#folder.directory;
	}

	order(script: string, changes: OrderChanges = {}): ProgramOrder {
		return this.#folder.order(script, changes);
	}

	/** As the next process of this worker. */
	async reopen(): Promise<void> {
		await this.runner.leave();
		this.runner = await openRunner(this.#kind, this.directory, this.#workerId);
	}

	async close(): Promise<void> {
		await this.runner.leave();
		this.#kind.clear?.(this.directory);
		this.#folder.remove();
	}
}

async function openRunner(kind: RunnerKind, directory: string, workerId: string): Promise<TaskRunner> {
	const runner = await kind.open(directory, workerId);
	runner.renewLease({ stopInMs: 60_000, killInMs: 60_000 });
	return runner;
}

function readPid(order: ProgramOrder, name: string): number {
	return Number(readFileSync(join(order.limits.outputDirectory, name), "utf8"));
}

function hasFile(order: ProgramOrder, name: string): () => boolean {
	const path = join(order.limits.outputDirectory, name);
	return () => existsSync(path) && statSync(path).size > 0;
}

/** What every task runner must do. */
export function tryTaskRunner(kind: RunnerKind): void {
	describe(`the ${kind.name}`, { concurrent: kind.isConcurrent }, () => {
		if (kind.problem !== null) {
			plainTest.skip(`needs more: ${kind.problem}`);
			return;
		}
		runnerTests(kind);
	});
}

function runnerTests(kind: RunnerKind): void {
	const test = plainTest.extend("bench", async ({ onTestFinished }) => {
		const bench = await RunnerBench.open(kind);
		onTestFinished(() => bench.close());
		return bench;
	});

	beforeAll(async () => {
		await builtWorker();
		await kind.prepare?.();
	});
	afterAll(async () => kind.end?.());

	test("runs a program and tells its exit code, times and output", async ({ bench }) => {
		const program = bench.order("echo out; echo err >&2; exit 3");
		const exit = await bench.runner.start(program).exited;
		expect(exit).toMatchObject({ exitCode: 3, signal: null, stopped: null, startProblem: null });
		expect(exit).toMatchObject({ stdoutBytes: 4, stderrBytes: 4 });
		expect(exit.runMs).toBeGreaterThan(0);
		expect(readFileSync(program.stdoutPath, "utf8")).toBe("out\n");
		expect(readFileSync(program.stderrPath, "utf8")).toBe("err\n");
	});

	test("hands arguments over as they are, without a shell in between", async ({ bench }) => {
		const awkward = ["a b", "$HOME", "`id`", "'\"", "*", "", "ü\n", "; exit 9"];
		const program = bench.order("", { command: ["/usr/bin/printf", "<%s>", ...awkward] });
		expect((await bench.runner.start(program).exited).exitCode).toBe(0);
		expect(readFileSync(program.stdoutPath, "utf8")).toBe(awkward.map((argument) => `<${argument}>`).join(""));
	});

	test("gives a program its own environment, the inherited one, its attempt's number and no input", async ({
		bench,
	}) => {
		const program = bench.order('echo "$OWN $INHERITED $TILEWRIGHT_ATTEMPT_ID"; cat; pwd', {
			environment: { OWN: "mine" },
		});
		await bench.runner.start(program).exited;
		expect(readFileSync(program.stdoutPath, "utf8")).toBe(
			`mine yes ${program.attemptId}\n${program.workingDirectory}\n`,
		);
	});

	test("leaves no log file for a program that is silent", async ({ bench }) => {
		const program = bench.order("true");
		await bench.runner.start(program).exited;
		expect([existsSync(program.stdoutPath), existsSync(program.stderrPath)]).toEqual([false, false]);
	});

	test("tells the signal that ended a program", async ({ bench }) => {
		expect(await bench.runner.start(bench.order("kill -SEGV $$")).exited).toMatchObject({
			exitCode: null,
			signal: "SIGSEGV",
			stopped: null,
		});
	});

	test("tells what the script of a cluster job held when the job was written, and nothing of others", async ({
		bench,
	}) => {
		const script = join(bench.directory, "work.sh");
		const text = "#!/bin/sh\necho ran\n";
		writeFileSync(script, text, { mode: 0o755 });
		const cluster = { template: null, cpus: 1, workUnits: 1, group: "scripts" };
		const isOnCluster = !kind.watchesItself;
		const run = (changes: Partial<ProgramOrder>) => bench.runner.start(bench.order("true", changes)).exited;
		const [ran, other] = await Promise.all([
			run({ command: [script], ...(isOnCluster ? { cluster: { ...cluster, script } } : {}) }),
			run(isOnCluster ? { cluster: { ...cluster, group: "others" } } : {}),
		]);
		expect([ran.exitCode, other.exitCode]).toEqual([0, 0]);
		const hash = createHash("sha256").update(text).digest("hex");
		expect([ran.programHash ?? null, other.programHash ?? null]).toEqual([isOnCluster ? hash : null, null]);
	});

	test("tells why a program could not be started", async ({ bench }) => {
		const exit = await bench.runner.start(bench.order("", { command: ["/no/such/program"] })).exited;
		expect(exit).toMatchObject({ exitCode: null, startProblem: { code: "ENOENT" } });
	});

	test("starts the same attempt only once", async ({ bench }) => {
		const program = bench.order("echo started >> times; sleep 0.2");
		await Promise.all([bench.runner.start(program).exited, bench.runner.start(program).exited]);
		expect(readFileSync(join(program.workingDirectory, "times"), "utf8")).toBe("started\n");
	});

	test("announces a program that runs for a while, and not one that is over at once", async ({ bench }) => {
		const long = bench.runner.start(bench.order("sleep 30"));
		expect(await long.started).toBeGreaterThan(0);
		long.stop("cancelled", 0);
		await long.exited;
		expect(await bench.runner.start(bench.order("true")).started).toBeNull();
	});

	test("stops a program on request with SIGTERM first", async ({ bench }) => {
		const program = bench.order("trap 'echo bye; exit 0' TERM; echo ready > ready; while :; do sleep 0.05; done");
		const handle = bench.runner.start(program);
		await until("it is ready", hasFile(program, "ready"));
		handle.stop("cancelled");
		expect(await handle.exited).toMatchObject({ stopped: { reason: "cancelled" } });
		expect(readFileSync(program.stdoutPath, "utf8")).toContain("bye");
	});

	test("kills a program that ignores SIGTERM when the grace is over", async ({ bench }) => {
		const program = bench.order("trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done");
		const handle = bench.runner.start(program);
		await until("it runs", hasFile(program, "pid"));
		handle.stop("cancelled", 200);
		const exit = await handle.exited;
		expect(exit).toMatchObject({ signal: "SIGKILL", stopped: { reason: "cancelled" } });
		expect(isAlive(readPid(program, "pid"))).toBe(false);
	});

	test("ends a program at its time limit", async ({ bench }) => {
		const exit = await bench.runner.start(bench.order("sleep 30", { limits: { timeLimitMs: 200 } })).exited;
		expect(exit.stopped?.reason).toBe("timeLimit");
		expect(exit.runMs).toBeGreaterThanOrEqual(195);
		expect(exit.runMs).toBeLessThan(5_000);
	});

	test("kills children and grandchildren of a program it stops", async ({ bench }) => {
		const program = bench.order("sh -c 'sleep 300 & echo $! > grandchild; wait' & echo $! > child; wait");
		const handle = bench.runner.start(program);
		await until("both are there", () => hasFile(program, "child")() && hasFile(program, "grandchild")());
		handle.stop("cancelled", 1_000);
		await handle.exited;
		const pids = [readPid(program, "child"), readPid(program, "grandchild")];
		await until("both are gone", () => !pids.some(isAlive));
	});

	test("kills a child that has left the process group and ignores SIGTERM", async ({ bench }) => {
		const program = bench.order("setsid sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 0.05; done' & wait");
		const handle = bench.runner.start(program);
		await until("it is there", hasFile(program, "child"));
		handle.stop("cancelled", 200);
		await handle.exited;
		const pid = readPid(program, "child");
		await until("it is gone", () => !isAlive(pid));
	});

	test("kills what a program leaves behind when it ends by itself", async ({ bench }) => {
		const program = bench.order(
			"sleep 300 & echo $! > same; setsid sh -c 'echo $$ > other; exec sleep 300' & sleep 0.3",
		);
		expect((await bench.runner.start(program).exited).exitCode).toBe(0);
		const pids = [readPid(program, "same"), readPid(program, "other")];
		await until("both are gone", () => !pids.some(isAlive));
	});

	test("stops a program that needs more memory than it may", async ({ bench }) => {
		const script = "a=x; while :; do a=$a$a; done";
		const exit = await bench.runner.start(bench.order(script, { limits: { memoryMb: 60 } })).exited;
		expect(exit.stopped?.reason).toBe("memoryLimit");
		// A cluster's kernel ends it before it is seen to have more.
		if (kind.watchesItself) {
			expect(exit.stopped?.detail).toMatch(/^it used \d+ MB$/);
			expect(exit.maxMemoryMb).toBeGreaterThan(60);
		}
	});

	test("measures CPU time and memory of a program with its children", async ({ bench }) => {
		const script =
			"i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done & i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; wait";
		const exit = await bench.runner.start(bench.order(script)).exited;
		expect(exit.cpuSeconds).toBeGreaterThan(0.1);
		expect(exit.cpuSeconds).toBeLessThan(((exit.runMs + 200) / 1000) * 2.2);
		if (kind.watchesItself) expect(exit.maxCpuPercent).toBeGreaterThan(20);
		expect(exit.maxMemoryMb).toBeGreaterThan(0.5);
	});

	test("stops a program whose output grows beyond its quota", async ({ bench }) => {
		const script = "while :; do head -c 1000000 /dev/zero >> big; sleep 0.01; done";
		const exit = await bench.runner.start(bench.order(script, { limits: { maximumOutputBytes: 3_000_000 } })).exited;
		expect(exit.stopped?.reason).toBe("outputLimit");
	});

	test("keeps the beginning of a log that is too long and says how much it dropped", async ({ bench }) => {
		const program = bench.order("echo first; yes | head -c 200000000; echo fin > fin", {
			limits: { maximumLogBytes: 100_000 },
		});
		const handle = bench.runner.start(program);
		let largest = 0;
		const watch = setInterval(() => {
			largest = Math.max(largest, statSync(program.stdoutPath, { throwIfNoEntry: false })?.size ?? 0);
		}, 5);
		const exit = await handle.exited;
		clearInterval(watch);
		expect(exit.exitCode).toBe(0);
		expect(hasFile(program, "fin")()).toBe(true);
		const log = readFileSync(program.stdoutPath, "utf8");
		expect(log.length).toBeLessThan(100_300);
		expect(log.startsWith("first\ny\ny\n")).toBe(true);
		expect(log).toMatch(
			/\n\[tilewright\] At least 1\d\d,\d{3},\d{3} bytes after this were dropped: a log keeps 100,000 bytes\.\n$/,
		);
		expect(exit.stdoutBytes).toBeGreaterThan(100_000_000);
		expect(largest).toBeLessThan(200_000_000);
	});

	test("leaves programs running when the worker goes, and finds them again", async ({ bench }) => {
		const running = bench.order("echo up > up; sleep 0.4; exit 4");
		const ended = bench.order("exit 5");
		bench.runner.start(running);
		await bench.runner.start(ended).exited;
		await until("it runs", hasFile(running, "up"));
		await bench.reopen();
		const survivors = new Map(bench.runner.survivors().map((handle) => [handle.attemptId, handle]));
		expect([...survivors.keys()].sort()).toEqual([running.attemptId, ended.attemptId].sort());
		expect(await survivors.get(running.attemptId)?.exited).toMatchObject({ exitCode: 4 });
		expect(await survivors.get(ended.attemptId)?.exited).toMatchObject({ exitCode: 5 });
	});

	test("remembers an exit until it is told to forget it", async ({ bench }) => {
		const program = bench.order("exit 6");
		await bench.runner.start(program).exited;
		bench.runner.forget([program.attemptId]);
		await bench.reopen();
		expect(bench.runner.survivors()).toEqual([]);
	});

	test.runIf(kind.watchesItself)(
		"stops everything by itself when the lease is not renewed, also without a worker",
		async ({ bench }) => {
			const program = bench.order("trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done");
			bench.runner.start(program);
			await until("it runs", hasFile(program, "pid"));
			bench.runner.renewLease({ stopInMs: 200, killInMs: 500 });
			await bench.runner.leave();
			const pid = readPid(program, "pid");
			await until("it is gone", () => !isAlive(pid));
			await bench.reopen();
			expect(await bench.runner.survivors()[0]?.exited).toMatchObject({ stopped: { reason: "lost" } });
		},
	);

	test("runs many programs at once and one after the other without mixing them up", async ({ bench }) => {
		const orders = Array.from({ length: 100 }, (_, index) => bench.order(`exit ${index}`));
		const exits = await Promise.all(orders.map((program) => bench.runner.start(program).exited));
		expect(exits.map(({ exitCode }) => exitCode)).toEqual(orders.map((_, index) => index));
	});
}

import { createHash, randomUUID } from "node:crypto";
import {
	chmodSync,
	chownSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LocalRunner } from "../../worker/src/execution/local-runner.ts";
import { killSpawner } from "../../worker/src/execution/spawner-connection.ts";
import type { ProgramLimits, ProgramOrder, TaskRunner } from "../../worker/src/execution/task-runner.ts";
import { builtWorker } from "../integration/worker/support/worker-build.ts";
import { GridEngine, gridEngineProblem, gridEngineUser } from "../support/grid-engine.ts";
import { SlurmCluster, slurmProblem } from "../support/slurm/slurm-cluster.ts";
import { openTestCluster } from "../support/slurm/test-cluster.ts";

/** What every task runner must do. A new kind of runner joins by a line in `runners`. */
interface RunnerKind {
	readonly name: string;
	/** It stops programs when the worker's lease is not renewed, and measures their use of processors. */
	readonly watchesItself: boolean;
	/** Its programs run as another user, who must be able to write where they do. */
	readonly isOtherUser: boolean;
	/** Why it cannot be tried here, or null. */
	readonly problem: string | null;
	/** Starts what all its runners need. */
	prepare?(): Promise<void>;
	open(directory: string, workerId: string): Promise<TaskRunner>;
	/** Ends whatever a test has left. */
	clear(directory: string): void;
	end?(): Promise<void>;
}

let slurm: SlurmCluster | undefined;
let gridEngine: GridEngine | undefined;

const runners: readonly RunnerKind[] = [
	{
		name: "local runner",
		watchesItself: true,
		isOtherUser: false,
		problem: null,
		open: async (directory, workerId) =>
			LocalRunner.open({
				directory: join(directory, "spawner"),
				program: (await builtWorker()).spawner,
				workerId,
				environment: { PATH: process.env.PATH ?? "", INHERITED: "yes" },
				logger: pino({ level: "silent" }),
				idleSeconds: 1,
			}),
		clear: (directory) => killSpawner(join(directory, "spawner")),
	},
	{
		name: "batch runner on SLURM",
		watchesItself: false,
		isOtherUser: false,
		problem: slurmProblem,
		prepare: async () => {
			slurm = await SlurmCluster.start();
		},
		open: async (directory, workerId) => {
			if (slurm === undefined) throw new Error("SLURM does not run");
			return openTestCluster(slurm, { directory, workerId }).runner;
		},
		clear: () => {},
		end: async () => {
			await slurm?.stop();
		},
	},
	{
		name: "batch runner on Grid Engine",
		watchesItself: false,
		isOtherUser: true,
		problem: gridEngineProblem,
		prepare: async () => {
			gridEngine = await GridEngine.start();
		},
		open: async (directory, workerId) => {
			if (gridEngine === undefined) throw new Error("Grid Engine does not run");
			const { environment } = gridEngine;
			const settings = { scheduler: "gridEngine", submitHost: { environment, sudoUser: gridEngineUser } };
			const { runner } = openTestCluster(gridEngine, { directory, workerId, settings });
			letWrite(join(directory, "cluster"));
			return runner;
		},
		clear: () => {},
		end: async () => {
			await gridEngine?.stop();
		},
	},
];

/** Of the group of the user that Grid Engine's jobs run as, as an administrator would see to. */
function letWrite(directory: string): void {
	mkdirSync(directory, { recursive: true });
	chownSync(directory, 0, 65534);
	chmodSync(directory, 0o2775);
}

const waitMs = 10;

async function until(what: string, isTrue: () => boolean): Promise<void> {
	const end = performance.now() + 40_000;
	while (!isTrue()) {
		if (performance.now() > end) throw new Error(`waited in vain until ${what}`);
		await sleep(waitMs);
	}
}

function isAlive(pid: number): boolean {
	try {
		// A zombie is dead, but still has its number.
		return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
	} catch {
		return false;
	}
}

describe.each(runners)("the $name", (kind) => {
	if (kind.problem !== null) {
		test.skip(`needs more: ${kind.problem}`);
		return;
	}
	let directory: string;
	let workerId: string;
	let runner: TaskRunner;
	let nextId = 1;
	const opened: string[] = [];

	beforeAll(async () => {
		await builtWorker();
		await kind.prepare?.();
	});
	beforeEach(async () => {
		directory = mkdtempSync(join(tmpdir(), "tilewright-runner-"));
		opened.push(directory);
		mkdirSync(join(directory, "logs/0"), { recursive: true });
		if (kind.isOtherUser) {
			chmodSync(directory, 0o755);
			letWrite(join(directory, "logs/0"));
		}
		workerId = randomUUID();
		runner = await kind.open(directory, workerId);
		runner.renewLease({ stopInMs: 60_000, killInMs: 60_000 });
	});
	afterEach(async () => {
		await runner.leave();
		kind.clear(directory);
	});
	afterAll(async () => {
		await kind.end?.();
		for (const path of opened) rmSync(path, { recursive: true, force: true });
	});

	function order(
		script: string,
		changes: Partial<Omit<ProgramOrder, "limits">> & { limits?: Partial<ProgramLimits> } = {},
	): ProgramOrder {
		const attemptId = nextId;
		nextId += 1;
		const outputDirectory = join(directory, `output-${attemptId}`);
		mkdirSync(outputDirectory);
		if (kind.isOtherUser) letWrite(outputDirectory);
		return {
			attemptId,
			command: ["/bin/sh", "-c", script],
			workingDirectory: outputDirectory,
			environment: {},
			stdoutPath: join(directory, "logs/0", `${attemptId}.out`),
			stderrPath: join(directory, "logs/0", `${attemptId}.err`),
			...changes,
			limits: {
				timeLimitMs: null,
				memoryMb: null,
				maximumLogBytes: 10_000_000,
				outputDirectory,
				maximumOutputBytes: null,
				...changes.limits,
			},
		};
	}

	function readPid(order: ProgramOrder, name: string): number {
		return Number(readFileSync(join(order.limits.outputDirectory, name), "utf8"));
	}

	function hasFile(order: ProgramOrder, name: string): () => boolean {
		const path = join(order.limits.outputDirectory, name);
		return () => existsSync(path) && statSync(path).size > 0;
	}

	test("runs a program and tells its exit code, times and output", async () => {
		const program = order("echo out; echo err >&2; exit 3");
		const exit = await runner.start(program).exited;
		expect(exit).toMatchObject({ exitCode: 3, signal: null, stopped: null, startProblem: null });
		expect(exit).toMatchObject({ stdoutBytes: 4, stderrBytes: 4 });
		expect(exit.runMs).toBeGreaterThan(0);
		expect(readFileSync(program.stdoutPath, "utf8")).toBe("out\n");
		expect(readFileSync(program.stderrPath, "utf8")).toBe("err\n");
	});

	test("hands arguments over as they are, without a shell in between", async () => {
		const awkward = ["a b", "$HOME", "`id`", "'\"", "*", "", "ü\n", "; exit 9"];
		const program = order("", { command: ["/usr/bin/printf", "<%s>", ...awkward] });
		expect((await runner.start(program).exited).exitCode).toBe(0);
		expect(readFileSync(program.stdoutPath, "utf8")).toBe(awkward.map((argument) => `<${argument}>`).join(""));
	});

	test("gives a program its own environment, the inherited one, its attempt's number and no input", async () => {
		const program = order('echo "$OWN $INHERITED $TILEWRIGHT_ATTEMPT_ID"; cat; pwd', { environment: { OWN: "mine" } });
		await runner.start(program).exited;
		expect(readFileSync(program.stdoutPath, "utf8")).toBe(
			`mine yes ${program.attemptId}\n${program.workingDirectory}\n`,
		);
	});

	test("leaves no log file for a program that is silent", async () => {
		const program = order("true");
		await runner.start(program).exited;
		expect([existsSync(program.stdoutPath), existsSync(program.stderrPath)]).toEqual([false, false]);
	});

	test("tells the signal that ended a program", async () => {
		expect(await runner.start(order("kill -SEGV $$")).exited).toMatchObject({
			exitCode: null,
			signal: "SIGSEGV",
			stopped: null,
		});
	});

	test("tells what the script of a cluster job held when the job was written, and nothing of others", async () => {
		const script = join(directory, "work.sh");
		const text = "#!/bin/sh\necho ran\n";
		writeFileSync(script, text, { mode: 0o755 });
		const cluster = { template: null, cpus: 1, workUnits: 1, group: "scripts" };
		const isOnCluster = !kind.watchesItself;
		const run = (changes: Partial<ProgramOrder>) => runner.start(order("true", changes)).exited;
		const [ran, other] = await Promise.all([
			run({ command: [script], ...(isOnCluster ? { cluster: { ...cluster, script } } : {}) }),
			run(isOnCluster ? { cluster: { ...cluster, group: "others" } } : {}),
		]);
		expect([ran.exitCode, other.exitCode]).toEqual([0, 0]);
		const hash = createHash("sha256").update(text).digest("hex");
		expect([ran.programHash ?? null, other.programHash ?? null]).toEqual([isOnCluster ? hash : null, null]);
	});

	test("tells why a program could not be started", async () => {
		const exit = await runner.start(order("", { command: ["/no/such/program"] })).exited;
		expect(exit).toMatchObject({ exitCode: null, startProblem: { code: "ENOENT" } });
	});

	test("starts the same attempt only once", async () => {
		const program = order("echo started >> times; sleep 0.2");
		await Promise.all([runner.start(program).exited, runner.start(program).exited]);
		expect(readFileSync(join(program.workingDirectory, "times"), "utf8")).toBe("started\n");
	});

	test("announces a program that runs for a while, and not one that is over at once", async () => {
		const long = runner.start(order("sleep 30"));
		expect(await long.started).toBeGreaterThan(0);
		long.stop("cancelled", 0);
		await long.exited;
		expect(await runner.start(order("true")).started).toBeNull();
	});

	test("stops a program on request with SIGTERM first", async () => {
		const program = order("trap 'echo bye; exit 0' TERM; echo ready > ready; while :; do sleep 0.05; done");
		const handle = runner.start(program);
		await until("it is ready", hasFile(program, "ready"));
		handle.stop("cancelled");
		expect(await handle.exited).toMatchObject({ stopped: { reason: "cancelled" } });
		expect(readFileSync(program.stdoutPath, "utf8")).toContain("bye");
	});

	test("kills a program that ignores SIGTERM when the grace is over", async () => {
		const program = order("trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done");
		const handle = runner.start(program);
		await until("it runs", hasFile(program, "pid"));
		handle.stop("cancelled", 200);
		const exit = await handle.exited;
		expect(exit).toMatchObject({ signal: "SIGKILL", stopped: { reason: "cancelled" } });
		expect(isAlive(readPid(program, "pid"))).toBe(false);
	});

	test("ends a program at its time limit", async () => {
		const exit = await runner.start(order("sleep 30", { limits: { timeLimitMs: 200 } })).exited;
		expect(exit.stopped?.reason).toBe("timeLimit");
		expect(exit.runMs).toBeGreaterThanOrEqual(195);
		expect(exit.runMs).toBeLessThan(5_000);
	});

	test("kills children and grandchildren of a program it stops", async () => {
		const program = order("sh -c 'sleep 300 & echo $! > grandchild; wait' & echo $! > child; wait");
		const handle = runner.start(program);
		await until("both are there", () => hasFile(program, "child")() && hasFile(program, "grandchild")());
		handle.stop("cancelled", 1_000);
		await handle.exited;
		const pids = [readPid(program, "child"), readPid(program, "grandchild")];
		await until("both are gone", () => !pids.some(isAlive));
	});

	test("kills a child that has left the process group and ignores SIGTERM", async () => {
		const program = order("setsid sh -c 'trap \"\" TERM; echo $$ > child; while :; do sleep 0.05; done' & wait");
		const handle = runner.start(program);
		await until("it is there", hasFile(program, "child"));
		handle.stop("cancelled", 200);
		await handle.exited;
		const pid = readPid(program, "child");
		await until("it is gone", () => !isAlive(pid));
	});

	test("kills what a program leaves behind when it ends by itself", async () => {
		const program = order("sleep 300 & echo $! > same; setsid sh -c 'echo $$ > other; exec sleep 300' & sleep 0.3");
		expect((await runner.start(program).exited).exitCode).toBe(0);
		const pids = [readPid(program, "same"), readPid(program, "other")];
		await until("both are gone", () => !pids.some(isAlive));
	});

	test("stops a program that needs more memory than it may", async () => {
		const script = "a=x; while :; do a=$a$a; done";
		const exit = await runner.start(order(script, { limits: { memoryMb: 60 } })).exited;
		expect(exit.stopped?.reason).toBe("memoryLimit");
		// A cluster's kernel ends it before it is seen to have more.
		if (kind.watchesItself) {
			expect(exit.stopped?.detail).toMatch(/^it used \d+ MB$/);
			expect(exit.maxMemoryMb).toBeGreaterThan(60);
		}
	});

	test("measures CPU time and memory of a program with its children", async () => {
		const script =
			"i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done & i=0; while [ $i -lt 400000 ]; do i=$((i+1)); done; wait";
		const exit = await runner.start(order(script)).exited;
		expect(exit.cpuSeconds).toBeGreaterThan(0.1);
		expect(exit.cpuSeconds).toBeLessThan(((exit.runMs + 200) / 1000) * 2.2);
		if (kind.watchesItself) expect(exit.maxCpuPercent).toBeGreaterThan(20);
		expect(exit.maxMemoryMb).toBeGreaterThan(0.5);
	});

	test("stops a program whose output grows beyond its quota", async () => {
		const script = "while :; do head -c 1000000 /dev/zero >> big; sleep 0.01; done";
		const exit = await runner.start(order(script, { limits: { maximumOutputBytes: 3_000_000 } })).exited;
		expect(exit.stopped?.reason).toBe("outputLimit");
	});

	test("keeps the beginning of a log that is too long and says how much it dropped", async () => {
		const program = order("echo first; yes | head -c 200000000; echo fin > fin", {
			limits: { maximumLogBytes: 100_000 },
		});
		const handle = runner.start(program);
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

	test("leaves programs running when the worker goes, and finds them again", async () => {
		const running = order("echo up > up; sleep 0.4; exit 4");
		const ended = order("exit 5");
		runner.start(running);
		await runner.start(ended).exited;
		await until("it runs", hasFile(running, "up"));
		await runner.leave();
		runner = await kind.open(directory, workerId);
		runner.renewLease({ stopInMs: 60_000, killInMs: 60_000 });
		const survivors = new Map(runner.survivors().map((handle) => [handle.attemptId, handle]));
		expect([...survivors.keys()].sort()).toEqual([running.attemptId, ended.attemptId].sort());
		expect(await survivors.get(running.attemptId)?.exited).toMatchObject({ exitCode: 4 });
		expect(await survivors.get(ended.attemptId)?.exited).toMatchObject({ exitCode: 5 });
	});

	test("remembers an exit until it is told to forget it", async () => {
		const program = order("exit 6");
		await runner.start(program).exited;
		runner.forget([program.attemptId]);
		await runner.leave();
		runner = await kind.open(directory, workerId);
		expect(runner.survivors()).toEqual([]);
	});

	test.runIf(kind.watchesItself)(
		"stops everything by itself when the lease is not renewed, also without a worker",
		async () => {
			const program = order("trap '' TERM; echo $$ > pid; while :; do sleep 0.05; done");
			runner.start(program);
			await until("it runs", hasFile(program, "pid"));
			runner.renewLease({ stopInMs: 200, killInMs: 500 });
			await runner.leave();
			const pid = readPid(program, "pid");
			await until("it is gone", () => !isAlive(pid));
			runner = await kind.open(directory, workerId);
			expect(await runner.survivors()[0]?.exited).toMatchObject({ stopped: { reason: "lost" } });
		},
	);

	test("runs many programs at once and one after the other without mixing them up", async () => {
		const orders = Array.from({ length: 100 }, (_, index) => order(`exit ${index}`));
		const exits = await Promise.all(orders.map((program) => runner.start(program).exited));
		expect(exits.map(({ exitCode }) => exitCode)).toEqual(orders.map((_, index) => index));
	});
});

describe("the local runner's spawner", () => {
	test("when killed, takes its programs with it and is replaced", async () => {
		const directory = mkdtempSync(join(tmpdir(), "tilewright-runner-"));
		mkdirSync(join(directory, "logs"));
		const workerId = randomUUID();
		const [kind] = runners;
		const runner = await kind?.open(directory, workerId);
		if (runner === undefined) throw new Error("there is no runner");
		runner.renewLease({ stopInMs: 60_000, killInMs: 60_000 });
		const script = "setsid sh -c 'echo $$ > other; exec sleep 300' & echo $$ > pid; wait";
		const order = (attemptId: number, command: readonly [string, ...string[]]): ProgramOrder => ({
			attemptId,
			command,
			workingDirectory: directory,
			environment: {},
			stdoutPath: join(directory, "logs", "out"),
			stderrPath: join(directory, "logs", "err"),
			limits: {
				timeLimitMs: null,
				memoryMb: null,
				maximumLogBytes: 1000,
				outputDirectory: directory,
				maximumOutputBytes: null,
			},
		});
		const lost = runner.start(order(1, ["/bin/sh", "-c", script]));
		await until("both run", () => existsSync(join(directory, "pid")) && existsSync(join(directory, "other")));
		await until("their numbers are written", () =>
			["pid", "other"].every((name) => readFileSync(join(directory, name), "utf8") !== ""),
		);
		killSpawner(join(directory, "spawner"));
		expect(await lost.exited).toMatchObject({ stopped: { reason: "lost" } });
		const pids = ["pid", "other"].map((name) => Number(readFileSync(join(directory, name), "utf8")));
		await until("both are gone", () => !pids.some(isAlive));
		writeFileSync(join(directory, "pid"), "");
		expect(await runner.start(order(2, ["/bin/sh", "-c", "exit 7"])).exited).toMatchObject({ exitCode: 7 });
		await runner.close();
		rmSync(directory, { recursive: true, force: true });
	});
});

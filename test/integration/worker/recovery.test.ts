import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAlive } from "./support/processes.ts";
import { until } from "./support/until.ts";
import { WorkerBench } from "./support/worker-bench.ts";
import type { WorkerProcess } from "./support/worker-process.ts";

let bench: WorkerBench;
let worker: WorkerProcess;
beforeEach(async () => {
	bench = await WorkerBench.open();
	worker = await bench.startWorker();
	await bench.coordinator.untilSession();
});
afterEach(() => bench.close());

const scripts = (name: string) => join(bench.directory, "scripts", name);
const untilTold = (name: string) => `echo $$ > ${name}.up; while [ ! -e ${name}.go ]; do sleep 0.01; done`;
const isUp = (name: string) => () => existsSync(scripts(`${name}.up`)) && pidOf(name) > 0;
const pidOf = (name: string) => Number(readFileSync(scripts(`${name}.up`), "utf8"));
const tell = (name: string) => writeFileSync(scripts(`${name}.go`), "");

async function restart(): Promise<void> {
	worker = await bench.startWorker();
	await bench.coordinator.untilSession(2);
}

describe("a worker that is killed and started again", () => {
	test("adopts its running program, and its result is delivered once", async () => {
		const work = bench.work(`${untilTold("a")}; echo done > "$TILEWRIGHT_OUTPUT_DIRECTORY/out"; echo run >> times`);
		bench.assign(work);
		await until("it runs", isUp("a"));
		await worker.signal("SIGKILL");
		await restart();
		expect(bench.coordinator.helloAttemptIds.at(-1)).toEqual([work.attempt.attemptId]);
		tell("a");
		const result = await bench.coordinator.result(work.attempt.attemptId);
		expect(result).toMatchObject({ outcome: "succeeded", exitCode: 0 });
		expect(result.command?.[0]).toBe(scripts(`${work.attempt.attemptId}.sh`));
		expect(readFileSync(bench.published(work, "out"), "utf8")).toBe("done\n");
		expect(readFileSync(scripts("times"), "utf8")).toBe("run\n");
		await until("its private files are gone", () => bench.attemptDirectories().length === 0);
		expect(bench.coordinator.deliveries).toEqual([work.attempt.attemptId]);
	});

	test("takes the result of a program that ended meanwhile", async () => {
		const work = bench.work(`${untilTold("a")}; echo done > "$TILEWRIGHT_OUTPUT_DIRECTORY/out"`);
		bench.assign(work);
		await until("it runs", isUp("a"));
		await worker.signal("SIGKILL");
		const pid = pidOf("a");
		tell("a");
		await until("it has ended", () => !isAlive(pid));
		expect(bench.publishedNames(work)).toBeNull();
		await restart();
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
		expect(readFileSync(bench.published(work, "out"), "utf8")).toBe("done\n");
	});

	test("starts what was waiting", async () => {
		await worker.signal("SIGTERM");
		worker = await bench.startWorker({ workUnits: 1 });
		await bench.coordinator.untilSession(2);
		const running = bench.work(untilTold("a"));
		const waiting = bench.work("true");
		bench.assign(running, waiting);
		await until("one runs", isUp("a"));
		await worker.signal("SIGKILL");
		worker = await bench.startWorker({ workUnits: 1 });
		await bench.coordinator.untilSession(3);
		tell("a");
		expect(await bench.coordinator.result(running.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
		expect(await bench.coordinator.result(waiting.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	});

	test("sends a result again that was never committed", async () => {
		bench.coordinator.takesResults = false;
		const work = bench.work('echo x > "$TILEWRIGHT_OUTPUT_DIRECTORY/x"');
		const nothing = bench.work("", { definition: { program: { kind: "none" } } });
		bench.assign(work, nothing);
		await until("it is published", () => bench.publishedNames(work) !== null);
		await until("its private files are gone", () => bench.attemptDirectories().length === 0);
		await worker.signal("SIGKILL");
		bench.coordinator.takesResults = true;
		await restart();
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
		expect(await bench.coordinator.result(nothing.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	});

	test("stops and forgets what the coordinator does not give back to it", async () => {
		const work = bench.work(untilTold("a"));
		bench.assign(work);
		await until("it runs", isUp("a"));
		await worker.signal("SIGKILL");
		bench.coordinator.adopts = false;
		await restart();
		const pid = pidOf("a");
		await until("the program is gone", () => !isAlive(pid));
		await until("its private files are gone", () => bench.attemptDirectories().length === 0);
		expect(bench.coordinator.deliveries).toEqual([]);
		expect(bench.publishedNames(work)).toBeNull();
	});

	test("finishes a publication that was cut off half-way", async () => {
		const first = bench.work('cd "$TILEWRIGHT_OUTPUT_DIRECTORY"; echo 1 > a; echo 1 > b');
		await bench.run(first);
		const { unit } = first.attempt;
		const second = bench.work(
			`cd "$TILEWRIGHT_OUTPUT_DIRECTORY"; echo 2 > a; mkdir c; echo 2 > c/d; cd - > /dev/null; ${untilTold("a")}`,
			{ unit },
		);
		bench.assign(second);
		await until("it runs", isUp("a"));
		// Stopped, the worker cannot publish; the program ends under the spawner's eyes.
		await worker.signal("SIGSTOP");
		const pid = pidOf("a");
		tell("a");
		await until("it has ended", () => !isAlive(pid));
		worker.signal("SIGCONT");
		// Killed at whatever point it has reached by now, again and again.
		for (let round = 0; round < 3; round += 1) {
			await worker.signal("SIGKILL");
			worker = await bench.startWorker();
			await bench.coordinator.untilSession(round + 2);
		}
		await bench.coordinator.result(second.attempt.attemptId);
		expect(bench.publishedNames(second)).toEqual([".tilewright.json", "a", "c"]);
		expect(readFileSync(bench.published(second, "c", "d"), "utf8")).toBe("2\n");
		expect(bench.manifest(second)).toMatchObject({ isComplete: true, attemptId: second.attempt.attemptId });
	});
});

describe("a spawner that is killed", () => {
	test("has its programs reported lost and their processes killed, and is replaced", async () => {
		const work = bench.work(`setsid sh -c 'echo $$ > b.up; exec sleep 300' & ${untilTold("a")}`);
		bench.assign(work);
		await until("both run", () => isUp("a")() && isUp("b")());
		process.kill(worker.spawnerPid(), "SIGKILL");
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({
			outcome: "lost",
			problem: "Its worker lost its lease or its program: the process that watched over it has died.",
		});
		const pids = [pidOf("a"), pidOf("b")];
		await until("both are gone", () => !pids.some(isAlive));
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	});

	test("together with its worker has its programs killed and reported lost at the next start", async () => {
		const work = bench.work(untilTold("a"));
		bench.assign(work);
		await until("it runs", isUp("a"));
		const spawner = worker.spawnerPid();
		await worker.signal("SIGKILL");
		process.kill(spawner, "SIGKILL");
		const pid = pidOf("a");
		expect(isAlive(pid)).toBe(true);
		await restart();
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "lost" });
		await until("the orphan is gone", () => !isAlive(pid));
	});

	test("while it is stopped by a signal is noticed and replaced", async () => {
		bench.coordinator.leaseDurationMs = 3_000;
		await worker.signal("SIGKILL");
		await restart();
		const work = bench.work(untilTold("a"));
		bench.assign(work);
		await until("it runs", isUp("a"));
		process.kill(worker.spawnerPid(), "SIGSTOP");
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "lost" });
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	});
});

describe("a worker that is shut down", () => {
	test("stops its programs, gives everything back and says goodbye", async () => {
		await worker.signal("SIGTERM");
		worker = await bench.startWorker({ workUnits: 1 });
		await bench.coordinator.untilSession(2);
		const running = bench.work(untilTold("a"));
		const waiting = bench.work("true");
		bench.assign(running, waiting);
		await until("it runs", isUp("a"));
		const pid = pidOf("a");
		const spawner = worker.spawnerPid();
		await worker.signal("SIGTERM");
		expect(await worker.ended).toEqual({ code: 0, signal: null });
		expect(bench.coordinator.accepted.get(running.attempt.attemptId)).toMatchObject({
			outcome: "preempted",
			problem: "Its worker was shut down.",
		});
		expect(bench.coordinator.accepted.get(waiting.attempt.attemptId)).toMatchObject({ outcome: "preempted" });
		await until("both have said goodbye", () => bench.coordinator.goodbyes === 2);
		expect(isAlive(pid)).toBe(false);
		await until("the spawner has ended too", () => !isAlive(spawner));
		expect(readdirSync(bench.dataDirectory).sort()).toEqual(["journal.log", "spawner", "worker.json"]);
	});

	test("leaves its programs to the next one when told so", async () => {
		await worker.signal("SIGTERM");
		worker = await bench.startWorker({ environment: { TILEWRIGHT_WORKER_SHUTDOWN: "leave" } });
		await bench.coordinator.untilSession(2);
		const work = bench.work(untilTold("a"));
		bench.assign(work);
		await until("it runs", isUp("a"));
		const goodbyesBefore = bench.coordinator.goodbyes;
		await worker.signal("SIGTERM");
		expect(await worker.ended).toEqual({ code: 0, signal: null });
		expect(isAlive(pidOf("a"))).toBe(true);
		expect(bench.coordinator.goodbyes).toBe(goodbyesBefore);
		worker = await bench.startWorker();
		await bench.coordinator.untilSession(3);
		tell("a");
		expect(await bench.coordinator.result(work.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	});

	test("keeps its number", async () => {
		const { workerId } = bench.coordinator;
		await worker.signal("SIGTERM");
		await restart();
		expect(bench.coordinator.workerId).toBe(workerId);
	});
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAlive } from "./support/processes.ts";
import { until } from "./support/until.ts";
import { WorkerBench } from "./support/worker-bench.ts";
import type { WorkerProcess } from "./support/worker-process.ts";

let bench: WorkerBench;
let worker: WorkerProcess;
/** Short, but long enough for a busy machine to keep. */
const leaseMs = 3_000;
beforeEach(async () => {
	bench = await WorkerBench.open();
	bench.coordinator.leaseDurationMs = leaseMs;
	worker = await bench.startWorker();
	await bench.coordinator.untilSession();
});
afterEach(() => bench.close());

const scripts = (name: string) => join(bench.directory, "scripts", name);
const pidOf = (name: string) => Number(readFileSync(scripts(name), "utf8"));
const stubborn = (name: string) => `trap '' TERM; echo $$ > ${name}; while :; do sleep 0.02; done`;
const runs = (name: string) => () => existsSync(scripts(name)) && pidOf(name) > 0;

async function runStubborn(): Promise<{ readonly attemptId: number; readonly pid: number }> {
	const work = bench.work(stubborn("pid"));
	bench.assign(work);
	await until("it runs", runs("pid"));
	return { attemptId: work.attempt.attemptId, pid: pidOf("pid") };
}

describe("a lease that is not renewed", () => {
	test("ends with all programs dead, before the coordinator gives the attempts to others", async () => {
		const { attemptId, pid } = await runStubborn();
		bench.coordinator.answersHeartbeats = false;
		const lastRenewal = performance.now();
		await until("it is gone", () => !isAlive(pid));
		expect(performance.now() - lastRenewal).toBeLessThan(leaseMs);
		expect(await bench.coordinator.result(attemptId)).toMatchObject({ outcome: "lost" });
		expect(bench.log).toContain("The lease has lapsed");
	});

	test("is followed by a new session, in which work goes on", async () => {
		await runStubborn();
		bench.coordinator.answersHeartbeats = false;
		await bench.coordinator.untilSession(2);
		bench.coordinator.answersHeartbeats = true;
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	});

	test("because the worker is stopped ends with its programs stopped by the spawner", async () => {
		const { attemptId, pid } = await runStubborn();
		await worker.signal("SIGSTOP");
		await until("it is gone", () => !isAlive(pid));
		bench.coordinator.endSession();
		await worker.signal("SIGCONT");
		await bench.coordinator.untilSession(2);
		expect(bench.coordinator.accepted.has(attemptId)).toBe(false);
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	});

	test("because the worker is killed ends with its programs stopped by the spawner", async () => {
		const { pid } = await runStubborn();
		await worker.signal("SIGKILL");
		await until("it is gone", () => !isAlive(pid));
	});

	test("leaves waiting attempts waiting, and they run in the next session", async () => {
		const first = bench.work("echo $$ > first; sleep 0.5", { operations: { workUnits: 4 } });
		const second = bench.work("true", { operations: { workUnits: 4 } });
		bench.assign(first, second);
		await until("the first runs", runs("first"));
		bench.coordinator.answersHeartbeats = false;
		await bench.coordinator.untilSession(2);
		bench.coordinator.answersHeartbeats = true;
		expect(await bench.coordinator.result(second.attempt.attemptId)).toMatchObject({ outcome: "succeeded" });
	});
});

describe("a session that the coordinator has ended", () => {
	test("stops everything; results are refused and forgotten, and a new session begins", async () => {
		const { attemptId, pid } = await runStubborn();
		bench.coordinator.endSession();
		await until("it is gone", () => !isAlive(pid));
		await bench.coordinator.untilSession(2);
		expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
		await until("nothing old is held any more", () => bench.coordinator.heartbeatAttemptIds.at(-1)?.length === 0);
		expect(bench.coordinator.accepted.has(attemptId)).toBe(false);
	});

	test("has nothing published by a program that ended at the same time", async () => {
		const work = bench.work(
			'echo x > "$TILEWRIGHT_OUTPUT_DIRECTORY/x"; echo $$ > up; while [ ! -e go ]; do sleep 0.01; done',
		);
		bench.assign(work);
		await until("it runs", runs("up"));
		// While the worker stands still, its lease ends and the attempt is given to somebody else.
		await worker.signal("SIGSTOP");
		const pid = pidOf("up");
		writeFileSync(scripts("go"), "");
		await until("the program has ended", () => !isAlive(pid));
		bench.coordinator.endSession();
		const stoppedAt = performance.now();
		await until("the lease is over", () => performance.now() - stoppedAt > leaseMs);
		await worker.signal("SIGCONT");
		await bench.coordinator.untilSession(2);
		await until("its private files are gone", () => bench.attemptDirectories().length === 0);
		expect(bench.publishedNames(work)).toBeNull();
	});
});

test("attempts the coordinator calls stray are stopped and forgotten", async () => {
	const { attemptId, pid } = await runStubborn();
	const other = bench.work("true");
	// It knows the session, but not this attempt any more.
	bench.coordinator.abandon(attemptId);
	await until("it is gone", () => !isAlive(pid));
	expect(await bench.run(other)).toMatchObject({ outcome: "succeeded" });
	await until("it is forgotten", () => bench.coordinator.heartbeatAttemptIds.at(-1)?.includes(attemptId) === false);
	expect(bench.coordinator.deliveries).not.toContain(attemptId);
});

test("a result that is not acknowledged is sent again, and delivered once", async () => {
	bench.coordinator.commits = false;
	const work = bench.work("true");
	bench.assign(work);
	await until("it came twice", () => bench.coordinator.deliveries.length >= 2);
	bench.coordinator.commits = true;
	await until("it is held no longer", () => bench.coordinator.heartbeatAttemptIds.at(-1)?.length === 0);
	const deliveries = bench.coordinator.deliveries.length;
	expect(await bench.run(bench.work("true"))).toMatchObject({ outcome: "succeeded" });
	expect(bench.coordinator.deliveries.slice(0, deliveries).every((id) => id === work.attempt.attemptId)).toBe(true);
});

import { randomUUID } from "node:crypto";
import { asWorkerId, asWorkerSessionId, type StageId, type WorkerId } from "@tilewright/contract/ids";
import type { AssignedAttempt } from "@tilewright/contract/messages";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { quarantineWorkers, releaseWorkers } from "../../../coordinator/src/workers/quarantine.ts";
import type { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { type FailingStage, failedWith, startFailingStage } from "../../support/failing-stage.ts";
import { observedTile, type TestProject } from "../../support/project-builder.ts";

let started: FailingStage;
let coordinator: DecidingCoordinator;
let project: TestProject;
let stageId: StageId;

beforeEach(async () => {
	started = await startFailingStage({
		name: "Sharpen",
		program: { kind: "builtIn", name: "quality" },
		operations: { retryRules: { failed: { retries: 3, backOffSeconds: 0 } }, pauseAfterFailures: 6 },
	});
	({ coordinator, project, stageId } = started);
});

afterEach(() => started.stop());

async function addWorker(name: string, host: string, localWorkUnits = 1): Promise<WorkerId> {
	const workerId = asWorkerId(randomUUID());
	await coordinator.desk.hello({
		workerId,
		sessionId: asWorkerSessionId(randomUUID()),
		name,
		host,
		platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
		capacity: { localWorkUnits, clusterWorkUnits: 0 },
		attemptIds: [],
	});
	await coordinator.settle();
	return workerId;
}

let taken = 0;
async function takeTiles(count: number): Promise<void> {
	await coordinator.takeTiles(
		project,
		Array.from({ length: count }, () => observedTile(`t${taken++}`, { at: [taken, 0, 0] })),
	);
}

async function workersOf(attempts: readonly AssignedAttempt[]): Promise<Map<number, WorkerId>> {
	const rows = await coordinator.database.query<{ id: number; worker_id: string }>(
		"select id, worker_id from attempt where id = any($1)",
		[attempts.map((attempt) => attempt.attemptId)],
	);
	return new Map(rows.map((row) => [row.id, asWorkerId(row.worker_id)]));
}

const failure = failedWith("error: no signal");

/** Answers what is assigned, turn by turn: attempts on the bad workers fail. */
async function answer(turns: number, bad: readonly WorkerId[]): Promise<void> {
	for (let turn = 0; turn < turns && coordinator.assigned.length > 0; turn += 1) {
		const attempts = [...coordinator.assigned];
		const workers = await workersOf(attempts);
		await coordinator.finish((attempt) => {
			const workerId = workers.get(attempt.attemptId);
			return workerId !== undefined && bad.includes(workerId) ? failure : {};
		}, attempts);
	}
}

interface WorkerColumns {
	readonly name: string;
	readonly is_quarantined: boolean;
	readonly quarantine_reason: string | null;
	readonly quarantine_scope: string | null;
	readonly probe_interval_seconds: number | null;
}

const workers = () =>
	coordinator.database.query<WorkerColumns>(
		`select name, quarantined_at is not null as is_quarantined, quarantine_reason, quarantine_scope, probe_interval_seconds
		from worker order by name`,
	);

const quarantined = async () =>
	(await workers()).filter((worker) => worker.is_quarantined).map((worker) => worker.name);

const assignedTo = async (workerId: WorkerId) => {
	const owners = await workersOf(coordinator.assigned);
	return coordinator.assigned.filter((attempt) => owners.get(attempt.attemptId) === workerId);
};

/** As if the interval had passed. */
async function makeProbeDue(workerId: WorkerId): Promise<void> {
	await coordinator.rounds.submit("time passes", async (transaction, effects) => {
		await transaction.query("update worker set next_probe_at = now() - interval '1 second' where id = $1", [workerId]);
		effects.changedWorkers.add(workerId);
	});
	await coordinator.settle();
}

const isPaused = async () => {
	const [row] = await coordinator.database.query<{ is_paused: boolean }>("select is_paused from stage where id = $1", [
		stageId,
	]);
	return row?.is_paused;
};

/** A bad worker among good ones, after it was found out. */
async function withBadWorker(): Promise<{ readonly bad: WorkerId; readonly good: WorkerId }> {
	const bad = await addWorker("bad", "node1", 4);
	const good = await addWorker("good", "node2", 4);
	await takeTiles(40);
	await expect
		.poll(
			async () => {
				// A suspect gets one at a time, and rests in between.
				await takeTiles(8);
				await answer(1, [bad]);
				return quarantined();
			},
			{ timeout: 20_000, interval: 200 },
		)
		.toEqual(["bad"]);
	return { bad, good };
}

describe("a worker on which only it fails", () => {
	it("is put into quarantine with a reason, and the stage goes on elsewhere", async () => {
		const { bad } = await withBadWorker();

		const [worker] = await workers();
		expect(worker?.quarantine_reason).toMatch(
			/^\d+ tasks of stage "Sharpen" failed one after the other there, while \d+ succeeded elsewhere\.$/,
		);
		await answer(100, [bad]);
		expect(await isPaused()).toBe(false);
		expect(Object.keys((await coordinator.counts(project)).Sharpen ?? {})).toEqual(["succeeded"]);
		const events = await coordinator.database.query("select from event where kind = 'workerQuarantined'");
		expect(events).toHaveLength(1);
	});

	it("gets a probe when its time has come, waits twice as long when it fails, and is let out when it succeeds", async () => {
		const { bad } = await withBadWorker();
		await answer(100, [bad]);
		await takeTiles(5);
		expect(await assignedTo(bad)).toEqual([]);

		await makeProbeDue(bad);
		await takeTiles(5);
		const probes = await assignedTo(bad);
		expect(probes).toHaveLength(1);
		await coordinator.finish(failure, probes);
		expect((await workers())[0]).toMatchObject({ is_quarantined: true, probe_interval_seconds: 120 });
		await takeTiles(5);
		expect(await assignedTo(bad)).toEqual([]);

		await makeProbeDue(bad);
		await takeTiles(5);
		await coordinator.finish({}, await assignedTo(bad));

		expect(await quarantined()).toEqual([]);
		await answer(100, []);
		await takeTiles(20);
		expect((await assignedTo(bad)).length).toBeGreaterThan(1);
	});

	it("stays there when another coordinator takes over, and when it starts again", async () => {
		const { bad } = await withBadWorker();
		await answer(100, [bad]);

		coordinator.rounds.memory.isDoubtful = true;
		coordinator.sessions.clear();
		await coordinator.settle();
		await takeTiles(8);

		expect(coordinator.rounds.memory.session(bad)?.quarantine).not.toBeNull();
		expect(await assignedTo(bad)).toEqual([]);
	});

	it("is let out by a person, and put there by a person without probes", async () => {
		const { bad, good } = await withBadWorker();
		await coordinator.rounds.submit("release", (transaction, effects) =>
			releaseWorkers(transaction, effects, [bad], "ana let it out"),
		);
		expect(await quarantined()).toEqual([]);

		await coordinator.rounds.submit("quarantine", (transaction, effects) =>
			quarantineWorkers(transaction, effects, { workerIds: [good], scope: "worker", reason: "new disk", actor: "ana" }),
		);
		await answer(3, []);
		await takeTiles(20);

		expect(await quarantined()).toEqual(["good"]);
		expect(await assignedTo(good)).toEqual([]);
		expect((await workers())[1]?.probe_interval_seconds).toBeNull();
	});
});

describe("a host on which only its workers fail", () => {
	it("is put into quarantine with all its workers, also those that join later, and is let out as one", async () => {
		const one = await addWorker("one", "node1", 2);
		const two = await addWorker("two", "node1", 2);
		const good = await addWorker("three", "node2", 4);
		await takeTiles(60);
		await expect
			.poll(
				async () => {
					await takeTiles(8);
					await answer(1, [one, two]);
					return quarantined();
				},
				{ timeout: 20_000, interval: 200 },
			)
			.toEqual(["one", "two"]);
		expect((await workers()).map((worker) => worker.quarantine_scope)).toEqual(["host", null, "host"]);

		const late = await addWorker("zero", "node1", 2);
		expect(await quarantined()).toEqual(["one", "two", "zero"]);
		expect(await assignedTo(late)).toEqual([]);
		await answer(100, []);
		await makeProbeDue(one);
		await takeTiles(20);
		expect(await assignedTo(one)).toHaveLength(1);
		expect(await assignedTo(two)).toEqual([]);
		await coordinator.finish({}, await assignedTo(one));

		expect(await quarantined()).toEqual([]);
		expect(await assignedTo(good)).not.toEqual([]);
	});
});

describe("a stage", () => {
	it("that fails everywhere pauses itself, and no worker is blamed", async () => {
		const one = await addWorker("one", "node1");
		const two = await addWorker("two", "node2");
		await takeTiles(20);

		await answer(20, [one, two]);

		expect(await isPaused()).toBe(true);
		expect(await quarantined()).toEqual([]);
	});

	it("that fails on the only worker pauses itself", async () => {
		const one = await addWorker("one", "node1");
		await takeTiles(20);

		await answer(20, [one]);

		expect(await isPaused()).toBe(true);
		expect(await quarantined()).toEqual([]);
	});
});

describe("a task that failed on one worker", () => {
	it("is tried on another one that has room", async () => {
		const one = await addWorker("one", "node1");
		await takeTiles(1);
		const two = await addWorker("two", "node2");
		expect(await assignedTo(one)).toHaveLength(1);

		await coordinator.finish(failure, [...coordinator.assigned]);
		expect(await assignedTo(two)).toHaveLength(1);
		await coordinator.finish(failure, [...coordinator.assigned]);

		expect(await assignedTo(one)).toHaveLength(1);
	});

	it("is tried on the same one when nobody else is there", async () => {
		const one = await addWorker("one", "node1");
		await takeTiles(1);

		await coordinator.finish(failure, [...coordinator.assigned]);

		expect(await assignedTo(one)).toHaveLength(1);
	});
});

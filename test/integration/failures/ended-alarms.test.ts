import { randomUUID } from "node:crypto";
import { systemClock } from "@tilewright/contract/clock";
import type { StageId } from "@tilewright/contract/ids";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { setStagePaused } from "../../../coordinator/src/commands/pause-commands.ts";
import { quarantineWorker, releaseWorker } from "../../../coordinator/src/commands/worker-commands.ts";
import { endAlarms, storeEvents } from "../../../coordinator/src/database/event-store.ts";
import { countRetryingTasks } from "../../../coordinator/src/database/failure-reads.ts";
import { readPaceCounts, readRecentTries } from "../../../coordinator/src/database/pace-reads.ts";
import { readRecentRunTimes } from "../../../coordinator/src/database/stage-reads.ts";
import { PaceKeeper } from "../../../coordinator/src/status/pace/pace-keeper.ts";
import type { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { type FailingStage, failedWith, startFailingStage, tilesInARow } from "../../support/failing-stage.ts";
import type { TestProject } from "../../support/project-builder.ts";

let started: FailingStage;
let coordinator: DecidingCoordinator;
let project: TestProject;
let stageId: StageId;

beforeEach(async () => {
	started = await startFailingStage({
		name: "weigh",
		operations: { retryRules: { failed: { retries: 3, backOffSeconds: 0 } }, pauseAfterFailures: 4 },
	});
	({ coordinator, project, stageId } = started);
	await coordinator.addWorker();
});

afterEach(() => started.stop());

const openAlarms = () =>
	coordinator.database.query<{ kind: string }>(
		"select kind from event where severity <> 'info' and acknowledged_at is null order by id",
	);

/** As a coordinator that has just started would say it. */
async function processing() {
	const keeper = new PaceKeeper({
		database: coordinator.database,
		clock: systemClock,
		logger: pino({ level: "silent" }),
		sequenceOf: () => 0,
	});
	const pace = await keeper.paceOf(project.projectId);
	await keeper.stop();
	return pace?.processing;
}

async function failEverything(): Promise<void> {
	await coordinator.takeTiles(project, tilesInARow(4));
	await coordinator.finish(failedWith("error: no weight"));
}

it("a stage that paused itself says so, with the tasks that wait for another try, until it is resumed", async () => {
	await failEverything();
	const weigh = (await readPaceCounts(coordinator.database)).find((row) => row.stageId === stageId);
	expect(weigh).toMatchObject({ isPaused: true, pausedItselfAfter: 4, isProjectPaused: false });
	expect(weigh).toMatchObject({ failed: 0, ready: 4, held: 4 });
	expect(await readRecentTries(coordinator.database, [stageId])).toEqual([
		{ stageId, failuresInARow: 4, hasSucceeded: false, retrying: 4 },
	]);
	const groups = await coordinator.database.query<{ id: number }>("select id::float8 as id from failure_group");
	expect(
		(
			await countRetryingTasks(
				coordinator.database,
				groups.map(({ id }) => id),
			)
		).map(({ count }) => count),
	).toEqual([4]);
	// Failures are no measure of how long a task takes.
	expect(await readRecentRunTimes(coordinator.database, [stageId])).toEqual([]);
	expect(await openAlarms()).toEqual([{ kind: "stagePausedItself" }]);
	expect(await processing()).toMatchObject({
		verdict: "pausedItself",
		retrying: 4,
		sentence: '"weigh" paused itself after 4 failures in a row; 4 tasks failed and wait for another try',
	});

	await coordinator.carryOut(setStagePaused, { id: stageId, isPaused: false });
	expect(await openAlarms()).toEqual([]);
	const [ended] = await coordinator.database.query<{ acknowledged_by: string }>(
		"select acknowledged_by from event where kind = 'stagePausedItself'",
	);
	expect(ended?.acknowledged_by).toBe("tilewright");
	expect(await processing()).toMatchObject({ verdict: "failing" });
	await coordinator.settle();
	await coordinator.finish(() => ({}));
	expect(await processing()).toMatchObject({ verdict: "done", failed: 0, inReview: 0 });
	expect(await readRecentTries(coordinator.database, [stageId])).toEqual([]);
});

it("what was left over is over when none is failed any more, and others stay open", async () => {
	const { projectId } = project;
	const warn = { projectId, stageId: null, severity: "warning" as const };
	await storeEvents(coordinator.database, [
		{ ...warn, kind: "projectDone", message: "6 tasks failed", fields: { failed: 6, inReview: 0 } },
		{ ...warn, kind: "projectDone", message: "16 results wait", fields: { failed: 0, inReview: 16 } },
		{ ...warn, kind: "diskLow", message: "low" },
		{ ...warn, kind: "tileOverdue", message: "late" },
	]);
	await endAlarms(coordinator.database, { projectId, kinds: ["diskLow"], noneFailed: true, noneInReview: false });
	const open = await coordinator.database.query<{ message: string }>(
		"select message from event where severity <> 'info' and acknowledged_at is null order by id",
	);
	expect(open.map(({ message }) => message)).toEqual(["16 results wait", "late"]);
});

it("a lost worker is an alarm until it is back, one in quarantine until it is let out", async () => {
	const { workerId, sessionId, desk } = coordinator;
	await coordinator.takeTiles(project, tilesInARow(2));
	await desk.goodbye({ workerId, sessionId });
	expect(await openAlarms()).toEqual([{ kind: "workerLeft" }]);

	// Another one is no comfort.
	const hello = (id: string) => ({
		workerId: id,
		sessionId: randomUUID(),
		name: `worker ${id === workerId ? "one" : "two"}`,
		host: "here",
		platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
		capacity: { localWorkUnits: 1, clusterWorkUnits: 0 },
		attemptIds: [],
	});
	await desk.hello(hello(randomUUID()));
	expect(await openAlarms()).toEqual([{ kind: "workerLeft" }]);
	await desk.hello(hello(workerId));
	expect(await openAlarms()).toEqual([]);
	const [back] = await coordinator.database.query<{ message: string }>(
		"select message from event where kind = 'workerJoined' order by id desc limit 1",
	);
	expect(back?.message).toContain("is back with 1 work unit");

	await coordinator.carryOut(quarantineWorker, { id: workerId, reason: "its disk clicks" });
	expect(await openAlarms()).toEqual([{ kind: "workerQuarantined" }]);
	await coordinator.carryOut(releaseWorker, { id: workerId });
	expect(await openAlarms()).toEqual([]);
});

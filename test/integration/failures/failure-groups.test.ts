import type { StageId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
	listFailureBuckets,
	listFailureExamples,
	listFailurePlaces,
	listFailuresOfPlaces,
	pageFailureGroups,
} from "../../../coordinator/src/database/failure-reads.ts";
import { cancelTasks, retryTasks } from "../../../coordinator/src/planning/task-changes.ts";
import type { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { type FailingStage, failedWith, startFailingStage, tilesInARow } from "../../support/failing-stage.ts";
import type { TestProject } from "../../support/project-builder.ts";

let started: FailingStage;
let coordinator: DecidingCoordinator;
let project: TestProject;
let stageId: StageId;

beforeEach(async () => {
	started = await startFailingStage({
		name: "Sharpen",
		operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } }, pauseAfterFailures: null },
	});
	({ coordinator, project, stageId } = started);
	await coordinator.addWorker();
});

afterEach(() => started.stop());

async function groups(since: Date | null = null) {
	const filter = { projectId: project.projectId, stageId: null, since };
	const page = await pageFailureGroups(coordinator.database, filter, { size: 50, after: null });
	return page.rows.map(({ row }) => row);
}

const allTasks = () => ({ text: "t.stage_id = $1", parameters: [stageId] });

describe("failures", () => {
	it("of one kind are one group, whatever the tile", async () => {
		await coordinator.takeTiles(project, tilesInARow(6));
		await coordinator.finish(({ taskId }) =>
			failedWith(taskId % 3 === 0 ? `MemoryError in tile ${taskId}` : `ValueError: tile 00${taskId} has no overlap`),
		);

		const found = await groups();

		expect(
			found.map(({ signature, failedTasks, attempts, outcome }) => ({ signature, failedTasks, attempts, outcome })),
		).toEqual([
			{ signature: "ValueError: tile <n> has no overlap", failedTasks: 4, attempts: 4, outcome: "failed" },
			{ signature: "MemoryError in tile <n>", failedTasks: 2, attempts: 2, outcome: "failed" },
		]);
		const ids = found.map((group) => group.id);
		const places = await listFailurePlaces(coordinator.database, ids);
		expect(places.map(({ workerName, host, attempts }) => ({ workerName, host, attempts }))).toContainEqual({
			workerName: "test worker",
			host: "here",
			attempts: 4,
		});
		expect(
			(await listFailureBuckets(coordinator.database, ids)).reduce((sum, bucket) => sum + bucket.attempts, 0),
		).toBe(6);
		expect(await listFailureExamples(coordinator.database, ids)).toHaveLength(6);
		const filter = { projectId: project.projectId, stageId, since: null };
		expect(await listFailuresOfPlaces(coordinator.database, filter)).toMatchObject([
			{ host: "here", attempts: 6, groups: 2, stages: 1 },
		]);
	});

	it("count the tasks that are failed now: a retry takes them out, another failure puts them elsewhere", async () => {
		await coordinator.takeTiles(project, tilesInARow(3));
		await coordinator.finish(failedWith("error: disk is full"));
		expect((await groups()).map((group) => group.failedTasks)).toEqual([3]);

		await coordinator.rounds.submit("retry", (transaction, effects) => retryTasks(transaction, effects, allTasks()));
		await coordinator.settle();
		expect((await groups()).map((group) => [group.failedTasks, group.attempts])).toEqual([[0, 3]]);
		await coordinator.finish(failedWith("error: license expired"));

		expect((await groups()).map(({ signature, failedTasks, attempts }) => [signature, failedTasks, attempts])).toEqual([
			["error: license expired", 3, 3],
			["error: disk is full", 0, 3],
		]);
		const failedRows = await coordinator.database.query("select from failed_task");
		expect(failedRows).toHaveLength(3);
	});

	it("that are retried by themselves count as attempts, not as failed tasks", async () => {
		await coordinator.database.query(
			`update stage_version set operations = operations || '{"retryRules": {"failed": {"retries": 1, "backOffSeconds": 0}}}'`,
		);
		await coordinator.rounds.submit("reload", async (_transaction, effects) => {
			effects.changedProjects.add(project.projectId);
		});
		await coordinator.takeTiles(project, tilesInARow(2));
		await coordinator.finish(({ attemptNumber }) => (attemptNumber === 1 ? failedWith("error: flicker") : {}));

		expect((await groups()).map((group) => [group.failedTasks, group.attempts])).toEqual([[0, 2]]);
	});

	it("leave out what a person cancelled, and cost a success nothing", async () => {
		await coordinator.takeTiles(project, tilesInARow(2));
		const [first, ...others] = [...coordinator.assigned];
		await coordinator.rounds.submit("cancel", (transaction, effects) =>
			cancelTasks(transaction, effects, { text: "t.id = $1", parameters: [first?.taskId] }),
		);
		await coordinator.finish({}, others);

		expect(await groups()).toEqual([]);
		expect(await coordinator.database.query("select from attempt_failure")).toEqual([]);
	});

	it("reported twice count once", async () => {
		await coordinator.takeTiles(project, tilesInARow(1));
		const [attempt] = [...coordinator.assigned];
		if (!attempt) throw new Error("one is assigned");
		await coordinator.finish(failedWith("error: once"), [attempt]);
		await coordinator.finish(failedWith("error: once"), [attempt]);

		expect((await groups()).map((group) => group.attempts)).toEqual([1]);
	});

	it("can be asked for since a time", async () => {
		await coordinator.takeTiles(project, tilesInARow(1));
		await coordinator.finish(failedWith("error: old"));
		await coordinator.database.query(
			"update failure_group set last_at = now() - interval '2 hours', first_at = now() - interval '2 hours'",
		);
		await coordinator.database.query("update failure_count set bucket = bucket - interval '2 hours'");

		expect(await groups(new Date(Date.now() - 3_600_000))).toEqual([]);
		expect((await groups(new Date(Date.now() - 3 * 3_600_000))).map((group) => group.attempts)).toEqual([1]);
	});
});

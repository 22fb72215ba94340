import type { StageId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFailedRecipe, readFailureRetry } from "../../../coordinator/src/database/failure-aftermath-reads.ts";
import { pageFailureGroups } from "../../../coordinator/src/database/failure-reads.ts";
import { retryTasks } from "../../../coordinator/src/planning/task-changes.ts";
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

async function group(signature: string) {
	const filter = { projectId: project.projectId, stageId: null, since: null };
	const page = await pageFailureGroups(coordinator.database, filter, { size: 50, after: null });
	const found = page.rows.map(({ row }) => row).find((row) => row.signature === signature);
	if (!found) throw new Error(`there is no group ${signature}`);
	return found;
}

/** As the command does it: the tasks are moved, and the command is kept in the same transaction. */
async function retryGroup(signature: string) {
	await coordinator.rounds.submit("retry", async (transaction, effects) => {
		const selection = { projectId: project.projectId, stageIds: [stageId], states: ["failed"], signature };
		await transaction.query(
			`insert into command (id, kind, input, actor, finished_at, project_id)
			values (gen_random_uuid(), 'changeTasks', $1, 'ada', now(), $2)`,
			[JSON.stringify({ selection, action: { kind: "retry" }, reason: "mended" }), project.projectId],
		);
		return retryTasks(transaction, effects, {
			text: `t.stage_id = $1 and t.state = 'failed' and exists (select from failed_task f
				join failure_group g on g.id = f.group_id where f.task_id = t.id and g.signature = $2)`,
			parameters: [stageId, signature],
		});
	});
	await coordinator.settle();
}

const full = "error: disk is full";

describe("after the tasks of a cause were retried", () => {
	it("is counted what became of them, and nothing before anybody retried them", async () => {
		await coordinator.takeTiles(project, tilesInARow(6));
		await coordinator.finish(({ taskId }) => failedWith(taskId % 3 === 0 ? "error: license expired" : full));
		expect(await readFailureRetry(coordinator.database, await group(full))).toBeNull();

		await retryGroup(full);
		const retried = (await group(full)).attempts;
		const asked = await readFailureRetry(coordinator.database, await group(full));
		expect(asked).toMatchObject({ actor: "ada", reason: "mended", tasks: retried, succeeded: 0, failedAgain: 0 });
		expect((asked?.waiting ?? 0) + (asked?.running ?? 0)).toBe(retried);

		let order = 0;
		await coordinator.finish(() => [failedWith(full), failedWith("error: other"), {}, {}][order++] ?? {});
		expect(await readFailureRetry(coordinator.database, await group(full))).toMatchObject({
			tasks: retried,
			succeeded: retried - 2,
			running: 0,
			waiting: 0,
			failedAgain: 1,
			failedOtherwise: 1,
			leftOut: 0,
		});
		expect(await readFailureRetry(coordinator.database, await group("error: license expired"))).toBeNull();
	});

	it("counts of a second retry only those that were still failed", async () => {
		await coordinator.takeTiles(project, tilesInARow(3));
		await coordinator.finish(failedWith(full));
		await retryGroup(full);
		let order = 0;
		await coordinator.finish(() => (order++ === 0 ? failedWith(full) : {}));
		await retryGroup(full);
		await coordinator.finish({});
		expect(await readFailureRetry(coordinator.database, await group(full))).toMatchObject({ tasks: 1, succeeded: 1 });
	});

	it("knows with which script the newest of them failed", async () => {
		await coordinator.takeTiles(project, tilesInARow(1));
		await coordinator.finish(failedWith(full, { programHash: "a".repeat(64) }));
		const row = await readFailedRecipe(coordinator.database, (await group(full)).id);
		expect(row?.failedHash).toBe("a".repeat(64));
	});
});

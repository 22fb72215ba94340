import { asProjectId } from "@tilewright/contract/ids";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seedLargeProject } from "../../../bench/large-project.ts";
import { editGraphCommand, restoreGraphCommand } from "../../../coordinator/src/commands/graph-commands.ts";
import { createTaskDefinition } from "../../../coordinator/src/commands/task-definition-commands.ts";
import { previewGraphEdit } from "../../../coordinator/src/editing/edit-preview.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";

/* A stage that is added over 100,000 finished tiles gets all its tasks at once, and takes them back when undone. */

const tiles = 100_000;
const capacity = 50;
let coordinator: DecidingCoordinator;
let projectId: number;

beforeAll(async () => {
	coordinator = await DecidingCoordinator.start();
	const pool = new pg.Pool({ connectionString: coordinator.databaseUrl, options: "-c enable_nestloop=off" });
	({ projectId } = await seedLargeProject(pool, { tiles, stages: 1 }));
	await pool.query("update project set is_paused = false");
	await pool.end();
	await coordinator.rounds.submit(
		"read the project",
		async (_transaction, effects) => void effects.changedProjects.add(asProjectId(projectId)),
	);
}, 120_000);

afterAll(async () => {
	await coordinator.stop();
});

it("plans, dispatches and undoes a stage over 100,000 finished tiles", { timeout: 180_000 }, async () => {
	const { taskDefinitionId } = await coordinator.carryOut(createTaskDefinition, {
		name: "program",
		content: { program: { kind: "builtIn", name: "quality" } },
	});
	await coordinator.database.query("update stage set is_paused = true where name = 'Stage 1'");
	const input = editGraphCommand.input.parse({
		projectId,
		edits: [
			{
				kind: "addStage",
				name: "New",
				definitionId: taskDefinitionId,
				parents: ["Acquisition"],
				unitRule: { kind: "each" },
			},
		],
	});
	const preview = await previewGraphEdit(coordinator.database, {
		...input,
		projectId: asProjectId(projectId),
		expectedGraphVersion: null,
	});
	expect(preview.totals).toMatchObject({ tasksToAdd: tiles, tasksReady: tiles });
	await coordinator.carryOut(editGraphCommand, input);
	expect(await countsOfNew()).toEqual({ ready: tiles });
	await coordinator.addWorker(capacity);
	// While more tiles may come, back-fill leaves a fifth of the capacity to them.
	expect(await countsOfNew()).toEqual({ ready: tiles - 40, running: 40 });
	// The oldest tiles first.
	const ordinals = await coordinator.database.query<{ first: number; last: number }>(
		"select min(t.ordinal)::int as first, max(t.ordinal)::int as last from task t join stage s on s.id = t.stage_id where s.name = 'New' and t.state = 'running'",
	);
	expect(ordinals).toEqual([{ first: 1, last: 40 }]);
	await coordinator.carryOut(restoreGraphCommand, { projectId });
	expect(await countsOfNew()).toEqual({ excluded: tiles - 40, running: 40 });
	await coordinator.finish();
	expect(await countsOfNew()).toEqual({ excluded: tiles });
});

async function countsOfNew(): Promise<Record<string, number>> {
	const rows = await coordinator.database.query<{ state: string; count: number }>(
		"select c.state, c.count from task_count c join stage s on s.id = c.stage_id where s.name = 'New' and c.count <> 0",
	);
	return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

import { afterAll, beforeAll, expect, it } from "vitest";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { addTestStage, createTestProject, observedTile } from "../../support/project-builder.ts";

/* The checker finds what is broken by hand, and nothing before and after. */

let coordinator: DecidingCoordinator;

beforeAll(async () => {
	coordinator = await DecidingCoordinator.start();
	const project = await createTestProject(coordinator.database);
	await coordinator.rounds.submit("add stage", (transaction, effects) =>
		addTestStage(transaction, effects, project, { name: "Quality", parents: [project.rootStageId] }),
	);
	await coordinator.takeTiles(project, [
		observedTile("first/t0", { at: [0, 0, 0] }),
		observedTile("again/t0", { at: [0, 0, 0] }),
		observedTile("first/t1", { at: [1, 0, 0] }),
	]);
	await coordinator.addWorker();
	await coordinator.finish();
}, 60_000);

afterAll(async () => {
	await coordinator.stop();
});

const ofTile = (path: string, stage: string) =>
	`(select t.id from task t join tile on tile.id = t.tile_id join stage s on s.id = t.stage_id
		where tile.relative_path = '${path}' and s.name = '${stage}')`;

const tile = (path: string) => `(select id from tile where relative_path = '${path}')`;

it.each([
	{
		name: "counters equal counts",
		broken: "update task_count set count = count + 1 where state = 'succeeded'",
		mended: "update task_count set count = count - 1 where state = 'succeeded'",
	},
	{
		name: "inputs are counted right",
		broken: `update task set input_count = 2 where id = ${ofTile("first/t1", "Quality")}`,
		mended: `update task set input_count = 1 where id = ${ofTile("first/t1", "Quality")}`,
	},
	{
		name: "the root stage mirrors the tiles",
		broken: "update tile set content_signature = content_signature || '!' where relative_path = 'first/t1'",
		mended: "update tile set content_signature = rtrim(content_signature, '!') where relative_path = 'first/t1'",
	},
	{
		name: "of the tiles at one place the last one counts",
		broken: "update tile set superseded_by = null where relative_path = 'first/t0'",
		mended: `update tile set superseded_by = ${tile("again/t0")} where relative_path = 'first/t0'`,
	},
	{
		name: "of the tiles at one place the last one counts",
		broken: `update tile set superseded_by = ${tile("again/t0")} where relative_path = 'first/t1'`,
		mended: "update tile set superseded_by = null where relative_path = 'first/t1'",
	},
])('notices when "$name" does not hold: $broken', async ({ name, broken, mended }) => {
	await coordinator.database.query(broken);
	expect((await coordinator.violations()).map((violation) => violation.name)).toEqual([name]);
	await coordinator.database.query(mended);
	expect(await coordinator.violations()).toEqual([]);
});

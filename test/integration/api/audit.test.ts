import { afterAll, beforeAll, expect, it } from "vitest";
import { observedTile } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

let served: ServedCoordinator;
let stage = "";
const tasks: string[] = [];
const tiles: string[] = [];

beforeAll(async () => {
	served = await ServedCoordinator.start();
	await served.coordinator.addWorker();
	const project = await createProject(served, { name: "Brain" });
	const definitionId = await createDefinition(served, "No-op");
	stage = String(await createStage(served, project, { name: "Quality", definitionId, parents: [project.rootStageId] }));
	await served.coordinator.takeTiles(
		project,
		[0, 1, 2, 3].map((x) => observedTile(`00/0012${x}`, { at: [x, 0, 0] })),
	);
	await served.coordinator.finish();
	const rows = await served.coordinator.database.query<{ id: number; tile_id: number }>(
		"select id, tile_id from task where stage_id = $1 order by ordinal",
		[stage],
	);
	tasks.push(...rows.map(({ id }) => String(id)));
	tiles.push(...rows.map(({ tile_id }) => String(tile_id)));
});
afterAll(() => served.stop());

/** What was asked for, and what the newest line of the audit says of it. */
async function audited(
	mutation: string,
	type: string,
	input: object,
): Promise<{ summary: string; message: string | null }> {
	await served.query(`mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`, { input });
	const { commands } = await served.query<{
		commands: { edges: { node: { summary: string; message: string | null } }[] };
	}>("{ commands(first: 1) { edges { node { summary message } } } }");
	const node = commands.edges[0]?.node;
	if (!node) throw new Error("nothing was audited");
	return node;
}

it("says what was done to a worker, and why beside it", async () => {
	const id = served.coordinator.workerId;
	const worker = (input: object) => audited("updateWorker", "UpdateWorkerInput", { id, ...input });
	expect(await worker({ isPaused: true, reason: "lunch" })).toEqual({
		summary: 'paused worker "test worker"',
		message: "lunch",
	});
	expect(await worker({ isPaused: false })).toEqual({ summary: 'resumed worker "test worker"', message: null });
	expect(await audited("quarantineWorker", "QuarantineWorkerInput", { id, reason: "its disk clicks" })).toEqual({
		summary: 'put worker "test worker" in quarantine',
		message: "its disk clicks",
	});
	await audited("releaseWorker", "ReleaseWorkerInput", { id });
});

it("says what was done to a stage, and why beside it", async () => {
	const paused = { id: stage, isPaused: true, reason: "wrong sigma" };
	expect(await audited("setStagePaused", "SetPausedInput", paused)).toEqual({
		summary: 'paused stage "Quality"',
		message: "wrong sigma",
	});
	expect((await audited("setStagePaused", "SetPausedInput", { id: stage, isPaused: false })).summary).toBe(
		'resumed stage "Quality"',
	);
});

it("names the tile that somebody decided about, and the first of several", async () => {
	const judged = (mutation: string, ids: string[]) => audited(mutation, "JudgeTasksInput", { ids, reason: "a bubble" });
	expect(await judged("rejectTasks", tasks.slice(0, 1))).toEqual({
		summary: 'rejected "Quality" of tile 00/00120',
		message: "a bubble",
	});
	expect((await judged("rejectTasks", tasks.slice(0, 1))).summary).toBe(
		'rejected nothing: "Quality" of tile 00/00120 stays as it is',
	);
	expect((await judged("approveTasks", tasks)).summary).toBe(
		'approved 1 of 4 tasks: "Quality" of tile 00/00120, "Quality" of tile 00/00121, "Quality" of tile 00/00122 and 1 more',
	);
	expect((await audited("withdrawTiles", "WithdrawTilesInput", { ids: tiles.slice(3) })).summary).toBe(
		"withdrew tile 00/00123",
	);
});

it("leads to the task that somebody decided about, where it was one", async () => {
	const taskOfNewest = async (mutation: string, ids: string[]) => {
		await audited(mutation, "JudgeTasksInput", { ids, reason: "a bubble" });
		const { commands } = await served.query<{
			commands: { edges: { node: { task: { id: string; tile: { id: string } | null } | null } }[] };
		}>("{ commands(first: 1) { edges { node { task { id tile { id } } } } } }");
		return commands.edges[0]?.node.task;
	};
	expect(await taskOfNewest("rejectTasks", tasks.slice(1, 2))).toEqual({ id: tasks[1], tile: { id: tiles[1] } });
	expect(await taskOfNewest("approveTasks", tasks.slice(0, 2))).toBeNull();
});

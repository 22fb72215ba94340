import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plane } from "../api/support/demonstration.ts";
import { GraphqlEditor } from "./support/graphql-editor.ts";

/* What people do to tasks, running work and tiles over GraphQL, and where it is written down. */

let editor: GraphqlEditor;

beforeAll(async () => {
	editor = await GraphqlEditor.start();
});
afterAll(() => editor?.stop());
beforeEach(() => editor.beginProject());

describe("tasks by what they are like", () => {
	const previewQuery = `query ($selection: TaskSelection!, $action: TaskActionInput!) {
		previewTaskChange(selection: $selection, action: $action) {
			selectedCount changedCount counts { stage { name } state selectedCount changedCount }
		}
	}`;
	const changeMutation = "mutation ($input: ChangeTasksInput!) { changeTasks(input: $input) { changedCount } }";

	it("are counted, listed and changed by the same words", async () => {
		await editor.edit([
			editor.add("A", ["Acquisition"], { operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } } }),
			editor.add("B", ["A"]),
		]);
		await editor.served.coordinator.takeTiles(editor.project, plane(4, 1));
		await editor.served.coordinator.finish((attempt) => ({
			outcome: (attempt.tile?.lattice?.x ?? 0) % 2 === 0 ? "failed" : "succeeded",
		}));
		const ids = await editor.stageIds();
		const filter = { stageIds: [ids.A], states: ["FAILED", "SUCCEEDED"], region: { x: { min: 1 } }, isStale: false };
		const selection = { ...filter, projectId: editor.project.projectId };
		const action = { kind: "SKIP_AS_DONE" };
		const { previewTaskChange } = await editor.served.query<{ previewTaskChange: object }>(previewQuery, {
			selection,
			action,
		});
		expect(previewTaskChange).toEqual({
			selectedCount: 3,
			changedCount: 1,
			counts: [
				{ stage: { name: "A" }, state: "SUCCEEDED", selectedCount: 2, changedCount: 0 },
				{ stage: { name: "A" }, state: "FAILED", selectedCount: 1, changedCount: 1 },
			],
		});
		const listed = await editor.served.query<{ project: { tasks: { edges: { node: { tile: object } }[] } } }>(
			"query ($id: ID!, $filter: TaskFilter) { project(id: $id) { tasks(filter: $filter) { totalCount edges { node { state } } } } }",
			{ id: editor.project.projectId, filter },
		);
		expect(listed.project.tasks).toEqual({
			totalCount: null,
			edges: [{ node: { state: "SUCCEEDED" } }, { node: { state: "FAILED" } }, { node: { state: "SUCCEEDED" } }],
		});
		const { changeTasks } = await editor.served.query<{ changeTasks: { changedCount: number } }>(changeMutation, {
			input: { selection, action, reason: "dust", message: "after the walk-through" },
		});
		expect(changeTasks).toEqual({ changedCount: 1 });
		const { tasks } = await editor.projectWith<{ tasks: { edges: { node: object }[] } }>(
			`tasks(filter: { stageIds: ["${ids.A}"], region: { x: { min: 2, max: 2 } } }) { edges { node { state keepsResult reason decision { kind reason actor } } } }`,
		);
		expect(tasks.edges[0]?.node).toMatchObject({
			state: "SUCCEEDED",
			keepsResult: true,
			decision: { kind: "skipAsDone", reason: "dust" },
			reason: expect.stringContaining("dust"),
		});
	});

	it("get a priority, and are refused one that is too high", async () => {
		await editor.edit([editor.add("A", ["Acquisition"])], { isPaused: true });
		await editor.served.coordinator.takeTiles(editor.project, plane(2, 1));
		const selection = { projectId: editor.project.projectId };
		await editor.served.query(changeMutation, { input: { selection, action: { setPriority: 7 } } });
		const { tasks } = await editor.projectWith<{ tasks: { edges: { node: object }[] } }>(
			"tasks(filter: { states: [READY] }) { edges { node { priority } } }",
		);
		expect(tasks.edges.map(({ node }) => node)).toEqual([{ priority: 7 }, { priority: 7 }]);
		const refused = await editor.refusalOf(changeMutation, { input: { selection, action: { setPriority: 7_000 } } });
		expect(refused.code).toBe("ARGUMENT_INVALID");
	});

	it("of a stage that is not there are refused", async () => {
		const selection = { projectId: editor.project.projectId, stageIds: ["4711"] };
		expect((await editor.refusalOf(previewQuery, { selection, action: { kind: "RETRY" } })).code).toBe("NOT_FOUND");
	});
});

describe("work", () => {
	it.each(["setProjectPaused", "setStagePaused"])("is stopped at once by %s, at no cost", async (name) => {
		await editor.edit([editor.add("A", ["Acquisition"])]);
		await editor.served.coordinator.takeTiles(editor.project, plane(2, 1));
		const id = name === "setProjectPaused" ? editor.project.projectId : (await editor.stageIds()).A;
		const preview = async () => {
			const what = name === "setProjectPaused" ? "projectId" : "stageId";
			return editor.served.query(`query ($id: ID!) { previewPause(${what}: $id) { readyCount runningCount } }`, { id });
		};
		expect(await preview()).toEqual({ previewPause: { readyCount: 0, runningCount: 2 } });
		const answer = await editor.served.query<Record<string, object>>(
			`mutation ($input: SetPausedInput!) { ${name}(input: $input) { stoppedCount } }`,
			{ input: { id, isPaused: true, stopRunning: true, reason: "the lamp" } },
		);
		expect(answer[name]).toEqual({ stoppedCount: 2 });
		const { stages } = await editor.projectWith<{ stages: { counts: object[] }[] }>(
			"pauseReason stages { counts { state count } }",
		);
		expect(stages[1]?.counts).toEqual([{ state: "READY", count: 2 }]);
		expect(await preview()).toEqual({ previewPause: { readyCount: 2, runningCount: 0 } });
		editor.served.coordinator.assigned.splice(0);
	});

	it("of a worker is stopped at once when it is paused", async () => {
		await editor.edit([editor.add("A", ["Acquisition"])]);
		await editor.served.coordinator.takeTiles(editor.project, plane(2, 1));
		const pause =
			"mutation ($input: UpdateWorkerInput!) { updateWorker(input: $input) { stoppedCount worker { isPaused } } }";
		const id = editor.served.coordinator.workerId;
		const preview = "query ($id: ID) { previewPause(workerId: $id) { readyCount runningCount } }";
		expect(await editor.served.query(preview, { id })).toEqual({ previewPause: { readyCount: null, runningCount: 2 } });
		expect((await editor.refusalOf(preview, {})).code).toBe("ARGUMENT_INVALID");
		expect(await editor.served.query(pause, { input: { id, isPaused: true, stopRunning: true } })).toEqual({
			updateWorker: { stoppedCount: 2, worker: { isPaused: true } },
		});
		await editor.served.query(pause, { input: { id, isPaused: false } });
		await editor.served.coordinator.settle();
		editor.served.coordinator.assigned.splice(0, 2);
		await editor.served.coordinator.finish();
	});

	it("is limited to a region and leaves planes out, until they are set back", async () => {
		await editor.edit([editor.add("A", ["Acquisition"])]);
		await editor.served.coordinator.takeTiles(editor.project, plane(4, 1));
		const update = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) {
			movedTileCount project { region { x { min max } y { min } } skippedPlanes { x } setSkippedPlanes { x } backfillShare }
		} }`;
		const change = (input: object) =>
			editor.served.query(update, { input: { id: editor.project.projectId, ...input } });
		expect(await change({ region: { x: { max: 2 } }, skippedPlanes: { x: [0] }, backfillShare: 0.5 })).toEqual({
			updateProject: {
				movedTileCount: 2,
				project: {
					region: { x: { min: null, max: 2 }, y: null },
					skippedPlanes: { x: [0] },
					setSkippedPlanes: { x: [0] },
					backfillShare: 0.5,
				},
			},
		});
		const reasons = await editor.projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			"tasks(filter: { states: [EXCLUDED] }) { edges { node { reason } } }",
		);
		expect(reasons.tasks.edges.map(({ node }) => node.reason).slice(0, 2)).toEqual([
			expect.stringContaining("plane x = 0, which is skipped"),
			expect.stringContaining("has x up to 2"),
		]);
		expect(await change({ region: {}, skippedPlanes: null })).toMatchObject({
			updateProject: { movedTileCount: 2, project: { region: { x: null }, setSkippedPlanes: null } },
		});
		await editor.served.coordinator.finish();
	});
});

describe("tiles", () => {
	const withdraw = `mutation ($input: WithdrawTilesInput!) { withdrawTiles(input: $input) {
		changedCount tiles { withdrawnAt withdrawalReason }
	} }`;
	const restore = "mutation ($input: RestoreTilesInput!) { restoreTiles(input: $input) { changedCount } }";

	async function tileIds(): Promise<Record<string, string>> {
		const { tiles } = await editor.projectWith<{ tiles: { edges: { node: { id: string; relativePath: string } }[] } }>(
			"tiles { edges { node { id relativePath } } }",
		);
		return Object.fromEntries(tiles.edges.map(({ node }) => [node.relativePath, node.id]));
	}

	async function pairs(): Promise<string[]> {
		const { stages } = await editor.projectWith<{
			stages: {
				tasks: { edges: { node: { inputCount: number; inputs: { edges: { node: { tile: { name: string } } }[] } } }[] };
			}[];
		}>(
			"stages { tasks(first: 20) { edges { node { inputCount inputs(first: 5) { edges { node { tile { name } } } } } } } }",
		);
		return (stages.at(-1)?.tasks.edges ?? [])
			.filter(({ node }) => node.inputCount > 0)
			.map(({ node }) => node.inputs.edges.map((edge) => edge.node.tile.name).join("+"))
			.sort();
	}

	it("that are withdrawn are worked on no more, and come back; the one before takes their place meanwhile", async () => {
		await editor.edit([
			editor.add("pairs", ["Acquisition"], { unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] } }),
		]);
		const [first, second] = plane(2, 1);
		if (!first || !second) throw new Error("there should be two");
		await editor.served.coordinator.takeTiles(editor.project, [first, second]);
		await editor.served.coordinator.takeTiles(editor.project, [{ ...second, relativePath: "z0/again" }]);
		expect(await pairs()).toEqual(["y0x0+again"]);
		const { "z0/again": again, "z0/y0x1": old } = await tileIds();
		const input = { ids: [again], reason: "bubbles" };
		expect(await editor.served.query(withdraw, { input })).toMatchObject({
			withdrawTiles: { changedCount: 1, tiles: [{ withdrawalReason: "bubbles" }] },
		});
		expect(await pairs()).toEqual(["y0x0+y0x1"]);
		// What a source says again and again does not bring it back; another image does.
		await editor.served.coordinator.takeTiles(editor.project, [{ ...second, relativePath: "z0/again" }]);
		expect(await pairs()).toEqual(["y0x0+y0x1"]);
		await editor.served.query(withdraw, { input: { ids: [old] } });
		expect(await pairs()).toEqual([]);
		const { tasks } = await editor.projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			`tasks(filter: { tileIds: ["${again}"] }) { edges { node { reason } } }`,
		);
		expect(tasks.edges[0]?.node.reason).toContain("bubbles");
		expect(await editor.served.query(restore, { input: { ids: [again, old] } })).toEqual({
			restoreTiles: { changedCount: 2 },
		});
		expect(await pairs()).toEqual(["y0x0+again"]);
		await editor.served.coordinator.finish();
	});

	it("of several projects, or that are not there, are refused", async () => {
		await editor.served.coordinator.takeTiles(editor.project, plane(1, 1));
		const ids = Object.values(await tileIds());
		await editor.beginProject();
		await editor.served.coordinator.takeTiles(editor.project, plane(1, 1));
		const both = [...ids, ...Object.values(await tileIds())];
		expect((await editor.refusalOf(withdraw, { input: { ids: both } })).code).toBe("ARGUMENT_INVALID");
		expect((await editor.refusalOf(withdraw, { input: { ids: ["99999999"] } })).code).toBe("NOT_FOUND");
	});
});

describe("the audit", () => {
	it("says who did what, why, and what it was before", async () => {
		await editor.edit([editor.add("A", ["Acquisition"])], { message: "as agreed" });
		await editor.served.query(
			"mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { id } } }",
			{
				input: { id: editor.project.projectId, priority: 4, message: "urgent" },
			},
		);
		const ask = async (filter: object) => {
			const { commands } = await editor.served.query<{ commands: { edges: { node: object }[] } }>(
				`query ($projectId: ID, $filter: CommandFilter) { commands(projectId: $projectId, filter: $filter) {
					edges { node { kind summary before after message project { name } } }
				} }`,
				{ projectId: editor.project.projectId, filter },
			);
			return commands.edges.map(({ node }) => node);
		};
		const name = editor.projectName;
		expect(await ask({})).toMatchObject([
			{ kind: "updateProject", before: { priority: 0 }, after: { priority: 4 }, message: "urgent", project: { name } },
			{ kind: "editGraph", summary: 'added "A"', message: "as agreed" },
			{ kind: "createProject", summary: `created project "${name}" on /data/${name}` },
		]);
		expect(await ask({ kinds: ["editGraph"] })).toHaveLength(1);
		expect(await ask({ text: "URGENT" })).toHaveLength(1);
		expect(await ask({ text: "100%" })).toEqual([]);
		expect(await ask({ actor: "nobody" })).toEqual([]);
		expect(await ask({ until: "2020-01-01T00:00:00Z" })).toEqual([]);
	});
});

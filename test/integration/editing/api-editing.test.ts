import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "../api/support/demonstration.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";

/* What people do to a graph and to tasks over GraphQL, while a worker has work. */

let served: ServedCoordinator;
let definitionId: string;
let project: TestProject;
let number = 0;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	definitionId = await createDefinition(served, "Program");
	await served.coordinator.addWorker();
});
afterAll(async () => {
	const unexplained = await served.coordinator.database.query(
		"select kind from command where problem is null and summary is null",
	);
	const violations = await served.coordinator.violations();
	await served.stop();
	expect(violations).toEqual([]);
	expect(unexplained).toEqual([]);
});
beforeEach(async () => {
	// What other tests have left running is not what this one is about.
	await served.coordinator.finish();
	number += 1;
	project = await createProject(served, { name: `Edited ${number}` });
});

const editMutation = `mutation ($input: EditGraphInput!) { editGraph(input: $input) {
	graphVersion summary stoppedCount acceptedCount rerunCount
	addedStages { id name } removedStages { name isRemoved } changedStages { name }
} }`;
interface Edited {
	readonly graphVersion: number;
	readonly summary: string;
	readonly rerunCount: number;
	readonly addedStages: readonly { readonly id: string; readonly name: string }[];
}

async function edit(edits: readonly object[], more: object = {}): Promise<Edited> {
	const { editGraph } = await served.query<{ editGraph: Edited }>(editMutation, {
		input: { projectId: project.projectId, edits, ...more },
	});
	await served.coordinator.settle();
	return editGraph;
}

const add = (name: string, parents: readonly string[], more: object = {}) => ({
	addStage: {
		name,
		definitionId,
		parents: parents.map((parent) => ({ name: parent })),
		unitRule: { kind: "each" },
		...more,
	},
});

async function refusalOf(query: string, variables: object): Promise<{ code: string; message: string }> {
	const { errors } = await served.ask(query, variables);
	if (!errors?.[0]) throw new Error("it was not refused");
	return { code: errors[0].extensions.code, message: errors[0].message };
}

async function projectWith<Data>(fields: string): Promise<Data> {
	const answer = await served.query<{ project: Data }>(`query ($id: ID!) { project(id: $id) { ${fields} } }`, {
		id: project.projectId,
	});
	return answer.project;
}

async function stageIds(): Promise<Record<string, string>> {
	const { stages } = await projectWith<{ stages: { id: string; name: string }[] }>("stages { id name }");
	return Object.fromEntries(stages.map(({ id, name }) => [name, id]));
}

describe("a graph", () => {
	it("is edited by several edits at once, which may speak of each other by name", async () => {
		const { summary, graphVersion } = await edit([add("A", ["Acquisition"]), add("B", ["A"])], { message: "to begin" });
		expect({ summary, graphVersion }).toEqual({ summary: 'added "A", "B"', graphVersion: 2 });
		await edit([{ changeStage: { stage: { name: "a" }, parameters: { sigma: 2 }, region: { x: { min: 1 } } } }]);
		const { graphVersions, stages } = await projectWith<{
			graphVersions: { edges: { node: object }[] };
			stages: object[];
		}>(`graphVersions { edges { node { version summary actor message restores stages { name version { version } } } } }
			stages { name scope { region { x { min max } } onlyNewTiles } staleCount
				versions { version actor message graphVersion parameters: recipe } }`);
		expect(graphVersions.edges.map(({ node }) => node)).toMatchObject([
			{ version: 3, summary: 'changed parameters, scope of "A": sigma 2 added', restores: null },
			{ version: 2, message: "to begin", stages: [{ name: "A", version: { version: 1 } }, { name: "B" }] },
			{ version: 1, summary: "as it was", stages: [] },
		]);
		expect(stages).toMatchObject([
			{ name: "Acquisition", versions: [] },
			{
				name: "A",
				scope: { region: { x: { min: 1, max: null } }, onlyNewTiles: false },
				versions: [
					{ version: 2, graphVersion: 3 },
					{ version: 1, message: "to begin", graphVersion: 2 },
				],
			},
			{ name: "B", versions: [{ version: 1 }] },
		]);
	});

	it("is previewed, and then does what the preview said", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await served.coordinator.takeTiles(project, plane(3, 2));
		await served.coordinator.finish();
		const edits = [{ changeStage: { stage: { name: "A" }, parameters: { sigma: 3 } } }, add("C", ["A"])];
		const { previewGraphEdit: preview } = await served.query<{
			previewGraphEdit: { graphVersion: number; summary: string; totals: Record<string, number>; stages: object[] };
		}>(
			`query ($projectId: ID!, $edits: [GraphEditInput!]!, $policy: EditPolicyInput) {
				previewGraphEdit(projectId: $projectId, edits: $edits, policy: $policy) {
					graphVersion summary
					totals { tasksToAdd tasksReady tasksToRetire becomeStale becomeCurrent runningAffected tasksToRerun coreHours bytes }
					stages { name change stage { id } figures { tasksToAdd becomeStale } }
				}
			}`,
			{ projectId: project.projectId, edits, policy: { rerun: "STALE" } },
		);
		expect(preview.totals).toMatchObject({ tasksToAdd: 6, tasksReady: 0, tasksToRerun: 6 });
		expect(preview.stages).toMatchObject([
			{ name: "A", change: "CHANGED" },
			{ name: "C", change: "ADDED", stage: null, figures: { tasksToAdd: 6 } },
		]);
		const { rerunCount } = await edit(edits, {
			expectedGraphVersion: preview.graphVersion,
			policy: { rerun: "STALE" },
		});
		expect(rerunCount).toBe(preview.totals.tasksToRerun);
		expect(served.coordinator.assigned).toHaveLength(6);
		await served.coordinator.finish();
	});

	it("is refused to a second editor with what the first one did", async () => {
		const { graphVersion } = await edit([add("A", ["Acquisition"])]);
		await edit([add("B", ["A"])]);
		const input = { projectId: project.projectId, expectedGraphVersion: graphVersion, edits: [add("C", ["A"])] };
		const { code, message } = await refusalOf(editMutation, { input });
		expect([code, message]).toEqual(["VERSION_CONFLICT", expect.stringContaining('added "B"')]);
		expect(
			(
				await refusalOf(
					"query ($id: ID!, $edits: [GraphEditInput!]!) { previewGraphEdit(projectId: $id, edits: $edits, expectedGraphVersion: 1) { summary } }",
					{ id: project.projectId, edits: [add("C", ["A"])] },
				)
			).code,
		).toBe("VERSION_CONFLICT");
	});

	it.each([
		["an edit of two kinds", { removeStage: { stage: { name: "A" } }, promoteCanary: { stage: { name: "A" } } }],
		["a stage named twice over", { removeStage: { stage: { name: "A", id: "1" } } }],
		["a unit rule that does not exist", { changeStage: { stage: { name: "A" }, unitRule: { kind: "some" } } }],
		[
			"a region that ends before it begins",
			{ changeStage: { stage: { name: "A" }, region: { x: { min: 3, max: 1 } } } },
		],
	])("refuses %s", async (_what, wrong) => {
		await edit([add("A", ["Acquisition"])]);
		const input = { projectId: project.projectId, edits: [wrong] };
		expect((await refusalOf(editMutation, { input })).code).toBe("ARGUMENT_INVALID");
	});

	it("goes back to what it was, over the preview of it", async () => {
		await edit([add("A", ["Acquisition"])]);
		await served.coordinator.takeTiles(project, plane(2, 1));
		await served.coordinator.finish();
		const { tasks } = await projectWith<{ tasks: { edges: { node: { id: string } }[] } }>(
			`tasks(filter: { stageIds: ["${(await stageIds()).A}"] }) { edges { node { id } } }`,
		);
		await edit([{ removeStage: { stage: { name: "A" }, children: "REMOVE" } }]);
		const { task } = await served.query<{ task: object }>(
			"query ($id: ID!) { task(id: $id) { reason stage { isRemoved } } }",
			{ id: tasks.edges[0]?.node.id },
		);
		expect(task).toEqual({ reason: 'stage "A" was removed from the graph', stage: { isRemoved: true } });
		const { previewRestoreGraph } = await served.query<{ previewRestoreGraph: object }>(
			"query ($id: ID!) { previewRestoreGraph(projectId: $id) { summary stages { name change } totals { becomeStale tasksToAdd } } }",
			{ id: project.projectId },
		);
		expect(previewRestoreGraph).toMatchObject({ summary: 'added "A"', totals: { becomeStale: 0, tasksToAdd: 2 } });
		const { restoreGraph } = await served.query<{ restoreGraph: object }>(
			"mutation ($input: RestoreGraphInput!) { restoreGraph(input: $input) { graphVersion addedStages { name counts { state count } } } }",
			{ input: { projectId: project.projectId, message: "that was a mistake" } },
		);
		expect(restoreGraph).toEqual({
			graphVersion: 4,
			addedStages: [{ name: "A", counts: [{ state: "SUCCEEDED", count: 2 }] }],
		});
	});

	it("tries a change out beside what there is, and shows both side by side", async () => {
		await edit([add("A", ["Acquisition"])]);
		await served.coordinator.takeTiles(project, plane(4, 1));
		await served.coordinator.finish((attempt) => ({ runMs: 2000, metrics: { focus: attempt.tile?.lattice?.x ?? 0 } }));
		const { addedStages } = await edit([
			{ changeStage: { stage: { name: "A" }, parameters: { sigma: 3 }, canary: { count: 2 } } },
		]);
		await served.coordinator.finish((attempt) => ({
			runMs: 3000,
			metrics: { focus: (attempt.tile?.lattice?.x ?? 0) + 0.5, sharp: 1 },
		}));
		const candidateId = addedStages[0]?.id;
		const { compareStages } = await served.query<{ compareStages: { units: { edges: object[] } } }>(
			`query ($candidateId: ID!) { compareStages(candidateId: $candidateId) {
				baseline { name canaries { name canary { count } } } candidate { canaryOf { name } } unitCount
				metrics { name count meanDifference baseline { mean minimum } candidate { median maximum } }
				runTime { count meanDifference }
				units(first: 1) { totalCount pageInfo { hasNextPage } edges { node { tile { relativePath } baselineMetrics candidateMetrics candidateRunSeconds } } }
			} }`,
			{ candidateId },
		);
		expect(compareStages).toMatchObject({
			baseline: { name: "A", canaries: [{ name: "A (canary)", canary: { count: 2 } }] },
			candidate: { canaryOf: { name: "A" } },
			unitCount: 2,
			metrics: [{ name: "focus", count: 2, meanDifference: 0.5 }],
			runTime: { count: 2, meanDifference: 1 },
			units: { totalCount: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { candidateRunSeconds: 3 } }] },
		});
		const { tasks } = await projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			`tasks(filter: { stageIds: ["${candidateId}"], isCanary: false }) { edges { node { reason } } }`,
		);
		expect(tasks.edges.map(({ node }) => node.reason)).toEqual(
			Array(2).fill(
				'waits because stage "A (canary)" is being tried out on 2 units, until a person promotes or drops it',
			),
		);
		await edit([{ promoteCanary: { stage: { id: candidateId } } }]);
		const stale = await projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			"tasks(filter: { isStale: true }, first: 1) { edges { node { reason } } }",
		);
		expect(stale.tasks.edges[0]?.node.reason).toMatch(
			/stale, because the recipe of stage "A" changed after it \(made by version 1, now 2\)$/,
		);
		const { stages } = await projectWith<{ stages: object[] }>("stages { name staleCount canaries { name } }");
		expect(stages).toMatchObject([{ name: "Acquisition" }, { name: "A", staleCount: 4, canaries: [] }]);
	});
});

describe("tasks by what they are like", () => {
	const previewQuery = `query ($selection: TaskSelection!, $action: TaskActionInput!) {
		previewTaskChange(selection: $selection, action: $action) {
			selectedCount changedCount counts { stage { name } state selectedCount changedCount }
		}
	}`;
	const changeMutation = "mutation ($input: ChangeTasksInput!) { changeTasks(input: $input) { changedCount } }";

	it("are counted, listed and changed by the same words", async () => {
		await edit([
			add("A", ["Acquisition"], { operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } } }),
			add("B", ["A"]),
		]);
		await served.coordinator.takeTiles(project, plane(4, 1));
		await served.coordinator.finish((attempt) => ({
			outcome: (attempt.tile?.lattice?.x ?? 0) % 2 === 0 ? "failed" : "succeeded",
		}));
		const ids = await stageIds();
		const filter = { stageIds: [ids.A], states: ["FAILED", "SUCCEEDED"], region: { x: { min: 1 } }, isStale: false };
		const selection = { ...filter, projectId: project.projectId };
		const action = { kind: "SKIP_AS_DONE" };
		const { previewTaskChange } = await served.query<{ previewTaskChange: object }>(previewQuery, {
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
		const listed = await served.query<{ project: { tasks: { edges: { node: { tile: object } }[] } } }>(
			"query ($id: ID!, $filter: TaskFilter) { project(id: $id) { tasks(filter: $filter) { totalCount edges { node { state } } } } }",
			{ id: project.projectId, filter },
		);
		expect(listed.project.tasks).toEqual({
			totalCount: null,
			edges: [{ node: { state: "SUCCEEDED" } }, { node: { state: "FAILED" } }, { node: { state: "SUCCEEDED" } }],
		});
		const { changeTasks } = await served.query<{ changeTasks: { changedCount: number } }>(changeMutation, {
			input: { selection, action, reason: "dust", message: "after the walk-through" },
		});
		expect(changeTasks).toEqual({ changedCount: 1 });
		const { tasks } = await projectWith<{ tasks: { edges: { node: object }[] } }>(
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
		await edit([add("A", ["Acquisition"])], { isPaused: true });
		await served.coordinator.takeTiles(project, plane(2, 1));
		const selection = { projectId: project.projectId };
		await served.query(changeMutation, { input: { selection, action: { setPriority: 7 } } });
		const { tasks } = await projectWith<{ tasks: { edges: { node: object }[] } }>(
			"tasks(filter: { states: [READY] }) { edges { node { priority } } }",
		);
		expect(tasks.edges.map(({ node }) => node)).toEqual([{ priority: 7 }, { priority: 7 }]);
		const refused = await refusalOf(changeMutation, { input: { selection, action: { setPriority: 7_000 } } });
		expect(refused.code).toBe("ARGUMENT_INVALID");
	});

	it("of a stage that is not there are refused", async () => {
		const selection = { projectId: project.projectId, stageIds: ["4711"] };
		expect((await refusalOf(previewQuery, { selection, action: { kind: "RETRY" } })).code).toBe("NOT_FOUND");
	});
});

describe("work", () => {
	it.each(["setProjectPaused", "setStagePaused"])("is stopped at once by %s, at no cost", async (name) => {
		await edit([add("A", ["Acquisition"])]);
		await served.coordinator.takeTiles(project, plane(2, 1));
		const id = name === "setProjectPaused" ? project.projectId : (await stageIds()).A;
		const preview = async () => {
			const what = name === "setProjectPaused" ? "projectId" : "stageId";
			return served.query(`query ($id: ID!) { previewPause(${what}: $id) { readyCount runningCount } }`, { id });
		};
		expect(await preview()).toEqual({ previewPause: { readyCount: 0, runningCount: 2 } });
		const answer = await served.query<Record<string, object>>(
			`mutation ($input: SetPausedInput!) { ${name}(input: $input) { stoppedCount } }`,
			{ input: { id, isPaused: true, stopRunning: true, reason: "the lamp" } },
		);
		expect(answer[name]).toEqual({ stoppedCount: 2 });
		const { stages } = await projectWith<{ stages: { counts: object[] }[] }>(
			"pauseReason stages { counts { state count } }",
		);
		expect(stages[1]?.counts).toEqual([{ state: "READY", count: 2 }]);
		expect(await preview()).toEqual({ previewPause: { readyCount: 2, runningCount: 0 } });
		served.coordinator.assigned.splice(0);
	});

	it("of a worker is stopped at once when it is paused", async () => {
		await edit([add("A", ["Acquisition"])]);
		await served.coordinator.takeTiles(project, plane(2, 1));
		const pause =
			"mutation ($input: UpdateWorkerInput!) { updateWorker(input: $input) { stoppedCount worker { isPaused } } }";
		const id = served.coordinator.workerId;
		const preview = "query ($id: ID) { previewPause(workerId: $id) { readyCount runningCount } }";
		expect(await served.query(preview, { id })).toEqual({ previewPause: { readyCount: null, runningCount: 2 } });
		expect((await refusalOf(preview, {})).code).toBe("ARGUMENT_INVALID");
		expect(await served.query(pause, { input: { id, isPaused: true, stopRunning: true } })).toEqual({
			updateWorker: { stoppedCount: 2, worker: { isPaused: true } },
		});
		await served.query(pause, { input: { id, isPaused: false } });
		await served.coordinator.settle();
		served.coordinator.assigned.splice(0, 2);
		await served.coordinator.finish();
	});

	it("is limited to a region and leaves planes out, until they are set back", async () => {
		await edit([add("A", ["Acquisition"])]);
		await served.coordinator.takeTiles(project, plane(4, 1));
		const update = `mutation ($input: UpdateProjectInput!) { updateProject(input: $input) {
			movedTileCount project { region { x { min max } y { min } } skippedPlanes { x } setSkippedPlanes { x } backfillShare }
		} }`;
		const change = (input: object) => served.query(update, { input: { id: project.projectId, ...input } });
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
		const reasons = await projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			"tasks(filter: { states: [EXCLUDED] }) { edges { node { reason } } }",
		);
		expect(reasons.tasks.edges.map(({ node }) => node.reason).slice(0, 2)).toEqual([
			expect.stringContaining("plane x = 0, which is skipped"),
			expect.stringContaining("has x up to 2"),
		]);
		expect(await change({ region: {}, skippedPlanes: null })).toMatchObject({
			updateProject: { movedTileCount: 2, project: { region: { x: null }, setSkippedPlanes: null } },
		});
		await served.coordinator.finish();
	});
});

describe("tiles", () => {
	const withdraw = `mutation ($input: WithdrawTilesInput!) { withdrawTiles(input: $input) {
		changedCount tiles { withdrawnAt withdrawalReason }
	} }`;
	const restore = "mutation ($input: RestoreTilesInput!) { restoreTiles(input: $input) { changedCount } }";

	async function tileIds(): Promise<Record<string, string>> {
		const { tiles } = await projectWith<{ tiles: { edges: { node: { id: string; relativePath: string } }[] } }>(
			"tiles { edges { node { id relativePath } } }",
		);
		return Object.fromEntries(tiles.edges.map(({ node }) => [node.relativePath, node.id]));
	}

	async function pairs(): Promise<string[]> {
		const { stages } = await projectWith<{
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
		await edit([add("pairs", ["Acquisition"], { unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] } })]);
		const [first, second] = plane(2, 1);
		if (!first || !second) throw new Error("there should be two");
		await served.coordinator.takeTiles(project, [first, second]);
		await served.coordinator.takeTiles(project, [{ ...second, relativePath: "z0/again" }]);
		expect(await pairs()).toEqual(["y0x0+again"]);
		const { "z0/again": again, "z0/y0x1": old } = await tileIds();
		const input = { ids: [again], reason: "bubbles" };
		expect(await served.query(withdraw, { input })).toMatchObject({
			withdrawTiles: { changedCount: 1, tiles: [{ withdrawalReason: "bubbles" }] },
		});
		expect(await pairs()).toEqual(["y0x0+y0x1"]);
		// What a source says again and again does not bring it back; another image does.
		await served.coordinator.takeTiles(project, [{ ...second, relativePath: "z0/again" }]);
		expect(await pairs()).toEqual(["y0x0+y0x1"]);
		await served.query(withdraw, { input: { ids: [old] } });
		expect(await pairs()).toEqual([]);
		const { tasks } = await projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			`tasks(filter: { tileIds: ["${again}"] }) { edges { node { reason } } }`,
		);
		expect(tasks.edges[0]?.node.reason).toContain("bubbles");
		expect(await served.query(restore, { input: { ids: [again, old] } })).toEqual({
			restoreTiles: { changedCount: 2 },
		});
		expect(await pairs()).toEqual(["y0x0+again"]);
		await served.coordinator.finish();
	});

	it("of several projects, or that are not there, are refused", async () => {
		await served.coordinator.takeTiles(project, plane(1, 1));
		const ids = Object.values(await tileIds());
		project = await createProject(served, { name: "Other tiles" });
		await served.coordinator.takeTiles(project, plane(1, 1));
		const both = [...ids, ...Object.values(await tileIds())];
		expect((await refusalOf(withdraw, { input: { ids: both } })).code).toBe("ARGUMENT_INVALID");
		expect((await refusalOf(withdraw, { input: { ids: ["99999999"] } })).code).toBe("NOT_FOUND");
	});
});

describe("the audit", () => {
	it("says who did what, why, and what it was before", async () => {
		await edit([add("A", ["Acquisition"])], { message: "as agreed" });
		await served.query("mutation ($input: UpdateProjectInput!) { updateProject(input: $input) { project { id } } }", {
			input: { id: project.projectId, priority: 4, message: "urgent" },
		});
		const ask = async (filter: object) => {
			const { commands } = await served.query<{ commands: { edges: { node: object }[] } }>(
				`query ($projectId: ID, $filter: CommandFilter) { commands(projectId: $projectId, filter: $filter) {
					edges { node { kind summary before after message project { name } } }
				} }`,
				{ projectId: project.projectId, filter },
			);
			return commands.edges.map(({ node }) => node);
		};
		const name = `Edited ${number}`;
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

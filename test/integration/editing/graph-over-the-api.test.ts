import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plane } from "../api/support/demonstration.ts";
import { editMutation, GraphqlEditor } from "./support/graphql-editor.ts";

/* What people do to a graph over GraphQL, while a worker has work. */

let editor: GraphqlEditor;

beforeAll(async () => {
	editor = await GraphqlEditor.start();
});
afterAll(() => editor?.stop());
beforeEach(() => editor.beginProject());

describe("a graph", () => {
	it("is edited by several edits at once, which may speak of each other by name", async () => {
		const { summary, graphVersion } = await editor.edit([editor.add("A", ["Acquisition"]), editor.add("B", ["A"])], {
			message: "to begin",
		});
		expect({ summary, graphVersion }).toEqual({ summary: 'added "A", "B"', graphVersion: 2 });
		await editor.edit([{ changeStage: { stage: { name: "a" }, parameters: { sigma: 2 }, region: { x: { min: 1 } } } }]);
		const { graphVersions, stages } = await editor.projectWith<{
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
		await editor.edit([editor.add("A", ["Acquisition"]), editor.add("B", ["A"])]);
		await editor.served.coordinator.takeTiles(editor.project, plane(3, 2));
		await editor.served.coordinator.finish();
		const edits = [{ changeStage: { stage: { name: "A" }, parameters: { sigma: 3 } } }, editor.add("C", ["A"])];
		const { previewGraphEdit: preview } = await editor.served.query<{
			previewGraphEdit: { graphVersion: number; summary: string; totals: Record<string, number>; stages: object[] };
		}>(
			`query ($projectId: ID!, $edits: [GraphEditInput!]!, $policy: EditPolicyInput) {
				previewGraphEdit(projectId: $projectId, edits: $edits, policy: $policy) {
					graphVersion summary
					totals { tasksToAdd tasksReady tasksToRetire becomeStale becomeCurrent runningAffected tasksToRerun coreHours bytes }
					stages { name change stage { id } figures { tasksToAdd becomeStale } }
				}
			}`,
			{ projectId: editor.project.projectId, edits, policy: { rerun: "STALE" } },
		);
		expect(preview.totals).toMatchObject({ tasksToAdd: 6, tasksReady: 0, tasksToRerun: 6 });
		expect(preview.stages).toMatchObject([
			{ name: "A", change: "CHANGED" },
			{ name: "C", change: "ADDED", stage: null, figures: { tasksToAdd: 6 } },
		]);
		const { rerunCount } = await editor.edit(edits, {
			expectedGraphVersion: preview.graphVersion,
			policy: { rerun: "STALE" },
		});
		expect(rerunCount).toBe(preview.totals.tasksToRerun);
		expect(editor.served.coordinator.assigned).toHaveLength(6);
		await editor.served.coordinator.finish();
	});

	it("is refused to a second editor with what the first one did", async () => {
		const { graphVersion } = await editor.edit([editor.add("A", ["Acquisition"])]);
		await editor.edit([editor.add("B", ["A"])]);
		const input = {
			projectId: editor.project.projectId,
			expectedGraphVersion: graphVersion,
			edits: [editor.add("C", ["A"])],
		};
		const { code, message } = await editor.refusalOf(editMutation, { input });
		expect([code, message]).toEqual(["VERSION_CONFLICT", expect.stringContaining('added "B"')]);
		expect(
			(
				await editor.refusalOf(
					"query ($id: ID!, $edits: [GraphEditInput!]!) { previewGraphEdit(projectId: $id, edits: $edits, expectedGraphVersion: 1) { summary } }",
					{ id: editor.project.projectId, edits: [editor.add("C", ["A"])] },
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
		await editor.edit([editor.add("A", ["Acquisition"])]);
		const input = { projectId: editor.project.projectId, edits: [wrong] };
		expect((await editor.refusalOf(editMutation, { input })).code).toBe("ARGUMENT_INVALID");
	});

	it("goes back to what it was, over the preview of it", async () => {
		await editor.edit([editor.add("A", ["Acquisition"])]);
		await editor.served.coordinator.takeTiles(editor.project, plane(2, 1));
		await editor.served.coordinator.finish();
		const { tasks } = await editor.projectWith<{ tasks: { edges: { node: { id: string } }[] } }>(
			`tasks(filter: { stageIds: ["${(await editor.stageIds()).A}"] }) { edges { node { id } } }`,
		);
		await editor.edit([{ removeStage: { stage: { name: "A" }, children: "REMOVE" } }]);
		const { task } = await editor.served.query<{ task: object }>(
			"query ($id: ID!) { task(id: $id) { reason stage { isRemoved } } }",
			{ id: tasks.edges[0]?.node.id },
		);
		expect(task).toEqual({ reason: 'stage "A" was removed from the graph', stage: { isRemoved: true } });
		const { previewRestoreGraph } = await editor.served.query<{ previewRestoreGraph: object }>(
			"query ($id: ID!) { previewRestoreGraph(projectId: $id) { summary stages { name change } totals { becomeStale tasksToAdd } } }",
			{ id: editor.project.projectId },
		);
		expect(previewRestoreGraph).toMatchObject({ summary: 'added "A"', totals: { becomeStale: 0, tasksToAdd: 2 } });
		const { restoreGraph } = await editor.served.query<{ restoreGraph: object }>(
			"mutation ($input: RestoreGraphInput!) { restoreGraph(input: $input) { graphVersion addedStages { name counts { state count } } } }",
			{ input: { projectId: editor.project.projectId, message: "that was a mistake" } },
		);
		expect(restoreGraph).toEqual({
			graphVersion: 4,
			addedStages: [{ name: "A", counts: [{ state: "SUCCEEDED", count: 2 }] }],
		});
	});

	it("tries a change out beside what there is, and shows both side by side", async () => {
		await editor.edit([editor.add("A", ["Acquisition"])]);
		await editor.served.coordinator.takeTiles(editor.project, plane(4, 1));
		await editor.served.coordinator.finish((attempt) => ({
			runMs: 2000,
			metrics: { focus: attempt.tile?.lattice?.x ?? 0 },
		}));
		const { addedStages } = await editor.edit([
			{ changeStage: { stage: { name: "A" }, parameters: { sigma: 3 }, canary: { count: 2 } } },
		]);
		await editor.served.coordinator.finish((attempt) => ({
			runMs: 3000,
			metrics: { focus: (attempt.tile?.lattice?.x ?? 0) + 0.5, sharp: 1 },
		}));
		const candidateId = addedStages[0]?.id;
		const { compareStages } = await editor.served.query<{ compareStages: { units: { edges: object[] } } }>(
			`query ($candidateId: ID!) { compareStages(candidateId: $candidateId) {
				baseline { name canaries { name canary { count } } } candidate { canaryOf { name } } unitCount
				metrics { name count meanDifference baseline { mean minimum } candidate { median maximum } }
				runTime { count meanDifference }
				units(first: 1) { totalCount pageInfo { hasNextPage } edges { node { tile { relativePath } baselineMetrics candidateMetrics candidateRunSeconds } } }
			} }`,
			{ candidateId },
		);
		expect(compareStages).toMatchObject({
			baseline: { name: "A", canaries: [{ name: "A (trial)", canary: { count: 2 } }] },
			candidate: { canaryOf: { name: "A" } },
			unitCount: 2,
			metrics: [{ name: "focus", count: 2, meanDifference: 0.5 }],
			runTime: { count: 2, meanDifference: 1 },
			units: { totalCount: 2, pageInfo: { hasNextPage: true }, edges: [{ node: { candidateRunSeconds: 3 } }] },
		});
		const { tasks } = await editor.projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			`tasks(filter: { stageIds: ["${candidateId}"], isCanary: false }) { edges { node { reason } } }`,
		);
		expect(tasks.edges.map(({ node }) => node.reason)).toEqual(
			Array(2).fill('set aside: stage "A (trial)" is a trial on 2 units, until a person promotes or drops it'),
		);
		await editor.edit([{ promoteCanary: { stage: { id: candidateId } } }]);
		const stale = await editor.projectWith<{ tasks: { edges: { node: { reason: string } }[] } }>(
			"tasks(filter: { isStale: true }, first: 1) { edges { node { reason } } }",
		);
		expect(stale.tasks.edges[0]?.node.reason).toMatch(
			/stale, because the recipe of stage "A" changed after it \(made by version 1, now 2\)$/,
		);
		const { stages } = await editor.projectWith<{ stages: object[] }>("stages { name staleCount canaries { name } }");
		expect(stages).toMatchObject([{ name: "Acquisition" }, { name: "A", staleCount: 4, canaries: [] }]);
	});
});

import type { StageId } from "@tilewright/contract/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countStaleTasks } from "../../../coordinator/src/database/stage-reads.ts";
import { observedTile, type TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage, plane } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

/* What somebody typed, looked for among the tiles; and what is told of a stage's results in all. */

let served: ServedCoordinator;
let project: TestProject;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	project = await createProject(served, { name: "Brain 9" });
	const definitionId = await createDefinition(served, "No-op");
	const quality = await createStage(served, project, {
		name: "Quality",
		definitionId,
		parents: [project.rootStageId],
	});
	await createStage(served, project, { name: "Copy", definitionId, parents: [quality] });
	await served.coordinator.addWorker();
	await served.coordinator.takeTiles(project, [...plane(4, 3, 7), ...plane(2, 2, 8)]);
	await served.coordinator.takeTiles(project, [
		observedTile("z7/Y0x1 again"),
		observedTile("y0x1-dark"),
		observedTile("deep/7,8"),
	]);
	await served.coordinator.finish(
		() => ({ metrics: { focus: 0.5, "mean intensity": 12 } }),
		[...served.coordinator.assigned],
	);
});
afterAll(() => served.stop());

interface Search {
	readonly searchTiles: { readonly tiles: readonly { readonly relativePath: string }[]; readonly totalCount: number };
}

const ask = (text: string, first?: number) =>
	served.ask<Search>(
		"query ($id: ID!, $text: String!, $first: Int) { searchTiles(projectId: $id, text: $text, first: $first) { tiles { relativePath } totalCount } }",
		{ id: project.projectId, text, first },
	);

async function found(text: string): Promise<readonly string[]> {
	return ((await ask(text)).data?.searchTiles.tiles ?? []).map(({ relativePath }) => relativePath);
}

describe("a search for tiles", () => {
	it("finds a part of the path, capitals or not: the very name first, then names that begin so", async () => {
		expect(await found("y0X1")).toEqual(["z7/y0x1", "z8/y0x1", "z7/Y0x1 again", "y0x1-dark"]);
		expect(await found("z8/")).toHaveLength(4);
		expect(await found("nowhere")).toEqual([]);
	});

	it("takes what a pattern would mean for what it is", async () => {
		for (const text of ["%", "_", "y.x1", "\\", "'"]) expect(await found(text), text).toEqual([]);
	});

	it("finds a lattice position, also in any plane, and still the path that reads like one", async () => {
		expect(await found("3,2,7")).toEqual(["z7/y2x3"]);
		expect(await found("x=1 y=1")).toEqual(["z7/y1x1", "z8/y1x1"]);
		expect(await found("x=3 z=8")).toEqual([]);
		expect(await found("7,8")).toEqual(["deep/7,8"]);
	});

	it("says how many there are beyond the ones it names", async () => {
		const { data } = await ask("y", 2);
		expect(data?.searchTiles.tiles).toHaveLength(2);
		expect(data?.searchTiles.totalCount).toBe(18);
	});

	it("refuses what it cannot look for, with what it can", async () => {
		for (const answer of [await ask("  "), await ask("y", 0), await ask("y".repeat(300))]) {
			expect(answer.errors?.[0]?.message).toContain('"text" has 1 to 200, "first" is 1 to 100');
		}
	});
});

interface Results {
	readonly project: {
		readonly stages: readonly {
			readonly name: string;
			readonly metricNames: readonly string[];
			readonly staleResults: readonly object[];
		}[];
	};
}

describe("the results of a stage in all", () => {
	const read = async () => {
		const { project: answer } = await served.query<Results>(
			"query ($id: ID!) { project(id: $id) { stages { name metricNames staleResults { count version hasOtherRecipe hasOtherScript } } } }",
			{ id: project.projectId },
		);
		return new Map(answer.stages.map((stage) => [stage.name, stage]));
	};

	it("say what they measure, and nothing where none of them measures", async () => {
		const stages = await read();
		expect(stages.get("Quality")?.metricNames).toEqual(["focus", "mean intensity"]);
		expect(stages.get("Copy")?.metricNames).toEqual([]);
		expect(stages.get("Quality")?.staleResults).toEqual([]);
	});

	it("are stale by the version that made them, once the stage is another one", async () => {
		await served.query("mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }", {
			input: {
				projectId: project.projectId,
				edits: [{ changeStage: { stage: { name: "Quality" }, parameters: { sigma: 2 } } }],
			},
		});
		expect((await read()).get("Quality")?.staleResults).toEqual([
			{ count: 19, version: 1, hasOtherRecipe: true, hasOtherScript: false },
		]);
	});

	it("stay stale only where nothing makes them again", async () => {
		const { database } = served.coordinator;
		const staleIn = async () => {
			const stages = await database.query<{ id: StageId }>("select id from stage where name = 'Quality'");
			return countStaleTasks(
				database,
				stages.map(({ id }) => id),
			);
		};
		expect(await staleIn()).toMatchObject([{ count: 19, lasting: 19 }]);
		await served.query("mutation ($input: ChangeTasksInput!) { changeTasks(input: $input) { changedCount } }", {
			input: { selection: { projectId: project.projectId, isStale: true }, action: { kind: "RETRY" } },
		});
		expect(await staleIn()).toMatchObject([{ count: 19, lasting: 0 }]);
	});
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, plane } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

/** A stage that is tried out, or paused, has no backlog: what is ready there waits for a person. */

let served: ServedCoordinator;
let project: TestProject;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	project = await createProject(served, { name: "Brain 9" });
	const definitionId = await createDefinition(served, "Deconvolution");
	await served.coordinator.takeTiles(project, plane(3, 2));
	await served.query(`mutation ($input: EditGraphInput!) { editGraph(input: $input) { graphVersion } }`, {
		input: {
			projectId: project.projectId,
			edits: [
				{
					addStage: {
						name: "Deconvolve",
						definitionId,
						parents: [{ name: "Acquisition" }],
						unitRule: { kind: "each" },
						canary: { count: 2 },
					},
				},
			],
		},
	});
});
afterAll(() => served.stop());

const paceOfStage = async () => {
	const { project: read } = await served.query<{
		project: { pace: { processing: { verdict: string; sentence: string }; stages: object[] } };
	}>(
		`query ($id: ID!) { project(id: $id) { pace { processing { verdict sentence } stages { verdict backlog held running } } } }`,
		{ id: project.projectId },
	);
	return { ...read.pace.processing, stage: read.pace.stages[0] };
};
const graphStages = async () =>
	(
		await served.query<{ project: { stages: { id: string; name: string }[] } }>(
			`query ($id: ID!) { project(id: $id) { stages { id name } } }`,
			{ id: project.projectId },
		)
	).project.stages;

describe("held tasks", () => {
	it("are those outside of a trial, and no backlog", async () => {
		await expect.poll(paceOfStage).toMatchObject({ stage: { backlog: 2, held: 4, running: 0 } });
		await served.coordinator.addWorker();
		await served.coordinator.finish();
		await expect.poll(paceOfStage).toMatchObject({
			verdict: "HELD",
			sentence: '"Deconvolve" is tried out: 4 tasks set aside until somebody decides about the trial',
			stage: { verdict: "HELD", backlog: 0, held: 4, running: 0 },
		});
	});

	it("are all those of a paused stage", async () => {
		const stage = (await graphStages()).find(({ name }) => name === "Deconvolve");
		await served.query(`mutation ($input: SetPausedInput!) { setStagePaused(input: $input) { stage { id } } }`, {
			input: { id: stage?.id, isPaused: true },
		});
		await expect.poll(paceOfStage).toMatchObject({ verdict: "PAUSED", stage: { backlog: 0, held: 4 } });
	});
});

import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestProject } from "../../support/project-builder.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

let served: ServedCoordinator;

beforeEach(async () => {
	served = await ServedCoordinator.start();
});

afterEach(() => served.stop());

const question = `{ projects {
	id tileCount completeTileCount
	pace { arrival { verdict sentence } processing { verdict failed inReview sentence } disks { verdict sentence } }
	stages { name counts { state count } }
	sources { name inputState expectedTiles }
} }`;

it("answers of fifty projects at once whether all is well, from what is kept of their pace", async () => {
	const made: string[] = [];
	while (made.length < 50) made.push(String((await createTestProject(served.coordinator.database)).projectId));

	const ask = () =>
		served.query<{ projects: { id: string; pace: { processing: { verdict: string; sentence: string } } | null }[] }>(
			question,
		);
	await ask();
	const began = performance.now();
	const { projects } = await ask();
	console.log(`verdicts of 50 projects: ${Math.round(performance.now() - began)} ms`);

	expect(projects.filter(({ id }) => made.includes(id))).toHaveLength(50);
	expect(projects.filter(({ pace }) => pace === null || pace.processing.sentence === "")).toEqual([]);
});

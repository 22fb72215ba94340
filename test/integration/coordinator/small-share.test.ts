import { afterEach, beforeEach, expect, it } from "vitest";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { tilesInARow } from "../../support/failing-stage.ts";
import { addTestStage, createTestProject, type TestProject } from "../../support/project-builder.ts";

/* What a microscopist looks at while the acquisition fills every worker, and what an operator has just added. */

let coordinator: DecidingCoordinator;
let project: TestProject;

beforeEach(async () => {
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database);
	await addStage("Tiles", {});
	await coordinator.addWorker(1);
});

afterEach(async () => {
	const violations = await coordinator.violations();
	await coordinator.stop();
	expect(violations).toEqual([]);
});

async function addStage(name: string, stage: Pick<Parameters<typeof addTestStage>[3], "unitRule">): Promise<void> {
	await coordinator.rounds.submit("stage", (transaction, effects) =>
		addTestStage(transaction, effects, project, {
			name,
			parents: [project.rootStageId],
			program: { kind: "script", path: "/bin/true" },
			...stage,
		}),
	);
	await coordinator.settle();
}

/** Stages in the order in which their next tasks were given to the only worker, while it works off so many. */
async function workedOff(count: number): Promise<string[]> {
	const order: string[] = [];
	while (order.length < count) {
		const [next] = coordinator.assigned;
		if (next === undefined) throw new Error("nothing was assigned");
		const [row] = await coordinator.database.query<{ name: string }>(
			"select s.name from attempt a join stage s on s.id = a.stage_id where a.id = $1",
			[next.attemptId],
		);
		order.push(row?.name ?? "");
		// As long as a real one: short tasks would be sent ahead in heaps.
		await coordinator.finish({ runMs: 60_000 }, [next]);
	}
	return order;
}

it("a mosaic so far goes before older tiles, once", async () => {
	const partial = { minimumMembers: 1, intervalSeconds: 0 };
	await addStage("Mosaic", { unitRule: { kind: "all", completion: { kind: "endOfAcquisition" }, partial } });
	await coordinator.takeTiles(project, tilesInARow(8));
	await expect.poll(async () => (await coordinator.counts(project)).Mosaic, { timeout: 10_000 }).toEqual({ ready: 1 });
	// The tile that ran before comes first.
	expect(await workedOff(4)).toEqual(["Tiles", "Mosaic", "Tiles", "Tiles"]);
});

it("a stage that is added works with the next free slot, and live tiles go on", async () => {
	await coordinator.takeTiles(project, tilesInARow(8));
	await workedOff(1);
	await addStage("Added", {});
	const order = await workedOff(4);
	// The one that ran when it was added comes first.
	expect(order).toEqual(["Tiles", "Added", "Tiles", "Tiles"]);
});

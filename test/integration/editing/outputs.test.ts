import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { editGraphCommand, restoreGraphCommand } from "../../../coordinator/src/commands/graph-commands.ts";
import { deleteStageOutputs } from "../../../coordinator/src/commands/output-commands.ts";
import { createTaskDefinition } from "../../../coordinator/src/commands/task-definition-commands.ts";
import { listRemovedStages } from "../../../coordinator/src/database/removed-stage-reads.ts";
import { OutputRemover } from "../../../coordinator/src/rounds/output-remover.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";

let coordinator: DecidingCoordinator;
let project: TestProject;
let folder: string;
let results: string;
let stageId: number;
let remover: OutputRemover;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "results-"));
	results = join(folder, "results", "a");
	mkdirSync(results, { recursive: true });
	await writeFile(join(results, "picture.png"), "pixels");
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database, join(folder, "acquired"));
	remover = new OutputRemover(coordinator.rounds, coordinator.database, pino({ level: "silent" }));
	const { taskDefinitionId } = await coordinator.carryOut(createTaskDefinition, {
		name: "nothing",
		content: { program: { kind: "none" } },
	});
	await coordinator.addWorker();
	const { addedStageIds } = await coordinator.carryOut(editGraphCommand, {
		projectId: project.projectId,
		edits: [
			{
				kind: "addStage",
				name: "A",
				definitionId: taskDefinitionId,
				parents: ["Acquisition"],
				unitRule: { kind: "each" },
				outputPath: results,
			},
		],
	});
	stageId = addedStageIds[0] ?? 0;
	await coordinator.takeTiles(project, [observedTile("one"), observedTile("two")]);
	await coordinator.finish();
});

afterEach(async () => {
	const violations = await coordinator.violations();
	remover.stop();
	await coordinator.stop();
	await rm(folder, { recursive: true });
	expect(violations).toEqual([]);
});

const remove = () =>
	coordinator.carryOut(editGraphCommand, {
		projectId: project.projectId,
		edits: [{ kind: "removeStage", stage: "A" }],
	});

it("results of a stage in the graph, or of one that was not named exactly, are not deleted", async () => {
	await expect(coordinator.carryOut(deleteStageOutputs, { stageId, name: "A" })).rejects.toMatchObject({
		code: "STATE_CONFLICT",
	});
	await remove();
	await expect(coordinator.carryOut(deleteStageOutputs, { stageId, name: "B" })).rejects.toMatchObject({
		code: "ARGUMENT_INVALID",
	});
	await remover.look();
	expect(existsSync(join(results, "picture.png"))).toBe(true);
});

it("results of a removed stage are deleted for good, and made again when the stage comes back", async () => {
	await remove();
	await coordinator.carryOut(deleteStageOutputs, { stageId, name: "A" });
	await remover.look();
	expect(existsSync(results)).toBe(false);
	const [row] = await coordinator.database.query(
		"select finished_at is not null as is_done, problem from output_deletion",
	);
	expect(row).toEqual({ is_done: true, problem: null });
	await coordinator.carryOut(restoreGraphCommand, { projectId: project.projectId });
	expect((await coordinator.counts(project)).A).toEqual({ running: 2 });
	await coordinator.finish();
});

it("removed stages are listed with what their results hold, and with a deletion that is not done", async () => {
	const removed = () => listRemovedStages(coordinator.database, project.projectId);
	expect(await removed()).toEqual([]);
	await coordinator.database.query(
		`update attempt set artifacts = '[{"path": "a.tif", "sizeBytes": 1500}, {"path": "b.tif", "sizeBytes": 500}]' where stage_id = $1`,
		[stageId],
	);
	await remove();
	const before = { stageId, resultCount: 2, resultBytes: 4_000, outputPaths: [results], isBeingDeleted: false };
	expect(await removed()).toMatchObject([before]);
	await coordinator.carryOut(deleteStageOutputs, { stageId, name: "A" });
	expect(await removed()).toMatchObject([{ resultCount: 0, resultBytes: 0, isBeingDeleted: true }]);
	await remover.look();
	expect(await removed()).toMatchObject([{ isBeingDeleted: false, deletionProblem: null }]);
});

it("results the coordinator cannot see are told, and looked for again", async () => {
	await remove();
	await rm(results, { recursive: true });
	await coordinator.carryOut(deleteStageOutputs, { stageId, name: "A" });
	await remover.look();
	await remover.look();
	const events = await coordinator.database.query("select message from event where kind = 'outputsNotDeleted'");
	expect(events).toHaveLength(1);
});

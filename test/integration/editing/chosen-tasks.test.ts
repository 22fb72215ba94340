import type { StageId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { changeTasks } from "../../../coordinator/src/commands/task-commands.ts";
import { createTaskDefinition } from "../../../coordinator/src/commands/task-definition-commands.ts";
import type { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { EditedProject, row } from "../../support/edited-project.ts";
import type { TestProject } from "../../support/project-builder.ts";

let edited: EditedProject;
let coordinator: DecidingCoordinator;
let project: TestProject;
let add: EditedProject["add"];
let counts: EditedProject["counts"];
let edit: EditedProject["edit"];

beforeEach(async () => {
	edited = await EditedProject.start();
	({ coordinator, project, add, counts, edit } = edited);
});

afterEach(async () => {
	expect(await edited.stop()).toEqual([]);
});

describe("tasks by what they are like", () => {
	const change = (
		selection: Partial<z.input<typeof changeTasks.input>["selection"]>,
		action: z.input<typeof changeTasks.input>["action"],
	) =>
		coordinator.carryOut(changeTasks, {
			selection: { projectId: project.projectId, ...selection },
			action,
			reason: "dust on the slide",
		});
	async function stageId(name: string): Promise<StageId> {
		const [found] = await coordinator.database.query<{ id: StageId }>("select id from stage where name = $1", [name]);
		if (!found) throw new Error(name);
		return found.id;
	}

	it("are skipped as done, and their children go on", async () => {
		await edit([
			add("A", ["Acquisition"], { operations: { retryRules: { failed: { retries: 0, backOffSeconds: 0 } } } }),
			add("B", ["A"]),
		]);
		await coordinator.takeTiles(project, row(3));
		const [bad] = [...coordinator.assigned];
		await coordinator.finish((attempt) => ({ outcome: attempt === bad ? "failed" : "succeeded" }));
		expect(await counts()).toMatchObject({ A: { succeeded: 2, failed: 1 }, B: { succeeded: 2, waiting: 1 } });
		expect(await change({ states: ["failed"] }, { kind: "skipAsDone" })).toMatchObject({ changed: 1 });
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 3 }, B: { succeeded: 3 } });
	});

	it("that run are put back into the queue, at no cost of retries", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(2));
		const before = coordinator.assigned.splice(0);
		expect(await change({ states: ["running"] }, { kind: "requeue" })).toMatchObject({ changed: 2 });
		expect(coordinator.stopped).toHaveLength(2);
		expect(coordinator.assigned.map((attempt) => attempt.taskId)).toEqual(before.map((attempt) => attempt.taskId));
		await coordinator.finish();
		const tries = await coordinator.database.query("select distinct failed_tries from task where state = 'succeeded'");
		expect(tries).toEqual([{ failed_tries: 0 }]);
	});

	it("are taken out: groups close without them, and come back with them", async () => {
		await edit([
			add("A", ["Acquisition"]),
			add("M", ["A"], { unitRule: { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" } } }),
		]);
		await coordinator.takeTiles(project, row(3));
		await change({ stageIds: [await stageId("A")], region: { x: { min: 2 } } }, { kind: "exclude" });
		expect(coordinator.stopped).toHaveLength(1);
		expect(await counts()).toMatchObject({ A: { running: 2, excluded: 1 } });
		const inputs = () => coordinator.database.query("select input_count from task where stage_id = $1", [stageIdOfM]);
		const stageIdOfM = await stageId("M");
		expect(await inputs()).toEqual([{ input_count: 2 }]);
		await change({ stageIds: [await stageId("A")] }, { kind: "include" });
		expect(await inputs()).toEqual([{ input_count: 3 }]);
		expect(await counts()).toMatchObject({ A: { running: 3 } });
		await coordinator.settle();
	});

	it("with a priority go before live tiles", async () => {
		await edit([add("A", ["Acquisition"], { definitionId: await withOneSlot() })]);
		await coordinator.takeTiles(project, row(4));
		await change({ region: { x: { min: 3 } } }, { kind: "setPriority", priority: 10 });
		const [first] = [...coordinator.assigned];
		if (!first) throw new Error("one should run");
		await coordinator.finish({ runMs: 60_000 }, [first]);
		expect(coordinator.assigned.map((attempt) => attempt.tile?.lattice?.x)).toEqual([3]);
	});

	it("of a stage that is tried out go before everything else of the project", async () => {
		const definitionId = await withOneSlot();
		await edit([add("A", ["Acquisition"], { definitionId })]);
		await coordinator.takeTiles(project, row(4));
		await edit([add("B", ["Acquisition"], { definitionId, canary: { count: 1 } })]);
		const [first] = [...coordinator.assigned];
		if (!first) throw new Error("one should run");
		await coordinator.finish({ runMs: 60_000 }, [first]);
		expect(await counts()).toMatchObject({ A: { succeeded: 1, ready: 3 }, B: { running: 1, ready: 3 } });
	});

	/** Makes the worker one that runs one program at a time; returns a definition that takes its place. */
	async function withOneSlot(): Promise<number> {
		const { taskDefinitionId } = await coordinator.carryOut(createTaskDefinition, {
			name: "program",
			content: { program: { kind: "builtIn", name: "quality" } },
		});
		await coordinator.desk.hello({
			workerId: coordinator.workerId,
			sessionId: coordinator.sessionId,
			name: "test worker",
			host: "here",
			platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
			capacity: { localWorkUnits: 1, clusterWorkUnits: 0 },
			attemptIds: [],
		});
		return taskDefinitionId;
	}
});

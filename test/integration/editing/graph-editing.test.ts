import type { StageId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { z } from "zod";
import { editGraphCommand, restoreGraphCommand } from "../../../coordinator/src/commands/graph-commands.ts";
import { updateProject } from "../../../coordinator/src/commands/project-commands.ts";
import { changeTasks } from "../../../coordinator/src/commands/task-commands.ts";
import { createTaskDefinition } from "../../../coordinator/src/commands/task-definition-commands.ts";
import { previewGraphEdit } from "../../../coordinator/src/editing/edit-preview.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { previewed } from "../../support/previewed-edit.ts";
import { createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";

let coordinator: DecidingCoordinator;
let project: TestProject;
let definitionId: number;

type Edit = z.input<typeof editGraphCommand.input>["edits"][number];
type Policy = z.input<typeof editGraphCommand.input>["policy"];

beforeEach(async () => {
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database, "/data/sample");
	const made = await coordinator.carryOut(createTaskDefinition, {
		name: "nothing",
		content: { program: { kind: "none" } },
	});
	definitionId = made.taskDefinitionId;
	await coordinator.addWorker();
});

afterEach(async () => {
	const violations = await coordinator.violations();
	await coordinator.stop();
	expect(violations).toEqual([]);
});

/** Every edit of these tests is previewed, and what then happens is compared with the preview. */
async function edit(edits: readonly Edit[], policy: Policy = {}) {
	const input = { projectId: project.projectId, edits: [...edits], policy };
	return previewed(coordinator, input, () => coordinator.carryOut(editGraphCommand, input));
}

const undo = () => coordinator.carryOut(restoreGraphCommand, { projectId: project.projectId });

function add(
	name: string,
	parents: readonly (string | number)[],
	more: Partial<Edit & { kind: "addStage" }> = {},
): Edit {
	return {
		kind: "addStage",
		name,
		definitionId,
		parents: [...parents],
		unitRule: { kind: "each" },
		...more,
	} as Edit;
}

function row(length: number, z = 0, facts: Parameters<typeof observedTile>[1] = {}): ReturnType<typeof observedTile>[] {
	return Array.from({ length }, (_, x) => observedTile(`z${z}/x${x}`, { at: [x, 0, z], ...facts }));
}

async function staleOf(name: string): Promise<number> {
	const [found] = await coordinator.database.query<{ count: number }>(
		`select count(*)::int as count from task t join stage s on s.id = t.stage_id join stage_version v on v.id = s.current_version_id
		where s.name = $1 and s.project_id = $2 and t.result_attempt_id is not null and t.input_count > 0
			and (t.result_revision is distinct from t.input_revision or t.result_hash is distinct from v.result_hash)`,
		[name, project.projectId],
	);
	return found?.count ?? -1;
}

const counts = () => coordinator.counts(project);

describe("the graph", () => {
	it("gets a stage between two others, whose results stay, stale, until somebody runs them again", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await coordinator.takeTiles(project, row(3));
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 3 }, B: { succeeded: 3 } });

		await edit([add("N", ["A"], { before: ["B"] })]);
		expect(await counts()).toMatchObject({ N: { running: 3 }, B: { succeeded: 3 } });
		expect(await staleOf("B")).toBe(3);
		await coordinator.finish();
		expect(coordinator.assigned).toEqual([]);
		expect(await counts()).toMatchObject({ N: { succeeded: 3 }, B: { succeeded: 3 } });
		expect(await staleOf("B")).toBe(3);

		await coordinator.carryOut(changeTasks, {
			selection: { projectId: project.projectId, isStale: true },
			action: { kind: "retry" },
		});
		expect(await counts()).toMatchObject({ B: { running: 3 } });
		await coordinator.finish();
		expect(await staleOf("B")).toBe(0);
	});

	it("goes back to what it was when it is undone, and nothing runs again", async () => {
		await edit([
			add("A", ["Acquisition"]),
			add("B", ["A"]),
			add("M", ["B"], { unitRule: { kind: "all", completion: { kind: "quiet", seconds: 0.05 } } }),
		]);
		await coordinator.takeTiles(project, row(3));
		const finished = async () => {
			await coordinator.finish();
			return (await counts()).M;
		};
		await expect.poll(finished).toEqual({ succeeded: 1 });
		const before = await counts();
		await edit([{ kind: "removeStage", stage: "B" }]);
		expect((await counts()).M).toEqual({ succeeded: 1 });
		expect(await staleOf("M")).toBe(1);
		await undo();
		expect(await counts()).toEqual(before);
		expect([await staleOf("B"), await staleOf("M")]).toEqual([0, 0]);
		expect(coordinator.assigned).toEqual([]);
		// Undo again goes one step further back: to the graph before the first edit.
		await undo();
		const rows = await coordinator.database.query(
			"select name from stage where removed_at is null and kind = 'program'",
		);
		expect(rows).toEqual([]);
	});

	it("runs again what was made from data that changed while its stage was away", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await coordinator.takeTiles(project, row(3));
		await coordinator.finish();
		await edit([{ kind: "removeStage", stage: "B" }]);
		await coordinator.takeTiles(project, [observedTile("z0/x1", { at: [1, 0, 0], contentSignature: "imaged again" })]);
		await coordinator.finish();
		await undo();
		expect(await counts()).toMatchObject({ A: { succeeded: 3 }, B: { succeeded: 2, running: 1 } });
		await coordinator.finish();
	});

	it("changes what decides results: finished is stale, unfinished uses the new version, running finishes under the old", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(2));
		const [first, second] = [...coordinator.assigned];
		if (!first || !second) throw new Error("two should run");
		await coordinator.finish({}, [first]);
		await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 2 } }]);
		expect(await staleOf("A")).toBe(1);
		await coordinator.finish({}, [second]);
		expect(await counts()).toMatchObject({ A: { succeeded: 2 } });
		expect(await staleOf("A")).toBe(2);
		await coordinator.takeTiles(project, [observedTile("new", { at: [7, 0, 0] })]);
		await coordinator.finish();
		expect(await staleOf("A")).toBe(2);
		await edit([{ kind: "changeStage", stage: "A", parameters: {} }]);
		expect(await staleOf("A")).toBe(1);
	});

	it("uses the last of two changes made while programs run", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(3));
		const [first, second, third] = coordinator.assigned.splice(0);
		if (!first || !second || !third) throw new Error("three should run");
		await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 2 } }]);
		await coordinator.finish({ outcome: "lost" }, [first]);
		await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 3 } }]);
		await coordinator.finish({}, [second]);
		await coordinator.finish({ outcome: "lost" }, [third]);
		// The lost ones were started again, one under each new version; what is not of the last one is stale.
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 3 } });
		expect(await staleOf("A")).toBe(2);
	});

	it("changes operations without making anything stale", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(2));
		await coordinator.finish();
		await edit([{ kind: "changeStage", stage: "A", operations: { workUnits: 2 }, priority: 5 }]);
		expect(await staleOf("A")).toBe(0);
	});

	it("stops at once what runs under the old version when asked, at no cost of retries", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(2));
		const old = [...coordinator.assigned];
		const changed = await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 2 } }], { stopRunning: true });
		expect(changed.stopped).toBe(2);
		expect(coordinator.stopped).toHaveLength(2);
		coordinator.assigned.splice(0, old.length);
		await coordinator.settle();
		expect(await counts()).toMatchObject({ A: { running: 2 } });
		await coordinator.finish();
		expect(await staleOf("A")).toBe(0);
	});

	it("refuses a second editor, and says what the first one did", async () => {
		await edit([add("A", ["Acquisition"])]);
		await expect(
			coordinator.carryOut(editGraphCommand, {
				projectId: project.projectId,
				expectedGraphVersion: 1,
				edits: [add("B", ["Acquisition"])],
			}),
		).rejects.toMatchObject({
			code: "VERSION_CONFLICT",
			message: expect.stringContaining('version 2 by tester: added "A"'),
		});
	});

	it("refuses cycles, unknown stages and taken names, and keeps everything as it was", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await expect(edit([{ kind: "changeStage", stage: "A", parents: ["B"] }])).rejects.toMatchObject({
			code: "GRAPH_CYCLE",
		});
		await expect(edit([add("C", ["nowhere"])])).rejects.toMatchObject({ code: "NOT_FOUND" });
		await expect(edit([add("C", ["A"]), add("c", ["A"])])).rejects.toMatchObject({ code: "NAME_TAKEN" });
		const [version] = await coordinator.database.query("select graph_version from project where id = $1", [
			project.projectId,
		]);
		expect(version).toEqual({ graph_version: 2 });
	});

	it("re-attaches the children of a removed stage, or takes them along", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"]), add("C", ["B"])]);
		await coordinator.takeTiles(project, row(2));
		await coordinator.finish();
		await edit([{ kind: "removeStage", stage: "B" }]);
		expect(await counts()).toMatchObject({ B: { excluded: 2 }, C: { succeeded: 2 } });
		expect(await staleOf("C")).toBe(2);
		await edit([{ kind: "removeStage", stage: "A", children: "remove" }]);
		expect(await counts()).toMatchObject({ A: { excluded: 2 }, C: { excluded: 2 } });
	});

	it("removes a parent whose programs run: they finish, and their results are kept", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await coordinator.takeTiles(project, row(2));
		await coordinator.finish({}, [...coordinator.assigned].slice(0, 1));
		const running = [...coordinator.assigned];
		await edit([{ kind: "removeStage", stage: "A" }]);
		await coordinator.finish({}, running);
		const rows = await coordinator.database.query<{ n: number }>(
			"select count(*)::int as n from task t join stage s on s.id = t.stage_id where s.name = 'A' and t.result_attempt_id is not null",
		);
		expect(rows).toEqual([{ n: 2 }]);
		await coordinator.finish();
		expect((await counts()).B).toEqual({ succeeded: 2 });
	});

	it("starts a stage with new tiles only, or in a region", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(4));
		await coordinator.finish();
		await edit([
			add("late", ["A"], { startWith: "newTiles" }),
			add("part", ["A"], { region: { x: { min: 1, max: 2 } } }),
		]);
		expect(await counts()).toMatchObject({ part: { running: 2 } });
		expect((await counts()).late).toBeUndefined();
		await coordinator.takeTiles(project, row(3, 1));
		await coordinator.finish();
		expect(await counts()).toMatchObject({ late: { succeeded: 3 }, part: { succeeded: 4 } });
	});

	it("tries a new stage out on a few tiles until a person promotes it", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(6));
		await coordinator.finish();
		await edit([add("new", ["A"], { canary: { count: 2 } })]);
		await coordinator.finish();
		expect((await counts()).new).toEqual({ succeeded: 2, ready: 4 });
		await edit([{ kind: "promoteCanary", stage: "new" }]);
		expect((await counts()).new).toEqual({ succeeded: 2, running: 4 });
		await coordinator.finish();
	});

	it("tries a changed stage out beside the one there is, and promotes it as its next version", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(6));
		await coordinator.finish();
		await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 3 }, canary: { count: 2 } }]);
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 6 }, "A (canary)": { succeeded: 2, ready: 4 } });
		expect(await staleOf("A")).toBe(0);
		await edit([{ kind: "promoteCanary", stage: "A (canary)" }], { rerun: "stale" });
		expect(await counts()).toMatchObject({ A: { running: 6 }, "A (canary)": { excluded: 6 } });
		await coordinator.finish();
	});

	it("accepts results as they are", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await coordinator.takeTiles(project, row(3));
		await coordinator.finish();
		await edit([add("N", ["A"], { before: ["B"] })], { acceptAsIs: true });
		expect(await staleOf("B")).toBe(0);
		await coordinator.finish();
		expect(await counts()).toMatchObject({ N: { succeeded: 3 }, B: { succeeded: 3 } });
		expect(coordinator.assigned).toEqual([]);
	});

	it("stops the cascade where a new result is the old one", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"]), add("C", ["B"])]);
		await coordinator.takeTiles(project, row(3));
		await coordinator.finish({ outputSignature: "the same" });
		await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 2 } }], { rerun: "stale" });
		const answered = await coordinator.finish({ outputSignature: "the same" });
		expect(answered).toHaveLength(3);
		expect(await counts()).toMatchObject({ A: { succeeded: 3 }, B: { succeeded: 3 }, C: { succeeded: 3 } });
	});

	it("knows before that children wait for parents that run again", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(3));
		await coordinator.finish();
		const input = editGraphCommand.input.parse({
			projectId: project.projectId,
			edits: [{ kind: "changeStage", stage: "A", parameters: { sigma: 2 } }, add("B", ["A"])],
			policy: { rerun: "stale" },
		});
		const preview = await previewGraphEdit(coordinator.database, {
			...input,
			projectId: project.projectId,
			expectedGraphVersion: null,
		});
		expect(preview.totals).toMatchObject({ tasksToAdd: 3, tasksReady: 0, tasksToRerun: 3 });
	});

	it("duplicates a stage with everything below it", async () => {
		await edit([add("A", ["Acquisition"]), add("B", ["A"])]);
		await coordinator.takeTiles(project, row(2));
		await edit([{ kind: "duplicateStage", stage: "A", withDescendants: true }]);
		await coordinator.finish();
		expect(await counts()).toMatchObject({ "A copy": { succeeded: 2 }, "B copy": { succeeded: 2 } });
	});
});

describe("region and skipped planes", () => {
	const update = (settings: Omit<z.input<typeof updateProject.input>, "id">) =>
		coordinator.carryOut(updateProject, { id: project.projectId, ...settings });
	const pairs: Partial<Edit & { kind: "addStage" }> = {
		unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
	};

	async function pairsOf(name: string): Promise<string[]> {
		const rows = await coordinator.database.query<{ pair: string }>(
			`select ta.lattice_x || '-' || tb.lattice_x as pair from task t join stage s on s.id = t.stage_id
			join tile ta on ta.id = split_part(t.unit_key, '>', 1)::bigint join tile tb on tb.id = split_part(t.unit_key, '>', 2)::bigint
			where s.name = $1 and t.input_count > 0 order by 1`,
			[name],
		);
		return rows.map(({ pair }) => pair);
	}

	it("take tasks out of the queue and put them back, and results that still hold are found again", async () => {
		await edit([add("A", ["Acquisition"]), add("pairs", ["A"], pairs)]);
		await coordinator.takeTiles(project, row(6));
		await coordinator.finish();
		await update({ region: { x: { min: 1, max: 3 } } });
		expect(await counts()).toMatchObject({
			Acquisition: { succeeded: 3, excluded: 3 },
			A: { succeeded: 3, excluded: 3 },
			pairs: { succeeded: 2, excluded: 3 },
		});
		await update({ region: {} });
		expect(await counts()).toMatchObject({ A: { succeeded: 6 }, pairs: { succeeded: 5 } });
		expect(coordinator.assigned).toEqual([]);
	});

	it("neighbours jump over skipped planes, also when the planes change", async () => {
		await edit([add("A", ["Acquisition"]), add("pairs", ["A"], pairs)]);
		await update({ skippedPlanes: { x: [2, 3] } });
		await coordinator.takeTiles(project, row(6));
		expect(await pairsOf("pairs")).toEqual(["0-1", "1-4", "4-5"]);
		await update({ skippedPlanes: { x: [3] } });
		expect(await pairsOf("pairs")).toEqual(["0-1", "1-2", "2-4", "4-5"]);
		await update({ skippedPlanes: { x: [] } });
		expect(await pairsOf("pairs")).toEqual(["0-1", "1-2", "2-3", "3-4", "4-5"]);
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 6 }, pairs: { succeeded: 5 } });
	});
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
		await coordinator.carryOut(createTaskDefinition, {
			name: "program",
			content: { program: { kind: "builtIn", name: "quality" } },
		});
		const [made] = await coordinator.database.query<{ id: number }>(
			"select id from task_definition where name = 'program'",
		);
		await coordinator.desk.hello({
			workerId: coordinator.workerId,
			sessionId: coordinator.sessionId,
			name: "test worker",
			host: "here",
			platform: { os: "linux", arch: "x64", release: "", cpuCount: 1, totalMemoryMb: 1, nodeVersion: "" },
			capacity: { localWorkUnits: 1, clusterWorkUnits: 0 },
			attemptIds: [],
		});
		await edit([add("A", ["Acquisition"], { definitionId: made?.id ?? 0 })]);
		await coordinator.takeTiles(project, row(4));
		await change({ region: { x: { min: 3 } } }, { kind: "setPriority", priority: 10 });
		const [first] = [...coordinator.assigned];
		if (!first) throw new Error("one should run");
		await coordinator.finish({ runMs: 60_000 }, [first]);
		expect(coordinator.assigned.map((attempt) => attempt.tile?.lattice?.x)).toEqual([3]);
	});
});

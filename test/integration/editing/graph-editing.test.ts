import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editGraphCommand } from "../../../coordinator/src/commands/graph-commands.ts";
import { changeTasks } from "../../../coordinator/src/commands/task-commands.ts";
import { previewGraphEdit } from "../../../coordinator/src/editing/edit-preview.ts";
import type { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { EditedProject, row } from "../../support/edited-project.ts";
import { observedTile, type TestProject } from "../../support/project-builder.ts";

let edited: EditedProject;
let coordinator: DecidingCoordinator;
let project: TestProject;
let add: EditedProject["add"];
let counts: EditedProject["counts"];
let edit: EditedProject["edit"];
let staleOf: EditedProject["staleOf"];
let undo: EditedProject["undo"];

beforeEach(async () => {
	edited = await EditedProject.start();
	({ coordinator, project, add, counts, edit, staleOf, undo } = edited);
});

afterEach(async () => {
	expect(await edited.stop()).toEqual([]);
});

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

	it("tries a stage out on what can run rather than on what is held back, and then on what comes by itself", async () => {
		const decide = (action: "approve" | "reject", ids: readonly number[]) =>
			coordinator.carryOut(changeTasks, {
				selection: { projectId: project.projectId, ids: [...ids] },
				action: { kind: action },
			});
		const heldTasks = async () => {
			// In the order in which a sample is taken otherwise.
			const rows = await coordinator.database.query<{ id: number }>(
				"select id from task where state = 'review' order by md5(unit_key), id",
			);
			return rows.map(({ id }) => id);
		};
		await edit([add("A", ["Acquisition"], { operations: { gate: { review: true } } })]);
		await coordinator.takeTiles(project, row(8));
		await coordinator.finish();
		const held = await heldTasks();
		expect(held).toHaveLength(8);
		await decide("reject", held.slice(0, 2));
		await decide("approve", held.slice(-2));
		await coordinator.takeTiles(project, row(1, 1));
		expect((await counts()).A).toEqual({ succeeded: 2, rejected: 2, review: 4, running: 1 });

		await edit([add("new", ["A"], { canary: { count: 3 } })]);
		expect((await counts()).new).toEqual({ running: 2, waiting: 7 });
		await coordinator.finish();
		expect((await counts()).new).toEqual({ succeeded: 2, waiting: 7 });
		const [late] = (await heldTasks()).filter((id) => !held.includes(id));
		if (late === undefined) throw new Error("the tile that came last is not held");
		await decide("approve", [late]);
		await coordinator.finish();
		expect((await counts()).new).toEqual({ succeeded: 3, waiting: 6 });
	});

	it("tries a changed stage out beside the one there is, and promotes it as its next version", async () => {
		await edit([add("A", ["Acquisition"])]);
		await coordinator.takeTiles(project, row(6));
		await coordinator.finish();
		await edit([{ kind: "changeStage", stage: "A", parameters: { sigma: 3 }, canary: { count: 2 } }]);
		await coordinator.finish();
		expect(await counts()).toMatchObject({ A: { succeeded: 6 }, "A (trial)": { succeeded: 2, ready: 4 } });
		expect(await staleOf("A")).toBe(0);
		await edit([{ kind: "promoteCanary", stage: "A (trial)" }], { rerun: "stale" });
		expect(await counts()).toMatchObject({ A: { running: 6 }, "A (trial)": { excluded: 6 } });
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

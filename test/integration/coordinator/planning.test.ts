import { asStageId, type StageId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cancelTasks, retryTasks, tasksById } from "../../../coordinator/src/planning/task-changes.ts";
import { finishSource } from "../../../coordinator/src/planning/tile-intake.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { addTestStage, createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";

let coordinator: DecidingCoordinator;
let project: TestProject;

beforeEach(async () => {
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database);
	await coordinator.rounds.submit(
		"project",
		async (_transaction, effects) => void effects.changedProjects.add(project.projectId),
	);
});

afterEach(async () => {
	const violations = await coordinator.violations();
	await coordinator.stop();
	expect(violations).toEqual([]);
});

function addStage(stage: Parameters<typeof addTestStage>[3]): Promise<StageId> {
	return coordinator.rounds.submit("stage", (transaction, effects) =>
		addTestStage(transaction, effects, project, stage),
	);
}

/** A plane of tiles, row by row. */
function plane(columns: number, rows: number, z = 0): ReturnType<typeof observedTile>[] {
	return Array.from({ length: columns * rows }, (_, index) => {
		const x = index % columns;
		const y = Math.floor(index / columns);
		return observedTile(`z${z}/y${y}x${x}`, { at: [x, y, z] });
	});
}

describe("each", () => {
	it("runs a stage on every complete tile, and its child as soon as the parent has finished", async () => {
		const first = await addStage({ name: "first", parents: [project.rootStageId] });
		await addStage({ name: "second", parents: [first] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [
			observedTile("a"),
			observedTile("b"),
			observedTile("c", { isComplete: false }),
		]);
		expect(await coordinator.counts(project)).toEqual({
			Acquisition: { succeeded: 2, waiting: 1 },
			first: { running: 2, waiting: 1 },
			second: { waiting: 3 },
		});
		await coordinator.finish();
		await coordinator.takeTiles(project, [observedTile("c")]);
		await coordinator.finish();
		expect(await coordinator.counts(project)).toEqual({
			Acquisition: { succeeded: 3 },
			first: { succeeded: 3 },
			second: { succeeded: 3 },
		});
	});

	it("waits for all of several parents", async () => {
		const left = await addStage({ name: "left", parents: [project.rootStageId] });
		const right = await addStage({ name: "right", parents: [project.rootStageId] });
		await addStage({ name: "join", parents: [left, right] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		const [one, other] = [...coordinator.assigned];
		if (!one || !other) throw new Error("both parents should be assigned");
		await coordinator.finish({}, [one]);
		expect((await coordinator.counts(project)).join).toEqual({ waiting: 1 });
		await coordinator.finish({}, [other]);
		expect((await coordinator.counts(project)).join).toEqual({ running: 1 });
		await coordinator.finish();
	});

	it("back-fills a stage that is added when tiles have finished, behind live tiles", async () => {
		const program = { kind: "builtIn", name: "quality" } as const;
		const first = await addStage({ name: "first", parents: [project.rootStageId], program });
		await coordinator.addWorker(2);
		await coordinator.takeTiles(project, plane(4, 1));
		await coordinator.finish({ runMs: 60_000 });
		await addStage({ name: "late", parents: [first], program });
		await coordinator.settle();
		expect((await coordinator.counts(project)).late).toEqual({ running: 2, ready: 2 });
		await coordinator.takeTiles(project, [observedTile("new")]);
		const [backfilled] = [...coordinator.assigned];
		if (!backfilled) throw new Error("nothing was assigned");
		await coordinator.finish({ runMs: 60_000 }, [backfilled]);
		// The work unit that became free goes to the live tile, before what is left of the back-fill.
		expect(await coordinator.counts(project)).toMatchObject({
			first: { succeeded: 4, running: 1 },
			late: { succeeded: 1, running: 1, ready: 2, waiting: 1 },
		});
		await coordinator.finish();
	});
});

describe("neighbours", () => {
	it("pairs tiles along the offsets, and a late tile brings its pairs with it", async () => {
		await addStage({
			name: "shift",
			parents: [project.rootStageId],
			program: { kind: "builtIn", name: "shift" },
			unitRule: {
				kind: "neighbours",
				offsets: [
					{ x: 1, y: 0, z: 0 },
					{ x: 0, y: 1, z: 0 },
				],
			},
		});
		await coordinator.addWorker();
		const tiles = plane(3, 3);
		const late = tiles.splice(4, 1);
		await coordinator.takeTiles(project, tiles);
		await coordinator.finish();
		expect((await coordinator.counts(project)).shift).toEqual({ succeeded: 8 });
		await coordinator.takeTiles(project, late);
		const pairs = await coordinator.finish();
		expect(pairs).toHaveLength(4);
		expect(pairs.map((pair) => pair.unit.directory).sort()).toEqual([
			"z0/y0x1/y+1",
			"z0/y1x0/x+1",
			"z0/y1x1/x+1",
			"z0/y1x1/y+1",
		]);
		expect((await coordinator.counts(project)).shift).toEqual({ succeeded: 12 });
	});

	it("takes the last of several tiles at one lattice position, and retires the pairs of the others", async () => {
		await addStage({
			name: "pair",
			parents: [project.rootStageId],
			unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
		});
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a", { at: [0, 0, 0] }), observedTile("b", { at: [1, 0, 0] })]);
		await coordinator.finish();
		await coordinator.takeTiles(project, [observedTile("b again", { at: [1, 0, 0] })]);
		await coordinator.finish();
		expect((await coordinator.counts(project)).pair).toEqual({ succeeded: 1, excluded: 1 });
	});

	it("never pairs tiles of different channels", async () => {
		await addStage({
			name: "pair",
			parents: [project.rootStageId],
			unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
		});
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [
			observedTile("a", { at: [0, 0, 0], attributes: { channel: "red" } }),
			observedTile("b", { at: [1, 0, 0], attributes: { channel: "green" } }),
			observedTile("c", { at: [1, 0, 0], attributes: { channel: "red" } }),
		]);
		const pairs = await coordinator.finish();
		expect(pairs).toHaveLength(1);
		expect((await coordinator.counts(project)).Acquisition).toEqual({ succeeded: 3 });
	});
});

describe("groups", () => {
	it("run once when the acquisition has ended and every member has succeeded", async () => {
		const first = await addStage({ name: "first", parents: [project.rootStageId] });
		await addStage({
			name: "plane",
			parents: [first],
			unitRule: { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" } },
		});
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [...plane(2, 1, 0), ...plane(2, 1, 1)]);
		await coordinator.finish();
		expect((await coordinator.counts(project)).plane).toEqual({ waiting: 2 });
		await coordinator.rounds.submit("finish", (transaction, effects) =>
			finishSource(transaction, effects, project.sourceId),
		);
		await coordinator.settle();
		const groups = await coordinator.finish();
		expect(groups.map((group) => group.unit.attributes)).toEqual([{ z: 0 }, { z: 1 }]);
		expect((await coordinator.counts(project)).plane).toEqual({ succeeded: 2 });
	});

	it("close when the expected number of members is known, and open again for a late one", async () => {
		await addStage({
			name: "well",
			parents: [project.rootStageId],
			unitRule: { kind: "group", by: ["well"], completion: { kind: "count", expected: 2 } },
		});
		await coordinator.addWorker();
		const tile = (name: string) => observedTile(name, { attributes: { well: "B03" } });
		await coordinator.takeTiles(project, [tile("a")]);
		expect((await coordinator.counts(project)).well).toEqual({ waiting: 1 });
		await coordinator.takeTiles(project, [tile("b")]);
		expect(await coordinator.finish()).toHaveLength(1);
		await coordinator.takeTiles(project, [tile("late")]);
		const again = await coordinator.finish();
		expect(again.map((attempt) => attempt.unit.memberCount)).toEqual([3]);
		expect((await coordinator.counts(project)).well).toEqual({ succeeded: 1 });
	});

	it("run partially while they grow, and are finished by the last member without running twice for one set", async () => {
		await addStage({
			name: "mosaic",
			parents: [project.rootStageId],
			unitRule: {
				kind: "all",
				completion: { kind: "endOfAcquisition" },
				partial: { minimumMembers: 1, intervalSeconds: 0 },
			},
		});
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		await expect.poll(() => coordinator.assigned.length).toBe(1);
		const [first] = await coordinator.finish({}, [...coordinator.assigned]);
		expect(first?.unit).toMatchObject({ isPartial: true, memberCount: 1 });
		expect((await coordinator.counts(project)).mosaic).toEqual({ waiting: 1 });
		await coordinator.takeTiles(project, [observedTile("b")]);
		await expect.poll(() => coordinator.assigned.length).toBe(1);
		await coordinator.finish({}, [...coordinator.assigned]);
		await coordinator.rounds.submit("finish", (transaction, effects) =>
			finishSource(transaction, effects, project.sourceId),
		);
		await coordinator.settle();
		expect(coordinator.assigned).toHaveLength(0);
		expect((await coordinator.counts(project)).mosaic).toEqual({ succeeded: 1 });
	});
});

describe("what was imaged again", () => {
	it("runs again, and its children are left alone when the new result is the old one", async () => {
		const first = await addStage({ name: "first", parents: [project.rootStageId] });
		await addStage({ name: "second", parents: [first] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		await coordinator.finish({ outputSignature: "same" });
		await coordinator.takeTiles(project, [observedTile("a", { contentSignature: "second content" })]);
		const again = await coordinator.finish({ outputSignature: "same" });
		expect(again.map((attempt) => attempt.attemptNumber)).toEqual([2]);
		await coordinator.takeTiles(project, [observedTile("a", { contentSignature: "third content" })]);
		expect(await coordinator.finish({ outputSignature: "another" })).toHaveLength(2);
		expect(await coordinator.counts(project)).toMatchObject({ first: { succeeded: 1 }, second: { succeeded: 1 } });
	});

	it("while it runs is run once more with the new content", async () => {
		await addStage({ name: "first", parents: [project.rootStageId] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		const [old] = [...coordinator.assigned];
		await coordinator.takeTiles(project, [observedTile("a", { contentSignature: "second content" })]);
		if (!old) throw new Error("nothing was assigned");
		await coordinator.finish({}, [old]);
		expect(await coordinator.counts(project)).toMatchObject({ first: { running: 1 } });
		expect(await coordinator.finish()).toHaveLength(1);
		expect(await coordinator.counts(project)).toMatchObject({ first: { succeeded: 1 } });
	});

	it("an input that goes back returns what was ready to waiting", async () => {
		await addStage({ name: "first", parents: [project.rootStageId] });
		await coordinator.takeTiles(project, [observedTile("a")]);
		expect((await coordinator.counts(project)).first).toEqual({ ready: 1 });
		await coordinator.takeTiles(project, [observedTile("a", { isComplete: false })]);
		expect((await coordinator.counts(project)).first).toEqual({ waiting: 1 });
		await coordinator.addWorker();
		expect(coordinator.assigned).toHaveLength(0);
	});
});

describe("outcomes", () => {
	it("are retried as the stage says, then failed; the children wait and everything else goes on", async () => {
		const first = await addStage({
			name: "first",
			parents: [project.rootStageId],
			operations: { retryRules: { failed: { retries: 1, backOffSeconds: 0 } } },
		});
		await addStage({ name: "second", parents: [first] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("bad"), observedTile("good")]);
		await coordinator.finish((attempt) =>
			attempt.unit.directory === "1" || attempt.unit.key === "1"
				? { outcome: "failed", exitCode: 3, outputSignature: null }
				: {},
		);
		expect(await coordinator.counts(project)).toMatchObject({
			first: { failed: 1, succeeded: 1 },
			second: { waiting: 1, succeeded: 1 },
		});
		await coordinator.rounds.submit("retry", async (transaction, effects) => {
			const rows = await transaction.query<{ id: number }>("select id from task where state = 'failed'");
			await retryTasks(transaction, effects, tasksById(rows.map((row) => row.id)));
		});
		await coordinator.settle();
		await coordinator.finish();
		expect(await coordinator.counts(project)).toMatchObject({ first: { succeeded: 2 }, second: { succeeded: 2 } });
	});

	it("of a lost attempt are refused, and its task runs again", async () => {
		await addStage({ name: "first", parents: [project.rootStageId] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		const [lost] = coordinator.assigned.splice(0);
		if (!lost) throw new Error("nothing was assigned");
		coordinator.rounds.memory.noteLost(lost.attemptId as never, "gone");
		await coordinator.settle();
		expect(coordinator.assigned).toHaveLength(1);
		await coordinator.finish({}, [lost]);
		expect(coordinator.refused).toEqual([lost.attemptId]);
		await coordinator.finish();
		expect((await coordinator.counts(project)).first).toEqual({ succeeded: 1 });
	});

	it("of a cancelled task are refused, and its program is stopped", async () => {
		await addStage({ name: "first", parents: [project.rootStageId] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		const [running] = coordinator.assigned.splice(0);
		if (!running) throw new Error("nothing was assigned");
		await coordinator.rounds.submit("cancel", (transaction, effects) =>
			cancelTasks(transaction, effects, tasksById([running.taskId])),
		);
		expect(coordinator.stopped).toEqual([running.attemptId]);
		await coordinator.finish({}, [running]);
		expect(coordinator.refused).toEqual([running.attemptId]);
		expect((await coordinator.counts(project)).first).toEqual({ cancelled: 1 });
	});

	it("hold whatever a program prints, also what a database cannot store", async () => {
		await addStage({ name: "first", parents: [project.rootStageId] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, [observedTile("a")]);
		await coordinator.finish({
			logTail: "nul \u0000 and half a pair \ud800",
			metrics: { "name \ud800 \u0000": 1, "\\ud800": 2 },
			command: ["\udc00"],
		});
		expect((await coordinator.counts(project)).first).toEqual({ succeeded: 1 });
		const [attempt] = await coordinator.database.query("select metrics, command from attempt");
		expect(attempt).toEqual({ metrics: { "name \ufffd \ufffd": 1, "\\ud800": 2 }, command: ["\ufffd"] });
	});

	it("pause a stage by itself when too many are failures in a row", async () => {
		const first = await addStage({
			name: "first",
			parents: [project.rootStageId],
			operations: { pauseAfterFailures: 3, retryRules: { failed: { retries: 0, backOffSeconds: 0 } } },
		});
		await coordinator.addWorker(1);
		await coordinator.takeTiles(project, plane(10, 1));
		// One at a time: with credit for all ten the first three decide.
		for (let finished = 0; finished < 3; finished += 1) {
			const [next] = [...coordinator.assigned];
			if (next) await coordinator.finish({ outcome: "failed", exitCode: 1, outputSignature: null }, [next]);
		}
		const [stage] = await coordinator.database.query<{ pause_reason: string }>(
			"select is_paused, paused_itself_after, pause_reason from stage where id = $1",
			[asStageId(first)],
		);
		expect(stage).toMatchObject({ is_paused: true, paused_itself_after: 3 });
		expect(stage?.pause_reason).toContain("3 failures in a row");
	});
});

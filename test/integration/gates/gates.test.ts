import type { GateAction } from "@tilewright/contract/gate";
import type { StageId, TaskId } from "@tilewright/contract/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { rejudgeStage } from "../../../coordinator/src/gates/stage-rejudging.ts";
import {
	approveTasks,
	flagTasks,
	holdTasks,
	rejectTasks,
	unflagTasks,
} from "../../../coordinator/src/gates/task-judging.ts";
import { plannedStage, readProjects } from "../../../coordinator/src/planning/project-graph.ts";
import { excludeTasks, includeTasks, retryTasks, tasksById } from "../../../coordinator/src/planning/task-changes.ts";
import { finishSource } from "../../../coordinator/src/planning/tile-intake.ts";
import { DecidingCoordinator } from "../../support/deciding-coordinator.ts";
import { addTestStage, createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";

let coordinator: DecidingCoordinator;
let project: TestProject;

beforeEach(async () => {
	coordinator = await DecidingCoordinator.start();
	project = await createTestProject(coordinator.database);
});

afterEach(async () => {
	const violations = await coordinator.violations();
	await coordinator.stop();
	expect(violations).toEqual([]);
});

const addStage = (stage: Parameters<typeof addTestStage>[3]): Promise<StageId> =>
	coordinator.rounds.submit("add stage", (transaction, effects) => addTestStage(transaction, effects, project, stage));

const tiles = (count: number, content = "first content") =>
	Array.from({ length: count }, (_, x) => observedTile(`t${x}`, { at: [x, 0, 0], contentSignature: content }));

interface GatedTask {
	readonly id: TaskId;
	readonly name: string;
	readonly state: string;
	readonly gate_verdict: string | null;
	readonly gate: { readonly action: string; readonly rules: readonly unknown[] } | null;
	readonly attempt_count: number;
}

const tasksOf = (stageId: StageId) =>
	coordinator.database.query<GatedTask>(
		`select t.id, coalesce(tile.name, t.unit_key) as name, t.state, t.gate_verdict, a.gate, t.attempt_count
		from task t left join tile on tile.id = t.tile_id left join attempt a on a.id = t.result_attempt_id
		where t.stage_id = $1 order by t.ordinal, t.id`,
		[stageId],
	);

const judgement = (reason: string | null = "looked at it") => ({ projectId: project.projectId, actor: "ana", reason });

const judgements = { approveTasks, rejectTasks, holdTasks, flagTasks, unflagTasks };

async function judge(kind: keyof typeof judgements, ids: TaskId[], reason?: string | null) {
	const changed = await coordinator.rounds.submit(kind, (transaction, effects) =>
		judgements[kind](transaction, effects, tasksById(ids), judgement(reason)),
	);
	await coordinator.settle();
	return changed;
}

async function retry(ids: TaskId[]): Promise<void> {
	await coordinator.rounds.submit("retry", (transaction, effects) => retryTasks(transaction, effects, tasksById(ids)));
	await coordinator.settle();
}

async function setGate(stageId: StageId, gate: object | null): Promise<void> {
	await coordinator.rounds.submit("set gate", async (transaction, effects) => {
		await transaction.query(
			`update stage_version v set operations = operations || jsonb_build_object('gate', $2::jsonb)
			from stage s where s.id = $1 and v.id = s.current_version_id`,
			[stageId, JSON.stringify(gate)],
		);
		effects.changedProjects.add(project.projectId);
	});
}

const rule = (when: string, action: GateAction) => ({
	when,
	// biome-ignore lint/suspicious/noThenProperty: what people write in a rule.
	then: action,
});

const focusGate = {
	rules: [rule("focus < 0.2", "reject"), rule("focus < 0.4", "hold"), rule("focus < 0.6", "flag")],
};

/** A gated stage and its child, with the focus of each tile. */
async function runGated(focus: readonly (number | null)[], gate: object = focusGate) {
	await coordinator.addWorker();
	const gated = await addStage({ name: "Quality", parents: [project.rootStageId], operations: { gate } as never });
	const child = await addStage({ name: "Fusion", parents: [gated] });
	await coordinator.takeTiles(project, tiles(focus.length));
	await finishWith(gated, focus);
	return { gated, child };
}

async function finishWith(gated: StageId, focus: readonly (number | null)[]): Promise<void> {
	const places = new Map((await tasksOf(gated)).map((task, place) => [task.id as number, place]));
	await coordinator.finish((attempt) => {
		const place = places.get(attempt.taskId);
		const value = place === undefined ? null : focus[place];
		return { metrics: value == null ? {} : { focus: value } };
	});
}

describe("a gate", () => {
	it("rejects, holds, flags or lets through, and only what is let through reaches the children", async () => {
		const { gated, child } = await runGated([0.1, 0.3, 0.5, 0.9]);

		const tasks = await tasksOf(gated);

		expect(tasks.map((task) => task.state)).toEqual(["rejected", "review", "succeeded", "succeeded"]);
		expect(tasks.map((task) => task.gate?.action ?? null)).toEqual(["reject", "hold", "flag", null]);
		expect(tasks[1]?.gate?.rules).toEqual([
			{ when: "focus < 0.4", action: "hold", feedback: null, values: { focus: 0.3 }, problem: null },
			{ when: "focus < 0.6", action: "flag", feedback: null, values: { focus: 0.3 }, problem: null },
		]);
		expect((await tasksOf(child)).map((task) => task.state)).toEqual(["waiting", "waiting", "succeeded", "succeeded"]);
		const flags = await coordinator.database.query("select reason, by_gate from task_flag order by task_id");
		expect(flags).toHaveLength(3);
		expect(flags[2]).toEqual({ reason: "“focus < 0.6” (focus = 0.5)", by_gate: true });
	});

	it("holds a result whose metric is missing, and says so", async () => {
		const { gated } = await runGated([null]);

		const [task] = await tasksOf(gated);

		expect(task?.state).toBe("review");
		expect(task?.gate?.rules[0]).toMatchObject({ action: "hold", problem: 'the metric "focus" is missing' });
	});

	it("with a review lets nothing through without a person", async () => {
		const { gated, child } = await runGated([0.9, 0.9], { review: true });
		expect((await tasksOf(gated)).map((task) => task.state)).toEqual(["review", "review"]);

		const [first] = await tasksOf(gated);
		expect(await judge("approveTasks", first ? [first.id] : [])).toBe(1);
		await coordinator.finish();

		expect((await tasksOf(child)).map((task) => task.state)).toEqual(["succeeded", "waiting"]);
	});

	it("judges a reprocessed result anew: it needs approval again", async () => {
		const { gated, child } = await runGated([0.3]);
		const ids = (await tasksOf(gated)).map((task) => task.id);
		await judge("approveTasks", ids);
		await coordinator.finish();
		expect((await tasksOf(child))[0]).toMatchObject({ state: "succeeded", attempt_count: 1 });

		await retry(ids);
		await finishWith(gated, [0.35]);
		expect((await tasksOf(gated))[0]).toMatchObject({ state: "review", gate_verdict: "hold" });

		await judge("approveTasks", ids);
		await coordinator.finish();
		expect((await tasksOf(child))[0]).toMatchObject({ state: "succeeded", attempt_count: 2 });
	});

	it("forgets what a person rejected when the new result passes", async () => {
		const { gated } = await runGated([0.9]);
		const ids = (await tasksOf(gated)).map((task) => task.id);
		expect(await judge("rejectTasks", ids)).toBe(1);
		expect((await tasksOf(gated))[0]?.state).toBe("rejected");

		await retry(ids);
		await finishWith(gated, [0.9]);

		expect((await tasksOf(gated))[0]).toMatchObject({ state: "succeeded", gate_verdict: null });
	});

	it("judges partial results of a group and holds it once it is complete", async () => {
		await coordinator.addWorker();
		const group = await addStage({
			name: "Mosaic",
			parents: [project.rootStageId],
			unitRule: {
				kind: "group",
				by: ["z"],
				completion: { kind: "endOfAcquisition" },
				partial: { minimumMembers: 1, intervalSeconds: 0 },
			},
			operations: { gate: focusGate } as never,
		});
		const child = await addStage({ name: "After", parents: [group] });
		await coordinator.takeTiles(project, tiles(2));
		await expect.poll(() => coordinator.assigned.length).toBe(1);
		await coordinator.finish({ metrics: { focus: 0.3 } }, [...coordinator.assigned]);
		expect((await tasksOf(group))[0]).toMatchObject({ state: "waiting", gate_verdict: "hold" });

		await coordinator.rounds.submit("finish", (transaction, effects) =>
			finishSource(transaction, effects, project.sourceId),
		);
		await coordinator.settle();

		expect((await tasksOf(group))[0]).toMatchObject({ state: "review", attempt_count: 1 });
		expect((await tasksOf(child)).map((task) => task.state)).toEqual(["waiting"]);
	});

	it("keeps its word about a unit that is retired and comes back", async () => {
		const { gated } = await runGated([0.3]);
		await takeOut(gated, true);
		expect((await tasksOf(gated))[0]?.state).toBe("excluded");

		await takeOut(gated, false);
		await coordinator.finish();

		expect((await tasksOf(gated))[0]).toMatchObject({ state: "review", gate_verdict: "hold", attempt_count: 1 });
	});

	it("judges finished results again when it has changed, and leaves what a person decided", async () => {
		const { gated, child } = await runGated([0.9, 0.9, 0.3]);
		const tasks = await tasksOf(gated);
		await judge(
			"rejectTasks",
			tasks.slice(0, 1).map((task) => task.id),
		);
		const gate = { rules: [rule("focus >= 0.8", "hold")], review: false, feedback: null };
		await setGate(gated, gate);

		const again = await coordinator.rounds.submit("rejudge", (transaction, effects) =>
			rejudgeStage(transaction, effects, gated, gate, judgement(), { includesDecided: false }),
		);
		await coordinator.settle();
		await coordinator.finish();

		expect(again).toEqual({ judged: 2, changed: 2 });
		expect((await tasksOf(gated)).map((task) => task.state)).toEqual(["rejected", "review", "succeeded"]);
		expect((await tasksOf(child)).map((task) => task.state)).toEqual(["succeeded", "succeeded", "succeeded"]);
		expect(await coordinator.database.query("select from task_flag")).toEqual([]);
	});

	it("judges again what a person decided and took back, and leaves what a person holds", async () => {
		const { gated } = await runGated([0.3, 0.3]);
		const [back, kept] = (await tasksOf(gated)).map((task) => task.id);
		if (back === undefined || kept === undefined) throw new Error("there are two tasks");
		await judge("approveTasks", [back, kept]);
		await judge("holdTasks", [back], null);
		await judge("holdTasks", [kept]);
		expect((await tasksOf(gated)).map((task) => task.gate_verdict)).toEqual(["hold", "hold"]);
		const gate = { rules: [rule("focus < 0.1", "hold")], review: false, feedback: null };
		await setGate(gated, gate);

		const again = await coordinator.rounds.submit("rejudge", (transaction, effects) =>
			rejudgeStage(transaction, effects, gated, gate, judgement(), { includesDecided: false }),
		);
		await coordinator.settle();
		await coordinator.finish();

		expect(again).toEqual({ judged: 1, changed: 1 });
		expect((await tasksOf(gated)).map((task) => task.state)).toEqual(["succeeded", "review"]);
	});

	it("costs a stage without one nothing: no row is written", async () => {
		await coordinator.addWorker();
		await addStage({ name: "Plain", parents: [project.rootStageId] });
		await coordinator.takeTiles(project, tiles(3));
		await coordinator.finish(() => ({ metrics: { focus: 0 } }));

		expect(await coordinator.database.query("select from attempt where gate is not null")).toEqual([]);
		expect((await coordinator.counts(project)).Plain).toEqual({ succeeded: 3 });
	});

	it("that got past the check holds results instead of stopping the rounds", async () => {
		const { gated } = await runGated([0.9], { rules: [rule("focus <", "reject")] });

		expect((await tasksOf(gated))[0]?.state).toBe("review");
	});
});

describe("a person", () => {
	it("releases children once, however often the result is approved", async () => {
		const { gated, child } = await runGated([0.3, 0.3]);
		const ids = (await tasksOf(gated)).map((task) => task.id);

		expect(await judge("approveTasks", ids)).toBe(2);
		expect(await judge("approveTasks", ids)).toBe(0);
		await coordinator.finish();

		expect((await tasksOf(child)).map((task) => task.attempt_count)).toEqual([1, 1]);
		const [decision] = await coordinator.database.query<{ kind: string; actor: string; reason: string }>(
			"select d.kind, d.actor, d.reason from task t join decision d on d.id = t.decision_id where t.id = $1",
			[ids[0]],
		);
		expect(decision).toEqual({ kind: "approve", actor: "ana", reason: "looked at it" });
	});

	it("rejects the input of a child that runs: its result waits, and counts once the input is approved", async () => {
		const gated = await addStage({ name: "Quality", parents: [project.rootStageId], program: { kind: "none" } });
		const child = await addStage({ name: "Fusion", parents: [gated] });
		await coordinator.addWorker();
		await coordinator.takeTiles(project, tiles(1));
		await coordinator.finish({}, coordinator.assigned.slice(0, 1));
		const ids = (await tasksOf(gated)).map((task) => task.id);
		const childAttempts = [...coordinator.assigned];

		expect(await judge("rejectTasks", ids)).toBe(1);
		await coordinator.finish({}, childAttempts);
		const rejected = (await tasksOf(child))[0];
		expect(await judge("approveTasks", ids)).toBe(1);
		await coordinator.finish();

		expect(rejected?.state).toBe("waiting");
		expect((await tasksOf(child))[0]).toMatchObject({ state: "succeeded", attempt_count: 1 });
		expect((await tasksOf(gated))[0]?.state).toBe("succeeded");
	});

	it("holds and rejects accepted results, and leaves what has none", async () => {
		const { gated, child } = await runGated([0.9, 0.9]);
		const [first, second] = await tasksOf(gated);
		const root = await tasksOf(project.rootStageId);
		if (!first || !second) throw new Error("there are two tasks");

		expect(await judge("holdTasks", [first.id, ...root.map((task) => task.id)])).toBe(1);
		expect(await judge("rejectTasks", [first.id, second.id])).toBe(2);

		expect((await tasksOf(gated)).map((task) => task.state)).toEqual(["rejected", "rejected"]);
		expect((await tasksOf(project.rootStageId)).map((task) => task.state)).toEqual(["succeeded", "succeeded"]);
		expect((await tasksOf(child)).map((task) => task.attempt_count)).toEqual([1, 1]);
	});

	it("flags results and takes flags off, without moving anything", async () => {
		const { gated } = await runGated([0.9, 0.5]);
		const ids = (await tasksOf(gated)).map((task) => task.id);

		expect(await judge("flagTasks", ids)).toBe(2);
		expect(await coordinator.database.query("select from task_flag")).toHaveLength(3);
		expect(await judge("unflagTasks", ids)).toBe(2);

		expect(await coordinator.database.query("select from task_flag")).toEqual([]);
		expect((await tasksOf(gated)).map((task) => task.state)).toEqual(["succeeded", "succeeded"]);
	});
});

async function takeOut(stageId: StageId, isOut: boolean): Promise<void> {
	await coordinator.rounds.submit("take out", async (transaction, effects) => {
		const [read] = await readProjects(transaction, [project.projectId]);
		if (!read) throw new Error("the project is there");
		const graph = { stages: read.stages.map((stage) => plannedStage(read, stage)), acquisitionIsFinished: false };
		const chosen = { text: "t.stage_id = $1", parameters: [stageId] };
		await (isOut ? excludeTasks : includeTasks)(transaction, effects, chosen, { ...judgement(), kind: "test" }, graph);
	});
	await coordinator.settle();
}

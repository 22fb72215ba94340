import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestProject, observedTile, type TestProject } from "../../support/project-builder.ts";
import { ServedCoordinator } from "../api/support/served-coordinator.ts";

let served: ServedCoordinator;
let project: TestProject;
let definitionId: string;

beforeEach(async () => {
	served = await ServedCoordinator.start();
	project = await createTestProject(served.coordinator.database);
	const { createTaskDefinition } = await served.query<{ createTaskDefinition: { taskDefinition: { id: string } } }>(
		"mutation ($input: CreateTaskDefinitionInput!) { createTaskDefinition(input: $input) { taskDefinition { id } } }",
		{ input: { name: `marker ${randomUUID()}`, content: { program: { kind: "none" } } } },
	);
	definitionId = createTaskDefinition.taskDefinition.id;
	await served.coordinator.addWorker();
});

afterEach(async () => {
	const violations = await served.coordinator.violations();
	await served.stop();
	expect(violations).toEqual([]);
});

const rule = (when: string, action: string, feedback: string | null = null) => ({
	when,
	// biome-ignore lint/suspicious/noThenProperty: what people write in a rule.
	then: action,
	feedback,
});

const createStage = (gate: object) =>
	served.ask<{ createStage: { stage: { id: string } } }>(
		"mutation ($input: CreateStageInput!) { createStage(input: $input) { stage { id } } }",
		{
			input: {
				projectId: String(project.projectId),
				name: "Quality",
				definitionId,
				parentIds: [String(project.rootStageId)],
				unitRule: { kind: "each" },
				operations: { gate },
			},
		},
	);

interface QueuedTask {
	readonly id: string;
	readonly state: string;
	readonly reason: string;
	readonly gate: {
		readonly action: string;
		readonly rules: { readonly when: string; readonly values: object }[];
	} | null;
	readonly flags: { readonly reason: string; readonly actor: string | null }[];
}

const queueFields =
	"edges { node { id state reason gate { action rules { when values } } flags { reason actor } } } pageInfo { hasNextPage endCursor } totalCount";

async function page(field: "reviewQueue" | "flaggedTasks", first = 50, after: string | null = null, order?: string) {
	const answer = await served.query<
		Record<
			string,
			{ edges: { node: QueuedTask }[]; pageInfo: { hasNextPage: boolean; endCursor: string }; totalCount: number }
		>
	>(
		`query ($id: ID!, $first: Int, $after: String) { ${field}(projectId: $id, first: $first, after: $after${order === undefined ? "" : `, order: ${order}`}) { ${queueFields} } }`,
		{
			id: String(project.projectId),
			first,
			after,
		},
	);
	const found = answer[field];
	if (!found) throw new Error("an answer has its field");
	return { ...found, tasks: found.edges.map((edge) => edge.node) };
}

const judge = (mutation: string, ids: string[], reason: string | null) =>
	served.query<Record<string, { changedCount: number; tasks: QueuedTask[] }>>(
		`mutation ($input: JudgeTasksInput!) { ${mutation}(input: $input) { changedCount tasks { id state reason } } }`,
		{ input: { ids, reason } },
	);

async function runTiles(focus: readonly number[]): Promise<void> {
	const { coordinator } = served;
	await coordinator.takeTiles(
		project,
		focus.map((_value, x) => observedTile(`t${x}`, { at: [x, 0, 0] })),
	);
	await coordinator.finish(({ tile, unit }) => ({
		metrics: { focus: focus[Number(tile?.lattice?.x ?? Number(unit.key) - 1)] ?? 1 },
	}));
}

describe("gates over GraphQL", () => {
	it("are checked when they are saved", async () => {
		const answer = await createStage({ rules: [rule("focus <", "hold")] });

		expect(answer.errors?.[0]?.extensions.code).toBe("ARGUMENT_INVALID");
		expect(answer.errors?.[0]?.message).toContain("Gate rule 1 cannot be used: “focus <”, at character 8");
		expect((await createStage({ rules: [{ when: "focus < 1", action: "hold" }] })).errors?.[0]?.extensions.code).toBe(
			"ARGUMENT_INVALID",
		);
	});

	it("fill the review queue, say why, and people empty it", async () => {
		await createStage({ rules: [rule("focus < 0.4", "hold"), rule("focus < 0.6", "flag")] });
		await runTiles([0.31, 0.5, 0.9, 0.2]);

		const queue = await page("reviewQueue");
		expect(queue.totalCount).toBe(2);
		expect(queue.tasks[0]).toMatchObject({
			state: "REVIEW",
			reason: "held by gate rule “focus < 0.4” (focus = 0.31)",
			gate: { action: "HOLD", rules: [{ when: "focus < 0.4", values: { focus: 0.31 } }, { when: "focus < 0.6" }] },
		});
		const firstPage = await page("reviewQueue", 1);
		expect(firstPage.pageInfo.hasNextPage).toBe(true);
		expect((await page("reviewQueue", 1, firstPage.pageInfo.endCursor)).tasks[0]?.id).toBe(queue.tasks[1]?.id);
		expect((await page("flaggedTasks")).tasks).toHaveLength(3);
		const flagged = await served.query<{ project: { tasks: { edges: { node: { id: string } }[] } } }>(
			"query ($id: ID!) { project(id: $id) { tasks(filter: { isFlagged: true, states: [REVIEW] }) { edges { node { id } } } } }",
			{ id: String(project.projectId) },
		);
		expect(flagged.project.tasks.edges.map((edge) => edge.node.id)).toEqual(queue.tasks.map((task) => task.id));

		const [one, two] = queue.tasks;
		const approved = await judge("approveTasks", [one?.id ?? ""], "only the corner is dark");
		expect(approved.approveTasks).toMatchObject({ changedCount: 1, tasks: [{ state: "SUCCEEDED" }] });
		const rejected = await judge("rejectTasks", [two?.id ?? ""], "bubble");
		expect(rejected.rejectTasks?.tasks[0]?.reason).toMatch(/^rejected by .+: bubble$/);
		const held = await judge("holdTasks", [two?.id ?? ""], "ask Ben");
		expect(held.holdTasks?.tasks[0]?.reason).toMatch(/^held by .+: ask Ben$/);
		expect((await page("reviewQueue")).tasks.map((task) => task.id)).toEqual([two?.id]);
	});

	it("let the worst be looked at first, page by page", async () => {
		await createStage({ rules: [rule("focus < 0.4", "hold")] });
		await runTiles([0.31, 0.02, 0.9, 0.2, 0.35, 0.8]);
		const all = await served.coordinator.database.query<{ id: string }>(
			"select t.id::text from task t join tile on tile.id = t.tile_id where t.result_attempt_id is not null order by tile.lattice_x",
		);
		const byPerson = [all[5]?.id ?? "", all[2]?.id ?? ""];
		await judge("holdTasks", byPerson, "look again");

		const first = await page("reviewQueue", 2, null, "WORST_FIRST");
		expect(first.totalCount).toBe(6);
		const between = await page("reviewQueue", 2, first.pageInfo.endCursor, "WORST_FIRST");
		// The one the next page begins behind is decided meanwhile: nothing is skipped.
		await judge("approveTasks", [between.tasks[1]?.id ?? ""], null);
		const last = await page("reviewQueue", 2, between.pageInfo.endCursor, "WORST_FIRST");

		const ids = [...first.tasks, ...between.tasks, ...last.tasks].map((task) => task.id);
		expect(ids).toEqual([1, 3, 0, 4, 2, 5].map((place) => all[place]?.id));
		expect(last.pageInfo.hasNextPage).toBe(false);
	});

	it("say again why a result was held when a decision about it is taken back", async () => {
		await createStage({ rules: [rule("focus < 0.4", "hold")] });
		await runTiles([0.31, 0.9]);
		const { tasks } = await page("reviewQueue");
		const [held] = tasks;
		const ids = [held?.id ?? ""];
		const heldByGate = "held by gate rule “focus < 0.4” (focus = 0.31)";
		expect(held?.reason).toBe(heldByGate);

		for (const decision of ["approveTasks", "rejectTasks"]) {
			await judge(decision, ids, "only the corner is dark");
			const back = await judge("holdTasks", ids, null);
			expect(back.holdTasks).toMatchObject({ changedCount: 1, tasks: [{ state: "REVIEW", reason: heldByGate }] });
		}

		await judge("approveTasks", ids, null);
		const again = await judge("holdTasks", ids, "ask Ben");
		expect(again.holdTasks?.tasks[0]?.reason).toMatch(
			/^held by gate rule “focus < 0.4” .focus = 0.31., and by .+: ask Ben$/,
		);
	});

	it("list what people decided, newest first, until it is taken back or made again", async () => {
		await createStage({ rules: [rule("focus < 0.4", "hold"), rule("focus > 5", "reject")] });
		await runTiles([0.31, 0.2, 0.9, 7]);
		const decided = async (first = 50, after: string | null = null) => {
			const { decidedTasks } = await served.query<{
				decidedTasks: {
					edges: { node: { id: string; state: string; decision: { kind: string; reason: string | null } } }[];
					pageInfo: { hasNextPage: boolean; endCursor: string };
					totalCount: number;
				};
			}>(
				`query ($id: ID!, $first: Int, $after: String) { decidedTasks(projectId: $id, first: $first, after: $after) {
					edges { node { id state decision { kind reason } } } pageInfo { hasNextPage endCursor } totalCount
				} }`,
				{ id: String(project.projectId), first, after },
			);
			return { ...decidedTasks, tasks: decidedTasks.edges.map((edge) => edge.node) };
		};
		expect(await decided()).toMatchObject({ tasks: [], totalCount: 0 });

		const [one = "", two = ""] = (await page("reviewQueue")).tasks.map((task) => task.id);
		await judge("approveTasks", [one], null);
		await judge("rejectTasks", [two], "bubble");
		const both = await decided();
		expect(both.totalCount).toBe(2);
		expect(both.tasks).toMatchObject([
			{ id: two, state: "REJECTED", decision: { kind: "reject", reason: "bubble" } },
			{ id: one, state: "SUCCEEDED", decision: { kind: "approve", reason: null } },
		]);
		const newest = await decided(1);
		expect(newest.pageInfo.hasNextPage).toBe(true);
		expect((await decided(1, newest.pageInfo.endCursor)).tasks.map(({ id }) => id)).toEqual([one]);

		const rejected = async (isDecided: boolean) => {
			const answer = await served.query<{ project: { tasks: { edges: { node: { id: string } }[] } } }>(
				`query ($id: ID!, $filter: TaskFilter) { project(id: $id) { tasks(filter: $filter) { edges { node { id } } } } }`,
				{ id: String(project.projectId), filter: { states: ["REJECTED"], isDecided } },
			);
			return answer.project.tasks.edges.map(({ node }) => node.id);
		};
		expect(await rejected(true)).toEqual([two]);
		// By the gate, and nobody has looked yet.
		const byGate = await rejected(false);
		expect(byGate).toHaveLength(1);
		expect(byGate).not.toContain(two);

		await judge("approveTasks", [two], "only the corner");
		expect((await decided()).tasks[0]).toMatchObject({ id: two, state: "SUCCEEDED", decision: { kind: "approve" } });
		await judge("holdTasks", [two], null);
		expect((await decided()).tasks.map(({ id }) => id)).toEqual([one]);
		await served.query("mutation ($input: TaskIdsInput!) { retryTasks(input: $input) { changedCount } }", {
			input: { ids: [one] },
		});
		await served.coordinator.finish(() => ({ metrics: { focus: 0.3 } }));
		expect(await decided()).toMatchObject({ tasks: [], totalCount: 0 });
	});

	it("judge a stage again, and send feedback that a person writes", async () => {
		const answer = await createStage({
			rules: [rule("focus < 0.4", "reject")],
			feedback: { subject: `scope.${Date.now()}` },
		});
		const stageId = answer.data?.createStage.stage.id;
		await runTiles([0.3, 0.9]);

		const { rejudgeStage } = await served.query<{ rejudgeStage: { judgedCount: number; changedCount: number } }>(
			"mutation ($input: RejudgeStageInput!) { rejudgeStage(input: $input) { judgedCount changedCount } }",
			{ input: { id: stageId } },
		);
		expect(rejudgeStage).toEqual({ judgedCount: 2, changedCount: 0 });

		const [tile] = await served.coordinator.database.query<{ id: number }>("select id from tile order by id limit 1");
		const send = (input: object) =>
			served.ask<{ sendFeedback: { feedback: { id: string; verdict: string; tileCount: number; text: string }[] } }>(
				"mutation ($input: SendFeedbackInput!) { sendFeedback(input: $input) { feedback { id verdict tileCount text } } }",
				{ input: { projectId: String(project.projectId), ...input } },
			);
		const sent = await send({ verdict: "RE_IMAGE", tileIds: [String(tile?.id)], message: "vibration" });
		expect(sent.data?.sendFeedback.feedback).toMatchObject([{ verdict: "RE_IMAGE", tileCount: 1, text: "vibration" }]);
		expect((await send({ verdict: "RE_IMAGE" })).errors?.[0]?.extensions.code).toBe("ARGUMENT_INVALID");
		expect((await send({ verdict: "GOOD", tileIds: ["987654"] })).errors?.[0]?.extensions.code).toBe(
			"ARGUMENT_INVALID",
		);
		const { feedback } = await served.query<{ feedback: { edges: { node: { id: string; tries: number } }[] } }>(
			"query ($id: ID!) { feedback(projectId: $id, isOpen: true) { edges { node { id tries } } } }",
			{ id: String(project.projectId) },
		);
		expect(feedback.edges.map((edge) => edge.node.id)).toEqual(sent.data?.sendFeedback.feedback.map(({ id }) => id));
	});
});

describe("failures over GraphQL", () => {
	it("are grouped, with where, when and examples", async () => {
		await createStage({ rules: [] });
		const { coordinator } = served;
		await coordinator.database.query(
			`update stage_version set operations = operations || '{"retryRules": {"failed": {"retries": 0, "backOffSeconds": 0}}}'`,
		);
		await coordinator.rounds.submit("reload", async (_transaction, effects) => {
			effects.changedProjects.add(project.projectId);
		});
		await coordinator.takeTiles(project, [observedTile("a"), observedTile("b")]);
		await coordinator.finish(({ taskId }) => ({
			outcome: "failed",
			exitCode: 1,
			problem: "no",
			logTail: `error: tile ${taskId}`,
		}));

		const answer = await served.query<{ failureGroups: { edges: { node: object }[] }; failurePlaces: object }>(
			`query ($id: ID!) {
				failureGroups(projectId: $id) { edges { node {
					signature outcome failedTasks attempts stage { name } failedTiles { name }
					workers { name host attempts worker { name } } hosts { host attempts workers } overTime { attempts } examples { id }
				} } }
				failurePlaces(projectId: $id) { workers { name attempts } hosts { host attempts } }
			}`,
			{ id: String(project.projectId) },
		);

		expect(answer.failureGroups.edges).toMatchObject([
			{
				node: {
					signature: "error: tile <n>",
					outcome: "FAILED",
					failedTasks: 2,
					failedTiles: [{ name: "a" }, { name: "b" }],
					attempts: 2,
					stage: { name: "Quality" },
					workers: [{ name: "test worker", host: "here", attempts: 2, worker: { name: "test worker" } }],
					hosts: [{ host: "here", attempts: 2, workers: 1 }],
					overTime: [{ attempts: 2 }],
					examples: [{}, {}],
				},
			},
		]);
		expect(answer.failurePlaces).toEqual({
			workers: [{ name: "test worker", attempts: 2 }],
			hosts: [{ host: "here", attempts: 2 }],
		});
	});

	it("put a worker into quarantine and let it out as a person says", async () => {
		const worker = "worker { quarantinedAt quarantineReason isHostQuarantined nextProbeAt }";
		const id = served.coordinator.workerId;
		const { quarantineWorker } = await served.query<{ quarantineWorker: { worker: object } }>(
			`mutation ($input: QuarantineWorkerInput!) { quarantineWorker(input: $input) { ${worker} } }`,
			{ input: { id, reason: "its disk is slow" } },
		);
		expect(quarantineWorker.worker).toMatchObject({
			quarantineReason: "its disk is slow",
			isHostQuarantined: false,
			nextProbeAt: null,
		});
		await createStage({ rules: [] });
		await served.coordinator.takeTiles(project, [observedTile("a")]);
		expect(served.coordinator.assigned).toEqual([]);
		const waiting = await served.query<{
			project: { stages: { tasks: { edges: { node: { reason: string } }[] } }[] };
		}>("query ($id: ID!) { project(id: $id) { stages { tasks { edges { node { reason } } } } } }", {
			id: String(project.projectId),
		});
		expect(waiting.project.stages[1]?.tasks.edges[0]?.node.reason).toBe(
			"the only connected worker is paused or in quarantine",
		);

		const { releaseWorker } = await served.query<{ releaseWorker: { worker: object } }>(
			`mutation ($input: ReleaseWorkerInput!) { releaseWorker(input: $input) { ${worker} } }`,
			{ input: { id } },
		);
		expect(releaseWorker.worker).toMatchObject({ quarantinedAt: null, quarantineReason: null });
		await expect.poll(() => served.coordinator.assigned.length).toBe(1);
		await served.coordinator.finish();
	});
});

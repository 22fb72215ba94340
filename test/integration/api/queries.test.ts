import type { StageId } from "@tilewright/contract/ids";
import { Sequelize } from "sequelize";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage, plane } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";

let served: ServedCoordinator;
let project: TestProject;
let quality: StageId;
let shift: StageId;
let mosaic: StageId;

const planes = 3;
const columns = 4;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	project = await createProject(served, { name: "Brain 7" });
	const definitionId = await createDefinition(served, "No-op");
	quality = await createStage(served, project, { name: "Quality", definitionId, parents: [project.rootStageId] });
	shift = await createStage(served, project, {
		name: "Shift",
		definitionId,
		parents: [quality],
		unitRule: { kind: "neighbours", offsets: [{ x: 1, y: 0, z: 0 }] },
	});
	mosaic = await createStage(served, project, {
		name: "Mosaic",
		definitionId,
		parents: [quality, shift],
		unitRule: { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" } },
	});
	await served.coordinator.addWorker();
	for (let z = 0; z < planes; z += 1) await served.coordinator.takeTiles(project, plane(columns, 1, z));
	// Every tile of plane 1 in column 2 fails for good; the rest of the qualities succeed.
	const { coordinator } = served;
	const isQuality = (attempt: { stageVersionId: number }) => attempt.stageVersionId === 1;
	const isBad = (attempt: { tile: { relativePath: string } | null }) => attempt.tile?.relativePath === "z1/y0x2";
	await coordinator.finish(
		(attempt) =>
			isQuality(attempt) && isBad(attempt)
				? { outcome: "timedOut", exitCode: null, signal: "SIGTERM", logTail: "reading\nstill reading" }
				: {
						metrics: { focus: 0.5 },
						artifacts: [{ path: "preview.png", kind: "preview", format: "png", shape: [2, 2], sizeBytes: 10 }],
					},
		[...coordinator.assigned],
	);
	await coordinator.finish({ metrics: { dx: 1 } });
});
afterAll(async () => {
	const differences = await served.differencesOfNotedTasks();
	await served.stop();
	expect(differences).toEqual([]);
});

interface TaskNode {
	readonly id: string;
	readonly unitKey: string;
	readonly state: string;
	readonly reason: string;
	readonly tile: { readonly relativePath: string } | null;
}
interface TaskPage {
	readonly edges: { readonly cursor: string; readonly node: TaskNode }[];
	readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
	readonly totalCount: number | null;
}

async function tasks(filter: object, page: { first?: number; after?: string } = {}): Promise<TaskPage> {
	const { project: answer } = await served.query<{ project: { tasks: TaskPage } }>(
		`query ($id: ID!, $filter: TaskFilter, $first: Int, $after: String) { project(id: $id) {
			tasks(filter: $filter, first: $first, after: $after) {
				edges { cursor node { id unitKey state reason tile { relativePath } } }
				pageInfo { hasNextPage hasPreviousPage endCursor } totalCount
			}
		} }`,
		{ id: project.projectId, filter, ...page },
	);
	return answer.tasks;
}

describe("a project", () => {
	it("is answered with its graph in order, its counts and its planes", async () => {
		const answer = await served.query(
			`query ($id: ID!) { project(id: $id) {
				name tileCount completeTileCount graphVersion
				stages { name kind counts { state count } parents { name } children { name } definition { name } unitRule outputPath }
				planes { z tileCount minimumX maximumX minimumY maximumY }
			} }`,
			{ id: project.projectId },
		);
		expect(answer).toEqual({
			project: {
				name: "Brain 7",
				tileCount: 12,
				completeTileCount: 12,
				graphVersion: 4,
				stages: [
					{
						name: "Acquisition",
						kind: "ROOT",
						counts: [{ state: "SUCCEEDED", count: 12 }],
						parents: [],
						children: [{ name: "Quality" }],
						definition: null,
						unitRule: null,
						outputPath: null,
					},
					{
						name: "Quality",
						kind: "PROGRAM",
						counts: [
							{ state: "SUCCEEDED", count: 11 },
							{ state: "FAILED", count: 1 },
						],
						parents: [{ name: "Acquisition" }],
						children: [{ name: "Shift" }, { name: "Mosaic" }],
						definition: { name: "No-op" },
						unitRule: { kind: "each" },
						outputPath: "/data/Brain 7-results/quality",
					},
					expect.objectContaining({
						name: "Shift",
						counts: [
							{ state: "WAITING", count: 2 },
							{ state: "SUCCEEDED", count: 7 },
						],
					}),
					expect.objectContaining({
						name: "Mosaic",
						parents: [{ name: "Quality" }, { name: "Shift" }],
						counts: [{ state: "WAITING", count: 3 }],
					}),
				],
				planes: [0, 1, 2].map((z) => ({ z, tileCount: 4, minimumX: 0, maximumX: 3, minimumY: 0, maximumY: 0 })),
			},
		});
	});

	it("that does not exist is null, as is everything else that does not", async () => {
		expect(
			await served.query(`{
				project(id: "999999999999") { id } stage(id: 77) { id } tile(id: 77777) { id } task(id: 77777) { id } attempt(id: 77777) { id }
				worker(id: "00000000-0000-4000-8000-000000000000") { id } taskDefinition(id: 77) { id } taskRepository(id: 77) { id }
			}`),
		).toEqual({
			project: null,
			stage: null,
			tile: null,
			task: null,
			attempt: null,
			worker: null,
			taskDefinition: null,
			taskRepository: null,
		});
	});

	it("is refused with a code when its id is no number", async () => {
		const answer = await served.ask(`{ project(id: "brain") { id } }`);
		expect(answer.errors?.[0]?.extensions).toMatchObject({ code: "ARGUMENT_INVALID", fields: { value: "brain" } });
	});
});

describe("pages", () => {
	it("follow each other without gaps or repetitions, stage by stage in the order of work", async () => {
		const whole = await tasks({}, { first: 200 });
		const seen: string[] = [];
		let after: string | undefined;
		for (;;) {
			const page = await tasks({}, { first: 5, ...(after ? { after } : {}) });
			expect(page.pageInfo.hasPreviousPage).toBe(after !== undefined);
			seen.push(...page.edges.map(({ node }) => node.id));
			if (!page.pageInfo.hasNextPage) break;
			after = page.pageInfo.endCursor;
		}
		expect(seen).toEqual(whole.edges.map(({ node }) => node.id));
		expect(seen).toHaveLength(12 + 12 + 9 + 3);
		expect(whole.totalCount).toBe(36);
	});

	it("of tiles keep their place while tiles arrive", async () => {
		const read = async (first: number, after: string | null) => {
			const { project: answer } = await served.query<{
				project: { tiles: { edges: { node: { relativePath: string } }[]; pageInfo: { endCursor: string } } };
			}>(
				`query ($id: ID!, $first: Int!, $after: String) { project(id: $id) { tiles(first: $first, after: $after, filter: {z: 2}) {
					edges { node { relativePath } } pageInfo { endCursor }
				} } }`,
				{ id: project.projectId, first, after },
			);
			return answer.tiles;
		};
		const first = await read(3, null);
		const second = await read(3, first.pageInfo.endCursor);
		expect([...first.edges, ...second.edges].map(({ node }) => node.relativePath)).toEqual([
			"z2/y0x0",
			"z2/y0x1",
			"z2/y0x2",
			"z2/y0x3",
		]);
	});

	it.each([0, 201, -1])("of %i rows are refused", async (first) => {
		await expect(tasks({}, { first })).rejects.toThrow("1 to 200");
	});

	it("are refused with a cursor of another list", async () => {
		const tiles = Buffer.from("[3]").toString("base64url");
		await expect(tasks({}, { after: tiles })).rejects.toThrow("not a cursor of this list");
		await expect(tasks({}, { after: "nonsense" })).rejects.toThrow("not a cursor of this list");
	});
});

describe("filters of tasks", () => {
	const keys = (page: TaskPage) => page.edges.map(({ node }) => node.unitKey);

	it("choose states, and count them without reading them", async () => {
		const failed = await tasks({ states: ["FAILED"] });
		expect(failed.edges.map(({ node }) => node.tile?.relativePath)).toEqual(["z1/y0x2"]);
		expect(failed.totalCount).toBe(1);
		expect(failed.pageInfo.hasNextPage).toBe(false);
	});

	it("choose the outcome of the last attempt", async () => {
		expect(await tasks({ outcomes: ["TIMED_OUT", "LOST"] })).toMatchObject({ edges: [{ node: { state: "FAILED" } }] });
		expect((await tasks({ outcomes: ["LOST"] })).edges).toEqual([]);
	});

	it("choose stages and planes, of tiles as of groups", async () => {
		expect(keys(await tasks({ stageIds: [mosaic], z: 1 }))).toEqual(["z=1"]);
		expect((await tasks({ stageIds: [quality, shift], z: 1 })).edges).toHaveLength(4 + 3);
		expect((await tasks({ z: 9 })).edges).toEqual([]);
	});

	it("choose everything made from a tile", async () => {
		const [tile] = await served.coordinator.database.query<{ id: number }>(
			"select id from tile where relative_path = 'z0/y0x1'",
		);
		const made = await tasks({ tileId: tile?.id });
		// Its own two tasks, the pairs on both sides of it, and the mosaic of its plane.
		expect(keys(made)).toEqual(["2", "2", "1>2", "2>3", "z=0"]);
	});

	it("choose the worker of the last attempt", async () => {
		expect((await tasks({ workerId: served.coordinator.workerId })).edges).toHaveLength(12 + 7);
		await expect(tasks({ workerId: "scope-1" })).rejects.toThrow("expected a UUID");
	});
});

describe("the reason of a task", () => {
	it("names what it waits for, with state and outcome, across stages", async () => {
		const waiting = await tasks({ stageIds: [shift], states: ["WAITING"] });
		expect(waiting.edges.map(({ node }) => node.reason)).toEqual([
			'waiting for stage "Quality" on tile z1/y0x2, which failed (SIGTERM, time limit reached)',
			'waiting for stage "Quality" on tile z1/y0x2, which failed (SIGTERM, time limit reached)',
		]);
	});

	it("says what a group lacks and what would close it", async () => {
		const groups = await tasks({ stageIds: [mosaic] });
		expect(groups.edges.map(({ node }) => node.reason)).toEqual([
			"group z=0 has 7 inputs and closes at the end of the acquisition",
			'group z=1 has 4 of 7 inputs ready; waiting for stage "Quality" on tile z1/y0x2, which failed (SIGTERM, time limit reached)',
			"group z=2 has 7 inputs and closes at the end of the acquisition",
		]);
	});

	it("says how a failed task ended", async () => {
		const [failed] = (await tasks({ states: ["FAILED"] })).edges;
		expect(failed?.node.reason).toBe("failed on try 1 (SIGTERM, time limit reached): still reading");
	});

	it("says who paused the stage it is ready for", async () => {
		const definitionId = await createDefinition(served, "Another no-op");
		const paused = await createStage(served, project, {
			name: "Preview",
			definitionId,
			parents: [project.rootStageId],
			isPaused: true,
		});
		await served.query(`mutation ($input: SetPausedInput!) { setStagePaused(input: $input) { stage { id } } }`, {
			input: { id: paused, isPaused: true, reason: "not needed today" },
		});
		const [first] = (await tasks({ stageIds: [paused] }, { first: 1 })).edges;
		expect(first?.node.reason).toBe('stage "Preview" is paused by somebody at 127.0.0.1: not needed today');
	});
});

describe("a task", () => {
	it("has its attempts, results and blockers", async () => {
		const [done] = (await tasks({ stageIds: [quality], states: ["SUCCEEDED"] }, { first: 1 })).edges;
		const { task } = await served.query<{ task: Record<string, unknown> }>(
			`query ($id: ID!) { task(id: $id) {
				statusCode isStale metrics previewUrl artifacts { path url } attemptCount inputCount
				attempts { number outcome runSeconds worker { name } stageVersion { version } stdoutUrl }
				latestAttempt { id } resultAttempt { id } inputs { totalCount edges { node { stage { name } } } } blockedBy { id }
			} }`,
			{ id: done?.node.id },
		);
		expect(task).toMatchObject({
			statusCode: 4,
			isStale: false,
			metrics: { focus: 0.5 },
			previewUrl: `/api/tasks/${done?.node.id}/preview`,
			artifacts: [{ path: "preview.png", url: `/api/tasks/${done?.node.id}/files/preview.png` }],
			attemptCount: 1,
			inputCount: 1,
			attempts: [{ number: 1, outcome: "SUCCEEDED", runSeconds: 0.001, worker: { name: "test worker" } }],
			inputs: { edges: [{ node: { stage: { name: "Acquisition" } } }] },
			blockedBy: [],
		});
		expect(task.latestAttempt).toEqual(task.resultAttempt);
	});

	it("that waits names the inputs that have not succeeded", async () => {
		const { edges } = await tasks({ stageIds: [shift], states: ["WAITING"] });
		const { task } = await served.query<{ task: unknown }>(
			`query ($id: ID!) { task(id: $id) { unmetInputs blockedBy { state tile { relativePath } } previewUrl } }`,
			{ id: edges[0]?.node.id },
		);
		expect(task).toEqual({
			unmetInputs: 1,
			blockedBy: [{ state: "FAILED", tile: { relativePath: "z1/y0x2" } }],
			previewUrl: null,
		});
	});
});

describe("the number of statements", () => {
	async function statementsOf(query: string, variables: object): Promise<number> {
		const raw = vi.spyOn(served.coordinator.database, "query");
		const models = vi.spyOn(Sequelize.prototype, "query");
		try {
			await served.query(query, variables);
			return raw.mock.calls.length + models.mock.calls.length;
		} finally {
			raw.mockRestore();
			models.mockRestore();
		}
	}

	it("is small for a project page and does not grow with its tasks", async () => {
		const page = `query ($id: ID!, $first: Int!) { project(id: $id) {
			name tileCount sources { name tileCount }
			stages { name counts { state count } parents { id } children { id } version { version } definition { name } rate { meanRunSeconds } }
			tasks(first: $first) { edges { node {
				id state reason tile { relativePath source { name } } stage { name } project { name } blockedBy { id reason }
				attempts { number worker { name } stageVersion { version } task { id } } latestAttempt { outcome } artifacts { url }
			} } }
		} }`;
		const some = await statementsOf(page, { id: project.projectId, first: 40 });
		const all = await statementsOf(page, { id: project.projectId, first: 200 });
		// Both pages reach the last stage: each stage on the way is read by a statement of its own.
		expect(all).toBeLessThanOrEqual(some + 1);
		expect(all).toBeLessThan(35);
	});

	it("is the same for a page of tiles with all their tasks, whatever its size", async () => {
		const page = `query ($id: ID!, $first: Int!) { project(id: $id) { tiles(first: $first) { edges { node { tasks { state stage { name } } source { name } } } } } }`;
		const one = await statementsOf(page, { id: project.projectId, first: 1 });
		const many = await statementsOf(page, { id: project.projectId, first: 12 });
		// Which look-ups fall into one turn of the event loop may differ by one.
		expect(many).toBeLessThanOrEqual(one + 1);
	});
});

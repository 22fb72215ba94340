import type { StageId } from "@tilewright/contract/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { observedTile, type TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage, plane } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";
import { nextWhere, Subscriber } from "./support/subscriber.ts";

/* What the page shows of a whole project at once, from real rows. */

let served: ServedCoordinator;
let project: TestProject;
let quality: StageId;
let shift: StageId;
let mosaic: StageId;
let url: string;

beforeAll(async () => {
	served = await ServedCoordinator.start();
	url = await served.listen();
	project = await createProject(served, { name: "Brain 8" });
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
		parents: [quality],
		unitRule: { kind: "group", by: ["z"], completion: { kind: "endOfAcquisition" } },
	});
	await served.coordinator.addWorker();
	await served.coordinator.takeTiles(project, plane(3, 1, 7));
	await served.coordinator.takeTiles(project, [observedTile("alone")]);
	await served.coordinator.finish(
		(attempt) =>
			attempt.tile?.relativePath === "z7/y0x1"
				? { outcome: "timedOut", exitCode: null, signal: "SIGTERM" }
				: { metrics: { focus: 0.5 } },
		[...served.coordinator.assigned],
	);
});
afterAll(() => served.stop());

async function octets(path: string): Promise<Buffer> {
	const response = await served.api.inject({ url: `/api/projects/${project.projectId}/${path}` });
	expect(response.statusCode).toBe(200);
	return response.rawPayload;
}

/** Codes by tile, in the order of arrival. */
async function statesOf(stage: StageId): Promise<number[]> {
	return [...(await octets(`stages/${stage}/tile-states`)).subarray(16)];
}

describe("all tiles at once", () => {
	it("are octets in the order of arrival, also only those that came after one of them", async () => {
		const all = await octets("tiles");
		expect(all.readUInt32LE(8)).toBe(4);
		expect(all.length).toBe(16 + 4 * 20);
		const idOf = (tile: number) => all.readDoubleLE(16 + tile * 8);
		expect([0, 1, 2].map((tile) => all.readInt32LE(16 + 32 + tile * 4))).toEqual([0, 1, 2]);
		// z of the plane, and of the tile without a position.
		expect([2, 3].map((tile) => all.readInt32LE(16 + 64 + tile * 4))).toEqual([7, -(2 ** 31)]);
		const later = await octets(`tiles?after=${idOf(2)}`);
		expect([later.readUInt32LE(8), later.readDoubleLE(16)]).toEqual([1, idOf(3)]);
	});

	it("have their states beside them: of their own tasks, of pairs at the first tile, of groups at each member", async () => {
		expect(await statesOf(project.rootStageId)).toEqual([4, 4, 4, 4]);
		expect(await statesOf(quality)).toEqual([4, 6, 4, 4]);
		expect(await statesOf(shift)).toEqual([0, 0, 255, 255]);
		expect(await statesOf(mosaic)).toEqual([0, 0, 0, 255]);
	});

	it("come together for the first look at a project, as they come one by one", async () => {
		const partsOf = (bundle: Buffer) => {
			const parts = new Map<string, Buffer>();
			for (let at = 0; at < bundle.length; ) {
				const bodyAt = at + 8 + bundle.readUInt32LE(at);
				const end = bodyAt + bundle.readUInt32LE(at + 4);
				parts.set(bundle.toString("utf8", at + 8, bodyAt), bundle.subarray(bodyAt, end));
				at = end;
			}
			return parts;
		};
		const base = `/api/projects/${project.projectId}`;
		const states = partsOf(await octets("tile-states"));
		expect([...states.keys()]).toEqual(
			[project.rootStageId, quality, shift, mosaic].map((id) => `${base}/stages/${id}/tile-states`),
		);
		expect([...(states.get(`${base}/stages/${quality}/tile-states`) ?? [])].slice(16)).toEqual([4, 6, 4, 4]);
		const plane = partsOf(await octets(`opening?stage=${quality}`));
		expect([...plane.keys()]).toEqual([
			`${base}/stages/${project.rootStageId}/task-states?z=7`,
			`${base}/stages/${quality}/task-states?z=7`,
		]);
		expect(JSON.parse(String(plane.get(`${base}/stages/${quality}/task-states?z=7`))).state).toHaveLength(3);
		const unknown = await served.api.inject({ url: "/api/projects/999999/opening" });
		expect(unknown.statusCode).toBe(404);
	});

	it("are sent compressed to whoever takes that", async () => {
		const url = `/api/projects/${project.projectId}/stages/${quality}/task-states`;
		const compressed = await served.api.inject({ url, headers: { "accept-encoding": "gzip, br" } });
		const plain = await served.api.inject({ url });
		// A few tasks are less than a packet.
		expect(compressed.headers["content-encoding"]).toBe(plain.rawPayload.length < 1_400 ? undefined : "gzip");
		expect(compressed.headers.etag).toBe(plain.headers.etag);
	});

	it("keep their ETag while nothing changes", async () => {
		const path = `/api/projects/${project.projectId}/stages/${quality}/tile-states`;
		const { etag } = (await served.api.inject({ url: path })).headers;
		const again = await served.api.inject({ url: path, headers: { "if-none-match": String(etag) } });
		expect(again.statusCode).toBe(304);
	});

	it("are refused for a stage of another project, in words", async () => {
		const answer = await served.api.inject({ url: `/api/projects/${project.projectId}/stages/999/tile-states` });
		expect([answer.statusCode, answer.json().error.code]).toEqual([404, "NOT_FOUND"]);
	});
});

describe("metrics of a stage", () => {
	it("are the numbers of all its results, by name", async () => {
		const path = `/api/projects/${project.projectId}/stages/${quality}/metrics`;
		const table = (await served.api.inject({ url: path })).json();
		expect(table).toMatchObject({ names: ["focus"], name: "focus", value: [0.5, 0.5, 0.5], x: [0, 2, null] });
		const none = (await served.api.inject({ url: `${path}?name=nothing` })).json();
		expect(none).toMatchObject({ name: "nothing", value: [] });
	});
});

describe("the pace of a project", () => {
	it("is asked for and pushed, with the last word on arrival and processing", async () => {
		const { project: read } = await served.query<{ project: { pace: { arrival: object; stages: object[] } } }>(
			`query ($id: ID!) { project(id: $id) { pace { arrival { verdict arrived expected sentence } stages { name backlog } } } }`,
			{ id: project.projectId },
		);
		expect(read.pace.arrival).toMatchObject({ arrived: 4, expected: null });
		expect(read.pace.stages).toHaveLength(3);
		const subscriber = new Subscriber(`${url}/graphql`);
		const messages = subscriber.subscribe<{ projectPaceChanged: { arrival: { arrived: number } } }>(
			`subscription ($id: ID!) { projectPaceChanged(projectId: $id) { arrival { arrived } } }`,
			{ id: project.projectId },
		);
		await messages.next();
		await served.coordinator.takeTiles(project, [observedTile("later")]);
		const pushed = await nextWhere(messages, ({ projectPaceChanged: { arrival } }) => arrival.arrived === 5);
		expect(pushed.projectPaceChanged.arrival.arrived).toBe(5);
		await subscriber.stop();
	});

	it("is not there for a project that does not exist", async () => {
		const subscriber = new Subscriber(`${url}/graphql`);
		const messages = subscriber.subscribe(
			"subscription { projectPaceChanged(projectId: 999) { arrival { arrived } } }",
			{},
		);
		await expect(messages.next()).rejects.toMatchObject([{ message: expect.stringMatching(/no project 999/) }]);
		await subscriber.stop();
	});
});

describe("why a stage has no task for a tile", () => {
	it("is one sentence for each such stage", async () => {
		const { project: read } = await served.query<{
			project: {
				tiles: { edges: { node: { name: string; missingTasks: { stage: { name: string }; reason: string }[] } }[] };
			};
		}>(
			`query ($id: ID!) { project(id: $id) { tiles { edges { node { name missingTasks { stage { name } reason } } } } } }`,
			{ id: project.projectId },
		);
		const missing = Object.fromEntries(read.tiles.edges.map(({ node }) => [node.name, node.missingTasks]));
		expect(missing.y0x0).toEqual([]);
		expect(missing.alone).toEqual([
			{ stage: { name: "Shift" }, reason: "no task: pairs need a lattice position, and the tile has none" },
			{ stage: { name: "Mosaic" }, reason: "no task: groups need a lattice position, and the tile has none" },
		]);
	});
});

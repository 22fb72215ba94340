import { appendFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { attemptLogFile } from "@tilewright/contract/attempt-paths";
import type { StageId } from "@tilewright/contract/ids";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { observedTile, type TestProject } from "../../support/project-builder.ts";
import { createDefinition, createProject, createStage, plane } from "./support/demonstration.ts";
import { ServedCoordinator } from "./support/served-coordinator.ts";
import { nextWhere, Subscriber } from "./support/subscriber.ts";

let served: ServedCoordinator;
let url: string;
let folder: string;
let project: TestProject;
let stage: StageId;
const subscribers: Subscriber[] = [];

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "tilewright-subscriptions-"));
	served = await ServedCoordinator.start();
	url = `${await served.listen()}/graphql`;
	project = await createProject(served, { name: "Brain 7", rootPath: join(folder, "brain") });
	const definitionId = await createDefinition(served, "No-op");
	stage = await createStage(served, project, { name: "Quality", definitionId, parents: [project.rootStageId] });
	await served.coordinator.addWorker();
});
afterEach(async () => {
	for (const subscriber of subscribers.splice(0)) await subscriber.stop();
});
afterAll(async () => {
	await served.stop();
	await rm(folder, { recursive: true });
});

function subscriber(headers?: Record<string, string>): Subscriber {
	const made = new Subscriber(url, headers);
	subscribers.push(made);
	return made;
}

interface Change {
	readonly projectChanged: {
		readonly sequence: number;
		readonly resetNeeded: boolean;
		readonly tileCount: number;
		readonly completeTileCount: number;
		readonly stages: { readonly stageId: string; readonly counts: { state: string; count: number }[] }[];
		readonly tasks: { readonly taskId: string; readonly stageId: string; readonly state: string }[];
		readonly graphChanged: boolean;
		readonly sources: { readonly name: string; readonly tileCount: number }[];
	};
}
const projectChanged = `subscription ($projectId: ID!) { projectChanged(projectId: $projectId) {
	sequence resetNeeded tileCount completeTileCount graphChanged sources { name tileCount }
	stages { stageId counts { state count } } tasks { taskId stageId tileId state attemptId }
} }`;

const watch = () => subscriber().subscribe<Change>(projectChanged, { projectId: project.projectId });

describe("whoever watches a project", () => {
	it("is told all counts at once, and then what changes, with the states of tasks", async () => {
		const messages = watch();
		const first = (await messages.next()).value as Change;
		expect(first.projectChanged).toMatchObject({ resetNeeded: false, tileCount: 0, tasks: [] });
		expect(first.projectChanged.stages).toHaveLength(2);

		await served.coordinator.takeTiles(project, [observedTile("a"), observedTile("b", { isComplete: false })]);
		const arrived = await nextWhere(messages, ({ projectChanged: change }) => change.tileCount === 2);
		expect(arrived.projectChanged).toMatchObject({ completeTileCount: 1, resetNeeded: false });
		expect(arrived.projectChanged.sequence).toBeGreaterThan(first.projectChanged.sequence);

		await served.coordinator.finish();
		const done = await nextWhere(messages, ({ projectChanged: change }) =>
			change.stages.some(({ counts }) => counts.some(({ state, count }) => state === "SUCCEEDED" && count === 1)),
		);
		expect(done.projectChanged.stages.find(({ stageId }) => stageId === String(stage))?.counts).toContainEqual({
			state: "SUCCEEDED",
			count: 1,
		});
		const named = done.projectChanged.tasks.filter(({ stageId }) => stageId === String(stage));
		expect(named.map(({ state }) => state)).toContain("SUCCEEDED");
	});

	it("is told that a tile has become complete by the task of the root stage, though no other tile comes after it", async () => {
		await served.coordinator.takeTiles(project, [observedTile("last", { isComplete: false })]);
		const messages = watch();
		await messages.next();
		await served.coordinator.takeTiles(project, [observedTile("last")]);
		const told = await nextWhere(messages, ({ projectChanged: change }) =>
			change.tasks.some(({ stageId }) => stageId === String(project.rootStageId)),
		);
		expect(told.projectChanged.tasks.map(({ stageId, state }) => [stageId, state])).toContainEqual([
			String(project.rootStageId),
			"SUCCEEDED",
		]);
		await served.coordinator.finish();
	});

	it("is told when the graph or a source changes, and reads the source as it is then", async () => {
		const messages = watch();
		await messages.next();
		await served.query(`mutation ($input: UpdateSourceInput!) { updateSource(input: $input) { source { id } } }`, {
			input: { id: project.sourceId, name: "Microscope 2" },
		});
		const change = await nextWhere(messages, ({ projectChanged: { graphChanged } }) => graphChanged);
		expect(change.projectChanged.sources).toEqual([{ name: "Microscope 2", tileCount: 3 }]);
	});

	it("is told to read everything again when too much changed to be named", async () => {
		const messages = watch();
		await messages.next();
		const tiles = Array.from({ length: 501 }, (_, index) => observedTile(`many/${index}`));
		await served.coordinator.takeTiles(project, tiles);
		const change = await nextWhere(messages, ({ projectChanged: { resetNeeded } }) => resetNeeded);
		expect(change.projectChanged.tasks).toEqual([]);
		await served.coordinator.finish();
	});

	it("gets no more than five messages a second, however much happens", async () => {
		const messages = watch();
		await messages.next();
		const startedAt = performance.now();
		let count = 0;
		let last: Change | undefined;
		const isLast = ({ projectChanged: change }: Change) => change.tileCount === 504 + 30;
		const reading = nextWhere(messages, (message) => {
			count += 1;
			last = message;
			return isLast(message);
		});
		for (let index = 0; index < 30; index += 1) {
			await served.coordinator.takeTiles(project, [observedTile(`few/${index}`, { isComplete: false })]);
		}
		await reading;
		const seconds = (performance.now() - startedAt) / 1000;
		expect(last?.projectChanged.tileCount).toBe(534);
		expect(count).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 1);
	});

	it("of a project that does not exist is refused", async () => {
		const messages = subscriber().subscribe(projectChanged, { projectId: "4711" });
		await expect(messages.next()).rejects.toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
	});

	it("leaves nothing behind when they go away", async () => {
		const messages = watch();
		await messages.next();
		const leaver = subscribers.at(-1);
		await leaver?.stop();
		await expect.poll(() => served.feed.watchedProjects).toBe(0);
	});
});

describe("lists", () => {
	it("are told which projects, workers and events are new", async () => {
		const client = subscriber();
		const projects = client.subscribe<{ projectsChanged: string[] }>("subscription { projectsChanged }");
		const workers = client.subscribe<{ workersChanged: { name: string; isPaused: boolean }[] }>(
			"subscription { workersChanged { name isPaused } }",
		);
		const events = client.subscribe<{ eventAdded: { kind: string; project: { name: string } | null } }>(
			"subscription ($id: ID!) { eventAdded(projectId: $id) { kind message project { name } } }",
			{ id: project.projectId },
		);
		const news = Promise.all([projects.next(), workers.next(), events.next()]);
		// Subscriptions begin when the server has taken them, which it does not say.
		const isListening = expect.poll(() => served.feed.listenerCount, { timeout: 10_000 });
		await isListening.toMatchObject({ projects: 1, workers: 1, events: 1 });
		await served.query(`mutation ($input: UpdateWorkerInput!) { updateWorker(input: $input) { worker { id } } }`, {
			input: { id: served.coordinator.workerId, isPaused: true },
		});
		await served.query(`mutation ($input: SourceIdInput!) { finishAcquisition(input: $input) { source { id } } }`, {
			input: { id: project.sourceId },
		});
		const [projectIds, changedWorkers, event] = await news;
		expect(projectIds.value).toEqual({ projectsChanged: [String(project.projectId)] });
		expect(changedWorkers.value).toEqual({ workersChanged: [{ name: "test worker", isPaused: true }] });
		expect(event.value).toMatchObject({
			eventAdded: { kind: "acquisitionFinished", project: { name: "Brain 7" } },
		});
		await served.query(`mutation ($input: UpdateWorkerInput!) { updateWorker(input: $input) { worker { id } } }`, {
			input: { id: served.coordinator.workerId, isPaused: false },
		});
	});
});

describe("a log", () => {
	const follow = `subscription ($id: ID!, $fromByte: Float) { attemptLog(attemptId: $id, stream: STDOUT, fromByte: $fromByte) { text fromByte nextByte isEnd } }`;
	interface Chunk {
		readonly attemptLog: { text: string; fromByte: number; nextByte: number; isEnd: boolean };
	}

	it("is followed while it is written, in whole characters, and ends after the attempt", async () => {
		const own = await createProject(served, { name: "Logs", rootPath: join(folder, "logs") });
		const definitionId = await createDefinition(served, "Writer");
		const writer = await createStage(served, own, { name: "Write", definitionId, parents: [own.rootStageId] });
		await served.coordinator.takeTiles(own, plane(1, 1));
		const { assigned } = served.coordinator;
		const attempt = assigned.at(-1);
		if (!attempt) throw new Error("nothing was assigned");
		const { stage: row } = await served.query<{ stage: { outputPath: string } }>(
			"query ($id: ID!) { stage(id: $id) { outputPath } }",
			{ id: writer },
		);
		const path = attemptLogFile(row.outputPath, attempt.attemptId, "stdout");
		const messages = subscriber().subscribe<Chunk>(follow, { id: attempt.attemptId });

		await mkdir(dirname(path), { recursive: true });
		const micro = Buffer.from("µm\n");
		await writeFile(path, Buffer.concat([Buffer.from("0.5 "), micro.subarray(0, 1)]));
		const first = (await messages.next()).value as Chunk;
		expect(first.attemptLog).toEqual({ text: "0.5 ", fromByte: 0, nextByte: 4, isEnd: false });
		await appendFile(path, micro.subarray(1));
		const second = (await messages.next()).value as Chunk;
		expect(second.attemptLog).toEqual({ text: "µm\n", fromByte: 4, nextByte: 8, isEnd: false });
		await served.coordinator.finish({}, [attempt]);
		const last = (await messages.next()).value as Chunk;
		expect(last.attemptLog).toEqual({ text: "", fromByte: 8, nextByte: 8, isEnd: true });
		expect((await messages.next()).done).toBe(true);

		const again = subscriber().subscribe<Chunk>(follow, { id: attempt.attemptId, fromByte: 4 });
		expect((await again.next()).value).toEqual({
			attemptLog: { text: "µm\n", fromByte: 4, nextByte: 8, isEnd: true },
		});
	});

	it("that was never written to ends empty", async () => {
		const [attempt] = await served.coordinator.database.query<{ id: number }>(
			"select id from attempt where finished_at is not null order by id limit 1",
		);
		const messages = subscriber().subscribe<Chunk>(follow, { id: attempt?.id });
		expect((await messages.next()).value).toMatchObject({ attemptLog: { text: "", isEnd: true } });
	});
});

describe("the socket", () => {
	it("is refused to pages of other hosts and open to our own and to programs", async () => {
		const open = (origin?: string) =>
			new Promise<string>((resolve) => {
				const socket = new WebSocket(url.replace("http", "ws"), "graphql-transport-ws", origin ? { origin } : {});
				socket.on("open", () => {
					socket.close();
					resolve("open");
				});
				socket.on("error", (error) => resolve(error.message));
			});
		expect(await open("https://evil.example")).toContain("403");
		expect(await open(new URL(url).origin)).toBe("open");
		expect(await open()).toBe("open");
	});

	it("refuses a subscription that is not valid, too deep or of a kind that does not exist", async () => {
		const refused = (query: string) => expect(subscriber().subscribe(query).next()).rejects;
		await refused("subscription { projectChanged(projectId: 1) { nonsense } }").toMatchObject([
			{ message: expect.stringContaining("nonsense"), extensions: { code: "ARGUMENT_INVALID" } },
		]);
		const deep = `${"children { ".repeat(20)} id ${"} ".repeat(20)}`;
		await refused(`subscription { workersChanged { runningAttempts { task { stage { ${deep} } } } } }`).toMatchObject([
			{ extensions: { code: "QUERY_TOO_COSTLY" } },
		]);
		await refused("subscription { a: projectsChanged ...F } fragment F on Subscription { ...F }").toMatchObject([
			{ extensions: { code: "ARGUMENT_INVALID" } },
		]);
	});

	it("answers queries as well", async () => {
		const answer = subscriber().subscribe("{ system { instanceName } }");
		expect((await answer.next()).value).toEqual({ system: { instanceName: "Test instance" } });
	});
});
